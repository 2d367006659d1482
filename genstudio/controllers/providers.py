"""Who can make what, whether they are ready for it, and how well they have done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from genstudio.controllers.health import Health
from genstudio.controllers.keys import Keys
from genstudio.controllers.provider_views import (
    KeyCheckView,
    KeyView,
    ModelView,
    ProviderState,
    ProviderSummary,
    ProviderView,
)
from genstudio.core.errors import NotFoundError
from genstudio.core.money import UNPRICED
from genstudio.core.owners import LOCAL
from genstudio.core.spec import Kind, ModelSpec
from genstudio.providers.base import KeySpec
from genstudio.providers.registry import ProviderRegistry, Registered
from genstudio.routing.custom_models import CustomModels
from genstudio.routing.model_lists import ModelLists
from genstudio.routing.reach import Reach

SHOWN_PRICES = 2


class Providers:
    def __init__(
        self,
        registry: ProviderRegistry,
        reach: Reach,
        keys: Keys,
        health: Health,
        custom: CustomModels,
        lists: ModelLists,
    ) -> None:
        self._registry = registry
        self._reach = reach
        self._health = health
        self.keys = keys
        self.custom = custom
        self.lists = lists

    async def add_model(self, owner: str, kind: Kind, provider: str, model_id: str) -> ModelView:
        """A model outside the provider's table, as its vendor describes it; see `CustomModels.add`."""
        model = await self.custom.add(owner, kind, provider, model_id)
        return ModelView(model, self._health.typical_s(model), self._health.of((model,)))

    async def list(self, kind: Kind) -> list[ProviderView]:
        """The providers of one kind in the order of the registry, each with what it still needs."""
        keys = await self.keys.look()
        await self._health.read()
        return [
            ProviderView(
                row.name,
                row.label,
                row.info.description,
                row.info.features,
                row.info.is_async,
                self._state(row, row.provider.key, keys),
                row.provider.takes_custom_models(),
                tuple(
                    ModelView(model, self._health.typical_s(model), self._health.of((model,))) for model in row.models
                ),
            )
            for row in self._registry.rows(kind)
        ]

    async def summaries(self, owner: str) -> Sequence[ProviderSummary]:
        """Every provider once, whatever it makes. A guest is told neither of keys nor of what went wrong."""
        rows: dict[str, list[Registered]] = {}
        for row in self._registry.rows():
            rows.setdefault(row.name, []).append(row)
        keys = await self.keys.look()
        await self._health.read()
        return [self._summary(same, keys, owner) for same in rows.values()]

    async def summary(self, owner: str, provider: str, check: KeyCheckView | None = None) -> ProviderSummary:
        """One of them; with `check` in place of the last test of its key. Raises NotFoundError."""
        for each in await self.summaries(owner):
            if each.name == provider:
                return each if check is None or each.key is None else replace(each, key=replace(each.key, check=check))
        raise NotFoundError(f"There is no provider named {provider[:60]!r}.")

    def _summary(self, rows: Sequence[Registered], keys: Mapping[str, KeyView], owner: str) -> ProviderSummary:
        place = next((row.provider.key for row in rows if row.provider.key is not None), None)
        models = [model for row in rows for model in row.models]
        health = self._health.of(models)
        descriptions = {row.info.description for row in rows}
        local = owner == LOCAL
        return ProviderSummary(
            name=rows[0].name,
            label=rows[0].label,
            description=descriptions.pop() if len(descriptions) == 1 else "",
            kinds=tuple(row.kind for row in rows),
            is_async=any(row.info.is_async for row in rows),
            offline=all(model.offline for model in models),
            state=self._state(rows[0], place, keys),
            models=len(models),
            price=_prices(models),
            needs_key=place is not None,
            key=keys.get(rows[0].name) if local else None,
            health=health if local else replace(health, last_error=None),
            lists_models=local and any(row.provider.lists_models() for row in rows),
            custom_kinds=tuple(row.kind for row in rows if local and row.provider.takes_custom_models()),
        )

    def _state(self, row: Registered, place: KeySpec | None, keys: Mapping[str, KeyView]) -> ProviderState:
        key = keys.get(row.name)
        if not self._reach.has_address(row):
            return "needs address"
        if place is None or key is None or (key.source is None and not place.required):
            return "ready"
        if key.source is None:
            return "keyring locked" if key.problem and key.has_keyring else "needs key"
        return "key refused" if key.check is not None and key.check.verdict == "wrong" else "ready"


def _prices(models: Sequence[ModelSpec]) -> str:
    """The first two of the different known prices; the models themselves tell the rest."""
    words = list(dict.fromkeys(model.price.words() for model in models if model.price.words() != UNPRICED))
    return " · ".join(words[:SHOWN_PRICES]) + (", …" if len(words) > SHOWN_PRICES else "")
