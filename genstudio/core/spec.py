"""What a model accepts and costs: the table from which form, validation, price and routing are drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar, get_args

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import PriceRule

Kind = Literal["image", "tts", "video", "music"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Media = Literal["image", "audio", "video"]
Engine = Literal["procedural", "neural", "hosted"]
FieldType = Literal["integer", "number", "text", "boolean", "choice"]
Value = str | int | float | bool
N = TypeVar("N", int, float)

KB = 1024
MB = 1024 * KB
CONVERTED_BYTES = 100 * MB
"""The largest picture or recording that is made smaller for a model."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice field. `note` says what choosing it entails ("one download, 8 MB").

    `preview` is the vendor's address of a short recording, where a voice can be heard before it is chosen.
    """

    value: Value
    label: str
    note: str = ""
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a model. `wire` is the vendor's name where it differs; `unit` is shown and never sent.

    `default` None means "leave it to the vendor": an unset field is left out of the wire body. A `seed` field that is
    unset gets a random value when the job is made, so that every result can be made again. `sample_text` is what each
    choice of an offline model's voice says when it is auditioned.
    """

    name: str
    type: FieldType
    label: str
    default: Value | None = None
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[Choice, ...] = ()
    max_chars: int = 2_000
    unit: str = ""
    help: str = ""
    wire: str = ""
    advanced: bool = False
    sample_text: str = ""

    def clean(self, value: object) -> Value:
        """The value in this field's own type. Raises ProviderValidationError with a sentence that names the field."""
        match self.type:
            case "boolean":
                if isinstance(value, bool):
                    return value
                raise self._wrong(f"{self.label} is either on or off.")
            case "choice":
                for choice in self.choices:
                    if choice.value == value and isinstance(choice.value, bool) == isinstance(value, bool):
                        return choice.value
                known = ", ".join(str(choice.value) for choice in self.choices)
                raise self._wrong(f"{self.label} is one of {known}.")
            case "text":
                if not isinstance(value, str):
                    raise self._wrong(f"{self.label} is text.")
                if len(value) > self.max_chars:
                    raise self._wrong(f"{self.label} has at most {self.max_chars:,} characters.")
                return value
            case "integer":
                if isinstance(value, float) and value.is_integer():
                    value = int(value)
                if isinstance(value, bool) or not isinstance(value, int):
                    raise self._wrong(f"{self.label} is a whole number.")
                return self._in_range(value)
            case "number":
                if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                    raise self._wrong(f"{self.label} is a number.")
                return self._in_range(value)

    def _in_range(self, value: N) -> N:
        unit = f" {self.unit}" if self.unit else ""
        if self.low is not None and value < self.low:
            raise self._wrong(f"{self.label} is at least {self.low:g}{unit}.")
        if self.high is not None and value > self.high:
            raise self._wrong(f"{self.label} is at most {self.high:g}{unit}.")
        return value

    def _wrong(self, sentence: str) -> ProviderValidationError:
        return ProviderValidationError(sentence, field=self.name)


@dataclass(frozen=True, slots=True)
class InputRole:
    """A file that a model takes: a reference picture, a first frame, a style.

    `types` are those that the vendor takes ("image/png"); empty means any. Pictures and sounds are converted before
    they are sent: to one of these types (PNG, JPEG or WebP among them; MP3, Ogg, M4A, FLAC or WAV), at most `max_side`
    pixels on the longest side and `max_bytes`. Videos, and files of a role without `types`, are sent as they are.
    `wire` is the vendor's name where it differs.
    """

    name: str
    media: Media
    label: str
    required: bool = False
    max_count: int = 1
    max_bytes: int = 20 * MB
    help: str = ""
    types: tuple[str, ...] = ()
    max_side: int | None = None
    wire: str = ""

    @property
    def fits(self) -> bool:
        """Whether files are made to fit."""
        return self.media != "video" and bool(self.types)

    @property
    def taken_bytes(self) -> int:
        """How large a file may be that is given."""
        return max(self.max_bytes, CONVERTED_BYTES) if self.fits else self.max_bytes


@dataclass(frozen=True, slots=True)
class Prompt:
    """The text that a model takes: how much of it, and three examples that work well with this model.

    `languages` are the codes of those that the model understands ("en"); empty means any. `wire` is the vendor's name
    where it differs.
    """

    label: str = "Prompt"
    placeholder: str = ""
    required: bool = True
    max_chars: int = 4_000
    examples: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    wire: str = ""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model of one provider. `id` is "provider:name" and never changes once rows hold it.

    `engine` says what it is ("procedural" draws by rules, "neural" runs weights on this machine, "hosted" is a
    vendor's). `source` and `checked` say where the facts come from and when they were read; `sunset` is the day on
    which the vendor ends the model. `typical_s` is a first guess of the wait, replaced by the studio's own median.
    """

    id: str
    wire_id: str
    kind: Kind
    label: str
    description: str
    engine: Engine
    price: PriceRule
    source: str
    checked: date
    prompt: Prompt = Prompt()
    inputs: tuple[InputRole, ...] = ()
    fields: tuple[Field, ...] = ()
    sunset: date | None = None
    typical_s: float = 10.0
    charges_failures: bool = False
    tags: tuple[str, ...] = field(default=())

    @property
    def provider(self) -> str:
        return self.id.partition(":")[0]

    @property
    def offline(self) -> bool:
        return self.engine != "hosted"

    def field_named(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)

    def is_audible(self, field: Field, choice: Choice) -> bool:
        """Whether a choice can be heard before it is chosen, at no cost."""
        return bool(choice.preview or (self.offline and field.sample_text))

    def clean_prompt(self, prompt: str) -> str:
        """The prompt without outer white space and NUL. Raises ProviderValidationError if empty or too long."""
        text = prompt.replace("\x00", "").strip()
        if not text and self.prompt.required:
            raise ProviderValidationError(
                "The prompt is empty. Write what you would like to have made.", field="prompt"
            )
        if len(text) > self.prompt.max_chars:
            raise ProviderValidationError(
                f"The prompt has {len(text):,} characters; {self.label} takes at most {self.prompt.max_chars:,}.",
                field="prompt",
            )
        return text

    def clean_values(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Every declared field in its own type, defaults filled in, None and unset left out.

        Raises ProviderValidationError for an unknown field, a wrong type or a value out of range.
        """
        for name in values:
            if self.field_named(name) is None:
                raise ProviderValidationError(f"{self.label} has no setting named {name[:60]!r}.", field=name[:60])
        cleaned: dict[str, Value] = {}
        for each in self.fields:
            value = values.get(each.name)
            if value is None:
                value = each.default
            if value is not None:
                cleaned[each.name] = each.clean(value)
        return cleaned

    def check_media(self, counts: Mapping[str, int]) -> None:
        """Raises ProviderValidationError for an unknown, missing or too often used input role."""
        roles = {role.name: role for role in self.inputs}
        for name, count in counts.items():
            role = roles.get(name)
            if role is None:
                raise ProviderValidationError(f"{self.label} takes no file as {name[:60]!r}.", field=name[:60])
            if count > role.max_count:
                raise ProviderValidationError(f"{role.label}: at most {role.max_count}.", field=name)
        for role in self.inputs:
            if role.required and not counts.get(role.name):
                raise ProviderValidationError(f"{self.label} needs a file: {role.label}.", field=role.name)


def choices(values: Sequence[Value | tuple[Value, str] | tuple[Value, str, str]]) -> tuple[Choice, ...]:
    """Choices from bare values or (value, label[, note])."""
    return tuple(Choice(*each) if isinstance(each, tuple) else Choice(each, str(each)) for each in values)
