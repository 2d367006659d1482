"""What the controllers give out of providers, their keys and their health: one dataclass for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from genstudio.core.spec import Kind, ModelSpec
from genstudio.storage.key_checks import Verdict
from genstudio.storage.keys import Source

ProviderState = Literal["ready", "needs address", "needs key", "keyring locked", "key refused"]


@dataclass(frozen=True, slots=True)
class KeyCheckView:
    """What a vendor said of a key: `detail` in our words, `said` in its own. `kept` False: it is not the one in use."""

    verdict: Verdict
    detail: str
    said: str
    opens: tuple[tuple[str, str], ...]
    checked_at_ms: int
    kept: bool


@dataclass(frozen=True, slots=True)
class KeyView:
    """What may be shown of a vendor's key, which is never the key. `problem` says what is wrong with the keyring.

    `name` is which of several keys it is, "" for the vendor's own.
    """

    name: str
    source: Source | None
    last4: str
    env: str
    help_url: str
    problem: str
    has_keyring: bool
    check: KeyCheckView | None


@dataclass(frozen=True, slots=True)
class FailureView:
    code: str
    message: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class HealthView:
    """Figures over the last finished jobs; `p50_s` is the median wait of those that were done, None without any."""

    done: int
    failed: int
    p50_s: float | None
    last_error: FailureView | None

    @property
    def success_rate(self) -> float | None:
        """0..1, None before the first job."""
        jobs = self.done + self.failed
        return round(self.done / jobs, 3) if jobs else None


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model's table with the wait to expect of it here, and how well it has done."""

    spec: ModelSpec
    typical_s: float
    health: HealthView


@dataclass(frozen=True, slots=True)
class ProviderSummary:
    """A provider over all kinds. `label` is what people call it; `price` is in words, "" where none is known;
    `description` is "" where it differs from kind to kind.

    `key` is None where none is needed, and for guests, who also see no `lists_models` and `custom_kinds`: whether the
    vendor can be asked for its models, and of which kinds it takes models that no table knows.
    """

    name: str
    label: str
    description: str
    kinds: tuple[Kind, ...]
    is_async: bool
    offline: bool
    state: ProviderState
    models: int
    price: str
    needs_key: bool
    key: KeyView | None
    health: HealthView
    lists_models: bool
    custom_kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class ProviderView:
    """A provider of one kind with its models, in the order of the registry."""

    name: str
    label: str
    description: str
    features: tuple[str, ...]
    is_async: bool
    state: ProviderState
    takes_custom_models: bool
    models: tuple[ModelView, ...]

    @property
    def offline(self) -> bool:
        return all(model.spec.offline for model in self.models)
