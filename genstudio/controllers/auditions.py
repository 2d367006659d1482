"""Voices heard before they are chosen: a short sample of each, made or fetched once and then kept.

<home>/samples/<name>    one recording; the name comes from the tables, never from a caller

An audition is no job: it costs nothing and stands in no list. Offline voices speak here, on this computer; of a hosted
voice the vendor's own recording is fetched, where its table names one. Nothing is ever bought for an audition.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import shutil
from pathlib import Path

from anyio import CapacityLimiter

from genstudio.controllers.views import FileView
from genstudio.core.errors import DownloadRefusedError, GenerationFailedError, NotFoundError
from genstudio.core.request import REQUEST_CLASSES
from genstudio.core.spec import KB, Choice, Field, Kind, ModelSpec
from genstudio.providers.base import ProviderConfig
from genstudio.providers.registry import ProviderRegistry
from genstudio.transport.download import Downloader
from genstudio.transport.media import extension, head_of, sniff

MAX_BYTES = 2_048 * KB
MAX_FILES = 400
"""Beyond it the oldest go; they can be made again."""


class Auditions:
    """`folder` keeps the samples. `lane` bounds the voices that speak at once, apart from the lane of the jobs: an
    audition must not wait for a long clip."""

    def __init__(
        self, registry: ProviderRegistry, downloader: Downloader, *, folder: Path, lane: CapacityLimiter
    ) -> None:
        self._registry = registry
        self._downloader = downloader
        self._folder = folder
        self._lane = lane
        self._locks: dict[str, asyncio.Lock] = {}

    async def sample(self, kind: Kind, provider: str, model_id: str, voice: str) -> FileView:
        """A recording of the voice.

        Raises NotFoundError for an unknown voice and for one that cannot be heard without paying,
        GenerationFailedError when an offline voice could not speak, DownloadRefusedError and
        ProviderUnavailableError when a vendor's recording could not be had.
        """
        model = self._registry.model(kind, provider, model_id)
        field, choice = _find(model, voice)
        name = _name(model, field, choice)
        path = self._folder / name
        # Twenty clicks on one voice are one recording. There are no more locks than voices in the tables.
        async with self._locks.setdefault(name, asyncio.Lock()):
            if not path.exists():
                await self._make(model, field, choice, path)
        mime = await asyncio.to_thread(lambda: sniff(head_of(path)))
        if mime is None:
            raise DownloadRefusedError("The sample of this voice is no sound file.")
        return FileView(path, mime, name, f"{model.label} {choice.label}.{extension(mime)}")

    async def _make(self, model: ModelSpec, field: Field, choice: Choice, path: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        work = self._folder / f"making-{secrets.token_hex(8)}"
        work.mkdir()
        try:
            if choice.preview:
                made = work / "fetched"
                await self._downloader.fetch(choice.preview, made, max_bytes=MAX_BYTES)
            else:
                made = await self._speak(model, field, choice, work)
            mime = await asyncio.to_thread(lambda: sniff(head_of(made)))
            if mime is None or not mime.startswith("audio/"):
                raise DownloadRefusedError("The sample of this voice is no sound file.")
            made.replace(path)
        finally:
            await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)
        await asyncio.to_thread(_drop_oldest, self._folder)

    async def _speak(self, model: ModelSpec, field: Field, choice: Choice, work: Path) -> Path:
        row = self._registry.get(model.kind, model.provider)
        provider = row.provider(ProviderConfig(model.provider, model.id, offline_lane=self._lane))
        values = model.clean_values({field.name: choice.value})
        request = REQUEST_CLASSES[model.kind](model, field.sample_text, values, work_dir=work)
        result = await provider.generate(request)
        sound = result.outputs[0]
        if sound.data is not None:
            target = work / "spoken"
            await asyncio.to_thread(target.write_bytes, sound.data)
            return target
        if sound.path is None:
            raise GenerationFailedError("This voice gave no recording. Nothing was charged.")
        return sound.path


def _find(model: ModelSpec, voice: str) -> tuple[Field, Choice]:
    for field in model.fields:
        for choice in field.choices:
            if str(choice.value) == voice and model.is_audible(field, choice):
                return field, choice
    raise NotFoundError(f"{model.label} has no sample of {voice[:60]!r}.")


def _name(model: ModelSpec, field: Field, choice: Choice) -> str:
    """Another one for another engine, text or address, so that a kept sample is never a stale one."""
    facts = (model.id, model.wire_id, field.name, str(choice.value), field.sample_text, choice.preview)
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:40]


def _drop_oldest(folder: Path) -> None:
    kept = [path for path in folder.iterdir() if path.is_file()]
    if len(kept) <= MAX_FILES:
        return
    kept.sort(key=lambda path: path.stat().st_mtime)
    for path in kept[: len(kept) - MAX_FILES]:
        path.unlink(missing_ok=True)
