"""Files from public addresses and data URIs: fetched once, checked like any upload, nothing left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx2
import pytest

from genstudio.controllers.inputs import Inputs, decode_data_uri
from genstudio.core.errors import InputError, ProviderValidationError
from genstudio.core.settings import GuestSettings
from genstudio.core.spec import MB
from genstudio.storage.database import Database
from genstudio.storage.limits import Limits
from genstudio.storage.media import MediaStore
from genstudio.storage.uploads import Uploads
from genstudio.transport.download import Downloader
from genstudio.transport.http import HttpPool
from tests.api import models
from tests.wire import TestWire, streaming

MODEL = models.spec("embedded", "painter", "image")
ADDRESSES = {"pics.example": ["93.184.216.34"], "inside.example": ["10.0.0.7"]}


async def _resolve(host: str, port: int) -> Sequence[str]:
    return ADDRESSES.get(host, [])


def _answer(request: httpx2.Request) -> httpx2.Response:
    match request.url.path:
        case "/a%20fox.png" | "/a fox.png":
            return httpx2.Response(200, content=models.png(5))
        case "/page.png":
            return httpx2.Response(200, content=b"<html>not a picture</html>")
        case "/large.png":
            return httpx2.Response(200, content=b"x" * MB)
        case "/inside":
            return httpx2.Response(302, headers={"Location": "https://inside.example/secret.png"})
        case "/busy.png":
            return httpx2.Response(503)
    return httpx2.Response(404)


@pytest.fixture
async def inputs(home: Path) -> AsyncIterator[Inputs]:
    database = Database(home / "genstudio.db")
    database.open()
    pool = HttpPool(TestWire(httpx2.MockTransport(streaming(_answer))))
    media = MediaStore(home)
    downloader = Downloader(pool, resolve=_resolve)
    uploads = Uploads(database, media, Limits(database, home, GuestSettings(), 0))
    yield Inputs(database, uploads, media, downloader, work=home / "work" / "inputs", max_bytes=MB)
    await pool.aclose()
    database.close()


async def test_address_becomes_an_upload_of_the_owner(inputs: Inputs, home: Path) -> None:
    url = "https://pics.example/a%20fox.png?size=1"
    taken = await inputs.take("ann", MODEL, {"reference_images": (url, url)})
    first, second = taken["reference_images"]
    assert first.startswith("upload:")
    assert first != second
    file = await inputs.get("ann", first.removeprefix("upload:"))
    assert (file.path.read_bytes(), file.mime, file.name) == (models.png(5), "image/png", "a fox.png")
    assert list((home / "work" / "inputs").iterdir()) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://pics.example/page.png", "is no picture, sound or video"),
        ("https://pics.example/large.png", "larger than 0.0625 MB"),
        ("https://pics.example/inside", "inside.example is not on the open internet"),
        ("https://inside.example/x.png", "not on the open internet"),
        ("https://pics.example/busy.png", "Nothing was charged"),
        ("https://pics.example/gone.png", "not there any more"),
        ("https://nobody.example/x.png", "not on the open internet"),
        ("http://pics.example/a fox.png", "only downloaded over https"),
        ("https://:99999999/x", "not a valid one"),
        ("ftp://pics.example/x", "https address"),
    ],
)
async def test_address_that_gives_no_file(inputs: Inputs, home: Path, url: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        await inputs.take("ann", MODEL, {"reference_images": (url,)})
    assert refused.value.field == "reference_images"
    assert refused.value.message.startswith("References: ")
    work = home / "work" / "inputs"
    assert not work.exists() or list(work.iterdir()) == []


async def test_upload_is_checked_against_its_role_and_owner(inputs: Inputs) -> None:
    (ref,) = (await inputs.take("ann", MODEL, {"style_picture": ("https://pics.example/a fox.png",)}))["style_picture"]
    with pytest.raises(ProviderValidationError, match="Backing track is a sound file; this file is image/png"):
        await inputs.take("ann", MODEL, {"backing_track": (ref,)})
    with pytest.raises(InputError, match="there is no such file"):
        await inputs.take("bob", MODEL, {"style_picture": (ref,)})


@pytest.mark.parametrize(
    ("uri", "name", "data"),
    [
        ("data:image/png;base64,aGk=", "image from a data URI", b"hi"),
        ("data:image/png;name=x;base64,aGk%3D", "image from a data URI", b"hi"),
        ("data:,a%20b", "file from a data URI", b"a b"),
    ],
)
def test_data_uri(uri: str, name: str, data: bytes) -> None:
    assert decode_data_uri(uri, 100) == (name, data)


@pytest.mark.parametrize("uri", ["data:image/png;base64", "data:x;base64,a", "data:x;base64,ä", "data:," + "x" * 101])
def test_data_uri_that_holds_nothing_for_us(uri: str) -> None:
    with pytest.raises(InputError):
        decode_data_uri(uri, 100)
