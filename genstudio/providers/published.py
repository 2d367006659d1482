"""From an input schema that a vendor publishes to a form: any of its models without a table of ours.

The schemas are JSON Schema as OpenAPI 3 writes it. What a form cannot give, such as a list of objects, is left to the
model; a model that demands it is refused. Nothing in a schema is trusted to have its promised shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from genstudio.core.errors import ProviderValidationError
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import Choice, Field, FieldType, InputRole, Media, Prompt, Value

PROMPTS = ("prompt", "text", "tags", "lyrics_prompt", "lyrics", "caption")
"""What a model may call the text that it is about, the likeliest first."""
COUNTS = ("num_images", "num_outputs", "number_of_images", "num_songs")
"""What a model may call the number of results; one result costs what the price rule says."""
MAIN = {
    "aspect_ratio",
    "image_size",
    "size",
    "resolution",
    "duration",
    *COUNTS,
    "voice",
    "generate_audio",
    "style",
    "lyrics",
}
"""What stands on the form itself; other optional settings are behind "More"."""
PARTS: tuple[tuple[Media, tuple[str, ...]], ...] = (
    ("video", ("video",)),
    ("audio", ("audio", "voice", "speech", "sound", "music", "song")),
    ("image", ("image", "mask", "frame", "picture", "photo", "face", "garment", "subject", "reference")),
)
"""What part of a name says which kind of file is meant."""
TAKEN: Mapping[Media, tuple[str, ...]] = {
    "image": ("image/png", "image/jpeg", "image/webp"),
    "audio": ("audio/mpeg", "audio/wav"),
    "video": (),
}
"""No schema tells it; models take these, and others are converted."""
TYPES: Mapping[str, FieldType] = {
    "boolean": "boolean", "integer": "integer", "number": "number", "string": "text",
}  # fmt: skip
ENDINGS = (" urls", " url")
"""Of a file's title: a person picks a file and sees no address."""
MAX_REFERENCES = 8
MAX_FILES = 10
MAX_HELP_CHARS = 240
MAX_PROMPT_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one vendor writes its schemas.

    `is_file` tells by name and shape (of the element, for a list) that a text is the address of a file; `omit` are
    settings that are for programs and not for people.
    """

    provider: str
    is_file: Callable[[str, JsonObject], bool]
    omit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """What a model takes. The wire name of a role that takes several files ends in "[]"."""

    prompt: Prompt
    inputs: tuple[InputRole, ...]
    fields: tuple[Field, ...]


def resolved(schema: Json, schemas: Mapping[str, Json]) -> JsonObject:
    """The schema itself, for one that refers to another, wraps a single one, or offers a choice with "null"."""
    found = schema if isinstance(schema, dict) else {}
    for _ in range(MAX_REFERENCES):
        name, wrapped = found.get("$ref"), found.get("allOf")
        offered = found.get("anyOf") or found.get("oneOf")
        if isinstance(name, str):
            inner: Json = schemas.get(name.rpartition("/")[2], {})
        elif isinstance(wrapped, list) and len(wrapped) == 1:
            inner = wrapped[0]
        elif isinstance(offered, list) and offered:
            inner = _simplest([resolved(each, schemas) for each in offered])
        else:
            return found
        outer = {key: value for key, value in found.items() if key not in ("$ref", "allOf", "anyOf", "oneOf")}
        found = {**(inner if isinstance(inner, dict) else {}), **outer}
    return found


def _simplest(offered: Sequence[JsonObject]) -> JsonObject:
    """A list to choose from before a plain value, and a plain value before an object."""
    usable = [each for each in offered if each.get("type") != "null"]
    plain = [each for each in usable if each.get("type") in TYPES]
    listed = [each for each in plain if each.get("enum")]
    return next(iter([*listed, *plain, *usable]), {})


def form(model: str, schema: JsonObject, schemas: Mapping[str, Json], order: Sequence[str], dialect: Dialect) -> Form:
    """The form of an object's schema, its settings in this order.

    Raises ProviderValidationError for one that demands what no form can give; `model` is what it then calls it.
    """
    properties, needed = schema.get("properties"), schema.get("required")
    known = properties if isinstance(properties, dict) else {}
    required = {str(each) for each in needed} if isinstance(needed, list) else set()
    shapes = {name: resolved(known[name], schemas) for name in order if name not in dialect.omit}
    prompt = next((name for name in PROMPTS if shapes.get(name, {}).get("type") == "string"), "")
    fields: list[Field] = []
    roles: list[InputRole] = []
    for name, shape in shapes.items():
        if name == prompt:
            continue
        element = resolved(shape.get("items"), schemas) if shape.get("type") == "array" else shape
        if element.get("type") == "string" and dialect.is_file(name, element):
            read: InputRole | Field | None = _role(name, shape, name in required)
        else:
            read = _field(name, shape, name in required)
        if isinstance(read, InputRole):
            roles.append(read)
        elif isinstance(read, Field):
            fields.append(read)
        elif name in required:
            raise ProviderValidationError(
                f"{model} needs {name}, which no form of GenStudio can give.", field="model", provider=dialect.provider
            )
    return Form(_prompt(prompt, shapes.get(prompt, {}), prompt in required), tuple(roles), tuple(fields))


def _prompt(name: str, shape: JsonObject, required: bool) -> Prompt:
    if not name:
        return Prompt(required=False, max_chars=1, placeholder="This model takes no words.")
    longest, examples = shape.get("maxLength"), shape.get("examples")
    return Prompt(
        label=_label(name, shape),
        required=required,
        max_chars=longest if isinstance(longest, int) else MAX_PROMPT_CHARS,
        examples=tuple(str(each).strip() for each in examples[:3]) if isinstance(examples, list) else (),
        wire=name,
    )


def _role(name: str, shape: JsonObject, required: bool) -> InputRole | None:
    """A file, or several; None where nothing tells of which kind they are."""
    told = (name, _label(name, shape).lower(), _help(shape).lower())
    media = next((media for text in told for media, parts in PARTS if any(part in text for part in parts)), None)
    if media is None:
        return None
    several, most = shape.get("type") == "array", shape.get("maxItems")
    count = (most if isinstance(most, int) else MAX_FILES) if several else 1
    label = _label(name, shape)
    ending = next((each for each in ENDINGS if label.lower().endswith(each)), "")
    label = label[: len(label) - len(ending)]
    wire = f"{name}[]" if several else name
    return InputRole(name, media, label, required, max(1, count), help=_help(shape), types=TAKEN[media], wire=wire)


def _field(name: str, shape: JsonObject, required: bool) -> Field | None:
    """A setting of a plain type; None for what is none."""
    listed = shape.get("enum")
    values = [each for each in listed if isinstance(each, str | int | float)] if isinstance(listed, list) else []
    kind: FieldType | None = "choice" if values else TYPES.get(str(shape.get("type")))
    if kind is None:
        return None
    default = shape.get("default")
    if {"hex", "url"} <= {str(each) for each in values}:
        default = "url"  # the other one sends the file as digits
    low, high = (shape.get(each) for each in ("minimum", "maximum"))
    field = Field(
        "count" if name in COUNTS else name,
        kind,
        _label(name, shape),
        low=float(low) if isinstance(low, int | float) else None,
        high=float(high) if isinstance(high, int | float) else None,
        choices=tuple(Choice(each, str(each)) for each in values),
        help=_help(shape),
        wire=name,
        advanced=not required and name not in MAIN,
    )
    return _with_default(field, default)


def _with_default(field: Field, default: Json) -> Field:
    """The field with the model's default, where that is a legal value; a seed's stands for chance and is left out."""
    if field.name == "seed":
        return replace(field, low=max(0.0, field.low or 0.0))
    if not isinstance(default, str | int | float) or default == "":
        return field
    try:
        value: Value = field.clean(default)
    except ProviderValidationError:
        return field
    return replace(field, default=value)


def _label(name: str, shape: JsonObject) -> str:
    title = shape.get("title")
    return title if isinstance(title, str) and title else name.replace("_", " ").capitalize()


def _help(shape: JsonObject) -> str:
    told = " ".join(str(shape.get("description") or "").split())
    return told if len(told) <= MAX_HELP_CHARS else told[: MAX_HELP_CHARS - 1].rstrip() + "…"
