"""Model tables as JSON, for models that were described at run time and must outlive the process."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date
from typing import cast

from genstudio.core.money import PriceRule, Unpriced
from genstudio.core.spec import Choice, Field, InputRole, ModelSpec, Prompt
from genstudio.providers.prices import RULES


def dump(spec: ModelSpec) -> str:
    """Raises TypeError for a price whose rule has no name in RULES."""
    tree = asdict(replace(spec, price=Unpriced()))
    tree["checked"] = spec.checked.isoformat()
    tree["sunset"] = spec.sunset.isoformat() if spec.sunset else None
    tree["price"] = _price(spec.price)
    return json.dumps(tree, ensure_ascii=False)


def load(text: str) -> ModelSpec:
    """Raises ValueError, TypeError or KeyError for what another version wrote in another form."""
    tree = json.loads(text)
    price = dict(tree["price"])
    prompt = tree["prompt"]
    tree |= {
        "price": RULES[price.pop("rule")](**price),
        "checked": date.fromisoformat(tree["checked"]),
        "sunset": date.fromisoformat(tree["sunset"]) if tree["sunset"] else None,
        "prompt": Prompt(**prompt | {name: tuple(prompt[name]) for name in ("examples", "languages")}),
        "inputs": tuple(InputRole(**each | {"types": tuple(each.get("types", ()))}) for each in tree["inputs"]),
        "fields": tuple(
            Field(**each | {"choices": tuple(Choice(**choice) for choice in each["choices"])})
            for each in tree["fields"]
        ),
        "tags": tuple(tree["tags"]),
    }
    return ModelSpec(**tree)


def _price(rule: PriceRule) -> dict[str, object]:
    name = next((name for name, kind in RULES.items() if kind is type(rule)), None)
    if name is None or not is_dataclass(rule):
        raise TypeError(f"the price rule {type(rule).__name__} has no name in RULES")
    return {"rule": name, **{each.name: cast("object", getattr(rule, each.name)) for each in fields(rule)}}
