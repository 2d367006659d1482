"""The market as its catalogue tells it: what a model's input must be, and what a task costs."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

Body = dict[str, Any]
Model = dict[str, Any]
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
}
DEFAULT_CREDITS = 10.0
OF_OTHER_APIS: dict[str, tuple[str, tuple[str, ...]]] = {
    "veo": ("video", ("prompt", "model")),
    "kontext": ("image", ("prompt", "model")),
    "runway": ("video", ("prompt", "duration", "quality", "callBackUrl")),
    "suno": ("music", ("prompt", "model", "customMode", "instrumental", "callBackUrl")),
}
"""Kind and required fields of the APIs beside the market."""


@lru_cache
def market() -> dict[str, Model]:
    return tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))


def wrong_input(model: str, given: Body) -> str:
    """What Kie would say against the input, "" for nothing."""
    fields: dict[str, Model] = market()[model]["fields"]
    for name, rule in fields.items():
        if name not in given:
            if rule.get("required"):
                return f"The field {name} is required"
        elif said := _against(given[name], rule):
            return f"The field {name} {said}"
    return ""


def unknown_fields(model: str, given: Body) -> set[str]:
    """Fields that Kie would pass over in silence."""
    return set(given) - set(market()[model]["fields"])


def wrong_order(api: str, body: Body) -> str:
    """The same for an API beside the market."""
    missing = [name for name in OF_OTHER_APIS[api][1] if name not in body]
    if api == "suno" and body.get("customMode"):
        missing = [name for name in missing if name != "prompt"]
        missing += [name for name in ("style", "title") if not body.get(name)]
        missing += ["prompt"] if not body["instrumental"] and not body.get("prompt") else []
    if missing:
        return f"The field {missing[0]} is required"
    if api == "suno" and not body["customMode"] and len(body["prompt"]) > 500:
        return "The prompt has more than 500 characters"
    if api == "runway" and (body["duration"], body["quality"]) == (10, "1080p"):
        return "10 seconds are not possible with 1080p"
    if api == "veo" and body.get("generationType") == "REFERENCE_2_VIDEO" and body.get("duration", 8) != 8:
        return "Reference mode makes 8 seconds"
    return ""


def _against(value: object, rule: Model) -> str:
    types = TYPES[rule["type"]]
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        return f"must be of the type {rule['type']}"
    if rule.get("enum") and value not in rule["enum"]:
        return "must be one of the listed values"
    if isinstance(value, int | float) and not isinstance(value, bool):
        outside = value < rule.get("low", value) or value > rule.get("high", value)
        return "is out of range" if outside else ""
    if isinstance(value, str):
        return "has too many characters" if len(value) > rule.get("max_chars", len(value)) else ""
    if isinstance(value, list):
        if len(value) > rule.get("max_items", len(value)):
            return "has too many items"
        if any(isinstance(each, str) and not each.startswith(("http://", "https://")) for each in value):
            return "must hold public addresses"
    return ""


def credits_of(model: str, given: Body, chars: int) -> float:
    """What the task is billed."""
    row = market()[model]
    rate = row.get("credits", DEFAULT_CREDITS)
    if isinstance(rate, dict):
        chosen = (given.get(name) for name in row["by"])
        rate = rate.get(" ".join(str(each).lower() if isinstance(each, bool) else str(each) for each in chosen))
    match row.get("per"):
        case "second":
            return round(float(rate or DEFAULT_CREDITS) * seconds_of(given), 4)
        case "thousand":
            return round(float(rate or DEFAULT_CREDITS) * chars / 1_000, 4)
    return float(rate or DEFAULT_CREDITS)


def seconds_of(given: Body) -> float:
    """The length of a clip; a talking head has that of its recording, five seconds here."""
    return float(given.get("duration", 5))
