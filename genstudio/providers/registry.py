"""Who can make what: the one table of providers, filled by decorators and by entry points.

Third-party packages register through the entry point group `genstudio.providers`: each entry names a module whose
import registers its classes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import entry_points
from typing import TypeVar

from genstudio.core.errors import InputError, NotFoundError, SettingsError
from genstudio.core.money import PerOutput, Unpriced
from genstudio.core.spec import KINDS, Kind, ModelSpec
from genstudio.providers.base import AsyncProvider, BaseProvider, ProviderConfig

ENTRY_POINT_GROUP = "genstudio.providers"
BUILT_IN: tuple[str, ...] = (
    "genstudio.providers.embedded.image.adapter",
    "genstudio.providers.embedded.speech.adapter",
    "genstudio.providers.embedded.video.adapter",
    "genstudio.providers.embedded.music.adapter",
    "genstudio.providers.gemini.image",
    "genstudio.providers.gemini.speech",
    "genstudio.providers.gemini.video",
    "genstudio.providers.gemini.music",
    "genstudio.providers.openai.adapter",
    "genstudio.providers.openai.compatible",
    "genstudio.providers.elevenlabs.speech",
    "genstudio.providers.elevenlabs.music",
    "genstudio.providers.elevenlabs.image",
    "genstudio.providers.elevenlabs.video",
    "genstudio.providers.modal.adapter",
    "genstudio.providers.suno.hosted",
    "genstudio.providers.suno.own",
    "genstudio.providers.piapi.image",
    "genstudio.providers.piapi.video",
    "genstudio.providers.piapi.music",
    "genstudio.providers.fal.adapter",
    "genstudio.providers.kie.image",
    "genstudio.providers.kie.speech",
    "genstudio.providers.kie.video",
    "genstudio.providers.kie.music",
    "genstudio.providers.comfyui.adapter",
    "genstudio.providers.replicate.adapter",
)
VERBS = {"image": "generate_image", "tts": "generate_speech", "video": "generate_video", "music": "generate_music"}
REGISTRATION = "the provider's own registration"
"""The source of a model that stands for a provider which lists none."""

P = TypeVar("P", bound=type[BaseProvider])


@dataclass(frozen=True, slots=True)
class ProviderInfo:
    """What the picker says of a provider. `cost_per_unit`, in USD, prices a provider that lists no models."""

    name: str
    description: str = ""
    features: tuple[str, ...] = ()
    cost_per_unit: float | None = None
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """One row of the registry. `learned` are models outside the table, by id, as their vendor described them."""

    kind: Kind
    name: str
    provider: type[BaseProvider]
    info: ProviderInfo
    learned: dict[str, ModelSpec] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What people call it."""
        return self.provider.label or self.name

    @property
    def models(self) -> tuple[ModelSpec, ...]:
        return (*self.provider.models, *self.learned.values())


class ProviderRegistry:
    """The providers by kind and name, in the order in which they were registered."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Kind, str], Registered] = {}

    def register(self, kind: Kind, name: str, provider: type[BaseProvider], info: ProviderInfo) -> None:
        """Adds a provider, or replaces the one of the same kind and name.

        One that lists no models gets a single one, which takes a prompt and nothing else.
        Raises TypeError when the class is of another kind or generates nothing, ValueError for a bad model table.
        """
        if kind not in KINDS or provider.kind != kind:
            raise TypeError(f"{provider.__name__} is not a provider of {kind!r}")
        if not issubclass(provider, AsyncProvider) and not self._generates(provider):
            raise TypeError(f"{provider.__name__} overrides neither {VERBS[kind]} nor create_task")
        if all(model.source == REGISTRATION for model in provider.models):
            provider.models = (_only_model(kind, name, info),)
        for model in provider.models:
            if model.kind != kind or model.provider != name:
                raise ValueError(f"model {model.id!r} does not belong to {kind} provider {name!r}")
        if len({model.id for model in provider.models}) != len(provider.models):
            raise ValueError(f"{name!r} lists a model twice")
        provider.name = name
        self._rows[kind, name] = Registered(kind, name, provider, replace(info, name=name))

    @staticmethod
    def _generates(provider: type[BaseProvider]) -> bool:
        base = next(each for each in provider.__mro__ if each.__module__ == __package__ + ".base")
        verbs = (VERBS[provider.kind], "generate")
        return any(getattr(provider, verb) is not getattr(base, verb) for verb in verbs)

    def unregister(self, kind: Kind, name: str) -> None:
        self._rows.pop((kind, name), None)

    def get(self, kind: Kind, name: str) -> Registered:
        """Raises NotFoundError with the names that there are."""
        try:
            return self._rows[kind, name]
        except KeyError:
            known = ", ".join(row.name for row in self.rows(kind)) or "none"
            raise NotFoundError(f"There is no {kind} provider named {name[:60]!r}; there are: {known}.") from None

    def rows(self, kind: Kind | None = None) -> Iterator[Registered]:
        return (row for row in list(self._rows.values()) if kind is None or row.kind == kind)

    def models(self, kind: Kind | None = None) -> Iterator[ModelSpec]:
        return (model for row in self.rows(kind) for model in row.models)

    def model(self, kind: Kind, provider: str, model_id: str | None) -> ModelSpec:
        """The model of that id ("provider:name", the bare name, or the vendor's own); for None the first that its
        vendor has not ended.

        Where the provider takes any id, that is one as well. Raises NotFoundError.
        """
        row = self.get(kind, provider)
        if not model_id:
            today = datetime.now(UTC).date()
            return next((each for each in row.models if each.sunset is None or each.sunset > today), row.models[0])
        bare = model_id.removeprefix(f"{provider}:")
        for model in row.models:
            if bare == model.id.partition(":")[2]:
                return model
        custom = next((model for model in row.models if bare == model.wire_id), None) or row.provider.custom_model(bare)
        if custom is not None:
            return custom
        known = ", ".join(model.id for model in row.models)
        raise NotFoundError(f"{provider!r} has no {kind} model {model_id[:80]!r}; there are: {known}.")

    def learn(self, model: ModelSpec) -> None:
        """Adds a model outside its provider's table, or replaces it. Raises NotFoundError for an unknown provider."""
        row = self.get(model.kind, model.provider)
        if all(model.id != each.id for each in row.provider.models):
            row.learned[model.id] = model

    def forget(self, kind: Kind, model_id: str) -> None:
        for row in self.rows(kind):
            row.learned.pop(model_id, None)

    def load(self) -> None:
        """Imports the built-in adapters and those of installed packages.

        Raises SettingsError that names a package which cannot be loaded.
        """
        for module in BUILT_IN:
            importlib.import_module(module)
        for entry in entry_points(group=ENTRY_POINT_GROUP):
            try:
                entry.load()
            except Exception as error:  # somebody else's module may raise anything
                raise SettingsError(
                    f"The installed provider {entry.name!r} ({entry.value}) cannot be loaded: "
                    f"{type(error).__name__}: {error}. Update it, or uninstall it."
                ) from error


def _only_model(kind: Kind, name: str, info: ProviderInfo) -> ModelSpec:
    cost = info.cost_per_unit
    return ModelSpec(
        id=f"{name}:default",
        wire_id="default",
        kind=kind,
        label=info.name,
        description=info.description,
        engine="hosted",
        price=Unpriced() if cost is None else PerOutput(f"{Decimal(str(cost)):f}"),
        source=REGISTRATION,
        checked=datetime.now(UTC).date(),
    )


provider_registry = ProviderRegistry()


def register_provider(
    kind: Kind,
    name: str,
    *,
    description: str = "",
    features: tuple[str, ...] = (),
    models: tuple[ModelSpec, ...] | None = None,
    cost_per_unit: float | None = None,
    is_async: bool = False,
) -> Callable[[P], P]:
    """Class decorator that registers a provider; `models` becomes the class's table."""

    def register(provider: P) -> P:
        if models is not None:
            provider.models = models
        info = ProviderInfo(name, description, features, cost_per_unit, is_async)
        provider_registry.register(kind, name, provider, info)
        return provider

    return register


def create_provider(kind: Kind, config: ProviderConfig) -> BaseProvider:
    """A provider ready for one job. Raises NotFoundError for an unknown name, InputError for an unknown kind."""
    if kind not in KINDS:
        raise InputError(f"There is no kind {kind!r}; there are: {', '.join(KINDS)}.", field="type")
    return provider_registry.get(kind, config.provider).provider(config)
