"""Files that break on their way, for the emulators: each is what some vendor's storage did to somebody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Literal, get_args

from starlette.responses import RedirectResponse, Response, StreamingResponse

Broken = Literal["half a file", "huge file", "redirected file"]
FILES: tuple[Broken, ...] = get_args(Broken)
"""It ends early, it says that it has 10 GB, it sends one on to an address inside the network."""
PROMISED_BYTES = {"half a file": 1_000, "huge file": 10 * 1024**3}
METADATA = "https://169.254.169.254/latest/meta-data/"
"""Where the machines of many clouds tell secrets to whoever asks from within."""


class CutOffError(Exception):
    """Ends a connection in the middle of an answer."""


def broken_file(how: Broken, mime: str) -> Response:
    if how == "redirected file":
        return RedirectResponse(METADATA)
    headers = {"content-length": str(PROMISED_BYTES[how])}
    return StreamingResponse(_part(ends=how == "half a file"), media_type=mime, headers=headers)


async def _part(*, ends: bool) -> AsyncIterator[bytes]:
    yield b"\x89PNG\r\n\x1a\n"
    if ends:
        raise CutOffError
    await asyncio.Event().wait()
