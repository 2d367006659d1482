"""get_provider_config: the first who names a provider decides, and the answer says who that was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from genstudio.core.errors import InputError, KeyStoreError, NotFoundError
from genstudio.core.request import ImageRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Kind, ModelSpec
from genstudio.providers.base import BaseImageProvider, KeySpec
from genstudio.providers.registry import ProviderInfo, ProviderRegistry
from genstudio.routing.config import Preference, Scope, get_provider_config
from genstudio.storage.keys import FoundKey
from tests.unit.routing.table import spec


class Offline(BaseImageProvider):
    models: ClassVar[tuple[ModelSpec, ...]] = (spec("embedded:painter"),)

    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        raise NotImplementedError


class Lumen(Offline):
    models = (spec("lumen:one"), spec("lumen:two"))
    key = KeySpec(service="lumen", env="LUMEN_API_KEY")


class Kept:
    """Preferences in a dictionary."""

    def __init__(self, kept: Mapping[tuple[Scope, str], Preference]) -> None:
        self.kept = kept

    async def of(self, scope: Scope, scope_id: str, kind: Kind) -> Preference | None:
        return self.kept.get((scope, scope_id)) if kind == "image" else None


class Keys:
    def __init__(self, found: FoundKey | None) -> None:
        self.found = found

    async def get(self, place: KeySpec) -> FoundKey | None:
        assert place is Lumen.key
        return self.found


class LockedKeys:
    async def get(self, place: KeySpec) -> FoundKey | None:
        raise KeyStoreError("The keyring is locked.")


@pytest.fixture
def registry() -> ProviderRegistry:
    made = ProviderRegistry()
    made.register("image", "embedded", Offline, ProviderInfo("embedded"))
    made.register("image", "lumen", Lumen, ProviderInfo("lumen"))
    return made


NOBODY = Keys(None)


async def test_without_any_choice_the_offline_provider_serves(registry: ProviderRegistry) -> None:
    config = await get_provider_config(user_id="ann", kind="image", registry=registry)
    assert (config.provider, config.model, config.key) == ("embedded", "embedded:painter", None)
    assert config.sources == {"provider": "default", "model": "default"}
    assert config.http is not None, "a hosted provider could not be reached"


@pytest.mark.parametrize(
    ("scope", "scope_id", "source"),
    [
        ("project", "p", "project"),
        ("user", "owner", "owner's settings"),
        ("user", "settings", "user's settings"),
        ("user", "ann", "user's settings"),
        ("organisation", "", "organisation"),
    ],
)
async def test_each_layer_is_heard_where_those_before_it_are_silent(
    registry: ProviderRegistry, scope: Scope, scope_id: str, source: str
) -> None:
    layers: tuple[tuple[Scope, str], ...] = (
        ("project", "p"), ("user", "owner"), ("user", "settings"), ("user", "ann"), ("organisation", ""),
    )  # fmt: skip
    behind = {layer: Preference("embedded") for layer in layers[layers.index((scope, scope_id)) :]}
    kept = Kept({**behind, (scope, scope_id): Preference("lumen", "two", "https://lumen.example")})
    config = await get_provider_config(
        user_id="ann", kind="image", project_id="p", settings_user_id="settings", owner_id="owner",
        preferences=kept, keys=NOBODY, registry=registry,
    )  # fmt: skip
    assert (config.provider, config.model, config.base_url) == ("lumen", "lumen:two", "https://lumen.example")
    assert config.sources == {"provider": source, "model": source, "base_url": source}


async def test_request_goes_before_all_and_leaves_others_models_aside(registry: ProviderRegistry) -> None:
    kept = Kept({("user", "ann"): Preference("embedded", "painter", "https://elsewhere.example")})
    found = Keys(FoundKey("secret-key", "keyring"))
    config = await get_provider_config(
        user_id="ann", kind="image", request_provider="lumen", preferences=kept, keys=found, registry=registry
    )
    assert (config.provider, config.model, config.key, config.base_url) == ("lumen", "lumen:one", "secret-key", None)
    assert config.sources == {"provider": "request", "model": "default", "key": "keyring"}
    assert "secret-key" not in repr(config)


async def test_model_of_the_request_brings_its_provider(registry: ProviderRegistry) -> None:
    config = await get_provider_config(
        user_id="ann", kind="image", request_model="lumen:two", keys=NOBODY, registry=registry
    )
    assert (config.provider, config.model) == ("lumen", "lumen:two")
    assert config.sources == {"provider": "request", "model": "request"}


async def test_model_of_the_request_goes_before_the_one_that_was_preferred(registry: ProviderRegistry) -> None:
    kept = Kept({("user", "ann"): Preference("lumen", "one")})
    config = await get_provider_config(
        user_id="ann", kind="image", request_model="two", preferences=kept, keys=NOBODY, registry=registry
    )
    assert config.model == "lumen:two"
    assert config.sources == {"provider": "user's settings", "model": "request"}


async def test_what_does_not_exist_is_named(registry: ProviderRegistry) -> None:
    with pytest.raises(NotFoundError, match="no image provider named 'mars'; there are: embedded, lumen"):
        await get_provider_config(user_id="ann", kind="image", request_provider="mars", registry=registry)
    with pytest.raises(NotFoundError, match="has no image model 'three'"):
        await get_provider_config(
            user_id="ann", kind="image", request_provider="lumen", request_model="three", registry=registry
        )
    with pytest.raises(InputError, match="no kind 'smell'"):
        await get_provider_config(user_id="ann", kind="smell", registry=registry)  # type: ignore[arg-type]


async def test_locked_keyring_is_told(registry: ProviderRegistry) -> None:
    with pytest.raises(KeyStoreError, match="locked"):
        await get_provider_config(
            user_id="ann", kind="image", request_provider="lumen", keys=LockedKeys(), registry=registry
        )
