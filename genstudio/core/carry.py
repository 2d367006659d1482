"""What becomes of settings when another model is to make the same thing: what is carried over, and what changes.

One pure function over two tables. The form asks it before a model is switched; whoever routes a request to another
model asks it for the receipt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from genstudio.core.errors import ProviderValidationError
from genstudio.core.spec import Choice, Field, ModelSpec, Value

What = Literal["unused", "replaced", "limited", "rounded", "omitted"]

MAX_SHOWN = 60
SHAPE = re.compile(r"(\d+(?:\.\d+)?)\s*[:x×]\s*(\d+(?:\.\d+)?)")
QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z×]{0,2})")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the other model does not take as it was set.

    `name` is a field or an input role; `before` and `after` are as people read them, `after` empty for nothing.
    unused: it has no such setting. replaced: it offers other choices. limited: it has another range, or takes fewer
    files. rounded: it takes whole numbers. omitted: it has the setting, but no value near this one.
    """

    name: str
    label: str
    what: What
    before: str
    after: str = ""

    def sentence(self, model: str) -> str:
        match self.what:
            case "unused":
                return f"{self.label}: not used by {model}."
            case "replaced":
                return f"{self.label}: {self.before} is not offered by {model}; {self.after} instead."
            case "limited":
                return f"{self.label}: {self.before} is outside of what {model} takes; {self.after} instead."
            case "rounded":
                return f"{self.label}: {self.before} is rounded to {self.after}."
            case "omitted":
                return f"{self.label}: {model} does not take {self.before}; its own default is used."


@dataclass(frozen=True, slots=True)
class Carried:
    """`values` all fit the new model's table; a setting that is in neither of the two was not set."""

    values: Mapping[str, Value]
    changes: tuple[Change, ...]


def carry(values: Mapping[str, object], files: Mapping[str, int], source: ModelSpec, target: ModelSpec) -> Carried:
    """The settings made on `source`, and its number of files for each input role, as `target` can take them.

    Nothing is lost without a word: each value is carried as it is, or is named in a change.
    """
    taken: dict[str, Value] = {}
    changes: list[Change] = []
    for name, value in values.items():
        if value is None:
            continue
        old, new = source.field_named(name), target.field_named(name)
        label = old.label if old is not None else name
        before = _words(old, value)
        if new is None:
            changes.append(Change(name, label, "unused", before))
            continue
        what, near = _nearest(new, value)
        if near is not None:
            taken[name] = near
        if what is not None:
            after = "" if near is None else _words(new, near)
            changes.append(Change(name, new.label, what, before, after))
    changes += _files(files, source, target)
    return Carried(taken, tuple(changes))


def _files(files: Mapping[str, int], source: ModelSpec, target: ModelSpec) -> list[Change]:
    known, wanted = ({role.name: role for role in model.inputs} for model in (source, target))
    changes: list[Change] = []
    for name, count in files.items():
        role = wanted.get(name)
        if count < 1:
            continue
        if role is None:
            label = known[name].label if name in known else name
            changes.append(Change(name, label, "unused", str(count)))
        elif count > role.max_count:
            changes.append(Change(name, role.label, "limited", str(count), str(role.max_count)))
    return changes


def _nearest(field: Field, value: object) -> tuple[What | None, Value | None]:
    """The value that comes closest, and what had to be done to it."""
    try:
        return None, field.clean(value)
    except ProviderValidationError:
        pass
    if field.type == "choice":
        return _nearest_choice(field, value)
    if field.type in ("integer", "number"):
        return _nearest_number(field, value)
    return "omitted", None


def _nearest_choice(field: Field, value: object) -> tuple[What | None, Value | None]:
    text = _folded(value)
    same = next((each.value for each in field.choices if text in (_folded(each.value), _folded(each.label))), None)
    if same is not None:
        return None, same
    near = [(gap, index) for index, each in enumerate(field.choices) if (gap := _gap(text, each)) is not None]
    if near:
        gap, index = min(near)
        return "replaced" if gap else None, field.choices[index].value
    return "omitted", None


def _gap(text: str, choice: Choice) -> float | None:
    """How far apart two shapes ("16:9", "1024x768") or two amounts of one unit ("5 s", 10, "2k") are; None: unlike."""
    here, there = SHAPE.fullmatch(text), SHAPE.fullmatch(_folded(choice.value))
    if here and there:
        (width, height), (other_width, other_height) = (map(float, each.groups()) for each in (here, there))
        sides = (width, height, other_width, other_height)
        if 0 in sides:
            return None
        # The shape decides; of choices of one shape, the size does.
        return _ratio(width / height, other_width / other_height) * 1_000 + _ratio(
            width * height, other_width * other_height
        )
    amount, other = QUANTITY.fullmatch(text), QUANTITY.fullmatch(_folded(choice.value))
    if amount is None or other is None or (amount[2] and other[2] and amount[2] != other[2]):
        return None
    return abs(float(amount[1]) - float(other[1]))


def _ratio(one: float, other: float) -> float:
    return abs(math.log(one / other))


def _nearest_number(field: Field, value: object) -> tuple[What | None, Value | None]:
    number = _number(value)
    if number is None:
        return "omitted", None
    low = -math.inf if field.low is None else field.low
    high = math.inf if field.high is None else field.high
    limited = min(max(number, low), high)
    near: float = limited
    if field.type == "integer":
        near = math.floor(limited + 0.5)
        if not low <= near <= high:
            near = math.floor(limited) if near > high else math.ceil(limited)
    try:
        clean = field.clean(near)
    except ProviderValidationError:
        return "omitted", None
    if clean == number:
        return None, clean
    return ("rounded" if limited == number else "limited"), clean


def _number(value: object) -> float | None:
    """A finite number, also out of a choice such as "5" or "10s"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        match = QUANTITY.fullmatch(_folded(value))
        value = float(match[1]) if match else None
    if not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e300 else None


def _folded(value: object) -> str:
    return str(value).strip().casefold()


def _words(field: Field | None, value: object) -> str:
    """A value as the form shows it."""
    if field is not None:
        for choice in field.choices:
            if choice.value == value and isinstance(choice.value, bool) == isinstance(value, bool):
                return choice.label
    if isinstance(value, bool):
        return "on" if value else "off"
    text = f"{value:g}" if isinstance(value, float) and abs(value) < 1e15 else str(value)
    unit = f" {field.unit}" if field is not None and field.unit else ""
    shown = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
    return shown + unit
