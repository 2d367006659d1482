"""From the input schema that a model of Replicate publishes to a form: any model without a table of ours.

{"components": {"schemas": {"Input": {"properties": {name: {"x-order", "default", "enum" via allOf, "format": "uri" for
a file}}, "required"}, "Output": {...}}}}. A schema does not tell which kind of medium comes out, so the kind is that of
the tab at which it was asked for.
"""

from __future__ import annotations

from datetime import UTC, datetime

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Unpriced
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import Kind, ModelSpec
from genstudio.providers.published import Dialect, form, resolved
from genstudio.providers.replicate.answers import Version
from genstudio.providers.replicate.faults import LABEL

DIALECT = Dialect(
    LABEL,
    is_file=lambda name, shape: shape.get("format") == "uri",
    # Keys of other vendors, an account's own weights, and what is for programs.
    omit=frozenset({"openai_api_key", "hf_api_token", "hf_token", "replicate_weights", "user_id", "webhook"}),
)
LAST = 10_000


def spec_of(provider: str, wire_id: str, kind: Kind, version: Version, description: str = "") -> ModelSpec:
    """Raises ProviderValidationError for a model that tells no input, makes no files, or that no form can serve."""
    schemas = _schemas(version.openapi_schema)
    given = resolved(schemas.get("Input"), schemas)
    properties = given.get("properties")
    if not isinstance(properties, dict):
        raise ProviderValidationError(f"{LABEL} does not tell what {wire_id} takes.", field="model")
    if "Output" in schemas and not _has_files(schemas["Output"], schemas):
        raise ProviderValidationError(f"{wire_id} makes no files, so it has no place here.", field="model")
    taken = form(wire_id, given, schemas, sorted(properties, key=lambda name: _place(properties[name])), DIALECT)
    return ModelSpec(
        id=f"{provider}:{wire_id}",
        wire_id=wire_id,
        kind=kind,
        label=wire_id.partition(":")[0],
        description=description or wire_id,
        engine="hosted",
        price=Unpriced(),
        source=f"https://replicate.com/{wire_id.partition(':')[0]}/api/schema",
        checked=datetime.now(UTC).date(),
        prompt=taken.prompt,
        inputs=taken.inputs,
        fields=taken.fields,
        typical_s=90.0 if kind == "video" else 30.0,
    )


def _schemas(document: JsonObject | None) -> JsonObject:
    components = document.get("components") if document else None
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}


def _place(shape: Json) -> int:
    """Where a setting stands among the others, by its maker."""
    order = shape.get("x-order") if isinstance(shape, dict) else None
    return order if isinstance(order, int) else LAST


def _has_files(output: Json, schemas: JsonObject) -> bool:
    """Whether an output may hold the address of a file; one of any shape may."""
    shape = resolved(output, schemas)
    inner = shape.get("properties")
    if isinstance(inner, dict):
        return any(_has_files(each, schemas) for each in inner.values())
    if shape.get("type") == "array":
        return _has_files(shape.get("items"), schemas)
    return shape.get("format") == "uri" or "type" not in shape
