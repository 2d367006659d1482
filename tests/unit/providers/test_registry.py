"""The registry: what it takes, what it refuses, and providers of other packages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from genstudio.core.errors import InputError, NotFoundError, SettingsError
from genstudio.core.money import Measure
from genstudio.core.request import ImageRequest
from genstudio.core.result import ProviderResult
from genstudio.providers import registry as registry_module
from genstudio.providers.base import BaseImageProvider, ProviderConfig
from genstudio.providers.registry import ProviderInfo, ProviderRegistry, create_provider, provider_registry
from tests.unit.routing.table import spec

MODULE = """
from genstudio import BaseImageProvider, ProviderInfo, provider_registry

class Mars(BaseImageProvider):
    async def generate_image(self, request):
        raise NotImplementedError

provider_registry.register("image", "mars", Mars, ProviderInfo("Mars"))
"""


def mock() -> type[BaseImageProvider]:
    class Mock(BaseImageProvider):
        async def generate_image(self, request: ImageRequest) -> ProviderResult:
            raise NotImplementedError

    return Mock


class Installed:
    """What `importlib.metadata` finds for the group: one entry, named `mars`."""

    def __init__(self, value: str) -> None:
        self.entries = EntryPoints([EntryPoint("mars", value, registry_module.ENTRY_POINT_GROUP)])

    def __call__(self, *, group: str) -> EntryPoints:
        return self.entries.select(group=group)


def test_provider_of_another_package_is_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("package")
    (folder / "mars_provider.py").write_text(MODULE)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(registry_module, "BUILT_IN", ())
    monkeypatch.setattr(registry_module, "entry_points", Installed("mars_provider"))
    provider_registry.load()
    try:
        assert create_provider("image", ProviderConfig("mars")).name == "mars"
    finally:
        provider_registry.unregister("image", "mars")


def test_package_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_module, "BUILT_IN", ())
    monkeypatch.setattr(registry_module, "entry_points", Installed("no_such_module"))
    with pytest.raises(SettingsError) as caught:
        provider_registry.load()
    assert caught.value.message == (
        "The installed provider 'mars' (no_such_module) cannot be loaded: "
        "ModuleNotFoundError: No module named 'no_such_module'. Update it, or uninstall it."
    )


@pytest.mark.parametrize(("cost_per_unit", "usd_micro"), [(0.02, 20_000), (0, 0), (1e-05, 10), (None, None)])
def test_provider_without_a_table_gets_one_model_at_its_price(
    cost_per_unit: float | None, usd_micro: int | None
) -> None:
    registry = ProviderRegistry()
    registry.register("image", "mock", mock(), ProviderInfo("Mock", cost_per_unit=cost_per_unit))
    (model,) = registry.models("image")
    assert (model.id, model.label) == ("mock:default", "Mock")
    assert model.price.usd_micro(Measure({})) == usd_micro
    assert "e-" not in model.price.words()


def test_one_class_may_be_registered_under_two_names() -> None:
    registry = ProviderRegistry()
    made = mock()
    registry.register("image", "one", made, ProviderInfo("One", cost_per_unit=0.01))
    registry.register("image", "two", type("Two", (made,), {}), ProviderInfo("Two", cost_per_unit=0.02))
    assert [model.id for model in registry.models()] == ["one:default", "two:default"]


def test_wrong_registrations_are_refused() -> None:
    registry = ProviderRegistry()
    with pytest.raises(TypeError, match="is not a provider of 'video'"):
        registry.register("video", "mock", mock(), ProviderInfo("Mock"))
    with pytest.raises(TypeError, match="overrides neither generate_image nor create_task"):
        registry.register("image", "mock", type("Empty", (BaseImageProvider,), {}), ProviderInfo("Mock"))
    foreign = type("Foreign", (mock(),), {"models": (spec("other:one"),)})
    with pytest.raises(ValueError, match="'other:one' does not belong to image provider 'mock'"):
        registry.register("image", "mock", foreign, ProviderInfo("Mock"))
    twice = type("Twice", (mock(),), {"models": (spec("mock:one"), spec("mock:one"))})
    with pytest.raises(ValueError, match="lists a model twice"):
        registry.register("image", "mock", twice, ProviderInfo("Mock"))
    assert not list(registry.rows())


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    registry = ProviderRegistry()
    with pytest.raises(NotFoundError, match="no image provider named 'mars'; there are: none"):
        registry.get("image", "mars")
    registry.register("image", "mock", mock(), ProviderInfo("Mock"))
    with pytest.raises(NotFoundError, match="'mock' has no image model 'nine'; there are: mock:default"):
        registry.model("image", "mock", "nine")
    assert registry.model("image", "mock", "default") is registry.model("image", "mock", None)
    with pytest.raises(InputError, match="no kind 'smell'"):
        create_provider("smell", ProviderConfig("mock"))  # type: ignore[arg-type]  # a caller without types


@pytest.mark.parametrize(("days", "default"), [(1, "mock:old"), (0, "mock:new")])
def test_a_model_that_its_vendor_has_ended_is_no_default(days: int, default: str) -> None:
    today = datetime.now(UTC).date()
    provider = mock()
    old, new = spec("mock:old"), spec("mock:new")
    provider.models = (replace(old, sunset=today + timedelta(days=days)), new)
    registry = ProviderRegistry()
    registry.register("image", "mock", provider, ProviderInfo("Mock"))
    assert registry.model("image", "mock", None).id == default
    assert registry.model("image", "mock", "old").id == "mock:old"
