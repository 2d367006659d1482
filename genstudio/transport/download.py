"""Result and input URLs: https, public hosts only, every redirect checked again, a size limit, and no key goes along.

The host is resolved once, all its addresses are checked, and the connection goes to the checked address, so that a name
that answers differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from genstudio.core.errors import DiskFullError, DownloadRefusedError, ProviderUnavailableError
from genstudio.transport.http import HttpPool
from genstudio.transport.wire import BrokenOffError, NotSentError, WireAnswer

MAX_REDIRECTS = 5
FLUSH_BYTES = 4 * 1024 * 1024

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve_host(host: str, port: int) -> list[str]:
    """The host's addresses as text. Raises ProviderUnavailableError when the name has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ProviderUnavailableError(f"{host} could not be found. It will be asked again.") from error
    return [str(each[4][0]) for each in found]


def is_public(address: str) -> bool:
    """True for an address of the open internet; IPv4 inside IPv6 is judged as IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            ip = inner
        elif ip in ipaddress.ip_network("64:ff9b::/96"):
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


def origin_of(url: str) -> str:
    """Scheme, host and port as they are written; "" for what is no address."""
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class Downloader:
    """Fetches files named by others. `trusted_origins` ("http://127.0.0.1:9000") are spared the check of their address:

    the origins of servers that the studio's owner configured, such as their own ComfyUI.
    """

    pool: HttpPool
    max_bytes: int = 2 * 1024**3
    trusted_origins: frozenset[str] = frozenset()
    resolve: Resolve = resolve_host

    async def fetch(
        self, url: str, target: Path, *, max_bytes: int | None = None, headers: Mapping[str, str] | None = None
    ) -> int:
        """Streams the URL into `target` and returns the number of bytes. `headers` go to the URL's own origin alone.

        Raises DownloadRefusedError (scheme, host, redirects, size, 4xx), ProviderUnavailableError (try again),
        DiskFullError. A failed download leaves no file.
        """
        limit = self.max_bytes if max_bytes is None else max_bytes
        try:
            return await self._fetch(url, target, limit, headers or {})
        except (NotSentError, BrokenOffError) as error:
            raise ProviderUnavailableError(
                "The file could not be downloaded just now. It will be tried again.", detail=str(error)
            ) from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFullError(
                    "The disk is full. The result is kept at the provider and is saved once there is space."
                ) from error
            raise
        finally:
            target.with_name(target.name + ".part").unlink(missing_ok=True)

    async def _fetch(self, url: str, target: Path, limit: int, own: Mapping[str, str]) -> int:
        origin = origin_of(url)
        for _ in range(MAX_REDIRECTS + 1):
            pinned, parts = await self._checked(url)
            headers = {"Host": parts.netloc, "Accept-Encoding": "identity"}
            if origin_of(url) == origin:
                headers |= own
            async with (
                self.pool.lane(parts.netloc) as wire,
                wire.send("GET", pinned, headers=headers, tls_name=parts.hostname) as answer,
            ):
                if answer.status in (301, 302, 303, 307, 308):
                    url = urllib.parse.urljoin(url, answer.headers.get("location", ""))
                    continue
                if answer.status >= 500 or answer.status == 429:
                    raise ProviderUnavailableError("The file's host has a problem; it will be asked again.")
                if answer.status != 200:
                    raise DownloadRefusedError(
                        f"The file is not there any more (HTTP {answer.status} from {parts.hostname}).",
                        gone=True,
                    )
                return await _save(answer, target, limit)
        raise DownloadRefusedError(f"{parts.hostname} redirects too often.")

    async def _checked(self, url: str) -> tuple[str, urllib.parse.SplitResult]:
        """The URL with a checked address in place of the host, and its own parts."""
        try:
            parts = urllib.parse.urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise DownloadRefusedError("The address of the file is not a valid one.") from error
        if origin_of(url) in self.trusted_origins:
            return url, parts
        if parts.scheme != "https":
            raise DownloadRefusedError("Files are only downloaded over https.")
        if not parts.hostname or "@" in parts.netloc:
            raise DownloadRefusedError("The address of the file is not a valid one.")
        addresses = await self.resolve(parts.hostname, port or 443)
        if not addresses or not all(is_public(each) for each in addresses):
            raise DownloadRefusedError(f"{parts.hostname} is not on the open internet; nothing is downloaded from it.")
        address = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
        netloc = f"{address}:{port}" if port else address
        return urllib.parse.urlunsplit(parts._replace(netloc=netloc, fragment="")), parts


async def _save(answer: WireAnswer, target: Path, limit: int) -> int:
    part = target.with_name(target.name + ".part")
    too_large = DownloadRefusedError(f"The file is larger than {limit / 1024 / 1024:g} MB.")
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise too_large
    size = 0
    pending = bytearray()
    with part.open("wb") as file:
        async for chunk in answer.chunks:
            size += len(chunk)
            if size > limit:
                raise too_large
            pending += chunk
            if len(pending) >= FLUSH_BYTES:
                await asyncio.to_thread(file.write, bytes(pending))
                pending.clear()
        await asyncio.to_thread(file.write, bytes(pending))
    if declared.isdigit() and int(declared) != size:
        raise ProviderUnavailableError("The download was cut short. It will be tried again.")
    part.replace(target)
    return size
