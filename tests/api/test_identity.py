"""Who is asking: the mode of the server decides, and nothing that a caller can choose."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from genstudio.api.identity import COOKIE, Guests, IdentityMiddleware, is_private, owner_of, server_secret
from genstudio.core.errors import StorageError

SECRET = b"s" * 32


async def _who(request: Request) -> Response:
    return PlainTextResponse(owner_of(request))


def _client(guests: Guests | None, base_url: str = "http://localhost:7860") -> TestClient:
    return TestClient(IdentityMiddleware(Starlette(routes=[Route("/{path:path}", _who)]), guests), base_url=base_url)


@pytest.mark.parametrize(
    ("host", "share", "allowed", "private"),
    [
        ("127.0.0.1", False, (), True),
        ("::1", False, (), True),
        ("localhost", False, ("127.0.0.1",), True),
        ("127.0.0.1", True, (), False),
        ("0.0.0.0", False, (), False),  # noqa: S104
        ("192.168.0.7", False, (), False),
        ("studio.local", False, (), False),
        # A further name means a proxy, through which everybody comes from 127.0.0.1.
        ("127.0.0.1", False, ("studio.example.com",), False),
    ],
)
def test_only_a_server_on_loopback_is_private(host: str, share: bool, allowed: tuple[str, ...], private: bool) -> None:
    assert is_private(host, share=share, allowed_hosts=allowed) is private


def test_private_server_has_one_user_and_gives_no_cookie() -> None:
    answer = _client(None).get("/", headers={"Cookie": f"{COOKIE}=anything"})
    assert answer.text == "local"
    assert "set-cookie" not in answer.headers


def test_guest_gets_a_cookie_and_stays_the_same_person() -> None:
    client = _client(Guests(SECRET))
    first = client.get("/")
    cookie = first.headers["set-cookie"]
    assert re.fullmatch(
        rf"{COOKIE}=[\w-]{{43}}\.[\w-]{{24}}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", cookie, re.ASCII
    )
    assert re.fullmatch(r"guest:[0-9a-f]{32}", first.text)
    again = client.get("/api/v2/generations")
    assert again.text == first.text
    assert "set-cookie" not in again.headers


def test_two_guests_are_two_people() -> None:
    assert _client(Guests(SECRET)).get("/").text != _client(Guests(SECRET)).get("/").text


def test_the_address_does_not_make_a_guest_the_local_user() -> None:
    """Through a tunnel everybody comes from 127.0.0.1."""
    client = TestClient(
        IdentityMiddleware(Starlette(routes=[Route("/", _who)]), Guests(SECRET)), client=("127.0.0.1", 1)
    )
    assert client.get("/", headers={"X-Forwarded-For": "127.0.0.1"}).text.startswith("guest:")


@pytest.mark.parametrize("value", ["", "local", "guest:0", "a.b", "x" * 43 + "." + "y" * 24, "ü.ü", "." * 200])
def test_a_cookie_that_the_caller_made_up_is_replaced(value: str) -> None:
    client = _client(Guests(SECRET))
    answer = client.get("/", headers={b"Cookie": f"{COOKIE}={value}".encode()})
    assert answer.text.startswith("guest:")
    assert "set-cookie" in answer.headers


def test_a_changed_cookie_or_one_of_another_server_is_refused() -> None:
    guests = Guests(SECRET)
    cookie = guests.issue()
    assert guests.owner(cookie) is not None
    flipped = ("A" if cookie[0] != "A" else "B") + cookie[1:]
    assert guests.owner(flipped) is None
    assert Guests(b"t" * 32).owner(cookie) is None


def test_the_id_in_rows_tells_nothing_of_the_cookie() -> None:
    guests = Guests(SECRET)
    cookie = guests.issue()
    owner = guests.owner(cookie)
    assert owner is not None
    assert not set(re.findall(r"\w{6,}", cookie)) & {owner, owner.removeprefix("guest:")}
    assert guests.owner(owner) is None


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-Proto": "https"}, {"Host": "1a2b.gradio.live"}, {"X-Forwarded-Proto": "https, http"}]
)
def test_under_https_the_cookie_is_secure_and_bound_to_the_host(headers: dict[str, str]) -> None:
    client = _client(Guests(SECRET))
    cookie = client.get("/", headers=headers).headers["set-cookie"]
    assert cookie.startswith(f"__Host-{COOKIE}=")
    assert cookie.endswith("; Secure")
    # What was planted without the prefix is not read.
    planted = client.get("/", headers={**headers, "Cookie": f"{COOKIE}={Guests(SECRET).issue()}"})
    assert "set-cookie" in planted.headers


def test_static_files_bring_no_cookie() -> None:
    """A page fetches them side by side; each would replace the cookie of the page."""
    assert "set-cookie" not in _client(Guests(SECRET)).get("/assets/index.js").headers


def test_secret_is_made_once_and_readable_by_the_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(lambda _: server_secret(home), range(8)))
    assert len(secrets) == 1
    assert len(secrets.pop()) == 32
    assert (home / "secret").stat().st_mode & 0o077 == 0
    assert [each.name for each in home.iterdir()] == ["secret"]


def test_damaged_secret_and_unusable_home_say_so(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(StorageError, match="is damaged"):
        server_secret(tmp_path)
    with pytest.raises(StorageError, match="cannot be written or read"):
        server_secret(tmp_path / "secret" / "home")
