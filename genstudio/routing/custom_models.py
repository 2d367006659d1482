"""Models outside the tables: described by their provider at run time, kept, and known again after a restart."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

from genstudio.core.errors import InputError, NotAllowedError, NotFoundError
from genstudio.core.owners import LOCAL
from genstudio.core.spec import KINDS, Kind, ModelSpec
from genstudio.providers import spec_json
from genstudio.providers.base import KeySpec
from genstudio.providers.registry import ProviderRegistry
from genstudio.routing.reach import Reach
from genstudio.storage import custom_models
from genstudio.storage.database import Database
from genstudio.storage.jobs import now_ms
from genstudio.transport.http import Http

log = logging.getLogger(__name__)

MAX_ID_CHARS = 200


async def learn_saved(registry: ProviderRegistry, database: Database) -> None:
    """Puts the kept models into the registry, but for those of a provider that is gone or of another version."""
    for text in await database.read(custom_models.read_all):
        try:
            registry.learn(spec_json.load(text))
        except (ValueError, TypeError, KeyError, NotFoundError) as error:
            log.warning("a described model is left out: %s", error)


def learn_own(registry: ProviderRegistry, home: Path) -> None:
    """Puts the models that lie as files below the home folder into the registry. Reads files."""
    for row in list(registry.rows()):
        for model in row.provider.own_models(home):
            registry.learn(model)


class CustomModels:
    def __init__(
        self,
        registry: ProviderRegistry,
        database: Database,
        http: Http,
        reach: Reach,
        find_key: Callable[[KeySpec], Awaitable[str | None]],
    ) -> None:
        self._registry = registry
        self._database = database
        self._http = http
        self._reach = reach
        self._find_key = find_key

    async def ensure(self, owner: str, kind: str, provider: str | None, model_id: object) -> None:
        """Describes the model of an order that no table knows, where its provider can. Everything else is left to the
        checks of the order.
        """
        known = next((each for each in KINDS if each == kind), None)
        if owner != LOCAL or known is None or not isinstance(model_id, str):
            return
        name = provider or model_id.partition(":")[0]
        row = next((row for row in self._registry.rows(known) if row.name == name), None)
        if row is None or not row.provider.takes_custom_models():
            return
        try:
            self._registry.model(known, name, model_id)
        except NotFoundError:
            await self.add(owner, known, name, model_id)

    async def add(self, owner: str, kind: Kind, provider: str, model_id: str) -> ModelSpec:
        """Asks the provider what the model takes, and keeps it; one of the table is returned as it is.

        Raises NotAllowedError for a guest, NotFoundError for an unknown provider or model, InputError for what is no
        id, and what a read may raise.
        """
        if owner != LOCAL:
            raise NotAllowedError("Only the owner of this studio adds models.")
        row = self._registry.get(kind, provider)
        wire_id = model_id.strip().removeprefix(f"{provider}:")
        if not wire_id or len(wire_id) > MAX_ID_CHARS or not wire_id.isascii() or not wire_id.isprintable():
            raise InputError("That is no id of a model.", field="model")
        if not row.provider.takes_custom_models() or any(wire_id == model.wire_id for model in row.provider.models):
            return self._registry.model(kind, provider, wire_id)
        spec_of_key = row.provider.key
        key = await self._find_key(self._reach.key_of(provider, spec_of_key)) if spec_of_key is not None else None
        spec = await row.provider(self._reach.config(provider, key=key, http=self._http)).describe_model(wire_id)
        if spec is None:
            raise NotFoundError(f"{provider!r} has no {kind} model {wire_id[:80]!r}.")
        self._registry.learn(spec)
        text = await asyncio.to_thread(spec_json.dump, spec)
        await self._database.write(lambda conn: custom_models.save(conn, kind, spec.id, text, now_ms()))
        return spec

    async def remove(self, owner: str, kind: Kind, model_id: str) -> None:
        """Forgets a described model; jobs that were made with it keep their results. Raises NotFoundError."""
        if owner != LOCAL:
            raise NotAllowedError("Only the owner of this studio removes models.")

        def drop(conn: sqlite3.Connection) -> bool:
            return custom_models.forget(conn, kind, model_id)

        if not await self._database.write(drop):
            raise NotFoundError(f"There is no added model {model_id[:80]!r}.")
        self._registry.forget(kind, model_id)
