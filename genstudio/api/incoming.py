"""From the JSON of a request to what the controllers take: camelCase names and the guide's short forms."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from genstudio.api.wire import camel
from genstudio.controllers.generate import Generations
from genstudio.controllers.views import NewGeneration
from genstudio.core.errors import InputError
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import InputRole, Kind, ModelSpec

OWN_MEDIA = re.compile(r"/api/v2/generations/([0-9a-f]{32})/media/([0-9]{1,6})")
OWN_UPLOAD = re.compile(r"/api/v2/uploads/([0-9A-Za-z_-]{1,64})")
ROLES_FOR = {
    "imageUrl": ("image", "first_frame", "reference_image", "reference_images"),
    "referenceImages": ("reference_images", "reference_image", "references", "image"),
}
"""The guide's short forms, and the roles that they mean where a model has them; else its first picture."""

EXAMPLE: JsonObject = {
    "type": "image",
    "config": {"prompt": "A lighthouse in a storm, oil on canvas", "aspectRatio": "16:9"},
    "metadata": {"projectId": "harbour"},
}


class GenerationIn(BaseModel):
    """An order. `config` holds the prompt (`text` for speech), the model, its fields in camelCase and its files."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    type: Kind = Field(description="What is to be made.")
    provider: str | None = Field(
        None, max_length=100, description="Left out: the model's own, else the offline default."
    )
    config: dict[str, Any] = Field(
        description=(
            "`prompt` (or `text` for speech), `model`, any field of the model, and its files: `media` maps an input's "
            "name to a list of `upload:ID`, `asset:ID/N`, data URIs or https addresses; `imageUrl` and "
            "`referenceImages` are short forms."
        )
    )
    metadata: dict[str, Any] = Field(default_factory=dict, description="Kept with the generation, up to 16 KB.")


class CarryIn(BaseModel):
    """Settings made on one model, by the names of its table, and its number of files by input."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"from": "embedded:painter", "to": "embedded:style", "config": {"aspectRatio": "21:9"}}]
        },
    )

    source: str = Field(alias="from", max_length=200)
    target: str = Field(alias="to", max_length=200)
    config: dict[str, Any] = Field(default_factory=dict)
    files: dict[str, int] = Field(default_factory=dict)


class KeyIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, json_schema_extra={"examples": [{"key": "sk-..."}]}
    )

    key: str = Field(repr=False, description="One word. It is kept in the keyring and never told again.")
    keep: bool = Field(False, description="Also when the provider refuses it.")


class ModelIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"model": "owner/another-model"}]})

    model: str = Field(description="The vendor's own id of a model.")


class MoveIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"before": None}]})

    before: str | None = Field(description="The waiting generation to go before; null moves it to the end.")


class DecideIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"verdict": "notPaid"}]})

    verdict: Literal["paid", "notPaid", "lookAgain"] = Field(
        description="Whether the provider charged for it, or that the provider is to be asked once more."
    )


class TopUpIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"credits": "500", "note": "December"}]})

    credits: str = Field(max_length=40, description="Above 0, with at most three decimal places.")
    note: str = Field("", max_length=400, description="A word for the books, up to 200 characters.")


class LabelsIn(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"favourite": True}]})

    favourite: bool = False
    rating: int | None = Field(None, description="1 to 5; null for none.")
    project: str | None = Field(None, description="null for none.")


class NameIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"name": "Harbour"}]})

    name: str


class IdsIn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"ids": ["1f2e3d4c"]}]})

    ids: list[str] = Field(description="At most 1,000 ids of generations.")


BODIES: tuple[type[BaseModel], ...] = (
    GenerationIn,
    KeyIn,
    ModelIn,
    MoveIn,
    DecideIn,
    TopUpIn,
    CarryIn,
    LabelsIn,
    NameIn,
    IdsIn,
)
"""Every body that `strict_json.read_body` reads, for the OpenAPI page."""


def read_order(generations: Generations, body: GenerationIn, *, strict: bool = True) -> NewGeneration:
    """Raises InputError that names the member of `config` that is wrong.

    Unless `strict`, settings that the model does not have go on as they are, for an estimate that lists all problems.
    """
    config: JsonObject = body.config
    model_id = _text(config, "model")
    model = generations.find_model(body.type, body.provider, model_id)
    return NewGeneration(
        kind=body.type,
        prompt=_prompt(body.type, config),
        provider=body.provider,
        model=model_id,
        values=_values(model, config, strict=strict),
        media=_media(model, config),
        metadata=body.metadata,
    )


def read_carry(source: ModelSpec, body: CarryIn) -> tuple[dict[str, object], dict[str, int]]:
    """Settings and files by the names of the tables; unknown names go on as they are."""
    fields = {camel(each.name): each.name for each in source.fields}
    roles = {camel(each.name): each.name for each in source.inputs}
    values: dict[str, object] = {fields.get(name, name): value for name, value in body.config.items()}
    return values, {roles.get(name, name): count for name, count in body.files.items()}


def _prompt(kind: Kind, config: Mapping[str, Json]) -> str:
    prompt = _text(config, "prompt")
    text = _text(config, "text") if kind == "tts" else None
    if prompt is not None and text is not None and prompt != text:
        raise InputError("Give either prompt or text, not both.", field="text")
    return prompt if prompt is not None else text or ""


def _text(config: Mapping[str, Json], name: str) -> str | None:
    value = config.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{name} is text.", field=name)
    return value


def _values(model: ModelSpec, config: Mapping[str, Json], *, strict: bool) -> dict[str, object]:
    """The model's own fields, by the names of its table; those in snake_case are understood as well."""
    names = {camel(field.name): field.name for field in model.fields}
    reserved = {"prompt", "model", "media", *ROLES_FOR} | ({"text"} if model.kind == "tts" else set())
    values: dict[str, object] = {}
    for name, value in config.items():
        if name in reserved:
            continue
        own = names.get(name) or (name if name in names.values() else None)
        if own is None and strict:
            close = difflib.get_close_matches(name[:60], [*names, *reserved], 1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise InputError(f"{model.label} has no setting named {name[:60]!r}.{hint}", field=name[:60])
        values[own or name] = value
    return values


def _media(model: ModelSpec, config: Mapping[str, Json]) -> dict[str, tuple[str, ...]]:
    given = config.get("media")
    if given is not None and not isinstance(given, dict):
        raise InputError("media maps the names of inputs to lists of files.", field="media")
    roles = {camel(role.name): role.name for role in model.inputs}
    media: dict[str, tuple[str, ...]] = {}
    for name, files in (given or {}).items():
        # An unknown role goes on as it is, and the model's table says what it takes.
        media[roles.get(name, name)] = _sources(files, name)
    for short, wanted in ROLES_FOR.items():
        sources = _sources(config.get(short), short)
        if sources:
            role = _role_for(model, wanted)
            if role is None:
                raise InputError(f"{model.label} takes no picture.", field=short)
            media[role.name] = media.get(role.name, ()) + sources
    return media


def _role_for(model: ModelSpec, wanted: tuple[str, ...]) -> InputRole | None:
    pictures = [role for role in model.inputs if role.media == "image"]
    named = (role for name in wanted for role in pictures if role.name == name)
    return next(named, pictures[0] if pictures else None)


def _sources(value: Json, name: str) -> tuple[str, ...]:
    """One source or a list of them; each is text, or an object such as {"name": ..., "imageUrl": ...}."""
    if value is None:
        return ()
    return tuple(_source(each, name) for each in (value if isinstance(value, list) else [value]))


def _source(value: Json, name: str) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in ("ref", "image", "imageUrl", "url") if key in value), None)
    if not isinstance(value, str) or not value:
        raise InputError(f"{name} holds files: upload:ID, asset:ID/N, a data URI or an https address.", field=name)
    if made := OWN_MEDIA.fullmatch(value.partition("?")[0]):
        return f"asset:{made[1]}/{made[2]}"
    if given := OWN_UPLOAD.fullmatch(value):
        return f"upload:{given[1]}"
    return value
