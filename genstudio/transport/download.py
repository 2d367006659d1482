"""Result and input URLs: https, public hosts only, every redirect checked again, a size limit, and no key goes along.

The host is resolved once, all its addresses are checked, and the connection goes to the checked address, so that a name
that answers differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2

from genstudio.core.errors import DiskFullError, DownloadRefusedError, ProviderUnavailableError
from genstudio.transport.http import HttpPool

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


@dataclass(frozen=True, slots=True)
class Downloader:
    """Fetches files named by others. `trusted_origins` ("http://127.0.0.1:9000") are spared the check of their address:

    the origins of servers that the studio's owner configured, such as their own ComfyUI.
    """

    pool: HttpPool
    max_bytes: int = 2 * 1024**3
    trusted_origins: frozenset[str] = frozenset()
    resolve: Resolve = resolve_host

    async def fetch(self, url: str, target: Path, *, max_bytes: int | None = None) -> int:
        """Streams the URL into `target` and returns the number of bytes.

        Raises DownloadRefusedError (scheme, host, redirects, size, 4xx), ProviderUnavailableError (try again),
        DiskFullError. A failed download leaves no file.
        """
        limit = self.max_bytes if max_bytes is None else max_bytes
        try:
            return await self._fetch(httpx2.URL(url), target, limit)
        except httpx2.InvalidURL as error:
            raise DownloadRefusedError("The address of the file is not a valid one.") from error
        except httpx2.HTTPError as error:
            raise ProviderUnavailableError(
                "The file could not be downloaded just now. It will be tried again.", detail=type(error).__name__
            ) from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFullError(
                    "The disk is full. The result is kept at the vendor and is saved once there is space."
                ) from error
            raise
        finally:
            target.with_name(target.name + ".part").unlink(missing_ok=True)

    async def _fetch(self, url: httpx2.URL, target: Path, limit: int) -> int:
        for _ in range(MAX_REDIRECTS + 1):
            pinned, host = await self._checked(url)
            async with self.pool.lane(url.host) as client:
                request = client.build_request(
                    "GET", pinned, headers={"Host": host, "Accept-Encoding": "identity"},
                    extensions={"sni_hostname": url.host},
                )  # fmt: skip
                response = await client.send(request, stream=True)
                try:
                    if response.is_redirect:
                        url = url.join(response.headers.get("location", ""))
                        continue
                    if response.status_code >= 500 or response.status_code == 429:
                        raise ProviderUnavailableError("The file's host has a problem; it will be asked again.")
                    if response.status_code != 200:
                        raise DownloadRefusedError(
                            f"The file is not there any more (HTTP {response.status_code} from {url.host})."
                        )
                    return await _save(response, target, limit)
                finally:
                    await response.aclose()
        raise DownloadRefusedError(f"{url.host} redirects too often.")

    async def _checked(self, url: httpx2.URL) -> tuple[httpx2.URL, str]:
        """The URL with a checked address in place of the host, and the Host header that belongs to it."""
        host_header = url.netloc.decode("ascii")
        origin = f"{url.scheme}://{host_header}"
        if origin in self.trusted_origins:
            return url, host_header
        if url.scheme != "https":
            raise DownloadRefusedError("Files are only downloaded over https.")
        if not url.host or url.userinfo:
            raise DownloadRefusedError("The address of the file is not a valid one.")
        addresses = await self.resolve(url.host, url.port or 443)
        if not addresses or not all(is_public(each) for each in addresses):
            raise DownloadRefusedError(f"{url.host} is not on the open internet, so nothing is downloaded from it.")
        return url.copy_with(host=addresses[0]), host_header


async def _save(response: httpx2.Response, target: Path, limit: int) -> int:
    part = target.with_name(target.name + ".part")
    too_large = DownloadRefusedError(f"The file is larger than {limit // 1024 // 1024} MB.")
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise too_large
    size = 0
    pending = bytearray()
    with part.open("wb") as file:
        async for chunk in response.aiter_raw():
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
