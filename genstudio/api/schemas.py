"""The shapes of the answers, for the OpenAPI page and for the tests; the JSON itself is written by `outgoing.py`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from genstudio.api.wire import camel
from genstudio.core.carry import What
from genstudio.core.result import State
from genstudio.core.spec import Engine, FieldType, Kind, Media, Value


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=camel, populate_by_name=True, extra="forbid", protected_namespaces=())


class ProblemOut(BaseModel):
    """An error, as RFC 9457 has it; `detail` is the sentence for people."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable name of the kind of error.")
    field: str | None = Field(None, description="The member of the request that is wrong.")
    charged: Literal["no", "yes", "held"] | None = Field(None, description="held: until a person decides.")
    reference: str | None = Field(None, description="Where to look in the studio's log.")


class CostOut(Shape):
    """Amounts are decimal text, null where they are not known. Unpriced is never 0."""

    estimate_usd: str | None
    estimate_credits: str | None
    charged_credits: str | None
    usd: str | None = Field(description="The real cost.")
    source: str = Field(description="Who said the real cost: the vendor, or its price rule.")
    priced: bool


class FaultOut(Shape):
    code: str
    message: str
    detail: str
    charged: Literal["no", "yes", "held"]
    retryable: bool


class OutputOut(Shape):
    index: int
    role: str = Field(description="main for what was asked for; stem, chart, transcript and the like beside it.")
    label: str
    mime: str
    size_bytes: int
    width: int | None
    height: int | None
    duration_s: float | None
    sample_rate: int | None
    channels: int | None
    url: str
    download_url: str
    thumbnail_url: str | None
    peaks_url: str | None
    colour: str | None = Field(
        description="The picture's mean colour as #rrggbb, to stand in its place until it has come."
    )


class UsedFileOut(Shape):
    ref: str
    url: str
    name: str


class GenerationOut(Shape):
    id: str
    type: Kind
    provider: str
    model: str
    model_label: str
    engine: Engine
    offline: bool
    status: State
    stage: Literal["queued", "submitting", "polling", "fetching", "done", "failed", "cancelled", "unknown"]
    place: int | None = Field(description="1 for the next to start; null when it does not wait.")
    paused: bool
    cancel_requested: bool
    prompt: str
    config: dict[str, Value]
    media: dict[str, list[UsedFileOut]]
    metadata: dict[str, object]
    progress: float = Field(ge=0, le=1)
    step: str
    cost: CostOut
    error: FaultOut | None
    outputs: list[OutputOut]
    extras: dict[str, object] = Field(description="What only this provider tells.")
    created_at: str
    started_at: str | None
    finished_at: str | None
    favourite: bool
    rating: int | None = Field(ge=1, le=5)
    project: str | None = Field(description="At first `projectId` of the metadata.")
    seq: int = Field(description="Grows with every change of any generation.")


class DeletedOut(Shape):
    id: str
    seq: int
    deleted: Literal[True]


class GenerationsOut(Shape):
    items: list[GenerationOut | DeletedOut]
    seq: int = Field(description="To be given as `since` next time.")
    boot_id: str = Field(description="Another one means that the studio was restarted.")
    next_cursor: str | None


class PriceOut(Shape):
    words: str
    free: bool
    priced: bool


class PromptOut(Shape):
    label: str
    placeholder: str
    required: bool
    max_chars: int
    examples: list[str]
    languages: list[str]


class InputOut(Shape):
    name: str
    media: Media
    label: str
    required: bool
    max_count: int
    max_bytes: int
    help: str


class ChoiceOut(Shape):
    value: Value
    label: str
    note: str
    audible: bool = Field(description="Whether it can be heard before it is chosen, at no cost.")


class FieldOut(Shape):
    name: str
    type: FieldType
    label: str
    default: Value | None
    low: float | None
    high: float | None
    step: float | None
    choices: list[ChoiceOut]
    max_chars: int
    unit: str
    help: str
    advanced: bool


class FiguresOut(Shape):
    """Over the last finished jobs of this studio."""

    done: int
    failed: int
    success_rate: float | None = Field(description="0 to 1; null before the first job.")
    p50_s: float | None = Field(description="The median wait of those that were done.")


class ModelOut(Shape):
    id: str
    label: str
    description: str
    engine: Engine
    offline: bool
    price: PriceOut
    typical_s: float = Field(description="The wait to expect: this studio's own median, once there are five results.")
    health: FiguresOut
    sunset: str | None = Field(description="The day on which the vendor ends the model.")
    tags: list[str]
    prompt: PromptOut
    inputs: list[InputOut]
    fields: list[FieldOut]


class ProviderOut(Shape):
    name: str
    label: str = Field(description="What people call it.")
    description: str
    features: list[str]
    is_async: bool
    offline: bool
    state: Literal["ready", "needs address", "needs key", "keyring locked", "key refused"]
    takes_custom_models: bool = Field(description="Whether other models can be added by the vendor's own id.")
    models: list[ModelOut]


class ProvidersOut(Shape):
    type: Kind
    providers: list[ProviderOut]


class EstimateProblemOut(Shape):
    field: str | None
    message: str


class EstimateOut(Shape):
    """`problems` lists what would be refused; an estimate itself is never refused for them."""

    usd: str | None
    credits: str | None
    priced: bool
    free: bool
    words: str
    typical_s: float
    problems: list[EstimateProblemOut]
    outputs: int
    each_usd: str | None = Field(description="The price of one output, where several are asked for.")


class ChangeOut(Shape):
    name: str = Field(description="A field or an input.")
    label: str
    what: What
    before: str
    after: str
    message: str


class CarryOut(Shape):
    """`config` holds what the other model takes; each setting that is not there as it was stands in `changes`."""

    config: dict[str, Value]
    changes: list[ChangeOut]


class UploadOut(Shape):
    ref: str = Field(description="To be used in `config.media`.")
    name: str
    mime: str
    size_bytes: int
    width: int | None
    height: int | None
    duration_s: float | None
    url: str


class AccountOut(Shape):
    balance: str
    reserved: str
    available: str
    usd_per_credit: str


class EntryOut(Shape):
    """A line of the ledger; both amounts are signed changes. What a job says is null for a line without one."""

    id: int
    kind: Literal["grant", "top_up", "reserve", "settle", "release"]
    generation: str | None
    balance: str
    reserved: str
    usd: str | None = Field(description="The real cost, null where nobody told it.")
    note: str
    created_at: str
    held: bool = Field(description="A reservation that is neither settled nor released yet.")
    type: Kind | None
    provider: str | None
    model: str | None
    prompt: str | None = Field(description="Its first 300 characters.")
    stage: str | None = Field(description="Where the job stands; unknown means that a person has to decide.")
    priced: bool | None
    estimate_credits: str | None
    charged_credits: str | None = Field(description="Null where no price is known. Unpriced is never 0.")
    cost_source: str = Field(description="Who said the real cost: the vendor, its price rule, or a person.")


class TotalsOut(Shape):
    count: int
    charged: str
    usd: str
    unpriced: int = Field(description="Settled jobs whose real cost nobody told; they are not in usd.")


class EntriesOut(Shape):
    items: list[EntryOut]
    next_cursor: str | None
    totals: TotalsOut | None = Field(description="Of all entries of the filter; with the first page alone.")
    providers: list[str] | None = Field(description="All that jobs of this purse went to; with the first page alone.")


class StudioOut(Shape):
    version: str
    boot_id: str = Field(description="Another one means that the studio was restarted.")
    home: str | None = Field(description="The folder that holds everything; told to its owner alone.")
    local_actions: bool = Field(description="Whether the studio may open folders on the screen of whoever asks.")
    guest: bool
    practice: bool = Field(description="Whether this computer plays every provider, and nothing is spent.")
    max_upload_bytes: int


class DeletedAnswer(Shape):
    id: str
    deleted: Literal[True]


class HealthOut(Shape):
    status: Literal["ok"]
    version: str
    boot_id: str
