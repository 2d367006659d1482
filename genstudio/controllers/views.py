"""What the controllers give out: one dataclass for each thing that page, REST and command line show.

Times are milliseconds since the epoch, money is whole micro-dollars and milli-credits, as in the tables. An entrance
puts them into its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from genstudio.core.result import Json, State
from genstudio.core.spec import Engine, Kind, Value

Charged = Literal["no", "yes", "held"]


@dataclass(frozen=True, slots=True)
class NewGeneration:
    """A request as it came in, before anything was checked. Names are those of the model's table.

    `provider` None means the default, `model` None the provider's first. `media` maps input roles to sources:
    "upload:ID", "asset:JOB/N", a data URI or an https address.
    """

    kind: Kind
    prompt: str
    provider: str | None = None
    model: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    media: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    metadata: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UsedFile:
    """A file that went into a generation; `ref` is "upload:ID" or "asset:JOB/N"."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class OutputView:
    """A file that came out. `preview` tells what there is to show beside it: "webp", "peaks" or ""; `colour` is the
    picture's mean one as "#rrggbb", or ""."""

    position: int
    role: str
    label: str
    mime: str
    size_bytes: int
    width: int | None
    height: int | None
    duration_s: float | None
    sample_rate: int | None
    channels: int | None
    preview: str
    colour: str


@dataclass(frozen=True, slots=True)
class CostView:
    """Estimate, charge and real cost; None where it is not known (yet). `source` tells who said the real one."""

    estimate_usd_micro: int | None
    estimate_milli: int | None
    charged_milli: int | None
    usd_micro: int | None
    source: str

    @property
    def priced(self) -> bool:
        return self.estimate_usd_micro is not None


@dataclass(frozen=True, slots=True)
class FaultView:
    """Why a generation failed. `charged` "held" means that the credits stay reserved until a person decides."""

    code: str
    message: str
    detail: str
    charged: Charged
    retryable: bool


@dataclass(frozen=True, slots=True)
class GenerationView:
    """One generation. `stage` is the state of the row, `status` one of the five words of the guide.

    `place` is 1 for the next to start and None for one that does not wait; `progress` runs from 0 to 1.
    """

    id: str
    seq: int
    kind: str
    provider: str
    model: str
    model_label: str
    engine: Engine
    status: State
    stage: str
    place: int | None
    paused: bool
    cancel_requested: bool
    prompt: str
    values: Mapping[str, Value]
    media: Mapping[str, tuple[UsedFile, ...]]
    metadata: Mapping[str, Json]
    progress: float
    step: str
    cost: CostView
    fault: FaultView | None
    outputs: tuple[OutputView, ...]
    extras: Mapping[str, Json]
    created_at_ms: int
    started_at_ms: int | None
    finished_at_ms: int | None
    favourite: bool
    rating: int | None
    project: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status in ("complete", "error", "cancelled")


@dataclass(frozen=True, slots=True)
class DeletedView:
    """A generation that was taken out of the library since the caller last asked."""

    id: str
    seq: int


@dataclass(frozen=True, slots=True)
class PageView:
    """Part of a list. `seq` is what to ask `since` next time; `cursor` leads to the next page, None at the end."""

    items: tuple[GenerationView | DeletedView, ...]
    seq: int
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to hand out. `name` is safe in a header and on every file system."""

    path: Path
    mime: str
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file that a person gave us, checked and stored."""

    id: str
    name: str
    mime: str
    size_bytes: int
    width: int | None
    height: int | None
    duration_s: float | None

    @property
    def ref(self) -> str:
        return f"upload:{self.id}"


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Something in a request that would be refused; `field` in the names of the model's table."""

    field: str | None
    message: str


@dataclass(frozen=True, slots=True)
class EstimateView:
    """What a request would cost and how long it would take. Both amounts are None for an unpriced model.

    `each_usd_micro` is the price of one of `outputs`, where the whole is nothing but their number times it.
    """

    usd_micro: int | None
    milli: int | None
    words: str
    typical_s: float
    problems: tuple[ProblemView, ...]
    outputs: int = 1
    each_usd_micro: int | None = None

    @property
    def free(self) -> bool:
        return self.usd_micro == 0


@dataclass(frozen=True, slots=True)
class AccountView:
    """A balance in milli-credits; `available_milli` may be below zero when a vendor charged more than it estimated."""

    balance_milli: int
    reserved_milli: int
    usd_per_credit: str

    @property
    def available_milli(self) -> int:
        return self.balance_milli - self.reserved_milli


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line of the ledger; both amounts are signed changes. What a job says is None for a line without one.

    `held` tells a reservation that still waits to be settled, `stage` the state of its job's row. `prompt` is its first
    300 characters; it and `job_id` are None once the job was deleted. `priced` is whether an estimate was possible.
    """

    id: int
    kind: str
    job_id: str | None
    balance_milli: int
    reserved_milli: int
    usd_micro: int | None
    note: str
    created_at_ms: int
    held: bool
    type: str | None
    provider: str | None
    model: str | None
    prompt: str | None
    stage: str | None
    priced: bool | None
    estimate_milli: int | None
    charged_milli: int | None
    cost_source: str


@dataclass(frozen=True, slots=True)
class TotalsView:
    """What all lines of a filter come to. `usd_micro` sums the known costs; `unpriced` counts the unknown ones."""

    count: int
    charged_milli: int
    usd_micro: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class StatementView:
    """A page of the ledger. `totals`, and the providers that the owner's jobs went to, come with the first one."""

    items: tuple[EntryView, ...]
    cursor: int | None
    totals: TotalsView | None = None
    providers: tuple[str, ...] | None = None
