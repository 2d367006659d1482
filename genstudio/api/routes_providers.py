"""Providers with their models, estimates, and the keys that they need."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from genstudio.api import outgoing, outgoing_providers
from genstudio.api.incoming import GenerationIn, KeyIn, ModelIn, read_order
from genstudio.api.parts import KindInPath, Owner, Studio, json_body, problems
from genstudio.api.replies import reply
from genstudio.api.schemas import EstimateOut, ModelOut, ProvidersOut
from genstudio.api.schemas_providers import ModelListOut, ProviderSummariesOut, ProviderSummaryOut
from genstudio.api.strict_json import read_body
from genstudio.core.errors import InputError

ProviderName = Annotated[str, Path(alias="name", max_length=100)]
ModelInPath = Annotated[str, Path(alias="model", max_length=300)]
KEY = "/api/v2/providers/{name}/key"
REFUSALS = problems(
    e403="Only the owner of this studio sees and changes its keys.",
    e404="There is no such provider, or it takes no key.",
    e503="The keyring is missing, locked, or refused.",
)


def router(studio: Studio) -> APIRouter:
    routes = APIRouter()
    keys = studio.providers.keys

    @routes.get(
        "/api/v2/providers",
        tags=["providers"],
        response_model=ProviderSummariesOut,
        summary="Every provider: its state, price, key and health",
    )
    async def summaries(owner: Owner) -> Response:
        return reply(outgoing_providers.summaries(await studio.providers.summaries(owner)))

    @routes.get(
        "/api/v2/providers/{type}",
        tags=["providers"],
        response_model=ProvidersOut,
        responses=problems(e422="There is no such type."),
        summary="Who can make this, with every setting of every model",
    )
    async def providers(kind: KindInPath) -> Response:
        return reply(outgoing.providers(kind, await studio.providers.list(kind)))

    @routes.post(
        "/api/v2/providers/{type}/estimate",
        tags=["providers"],
        response_model=EstimateOut,
        responses=problems(e422="There is no such type, provider, model or setting."),
        openapi_extra=json_body("GenerationIn"),
        summary="What it would cost, and what would be refused",
    )
    async def estimate(request: Request, kind: KindInPath) -> Response:
        body = await read_body(request, GenerationIn)
        if body.type != kind:
            raise InputError(f"The address says {kind}, the body {body.type}.", field="type")
        order = read_order(studio.generations, body, strict=False)
        return reply(outgoing.estimate(await studio.generations.estimate(order)))

    @routes.post(
        "/api/v2/providers/{type}/{name}/models",
        tags=["providers"],
        response_model=ModelOut,
        responses=problems(
            e403="Only the owner of this studio adds models.",
            e404="There is no such provider or model.",
            e422="That is no id of a model.",
        ),
        openapi_extra=json_body("ModelIn"),
        summary="Ask a provider what a model outside its table takes, and offer it from now on",
    )
    async def add_model(request: Request, owner: Owner, kind: KindInPath, name: ProviderName) -> Response:
        body = await read_body(request, ModelIn)
        return reply(outgoing.model_of(await studio.providers.add_model(owner, kind, name, body.model)))

    @routes.delete(
        "/api/v2/providers/{type}/{name}/models/{model:path}",
        tags=["providers"],
        status_code=204,
        responses=problems(e403="Only the owner of this studio removes models.", e404="It was not added."),
        summary="Take a model out again that was added",
    )
    async def remove_model(owner: Owner, kind: KindInPath, name: ProviderName, model: ModelInPath) -> Response:
        await studio.providers.custom.remove(owner, kind, f"{name}:{model.removeprefix(f'{name}:')}")
        return Response(status_code=204)

    @routes.post(
        "/api/v2/providers/{name}/models",
        tags=["providers"],
        response_model=ModelListOut,
        responses=problems(
            e403="Only the owner of this studio asks for new models.", e404="There is no such provider, or no list."
        ),
        summary="Ask a provider for its own list of models; costs nothing, changes nothing",
    )
    async def list_models(owner: Owner, name: ProviderName) -> Response:
        return reply(outgoing_providers.model_list(await studio.providers.lists.ask(owner, name)))

    @routes.put(
        KEY,
        tags=["providers"],
        response_model=ProviderSummaryOut,
        responses=REFUSALS | problems(e422="That is no key."),
        openapi_extra=json_body("KeyIn"),
        summary="Try a key at its provider, and keep it in the keyring",
        description="A key that the provider refuses is answered with the verdict `wrong` and not kept, unless `keep` "
        "says so. No answer ever holds a key.",
    )
    async def save_key(request: Request, owner: Owner, name: ProviderName) -> Response:
        body = await read_body(request, KeyIn)
        check = await keys.save(owner, name, body.key, keep=body.keep)
        return reply(outgoing_providers.summary(await studio.providers.summary(owner, name, check)))

    @routes.post(
        f"{KEY}/test",
        tags=["providers"],
        response_model=ProviderSummaryOut,
        responses=REFUSALS | problems(e409="There is no key to test."),
        summary="Ask the provider whether it accepts the key in use; costs nothing",
    )
    async def test_key(owner: Owner, name: ProviderName) -> Response:
        check = await keys.test(owner, name)
        return reply(outgoing_providers.summary(await studio.providers.summary(owner, name, check)))

    @routes.delete(
        KEY,
        tags=["providers"],
        response_model=ProviderSummaryOut,
        responses=REFUSALS | problems(e409="The key is in the environment, which is not ours to change."),
        summary="Take the key out of the keyring",
    )
    async def remove_key(owner: Owner, name: ProviderName) -> Response:
        await keys.remove(owner, name)
        return reply(outgoing_providers.summary(await studio.providers.summary(owner, name)))

    return routes
