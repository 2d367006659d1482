"""From an endpoint's published OpenAPI description to a model: any of fal's without a table of ours.

{"info": {"x-fal-metadata": {"category": "text-to-image"}},
 "paths": {"/<endpoint>": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref"}}}}}}},
 "components": {"schemas": {"<Name>Input": {"properties", "required", "x-fal-order-properties"}}}}
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Key

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import PerCharacters, PerOutput, PerSecond, PriceRule, Unpriced
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import Kind, ModelSpec
from genstudio.core.tariffs import PerMegapixel
from genstudio.providers.fal.answers import PriceList
from genstudio.providers.fal.faults import NAME
from genstudio.providers.published import Dialect, form, resolved

DIALECT = Dialect(
    NAME,
    is_file=lambda name, shape: name.endswith(("_url", "_urls")),
    omit=frozenset({"sync_mode", "webhook_url", "end_user_id"}),
)
KINDS: dict[Kind, tuple[str, ...]] = {
    "image": ("-to-image", "image", "vision"),
    "video": ("-to-video",),
    "tts": ("-to-speech", "-to-audio"),
    "music": ("-to-audio", "-to-music"),
}
"""How the categories end whose models make this kind; speech and music share "text-to-audio"."""
PRESETS = {
    "square_hd": "1024x1024",
    "square": "512x512",
    "portrait_4_3": "768x1024",
    "portrait_16_9": "576x1024",
    "landscape_4_3": "1024x768",
    "landscape_16_9": "1024x576",
}


class Info(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    about: dict[str, Any] = Key(default={}, alias="x-fal-metadata")


class Components(BaseModel):
    schemas: dict[str, dict[str, Any]] = {}


class Document(BaseModel):
    """The parts that we read."""

    info: Info = Info()
    paths: dict[str, dict[str, Any]] = {}
    components: Components = Components()

    def input(self, endpoint: str) -> JsonObject:
        """The schema of what is sent. Raises ProviderValidationError where the description has none."""
        post: Json = self.paths.get(f"/{endpoint}", {}).get("post")
        for key in ("requestBody", "content", "application/json", "schema"):
            post = post.get(key) if isinstance(post, dict) else None
        found = resolved(post, self.components.schemas)
        if not isinstance(found.get("properties"), dict):
            raise ProviderValidationError(f"{NAME} does not tell what {endpoint} takes.", field="model", provider=NAME)
        return found


def spec_of(provider: str, endpoint: str, kind: Kind, document: Document, listed: PriceList) -> ModelSpec:
    """The model of an endpoint. Raises ProviderValidationError for one of another kind, or that no form can serve."""
    category = str(document.info.about.get("category", ""))
    if category and not category.endswith(KINDS[kind]):
        raise ProviderValidationError(
            f"{endpoint} is for {category}, so it has no place here.", field="model", provider=NAME
        )
    schema = document.input(endpoint)
    taken = form(endpoint, schema, document.components.schemas, _order(schema), DIALECT)
    return ModelSpec(
        id=f"{provider}:{endpoint}",
        wire_id=endpoint,
        kind=kind,
        label=endpoint,
        description=category or endpoint,
        engine="hosted",
        price=_rule(endpoint, listed, {each.name for each in taken.fields}),
        source=f"https://fal.ai/models/{endpoint}/api",
        checked=datetime.now(UTC).date(),
        prompt=taken.prompt,
        inputs=taken.inputs,
        fields=taken.fields,
        typical_s=60.0 if kind == "video" else 15.0,
    )


def _order(schema: JsonObject) -> list[str]:
    """The names in fal's own order, then those that it forgot."""
    properties, listed = schema.get("properties"), schema.get("x-fal-order-properties")
    names = list(properties) if isinstance(properties, dict) else []
    first = [str(each) for each in listed if each in names] if isinstance(listed, list) else []
    return list(dict.fromkeys([*first, *names]))


def _rule(endpoint: str, listed: PriceList, fields: set[str]) -> PriceRule:
    """A rule for the units that can be counted before the run; the bill is settled on what fal reports."""
    price = next((each for each in listed.prices if each.endpoint_id == endpoint and each.currency == "USD"), None)
    if price is None:
        return Unpriced()
    usd = f"{price.unit_price.normalize():f}"
    match price.unit.lower().strip():
        case "image" | "images" | "video" | "videos" | "audio" | "audios" | "request" | "requests" | "generations":
            return PerOutput(usd)
        case "second" | "seconds" if "duration" in fields:
            return PerSecond(usd)
        case "1000 characters":
            return PerCharacters(usd)
        case "megapixel" | "megapixels" if "image_size" in fields:
            return PerMegapixel(usd, size="image_size", sizes=PRESETS, unset=PRESETS["landscape_4_3"])
        case _:
            return Unpriced()
