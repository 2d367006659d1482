"""Who may talk to this server at all: host names, origins, blocked paths, and the headers of every answer.

Pure ASGI, and in front of everything, Gradio's routes included. It knows nothing of users; `identity.py` does.

Host      a foreign name in Host means DNS rebinding: a page of somebody else that had its name point at this machine
Origin    a browser names the page that sends a change; a foreign one is refused, and CORS is never granted
Blocked   routes of Gradio that the page does not use, some of which read files or fetch addresses (Gradio 6.31)
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genstudio.api.problems import problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
WILDCARD = frozenset({"0.0.0.0", "::"})  # noqa: S104  # only compared with
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Without 'unsafe-eval' and 'unsafe-inline' Gradio's page does not start.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'self'; object-src 'none'; form-action 'self'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=(), payment=(), usb=()",
}

BLOCKED = re.compile(
    r"/(?:monitoring|login|logout|(?:gradio_api/)?(?:process_recording|deep_link|vibe|undo-vibe|runs|run-history"
    r"|profiling|dev/|custom_component|proxy=|file/|file=\s*https?:))",
    re.IGNORECASE,
)
CACHED_FOR = (("/assets/", "public, max-age=31536000, immutable"), ("/static/", "public, max-age=86400"))
"""Gradio's own files: the first have a hash in their names."""


class Hosts:
    """The host names under which this server may be asked. A share link's name is added once it is known."""

    def __init__(self, listening_on: str, allowed: Iterable[str] = ()) -> None:
        listening_on = bare_host(listening_on)
        self._names = set(LOOPBACK) | {bare_host(each) for each in allowed}
        # A rebound name is never a bare address, so a server for the whole network may be asked by any address.
        self._any_address = listening_on in WILDCARD
        if not self._any_address:
            self._names.add(listening_on)

    def allow(self, host: str) -> None:
        self._names.add(bare_host(host))

    def __contains__(self, host: str) -> bool:
        name = bare_host(host)
        return name in self._names or (self._any_address and _is_address(name))


def bare_host(host: str) -> str:
    """Lower case, without port, brackets and final dot: "[::1]:7860" is "::1"."""
    host = host.strip().lower()
    if bracketed := re.fullmatch(r"\[([0-9a-f:.]+)\](?::[0-9]+)?", host):
        return bracketed[1]
    name, _, port = host.rpartition(":")
    if name and ":" not in name and port.isdigit():
        host = name
    return host.rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class SecurityMiddleware:
    """Refuses foreign hosts and origins and blocked paths; sets HEADERS on every answer, and takes CORS grants away."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            if refusal is None:
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return

        async def harden(message: Message) -> None:
            if message["type"] == "http.response.start":
                _harden(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await (self.app if refusal is None else refusal)(scope, receive, harden)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            name = bare_host(hosts[0])[:100] if hosts else ""
            return problem(
                400,
                "unknown_host",
                "Unknown host name",
                f"This studio is not known as {name!r}. Its owner can allow the name in server.allowed_hosts.",
            )
        if not _same_site(scope, headers, hosts[0]):
            return problem(
                403,
                "foreign_origin",
                "Asked by another site",
                "This request came from a page of another site, so it was refused.",
            )
        if BLOCKED.match(re.sub("/+", "/", scope["path"])):
            return problem(404, "not_found", "Not Found", "There is nothing at this address.")
        return None


def _same_site(scope: Scope, headers: Headers, host: str) -> bool:
    """False for what a browser sends on behalf of another site's page, plain links excepted."""
    method = scope.get("method", "GET")
    site = headers.get("sec-fetch-site")
    if site == "cross-site":
        link = method in ("GET", "HEAD") and headers.get("sec-fetch-mode") == "navigate"
        if not link:
            return False
    if method in SAFE_METHODS and scope["type"] == "http":
        return True
    if site == "same-site":  # another port of this computer, or a neighbour under the same domain
        return False
    origins = headers.getlist("origin")
    return all(_same_address(origin, host) for origin in origins)


def _same_address(origin: str, host: str) -> bool:
    """Whether Origin and Host name the same host and port; the scheme's own port may be left out."""
    parts = urlsplit(origin)
    own_port = {"http": "80", "https": "443"}.get(parts.scheme)
    if own_port is None:
        return False
    return _with_port(parts.netloc, own_port) == _with_port(host, own_port)


def _with_port(netloc: str, port: str) -> str:
    netloc = netloc.lower()
    has_port = re.search(r":\d+$", netloc) and not netloc.endswith("]")
    return netloc if has_port else f"{netloc}:{port}"


def _harden(headers: MutableHeaders, path: str) -> None:
    for name in [each for each in headers if each.startswith("access-control-")]:
        del headers[name]
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
        return
    for prefix, lifetime in CACHED_FOR:
        if path.startswith(prefix):
            headers.setdefault("Cache-Control", lifetime)
