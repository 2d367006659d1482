"""Downloads: what is fetched, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from genstudio.core.errors import DiskFullError, DownloadRefusedError, ProviderUnavailableError
from genstudio.transport.download import Downloader, is_public
from genstudio.transport.http import HttpPool
from tests.wire import TestWire, streaming

PUBLIC = "93.184.216.34"


def downloader(
    handler: Callable[[httpx2.Request], httpx2.Response], hosts: dict[str, list[str]] | None = None, **options: object
) -> Downloader:
    async def resolve(host: str, port: int) -> list[str]:
        return (hosts or {}).get(host, [PUBLIC])

    return Downloader(HttpPool(TestWire(httpx2.MockTransport(streaming(handler)))), resolve=resolve, **options)  # type: ignore[arg-type]


def sending(content: bytes, **headers: str) -> Callable[[httpx2.Request], httpx2.Response]:
    return lambda request: httpx2.Response(200, content=content, headers=headers)


async def test_it_goes_to_the_checked_address_under_the_right_name_without_a_key(tmp_path: Path) -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, content=b"abc")

    assert await downloader(handler).fetch("https://cdn.example/x.png?sig=1", tmp_path / "x") == 3
    assert (tmp_path / "x").read_bytes() == b"abc"
    assert seen[0].url.host == PUBLIC
    assert seen[0].headers["host"] == "cdn.example"
    assert seen[0].extensions["sni_hostname"] == "cdn.example"
    assert "authorization" not in seen[0].headers


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.example/x",
        "file:///etc/passwd",
        "ftp://cdn.example/x",
        "https://private.example/x",
        "https://mixed.example/x",
        "https://127.0.0.1/x",
        "https://user:pw@cdn.example/x",
        "https:///x",
        "https://[::ffff:10.0.0.1]/x",
        "not a url",
    ],
)
async def test_what_is_not_on_the_open_internet_is_refused(url: str, tmp_path: Path) -> None:
    hosts = {
        "private.example": ["10.0.0.7"],
        "mixed.example": [PUBLIC, "127.0.0.1"],
        "127.0.0.1": ["127.0.0.1"],
        "::ffff:10.0.0.1": ["::ffff:10.0.0.1"],
    }
    with pytest.raises(DownloadRefusedError):
        await downloader(sending(b"secret"), hosts).fetch(url, tmp_path / "x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:192.168.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


async def test_each_redirect_is_checked_again(tmp_path: Path) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(302, headers={"Location": "https://private.example/x"})

    with pytest.raises(DownloadRefusedError, match="open internet"):
        await downloader(handler, {"private.example": ["127.0.0.1"]}).fetch("https://cdn.example/x", tmp_path / "x")


async def test_endless_redirects_end(tmp_path: Path) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(302, headers={"Location": "/again"})

    with pytest.raises(DownloadRefusedError, match="redirects"):
        await downloader(handler).fetch("https://cdn.example/x", tmp_path / "x")


async def test_a_file_that_is_too_large_is_cut_also_when_it_lies_about_its_length(tmp_path: Path) -> None:
    for headers in ({}, {"Content-Length": "5000"}):
        with pytest.raises(DownloadRefusedError, match="larger"):
            await downloader(sending(b"x" * 5_000, **headers)).fetch(
                "https://cdn.example/x", tmp_path / "x", max_bytes=1_000
            )
    assert not list(tmp_path.iterdir())


async def test_a_short_answer_is_tried_again_and_a_gone_file_is_not(tmp_path: Path) -> None:
    with pytest.raises(ProviderUnavailableError):
        await downloader(sending(b"abc", **{"Content-Length": "10"})).fetch("https://cdn.example/x", tmp_path / "x")
    with pytest.raises(DownloadRefusedError, match="404"):
        await downloader(lambda request: httpx2.Response(404)).fetch("https://cdn.example/x", tmp_path / "x")
    assert not list(tmp_path.iterdir())


async def test_a_full_disk_is_said_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(DiskFullError):
        await downloader(sending(b"abc")).fetch("https://cdn.example/x", tmp_path / "x")


async def test_the_owners_own_server_is_spared_the_check(tmp_path: Path) -> None:
    own = downloader(sending(b"abc"), trusted_origins=frozenset({"http://127.0.0.1:9000"}))
    assert await own.fetch("http://127.0.0.1:9000/x", tmp_path / "x") == 3
    with pytest.raises(DownloadRefusedError):
        await own.fetch("http://127.0.0.1:9001/x", tmp_path / "y")


async def test_headers_go_to_the_own_origin_alone_and_not_along_a_redirect(tmp_path: Path) -> None:
    seen: dict[str, str | None] = {}

    def handler(request: httpx2.Request) -> httpx2.Response:
        host = request.headers["host"]
        seen[f"{host}{request.url.path}"] = request.headers.get("x-key")
        moved = {"/a": "/b", "/b": "https://store.example/c"}.get(request.url.path)
        return httpx2.Response(302, headers={"location": moved}) if moved else httpx2.Response(200, content=b"abc")

    await downloader(handler).fetch("https://api.example/a", tmp_path / "x", headers={"X-Key": "secret"})
    assert seen == {"api.example/a": "secret", "api.example/b": "secret", "store.example/c": None}
