"""A studio in practice mode whose vendors live in another process: `python -m tests.kill.practice HOME '{...}'`.

The JSON is what `genstudio.practice.host` tells: {"url", "keys"}. The first run orders one result of every asynchronous
vendor; each run ends when nothing is open any more.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from genstudio.bootstrap import Studio, practising
from genstudio.controllers.views import NewGeneration
from genstudio.core.settings import Settings
from genstudio.practice import Emulator, host
from genstudio.practice.host import Practice
from genstudio.providers.base import AsyncProvider
from genstudio.storage import jobs
from tests.media_samples import picture, sound

SAMPLES = {"image": ("image/png", picture()), "audio": ("audio/wav", sound())}


@dataclass(frozen=True)
class Elsewhere:
    """An emulator of which only the key is known here."""

    key: str


def vendors_at(url: str, keys: dict[str, str]) -> Practice:
    return Practice(url, {name: cast("Emulator", Elsewhere(key)) for name, key in keys.items()})


async def order_all(studio: Studio) -> None:
    rows = [row for row in studio.registry.rows() if issubclass(row.provider, AsyncProvider)]
    for row in {row.name: row for row in reversed(rows)}.values():
        model = row.models[0]
        media = {role.name: (_data_uri(role.media),) for role in model.inputs if role.required}
        new = NewGeneration(row.kind, "a fox that outlives the studio", provider=row.name, model=model.id, media=media)
        await studio.generations.create("local", new)


def _data_uri(media: str) -> str:
    mime, data = SAMPLES[media]
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


async def main(home: Path, told: dict[str, object]) -> None:
    @contextlib.contextmanager
    def hosted() -> Iterator[Practice]:
        yield vendors_at(str(told["url"]), cast("dict[str, str]", told["keys"]))

    vars(host)["hosted"] = hosted  # its own would serve emulators that nobody else sees, and that die with us
    with practising(Settings(home=home)) as studio:
        await studio.open()
        await studio.start()
        if not studio.database.read_now(lambda conn: conn.execute("SELECT count(*) FROM job").fetchone()[0]):
            await order_all(studio)
        while studio.database.read_now(jobs.open_jobs):
            await asyncio.sleep(0.05)
        await studio.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), json.loads(sys.argv[2])))
