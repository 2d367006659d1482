"""Ordering generations, and what may be done with one afterwards: cancel, pause, move, retry, delete, restore."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from genstudio.controllers import requests
from genstudio.controllers.account import Accounts
from genstudio.controllers.archive import Archive, of_owner, why_it_stays
from genstudio.controllers.health import Health
from genstudio.controllers.inputs import Inputs
from genstudio.controllers.mapping import Mapper
from genstudio.controllers.queue_order import Waiting, reordered
from genstudio.controllers.views import EstimateView, GenerationView, NewGeneration, ProblemView
from genstudio.core.errors import ConflictError, InputError
from genstudio.core.money import Measure
from genstudio.core.owners import LOCAL
from genstudio.core.request import REQUEST_CLASSES
from genstudio.core.result import Json
from genstudio.core.spec import ModelSpec, Value
from genstudio.jobs.engine import JobEngine, Verdict
from genstudio.jobs.states import CLOSED
from genstudio.ledger import book
from genstudio.ledger.pricing import Pricing, Quote
from genstudio.providers.base import measure
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage import jobs, labels
from genstudio.storage.database import Database
from genstudio.storage.jobs import JobRow, NewJob, now_ms
from genstudio.storage.limits import Limits
from genstudio.storage.media import MediaStore

MAX_KEY_CHARS = 200
RETRIED = ("failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Order:
    """What goes into the job table once every check has passed."""

    model: ModelSpec
    prompt: str
    request: Mapping[str, Json]
    quote: Quote
    idempotency_key: str | None
    fingerprint: str


class Generations(Archive):
    """Takes orders and hands out what came of them. `inputs` takes the files that go into them."""

    def __init__(
        self,
        *,
        database: Database,
        registry: ProviderRegistry,
        engine: JobEngine,
        media: MediaStore,
        pricing: Pricing,
        inputs: Inputs,
        accounts: Accounts,
        health: Health,
        limits: Limits,
    ) -> None:
        super().__init__(database, media, Mapper(registry, engine.place))
        self._registry = registry
        self._engine = engine
        self._pricing = pricing
        self._accounts = accounts
        self._health = health
        self._limits = limits
        self.inputs = inputs

    def find_model(self, kind: str, provider: str | None, model: str | None) -> ModelSpec:
        """The model that a request means. Raises InputError that names `type`, `provider` or `model`."""
        return requests.find_model(self._registry, kind, provider, model)

    async def create(self, owner: str, new: NewGeneration, *, idempotency_key: str | None = None) -> GenerationView:
        """Checks, reserves, saves, and wakes the engine. The same key with the same request gives the same generation.

        Raises InputError and ProviderValidationError (nothing was reserved), InsufficientCreditsError, ConflictError
        for a key that was used for another request, LimitReachedError for a guest with many open jobs, DiskFullError.
        """
        fingerprint = requests.fingerprint(new)
        if idempotency_key is not None:
            known = await self._known(owner, idempotency_key, fingerprint)
            if known is not None:
                return known
        wanted = requests.clean(self._registry, new)
        values = requests.with_seed(wanted.model, wanted.values)
        media = await self.inputs.take(owner, wanted.model, wanted.sources)
        request: dict[str, Json] = {
            "values": dict(values),
            "media": {role: list(refs) for role, refs in media.items()},
            "metadata": dict(wanted.metadata),
        }
        quote = self._pricing.quote(wanted.model, _measure(wanted.model, wanted.prompt, values))
        order = Order(wanted.model, wanted.prompt, request, quote, idempotency_key, fingerprint)
        return await self._place_order(owner, order)

    async def retry(self, owner: str, job_id: str, *, idempotency_key: str | None = None) -> GenerationView:
        """A new generation with the same request, seed included, as a failed or cancelled one.

        Raises ConflictError for one in another state; one whose purchase is in doubt is not bought again.
        """
        fingerprint = requests.fingerprint(f"retry {job_id}")
        if idempotency_key is not None:
            known = await self._known(owner, idempotency_key, fingerprint)
            if known is not None:
                return known
        row = await self._database.read(lambda conn: of_owner(conn, owner, job_id))
        if row.state == "unknown":
            raise ConflictError(
                "It is not known whether the provider took this job, so it is not sent again: it could be paid "
                "twice. Look at the provider's own list first."
            )
        if row.state not in RETRIED:
            raise ConflictError("Only a job that failed or was cancelled can be tried again.")
        model = self.find_model(row.kind, row.provider, row.model)
        request = json.loads(row.request_json)
        request["metadata"] = requests.clean_metadata({**request["metadata"], "retryOf": row.id})
        quote = self._pricing.quote(model, _measure(model, row.prompt, request["values"]))
        return await self._place_order(owner, Order(model, row.prompt, request, quote, idempotency_key, fingerprint))

    async def estimate(self, new: NewGeneration) -> EstimateView:
        """What it would cost, and all that would be refused. Raises InputError only for an unknown type or model."""
        model = self.find_model(new.kind, new.provider, new.model)
        found = requests.problems(self._registry, new)
        counted = _measure(model, new.prompt.strip(), requests.usable_values(model, new.values))
        quote = self._pricing.quote(model, counted)
        one = self._pricing.quote(model, replace(counted, outputs=1)).usd_micro
        multiplied = counted.outputs > 1 and one and one * counted.outputs == quote.usd_micro
        await self._health.read()
        return EstimateView(
            quote.usd_micro,
            quote.credits_milli,
            quote.words,
            self._health.typical_s(model),
            tuple(ProblemView(each.field, each.message) for each in found),
            counted.outputs,
            one if multiplied else None,
        )

    async def cancel(self, owner: str, job_id: str) -> GenerationView:
        """Asks an open generation to stop; asking twice is asking once. Raises ConflictError when it has ended."""
        await self._database.read(lambda conn: of_owner(conn, owner, job_id))
        if not await self._engine.cancel(job_id):
            raise ConflictError("This job has ended already, so there is nothing to cancel.")
        return await self.get(owner, job_id)

    async def pause(self, owner: str, job_id: str, paused: bool) -> GenerationView:
        """Keeps a waiting generation from starting, or lets it again. Raises ConflictError once it has started."""
        await self._database.read(lambda conn: of_owner(conn, owner, job_id))
        if not await self._engine.pause(job_id, paused):
            word = "paused" if paused else "resumed"
            raise ConflictError(f"This job does not wait any more, so it cannot be {word}.")
        return await self.get(owner, job_id)

    async def move(self, owner: str, job_id: str, before: str | None) -> GenerationView:
        """Puts a waiting generation before another one of the same owner, or last for None.

        Raises ConflictError when one of the two does not wait any more.
        """

        def read(conn: sqlite3.Connection) -> dict[str, int]:
            of_owner(conn, owner, job_id)
            rows = conn.execute("SELECT id, number, priority FROM job WHERE state = 'queued' AND owner = ?", (owner,))
            return reordered([Waiting(*row) for row in rows], job_id, before)

        await self._engine.move(await self._database.read(read))
        return await self.get(owner, job_id)

    async def decide(self, owner: str, job_id: str, verdict: Verdict) -> GenerationView:
        """The owner's word on a job whose credits are held, after a look at the provider's own list.

        Raises ConflictError when it is not held, or "look again" has nothing to look at; guests cannot decide, since
        the money is the owner's.
        """
        row = await self._database.read(lambda conn: of_owner(conn, owner, job_id))
        if owner != LOCAL:
            raise ConflictError("Only the owner of this studio can settle that.")
        if row.state != "unknown":
            raise ConflictError("No credits are held for this job, so there is nothing to settle.")
        if not await self._engine.decide(job_id, verdict):
            raise ConflictError(
                "The provider gave no number for this job, so there is nothing to look at again. Look at the "
                "provider's own list, and say whether it was charged."
            )
        return await self.get(owner, job_id)

    async def delete(self, owner: str, job_id: str) -> None:
        """Takes an ended generation out of the library; `restore` puts it back.

        Raises ConflictError while it runs, and while its credits are held because nobody knows whether it was bought.
        """
        row = await self._database.read(lambda conn: of_owner(conn, owner, job_id))
        reason = why_it_stays(row)
        if reason is not None:
            raise ConflictError(reason)
        await self._database.write(lambda conn: jobs.change(conn, job_id, CLOSED, {"deleted_at_ms": now_ms()}))

    async def restore(self, owner: str, job_id: str) -> GenerationView:
        """Undoes `delete`; does nothing for one that was not deleted. Raises NotFoundError."""

        def change(conn: sqlite3.Connection) -> None:
            if of_owner(conn, owner, job_id, deleted_too=True).deleted_at_ms is not None:
                jobs.change(conn, job_id, CLOSED, {"deleted_at_ms": None})

        await self._database.write(change)
        return await self.get(owner, job_id)

    async def _known(self, owner: str, key: str, fingerprint: str) -> GenerationView | None:
        if not key or len(key) > MAX_KEY_CHARS or not key.isprintable():
            raise InputError(f"An idempotency key has 1 to {MAX_KEY_CHARS} plain characters.", field="Idempotency-Key")
        row = await self._database.read(lambda conn: jobs.by_idempotency_key(conn, owner, key))
        return None if row is None else await self._same(owner, row, fingerprint)

    async def _same(self, owner: str, row: JobRow, fingerprint: str) -> GenerationView:
        if row.request_hash != fingerprint:
            raise ConflictError("This idempotency key was used for another request. Use a new key for a new request.")
        return await self.get(owner, row.id)

    async def _place_order(self, owner: str, order: Order) -> GenerationView:
        """Account, reservation and row in one transaction."""
        job_id, now = uuid.uuid4().hex, now_ms()
        reserved_milli = order.quote.credits_milli or 0
        self._limits.check_disk()

        def change(conn: sqlite3.Connection) -> JobRow | None:
            if order.idempotency_key is not None:
                known = jobs.by_idempotency_key(conn, owner, order.idempotency_key)
                if known is not None:
                    return known
            self._limits.check_open_jobs(conn, owner)
            account = book.ensure_account(conn, owner, self._accounts.opening_milli(owner), now)
            jobs.insert(
                conn,
                NewJob(
                    id=job_id,
                    owner=owner,
                    account_id=account,
                    kind=order.model.kind,
                    provider=order.model.provider,
                    model=order.model.id,
                    prompt=order.prompt,
                    request_json=json.dumps(order.request, ensure_ascii=False),
                    created_at_ms=now,
                    estimate_usd_micro=order.quote.usd_micro,
                    reserved_milli=reserved_milli,
                    priority=_last_priority(conn, owner),
                    idempotency_key=order.idempotency_key,
                    request_hash=order.fingerprint,
                    project=labels.project_of(order.request),
                ),
            )
            book.reserve(conn, account, job_id, reserved_milli, now)
            return None

        known = await self._database.write(change)
        if known is not None:
            return await self._same(owner, known, order.fingerprint)
        self._engine.wake(job_id)
        return await self.get(owner, job_id)


def _last_priority(conn: sqlite3.Connection, owner: str) -> int:
    """0, or below it where the owner has moved jobs that wait: a new one goes behind them."""
    lowest: int | None = conn.execute(
        "SELECT min(priority) FROM job WHERE state = 'queued' AND owner = ?", (owner,)
    ).fetchone()[0]
    return min(0, lowest or 0)


def _measure(model: ModelSpec, prompt: str, values: Mapping[str, Value]) -> Measure:
    return measure(REQUEST_CLASSES[model.kind](model, prompt, values))
