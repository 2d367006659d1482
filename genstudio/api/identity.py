"""Who is asking.

On loopback there is one local user, and page, curl and command line see the same work. As soon as the server is shared,
listens elsewhere or stands behind another name, everybody is a guest with a cookie that only this server can issue.
The mode decides, never the address: behind a tunnel or proxy everybody comes from 127.0.0.1.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genstudio.api.security import LOOPBACK, bare_host
from genstudio.core.errors import StorageError
from genstudio.core.owners import LOCAL

COOKIE = "genstudio_guest"
COOKIE_AGE_S = 365 * 24 * 3600
SECRET_BYTES = 32


def is_private(host: str, *, share: bool, allowed_hosts: Iterable[str] = ()) -> bool:
    """Whether only the person at this machine can reach the server; a further host name means a proxy before it."""
    return not share and all(bare_host(each) in LOOPBACK for each in (host, *allowed_hosts))


def owner_of(connection: HTTPConnection) -> str:
    """The id of whoever is asking: "local", or "guest:" and 32 hex digits."""
    owner: str = connection.scope["state"]["owner"]
    return owner


def server_secret(home: Path) -> bytes:
    """32 random bytes that sign the cookies, made once in `<home>/secret`, readable by the owner alone.

    Raises StorageError.
    """
    path = home / "secret"
    try:
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            part = home / f"secret.{secrets.token_hex(4)}.part"
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(SECRET_BYTES))
            try:
                os.link(part, path)  # unlike a rename, it never replaces the secret of a process that was faster
            except FileExistsError:
                part.unlink()
            except OSError:  # a file system without links
                part.replace(path)
            else:
                part.unlink()
        secret = path.read_bytes()
    except OSError as error:
        raise StorageError(f"The file {path} cannot be written or read.", detail=str(error)) from error
    if len(secret) != SECRET_BYTES:
        raise StorageError(f"The file {path} is damaged. Delete it; guests then start with an empty library.")
    return secret


class Guests:
    """Issues and reads guest cookies: 256 random bits and a signature, so that nobody can choose one."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def issue(self) -> str:
        value = secrets.token_urlsafe(32)
        return f"{value}.{self._sign('cookie', value)}"

    def owner(self, cookie: str) -> str | None:
        """The owner behind a cookie, None for one that this server did not issue. Rows hold this, not the cookie."""
        value, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign("cookie", value).encode()):
            return None
        digest = hmac.new(self._secret, f"owner {value}".encode(), hashlib.sha256).hexdigest()
        return f"guest:{digest[:32]}"

    def _sign(self, use: str, value: str) -> str:
        digest = hmac.new(self._secret, f"{use} {value}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:18]).decode()


class IdentityMiddleware:
    """ASGI middleware: puts the owner into `request.state.owner`; `guests` None means the one local user."""

    def __init__(self, app: ASGIApp, guests: Guests | None) -> None:
        self.app = app
        self.guests = guests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if self.guests is None:
            scope["state"] = {**scope.get("state", {}), "owner": LOCAL}
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        secure = _is_https(connection)
        # The prefix makes browsers refuse a cookie that a neighbour under the same domain tries to plant.
        name = f"__Host-{COOKIE}" if secure else COOKIE
        given = cookie_parser(connection.headers.get("cookie", "")).get(name, "")
        owner = self.guests.owner(given)
        fresh = ""
        if owner is None:
            fresh = self.guests.issue()
            owner = self.guests.owner(fresh)
        scope["state"] = {**scope.get("state", {}), "owner": owner}

        async def give_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{name}={fresh}; Path=/; Max-Age={COOKIE_AGE_S}; HttpOnly; SameSite=Lax"
                MutableHeaders(scope=message).append("Set-Cookie", cookie + ("; Secure" if secure else ""))
            await send(message)

        await self.app(scope, receive, give_cookie if fresh and _keeps_cookie(scope["path"]) else send)


def _is_https(connection: HTTPConnection) -> bool:
    """Gradio's tunnel and most proxies speak plain HTTP with us and say so in X-Forwarded-Proto.

    Whoever lies here only changes the flags of a cookie of their own.
    """
    forwarded = connection.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return connection.url.scheme in ("https", "wss") or forwarded == "https" or _is_share_link(connection)


def _is_share_link(connection: HTTPConnection) -> bool:
    return bare_host(connection.headers.get("host", "")).endswith(".gradio.live")


def _keeps_cookie(path: str) -> bool:
    """Page and API only: a page fetches its many static files side by side, and each would bring another cookie."""
    return path == "/" or path.startswith("/api/")
