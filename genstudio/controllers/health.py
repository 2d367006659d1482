"""How well models have done in this studio: counts, waits and the last failure, from the job table alone."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Iterable, Sequence

from genstudio.controllers.provider_views import FailureView, HealthView
from genstudio.core.spec import ModelSpec
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage import figures
from genstudio.storage.database import Database
from genstudio.storage.figures import Finished

MIN_WAITS = 5
LAST_WAITS = 50
NOT_ITS_FAULT = ("content_refused",)
"""A refused prompt says nothing about a model's health."""


class Health:
    """Figures over the last 100 finished jobs of each model, of all owners."""

    def __init__(self, registry: ProviderRegistry, database: Database) -> None:
        self._registry = registry
        self._database = database
        self._jobs: dict[tuple[str, str], list[Finished]] = {}

    async def read(self) -> None:
        """Brings the figures up to date; only the models whose jobs ended since are read again."""
        models = [(model.provider, model.id) for model in self._registry.models()]
        known = self._jobs

        def look(conn: sqlite3.Connection) -> dict[tuple[str, str], list[Finished]]:
            return {
                model: jobs if (jobs := known.get(model)) and jobs[0].at_ms == newest else figures.recent(conn, *model)
                for model, newest in figures.newest(conn, models).items()
            }

        self._jobs = await self._database.read(look)

    def of(self, models: Iterable[ModelSpec]) -> HealthView:
        """One figure for these models together."""
        jobs = [each for model in models for each in self._jobs.get((model.provider, model.id), ())]
        jobs = [each for each in jobs if each.error_code not in NOT_ITS_FAULT]
        done = sum(each.done for each in jobs)
        failures = [each for each in jobs if not each.done]
        last = max(failures, key=lambda each: each.at_ms, default=None)
        return HealthView(
            done,
            len(failures),
            _median_s(jobs),
            FailureView(last.error_code, last.error_message, last.at_ms) if last is not None else None,
        )

    def typical_s(self, model: ModelSpec) -> float:
        """The wait to expect: the median of the last results where there are enough, else the table's guess."""
        waits = _waits_s(self._jobs.get((model.provider, model.id), ()))[:LAST_WAITS]
        return round(statistics.median(waits), 1) if len(waits) >= MIN_WAITS else model.typical_s


def _median_s(jobs: Sequence[Finished]) -> float | None:
    waits = _waits_s(jobs)
    return round(statistics.median(waits), 1) if waits else None


def _waits_s(jobs: Sequence[Finished]) -> list[float]:
    return [each.wait_ms / 1000 for each in jobs if each.done and each.wait_ms is not None]
