"""One row of PiAPI's tables: a model, and what stands between its form and the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import PriceRule, Unpriced
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import MB, Field, InputRole, Kind, Media, ModelSpec, Prompt, choices

PROVIDER = "piapi"
CHECKED = date(2026, 11, 22)
DOCS = "https://piapi.ai/docs"
LIST = "[]"
"""Ends the wire name of files that travel as a list; two roles may share one, in the order of the table."""
MAX_FILE_BYTES = 10 * MB
TYPES: Mapping[Media, tuple[str, ...]] = {
    "image": ("image/jpeg", "image/png", "image/webp"),
    "audio": ("audio/mpeg", "audio/wav"),
    "video": ("video/mp4",),
}
Shape = Callable[[GenerationRequest, JsonObject], JsonObject]

AVOID = Field("negative_prompt", "text", "Avoid", default="", max_chars=2_500, help="What should not be there.")
SEED = Field("seed", "integer", "Seed", low=0, high=2**31 - 1, advanced=True)


def as_given(request: GenerationRequest, body: JsonObject) -> JsonObject:
    return body


@dataclass(frozen=True, slots=True)
class Row:
    """`type` is the task's, `text` the wire name of the prompt, `files` those of the roles, `fixed` goes along.

    `with_file` is the type of a task that brings a file in one of `files`, where it differs. `apart` are roles that a
    frame excludes. `shape` changes the input of models whose form and wire differ in shape. `cancel` says whether the
    vendor documents it.
    """

    model: ModelSpec
    system: str
    type: str
    text: str = "prompt"
    files: Mapping[str, str] = field(default_factory=dict)
    with_file: str = ""
    apart: tuple[str, ...] = ()
    fixed: JsonObject = field(default_factory=dict)
    shape: Shape = as_given
    cancel: bool = False


def spec(
    kind: Kind,
    name: str,
    label: str,
    description: str,
    page: str,
    prompt: Prompt,
    fields: tuple[Field, ...],
    inputs: tuple[InputRole, ...] = (),
    *,
    price: PriceRule | None = None,
    typical_s: float = 30,
) -> ModelSpec:
    """`page` is the one of the vendor's documentation, below `DOCS`."""
    return ModelSpec(
        id=f"{PROVIDER}:{name}",
        wire_id=name,
        kind=kind,
        label=label,
        description=description,
        engine="hosted",
        price=price or Unpriced(),
        source=f"{DOCS}/{page}",
        checked=CHECKED,
        prompt=prompt,
        inputs=inputs,
        fields=fields,
        typical_s=typical_s,
    )


def role(name: str, media: Media, label: str, most: int = 1, help: str = "", *, required: bool = False) -> InputRole:  # noqa: A002
    return InputRole(
        name,
        media,
        label,
        required=required,
        max_count=most,
        max_bytes=MAX_FILE_BYTES,
        help=help,
        types=TYPES[media],
    )


def picked(name: str, label: str, values: tuple[str, ...], default: str | None = None, wire: str = "") -> Field:
    """A choice among words; without a default the vendor's own holds."""
    return Field(name, "choice", label, default=default, choices=choices(values), wire=wire)


def custom_row(kind: Kind, wire_id: str) -> Row:
    """A task that no table knows, "model/type": with its prompt alone."""
    system, _, task = wire_id.strip("/").rpartition("/")
    model = spec(
        kind, wire_id, wire_id, "A task that GenStudio's table does not know.", "unified-api-schema", Prompt(), ()
    )
    return Row(replace(model, source=f"{DOCS}/unified-api-schema"), system, task)


def encode(request: GenerationRequest, row: Row, urls: Mapping[str, list[str]]) -> JsonObject:
    """Wire body: the settings that were set, under their wire names, and the addresses of the files.

    Raises ProviderValidationError for files that do not go together.
    """
    given = {name for name, each in urls.items() if each}
    frames = given & {"first_frame", "last_frame"}
    if frames and given & set(row.apart):
        raise ProviderValidationError(
            "References and a first or last frame exclude each other. Nothing was charged; take one kind away.",
            field=min(given & set(row.apart)),
        )
    if "last_frame" in given and "first_frame" not in given:
        raise ProviderValidationError(
            "A last frame needs a first frame. Nothing was charged; add it, or take the last one away.",
            field="first_frame",
        )
    inner: JsonObject = {row.text: request.prompt} if row.text else {}
    inner |= {name: value for name, value in request.wire_values().items() if value != ""}
    inner |= row.fixed
    lists: dict[str, list[Json]] = {}
    for name, wire in row.files.items():
        if wire.endswith(LIST):
            lists.setdefault(wire.removesuffix(LIST), []).extend(urls.get(name, ()))
        elif urls.get(name):
            inner[wire] = urls[name][0]
    for wire, each in lists.items():
        if each:
            inner[wire] = each
    task = row.with_file if row.with_file and given & row.files.keys() else row.type
    return {"model": row.system, "task_type": task, "input": row.shape(request, inner)}
