"""A model's row for tests."""

from __future__ import annotations

from datetime import date

from genstudio.core.money import PerOutput
from genstudio.core.spec import ModelSpec


def spec(model_id: str) -> ModelSpec:
    """An image model that takes a prompt alone, at $0.05 a picture."""
    return ModelSpec(
        id=model_id,
        wire_id=model_id.partition(":")[2],
        kind="image",
        label=model_id,
        description="",
        engine="hosted",
        price=PerOutput("0.05"),
        source="tests",
        checked=date(2026, 11, 22),
    )
