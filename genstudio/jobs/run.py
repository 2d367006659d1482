"""One run of a job: its row as it was last read or written, and the ways in which it ends."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from genstudio.core.errors import (
    ContentRefusedError,
    DiskFullError,
    GenerationFailedError,
    GenStudioError,
    NotFoundError,
    ProviderAuthError,
    ProviderUnavailableError,
    SubmissionUnknownError,
)
from genstudio.core.request import GenerationRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import KINDS, ModelSpec
from genstudio.jobs import closing
from genstudio.jobs.parts import Control, Parts
from genstudio.jobs.requests import build_request, has_media, media_inputs
from genstudio.providers.base import BaseProvider
from genstudio.providers.registry import Registered
from genstudio.routing.custom_models import learn_saved
from genstudio.routing.lanes import Lane
from genstudio.storage import jobs, key_checks
from genstudio.storage.jobs import JobRow, now_ms
from genstudio.storage.key_checks import KeyCheck
from genstudio.storage.keys import last4

T = TypeVar("T")

RETRY_FIRST_S = 0.5
RETRY_MAX_S = 30.0

CANNOT_CANCEL = "{provider} cannot cancel; the result will be kept"


def backoff_s(attempt: int) -> float:
    """0.5, 1, 2, ... 30 s."""
    return float(min(RETRY_FIRST_S * 2 ** min(attempt, 10), RETRY_MAX_S))


def lane_of(parts: Parts, registered: Registered) -> Lane:
    """The lane of a provider; the offline ones share that of the worker processes."""
    if all(model.offline for model in registered.models):
        return parts.lanes.lane("offline", int(parts.offline_lane.total_tokens))
    return parts.lanes.lane(registered.name, registered.provider.lane_size)


@dataclass(slots=True)
class Run:
    """`give_up_at_s` and `deadline_at_s` are read off the clock that never jumps (`time.monotonic`); `result` is what
    the vendor or the staging folder has told in this run.
    """

    row: JobRow
    parts: Parts
    control: Control
    model: ModelSpec
    provider: BaseProvider
    request: GenerationRequest
    lane: Lane
    give_up_at_s: float
    deadline_at_s: float
    result: ProviderResult | None = None

    @classmethod
    async def of(cls, row: JobRow, parts: Parts, control: Control) -> Run:
        """Raises NotFoundError when the model, the provider or an input file is gone."""
        kind = next(each for each in KINDS if each == row.kind)
        registered = parts.registry.get(kind, row.provider)
        try:
            model = parts.registry.model(kind, row.provider, row.model)
        except NotFoundError:  # another process of this home may have had it described since
            await learn_saved(parts.registry, parts.database)
            model = parts.registry.model(kind, row.provider, row.model)
        place = registered.provider.key
        config = parts.reach.config(
            row.provider,
            model=row.model,
            key=await parts.find_key(parts.reach.key_of(row.provider, place)) if place is not None else None,
            http=parts.http,
        )
        config.report, config.offline_lane = control.mark, parts.offline_lane
        media = {}
        if has_media(row):
            media = await parts.database.read(lambda conn: media_inputs(conn, row, parts.media))
        request = build_request(row, model, media, parts.staging.folder(row.id))
        now = time.monotonic()
        # Only what is left of a deadline crosses a restart, and a wall clock that jumped can only shorten it to 0:
        # the vendor is then asked once, and the job is held, not lost.
        left_s = parts.deadline_s
        if row.deadline_at_ms is not None:
            left_s = min(max((row.deadline_at_ms - now_ms()) / 1000, 0.0), parts.deadline_s)
        return cls(
            row,
            parts,
            control,
            model,
            registered.provider(config),
            request,
            lane_of(parts, registered),
            now + parts.give_up_s,
            now + left_s,
        )

    @property
    def cannot_cancel(self) -> str:
        """What is said in place of progress to whoever wants to stop what this vendor goes on making."""
        return CANNOT_CANCEL.format(provider=self.provider.label or self.row.provider)

    def credits_milli(self, usd_micro: int | None) -> int:
        """Milli-credits to charge for a cost; 0 for an unpriced model whose vendor tells no figure."""
        return 0 if usd_micro is None else self.parts.rates.credits_milli(usd_micro)

    async def sleep(self, seconds: float) -> None:
        await self.control.sleep(seconds)

    async def to_fetching(self) -> None:
        """submitting -> fetching: the answer itself held the files, and they are staged."""
        values = {"state": "fetching"}
        if await self.parts.database.write(lambda conn: jobs.change(conn, self.row.id, ("submitting",), values)):
            self.row = replace(self.row, state="fetching")

    async def patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Repeats something free until it works or a deadline passes; a full disk is waited for without end."""
        attempt = 0
        until_s = time.monotonic() + self.parts.give_up_s
        while True:
            wait_s = backoff_s(attempt)
            try:
                return await ask()
            except DiskFullError as error:
                self.control.mark(1.0, error.message)
            except ProviderUnavailableError as error:
                wait_s = max(wait_s, error.retry_after_s or 0.0)
                if time.monotonic() + wait_s > until_s:
                    raise
                self.control.mark(1.0, error.message)
            await self.control.sleep(wait_s)
            attempt += 1

    def _note_refused_key(self, conn: sqlite3.Connection, error: GenStudioError) -> None:
        """The provider counts as refused until its key is tested again; a key that was never there is no refusal."""
        place, key = self.provider.key, self.provider.config.key
        if isinstance(error, ProviderAuthError) and place is not None and key:
            place = self.parts.reach.key_of(self.row.provider, place)
            key_checks.save(conn, place.service, KeyCheck("wrong", last4(key), now_ms(), error.message))

    async def close_cancelled(self) -> None:
        await self.parts.database.write(lambda conn: closing.cancelled(conn, self.row))
        self.parts.at("closed", self.row.id)
        await asyncio.to_thread(self.parts.staging.clear, self.row.id)

    async def close_failed(
        self, error: GenStudioError, usd_micro: int | None = None, charged_milli: int | None = None
    ) -> None:
        if usd_micro is None:
            usd_micro = charged_milli = 0
            if self.model.charges_failures and isinstance(error, GenerationFailedError | ContentRefusedError):
                usd_micro = self.row.estimate_usd_micro or 0
                charged_milli = self.row.reserved_milli

        def change(conn: sqlite3.Connection) -> None:
            self._note_refused_key(conn, error)
            closing.failed(conn, self.row, error, usd_micro=usd_micro, charged_milli=charged_milli or 0)

        await self.parts.database.write(change)
        self.parts.at("closed", self.row.id)
        await asyncio.to_thread(self.parts.staging.clear, self.row.id)

    async def hold(self, error: GenStudioError) -> None:
        """What nobody can know is never guessed: the credits stay reserved and a person decides.

        Offline work has bought nothing, so it simply fails.
        """
        if self.model.offline:
            await self.close_failed(error)
            return

        def change(conn: sqlite3.Connection) -> None:
            self._note_refused_key(conn, error)
            closing.held(conn, self.row, error)

        await self.parts.database.write(change)

    async def close_or_hold_defect(self, error: Exception) -> None:
        if self.model.offline:
            await self.close_failed(
                GenerationFailedError(
                    "The offline engine failed in a way that it should not. Nothing was charged; "
                    "another seed or shorter settings may work.",
                    provider=self.row.provider,
                    detail=f"{type(error).__name__}: {error}"[:500],
                )
            )
        else:
            await self.hold(
                SubmissionUnknownError(
                    f"GenStudio failed while it asked {self.row.provider}. Whether it was made is not known, so it is "
                    "not sent again; the credits stay reserved until you decide.",
                    provider=self.row.provider,
                    detail=type(error).__name__,
                )
            )
