"""What a vendor itself lists, beside what our tables know: new models, ended ones, announced ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from genstudio.core.errors import NotAllowedError, NotFoundError, ProviderUnavailableError
from genstudio.core.owners import LOCAL
from genstudio.core.spec import Kind, ModelSpec
from genstudio.providers.base import KeySpec
from genstudio.providers.registry import ProviderRegistry, Registered
from genstudio.routing.reach import Reach
from genstudio.transport.http import Http

ASK_S = 20.0


@dataclass(frozen=True, slots=True)
class ListedHere:
    """A model that the vendor lists for this key; `known` says that a table or a person added it already.

    `addable` says that it can be: its provider takes models that no table knows.
    """

    kind: Kind
    wire_id: str
    label: str
    sunset: date | None
    known: bool
    addable: bool


@dataclass(frozen=True, slots=True)
class ModelList:
    """`missing` are models of our tables that the vendor does not list: ended, or not open to this key."""

    listed: Sequence[ListedHere]
    missing: Sequence[ModelSpec]


class ModelLists:
    def __init__(
        self,
        registry: ProviderRegistry,
        http: Http,
        reach: Reach,
        find_key: Callable[[KeySpec], Awaitable[str | None]],
        limit_s: float = ASK_S,
    ) -> None:
        self._registry = registry
        self._http = http
        self._reach = reach
        self._find_key = find_key
        self._limit_s = limit_s

    async def ask(self, owner: str, provider: str) -> ModelList:
        """Asks the vendor once for each kind; free of charge, and nothing is changed by it.

        Raises NotAllowedError for a guest, NotFoundError where there is no list, and what a read may raise.
        """
        if owner != LOCAL:
            raise NotAllowedError("Only the owner of this studio asks for new models.")
        rows = [row for row in self._registry.rows() if row.name == provider and row.provider.lists_models()]
        if not rows:
            raise NotFoundError(f"There is no list of models by {provider[:60]!r}.")
        listed: list[ListedHere] = []
        missing: list[ModelSpec] = []
        for row in rows:
            found = await self._ask(row)
            listed += found
            # A list without any model that we know, as that of a server of one's own, has its own names for all.
            if any(each.known for each in found):
                there = {each.wire_id for each in found}
                missing += [each for each in row.models if each.wire_id not in there]
        return ModelList(listed, missing)

    async def _ask(self, row: Registered) -> list[ListedHere]:
        place = row.provider.key
        key = await self._find_key(self._reach.key_of(row.name, place)) if place is not None else None
        provider = row.provider(self._reach.config(row.name, key=key, http=self._http))
        try:
            async with asyncio.timeout(self._limit_s):
                listed = await provider.list_models()
        except TimeoutError:
            raise ProviderUnavailableError(
                f"{row.label} did not answer within {self._limit_s:g} s.", provider=row.name
            ) from None
        known = {each.wire_id for each in row.models}
        addable = row.provider.takes_custom_models()
        return [
            ListedHere(row.kind, each.wire_id, each.label, each.sunset, each.wire_id in known, addable)
            for each in listed
        ]
