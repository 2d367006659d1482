"""Any endpoint of fal by its published schema: its form, its files, its price, and what cannot be served."""

from __future__ import annotations

import pytest

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Measure
from genstudio.core.request import REQUEST_CLASSES
from genstudio.core.result import JsonObject
from genstudio.core.spec import ModelSpec
from genstudio.providers.fal.answers import PriceList
from genstudio.providers.fal.schema import DIALECT, Document, spec_of
from genstudio.providers.published import form, resolved
from tests.providers.fal.front import Front

NO_PRICES = PriceList(prices=[])


async def described(front: Front, wire_id: str) -> ModelSpec:
    model = await front.provider("video" if "flip" in wire_id else "image").describe_model(wire_id)
    assert model is not None
    return model


async def test_a_published_schema_becomes_a_form(front: Front) -> None:
    model = await described(front, "example/sketch")
    assert (model.id, model.wire_id, model.kind) == ("fal:example/sketch", "example/sketch", "image")
    assert (model.prompt.wire, model.prompt.max_chars, model.prompt.required) == ("prompt", 900, True)
    assert model.prompt.examples == ("A hand, drawn with charcoal",)
    assert [(each.name, each.type, each.default) for each in model.fields] == [
        ("image_size", "choice", "square_hd"),
        ("hardness", "number", 2.5),
        ("paper", "choice", "rough"),
        ("count", "integer", 1),
        ("seed", "integer", None),
    ]
    assert [(each.name, each.media, each.required, each.wire) for each in model.inputs] == [
        ("image_url", "image", False, "image_url")
    ]
    hardness = model.field_named("hardness")
    assert hardness is not None
    assert (hardness.low, hardness.high, hardness.advanced) == (0, 10, True)
    assert model.price.usd_micro(Measure({"count": 3}, outputs=3)) == 30_000


async def test_it_is_made_like_any_other(front: Front) -> None:
    model = await described(front, "example/flip-book")
    role = model.inputs[0]
    assert (role.wire, role.max_count, role.required) == ("image_urls[]", 6, True)
    provider = front.provider("video")
    files = (front.file("a.png"), front.file("b.png"))
    request = REQUEST_CLASSES["video"](model, "it turns", model.clean_values({"loop": False}), {role.name: files})
    status = await provider.check_status(await provider.create_task(request))
    assert front.fal.endpoints == ["example/flip-book"]
    assert front.fal.purchases == [
        {"prompt": "it turns", "image_urls": [each.data_uri() for each in files], "duration": "3", "loop": False}
    ]
    assert (status.state, status.usd_micro) == ("complete", 60_000)


async def test_a_length_that_is_a_text_can_be_priced(front: Front) -> None:
    model = await described(front, "example/flip-book")
    assert [model.price.usd_micro(Measure({"duration": each})) for each in ("3", "6s", "auto")] == [
        60_000,
        120_000,
        None,
    ]


async def test_its_list_is_read_to_the_last_page_and_names_what_ended(front: Front) -> None:
    provider = front.provider()
    listed = {each.wire_id: each.label for each in await provider.list_models()}
    assert (listed["fal-ai/flux/schnell"], listed["example/sketch"]) == ("FLUX.1 [schnell]", "Sketch")
    assert {each.wire_id for each in provider.models} - set(listed) == {"fal-ai/flux-2-max"}


async def test_a_model_that_it_does_not_have_or_of_another_kind(front: Front) -> None:
    assert await front.provider().describe_model("nobody/nothing") is None
    with pytest.raises(ProviderValidationError, match="for image-to-video"):
        await front.provider().describe_model("example/flip-book")


async def test_without_prices_it_is_unpriced(front: Front) -> None:
    front.fal.set_trap("no price")
    model = await described(front, "example/sketch")
    assert model.price.usd_micro(Measure({})) is None


def document(properties: dict[str, object], *required: str) -> Document:
    shape = {"type": "object", "properties": properties, "required": list(required)}
    body = {"requestBody": {"content": {"application/json": {"schema": shape}}}}
    return Document.model_validate({"paths": {"/a/b": {"post": body}}})


def test_what_no_form_can_give_is_left_out_or_refused() -> None:
    shapes: dict[str, object] = {"text": {"type": "string"}, "loras": {"type": "array", "items": {"type": "object"}}}
    model = spec_of("fal", "a/b", "image", document(shapes, "text"), NO_PRICES)
    assert (model.prompt.wire, model.fields, model.inputs) == ("text", (), ())
    with pytest.raises(ProviderValidationError, match="needs loras"):
        spec_of("fal", "a/b", "image", document(shapes, "loras"), NO_PRICES)
    with pytest.raises(ProviderValidationError, match="does not tell"):
        spec_of("fal", "a/b", "image", Document.model_validate({"paths": {"/c/d": {}}}), NO_PRICES)


def test_a_format_of_digits_is_never_chosen() -> None:
    shapes: dict[str, object] = {"output_format": {"enum": ["hex", "url"], "type": "string", "default": "hex"}}
    model = spec_of("fal", "a/b", "tts", document(shapes), NO_PRICES)
    assert model.clean_values({}) == {"output_format": "url"}


def test_a_default_outside_its_own_bounds_and_a_seed_for_chance_are_left_to_the_model() -> None:
    shapes: dict[str, object] = {
        "steps": {"type": "integer", "minimum": 1, "maximum": 8, "default": 28},
        "seed": {"type": "integer", "default": -1, "minimum": -1},
    }
    model = spec_of("fal", "a/b", "image", document(shapes), NO_PRICES)
    assert model.clean_values({}) == {}
    seed = model.field_named("seed")
    assert seed is not None
    assert seed.low == 0


def test_a_schema_that_refers_to_itself_ends() -> None:
    itself: JsonObject = {"$ref": "#/components/schemas/A"}
    assert resolved(itself, {"A": itself}) == itself


@pytest.mark.parametrize(
    ("name", "shape", "media"),
    [
        ("mask_url", {"type": "string"}, "image"),
        ("ref_url", {"type": "string", "description": "A recording whose voice it takes."}, "audio"),
        ("video_urls", {"type": "array", "items": {"$ref": "#/components/schemas/Address"}}, "video"),
        ("sheet_url", {"type": "string", "description": "A table of numbers."}, None),
        ("loras_urls", {"type": "array", "items": {"type": "object"}}, None),
    ],
)
def test_files_are_told_by_their_names_or_descriptions(name: str, shape: JsonObject, media: str | None) -> None:
    schemas: JsonObject = {"Address": {"type": "string"}}
    found = form("a/b", {"properties": {name: shape}}, schemas, [name], DIALECT)
    assert [each.media for each in found.inputs] == ([media] if media else [])
    assert not found.fields
