"""Models of the market that no table here knows: any id, with a prompt and whatever else its page lists.

The market holds more than a hundred models and gets new ones every week. Their input is named in each model's own way,
so that the form has one field for it, in JSON. Input files go by their public addresses.
"""

from __future__ import annotations

import json
from datetime import date

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Unpriced
from genstudio.core.request import GenerationRequest
from genstudio.core.result import JsonObject
from genstudio.core.spec import Field, Kind, ModelSpec, Prompt
from genstudio.providers.kie.row import Row

FURTHER = Field(
    "input",
    "text",
    "Further settings",
    default="",
    max_chars=8_000,
    help='As the model\'s page at Kie names them, in JSON: {"aspect_ratio": "16:9"}.',
)
TEXTS: dict[Kind, str] = {"image": "prompt", "tts": "text", "video": "prompt", "music": "prompt"}


def custom_row(kind: Kind, wire_id: str) -> Row:
    """The row of a model by its id at Kie alone."""
    model = ModelSpec(
        id=f"kie:{wire_id}",
        wire_id=wire_id,
        kind=kind,
        label=wire_id,
        description="A model of Kie's market by its id",
        engine="hosted",
        price=Unpriced(),
        source="https://docs.kie.ai/market/quickstart",
        checked=date(2026, 11, 22),
        prompt=Prompt(required=False, max_chars=20_000),
        fields=(FURTHER,),
        typical_s=60,
    )
    return Row(model, text=TEXTS[kind], reshape=with_further)


def with_further(request: GenerationRequest, body: JsonObject) -> JsonObject:
    """The input with the further settings in it. Raises ProviderValidationError for what is no JSON object."""
    body = dict(body)
    text = body.pop(FURTHER.name, "{}")
    try:
        further = json.loads(str(text))
    except ValueError:
        further = None
    if not isinstance(further, dict):
        raise ProviderValidationError(
            'The further settings are no JSON object, such as {"aspect_ratio": "16:9"}.', field=FURTHER.name
        )
    return {**body, **further}
