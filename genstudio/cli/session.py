"""What commands share: the option for the home folder, and a studio opened without its page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from genstudio.bootstrap import Studio

T = TypeVar("T")

Home = Annotated[Path | None, typer.Option("--home", help="Folder for database, media and records.", metavar="DIR")]


@asynccontextmanager
async def _opened(home: Path | None) -> AsyncGenerator[Studio]:
    from genstudio.bootstrap import build
    from genstudio.core import settings

    studio = build(settings.load({"home": home}))
    await studio.open()
    try:
        yield studio
    finally:
        await studio.stop()


def with_studio(home: Path | None, work: Callable[[Studio], Awaitable[T]]) -> T:
    """Runs `work` on an opened studio, whose engine does not run; other processes may have it open as well."""
    import asyncio

    async def run() -> T:
        async with _opened(home) as studio:
            return await work(studio)

    return asyncio.run(run())
