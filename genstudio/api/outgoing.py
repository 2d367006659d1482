"""From the controllers' dataclasses to the JSON of `schemas.py`.

Written out by hand and not through pydantic: every open page asks for the list once a second. A test holds both against
each other.
"""

from __future__ import annotations

from genstudio.api.wire import camel, iso, purse, usd
from genstudio.controllers.provider_views import HealthView, ModelView, ProviderView
from genstudio.controllers.views import (
    AccountView,
    DeletedView,
    EntryView,
    EstimateView,
    FaultView,
    GenerationView,
    OutputView,
    PageView,
    StatementView,
    UploadView,
    UsedFile,
)
from genstudio.core.carry import Carried
from genstudio.core.money import UNPRICED
from genstudio.core.spec import Field, InputRole, ModelSpec

Object = dict[str, object]
BASE = "/api/v2"


def page(view: PageView, boot_id: str) -> Object:
    items = [
        {"id": each.id, "seq": each.seq, "deleted": True} if isinstance(each, DeletedView) else generation(each)
        for each in view.items
    ]
    return {"items": items, "seq": view.seq, "bootId": boot_id, "nextCursor": view.cursor}


def generation(view: GenerationView) -> Object:
    cost = view.cost
    return {
        "id": view.id,
        "type": view.kind,
        "provider": view.provider,
        "model": view.model,
        "modelLabel": view.model_label,
        "engine": view.engine,
        "offline": view.engine != "hosted",
        "status": view.status,
        "stage": view.stage,
        "place": view.place,
        "paused": view.paused,
        "cancelRequested": view.cancel_requested,
        "prompt": view.prompt,
        "config": {camel(name): value for name, value in view.values.items()},
        "media": {camel(role): [_used(each) for each in files] for role, files in view.media.items()},
        "metadata": view.metadata,
        "progress": view.progress,
        "step": view.step,
        "cost": {
            "estimateUsd": usd(cost.estimate_usd_micro),
            "estimateCredits": purse(cost.estimate_milli),
            "chargedCredits": purse(cost.charged_milli),
            "usd": usd(cost.usd_micro),
            "source": cost.source,
            "priced": cost.priced,
        },
        "error": _fault(view.fault) if view.fault else None,
        "outputs": [output(view.id, each) for each in view.outputs],
        "extras": view.extras,
        "createdAt": iso(view.created_at_ms),
        "startedAt": iso(view.started_at_ms),
        "finishedAt": iso(view.finished_at_ms),
        "favourite": view.favourite,
        "rating": view.rating,
        "project": view.project,
        "seq": view.seq,
    }


def _used(file: UsedFile) -> Object:
    scheme, _, rest = file.ref.partition(":")
    if scheme == "upload":
        url = f"{BASE}/uploads/{rest}"
    else:
        job_id, _, position = rest.partition("/")
        url = f"{BASE}/generations/{job_id}/media/{position}"
    return {"ref": file.ref, "url": url, "name": file.name}


def _fault(fault: FaultView) -> Object:
    return {
        "code": fault.code,
        "message": fault.message,
        "detail": fault.detail,
        "charged": fault.charged,
        "retryable": fault.retryable,
    }


def output(job_id: str, output: OutputView) -> Object:
    url = f"{BASE}/generations/{job_id}/media/{output.position}"
    return {
        "index": output.position,
        "role": output.role,
        "label": output.label,
        "mime": output.mime,
        "sizeBytes": output.size_bytes,
        "width": output.width,
        "height": output.height,
        "durationS": output.duration_s,
        "sampleRate": output.sample_rate,
        "channels": output.channels,
        "url": url,
        "downloadUrl": f"{url}?download=1",
        "thumbnailUrl": f"{url}/thumbnail" if output.preview == "webp" else None,
        "peaksUrl": f"{url}/peaks" if output.preview == "peaks" else None,
        "colour": output.colour or None,
    }


def providers(kind: str, views: list[ProviderView] | tuple[ProviderView, ...]) -> Object:
    return {"type": kind, "providers": [_provider(each) for each in views]}


def _provider(view: ProviderView) -> Object:
    return {
        "name": view.name,
        "label": view.label,
        "description": view.description,
        "features": list(view.features),
        "isAsync": view.is_async,
        "offline": view.offline,
        "state": view.state,
        "takesCustomModels": view.takes_custom_models,
        "models": [model_of(each) for each in view.models],
    }


def figures(view: HealthView) -> Object:
    return {"done": view.done, "failed": view.failed, "successRate": view.success_rate, "p50S": view.p50_s}


def model_of(view: ModelView) -> Object:
    model = view.spec
    prompt = model.prompt
    return {
        "id": model.id,
        "label": model.label,
        "description": model.description,
        "engine": model.engine,
        "offline": model.offline,
        "price": {
            "words": model.price.words(),
            "free": model.offline,
            "priced": model.price.words() != UNPRICED,
        },
        "typicalS": view.typical_s,
        "health": figures(view.health),
        "sunset": model.sunset.isoformat() if model.sunset else None,
        "tags": list(model.tags),
        "prompt": {
            "label": prompt.label,
            "placeholder": prompt.placeholder,
            "required": prompt.required,
            "maxChars": prompt.max_chars,
            "examples": list(prompt.examples),
            "languages": list(prompt.languages),
        },
        "inputs": [_input(each) for each in model.inputs],
        "fields": [_field(model, each) for each in model.fields],
    }


def _input(role: InputRole) -> Object:
    return {
        "name": camel(role.name),
        "media": role.media,
        "label": role.label,
        "required": role.required,
        "maxCount": role.max_count,
        "maxBytes": role.taken_bytes,
        "help": role.help,
    }


def _field(model: ModelSpec, field: Field) -> Object:
    return {
        "name": camel(field.name),
        "type": field.type,
        "label": field.label,
        "default": field.default,
        "low": field.low,
        "high": field.high,
        "step": field.step,
        "choices": [
            {
                "value": each.value,
                "label": each.label,
                "note": each.note,
                "audible": model.is_audible(field, each),
            }
            for each in field.choices
        ],
        "maxChars": field.max_chars,
        "unit": field.unit,
        "help": field.help,
        "advanced": field.advanced,
    }


def carried(view: Carried, model: ModelSpec) -> Object:
    return {
        "config": {camel(name): value for name, value in view.values.items()},
        "changes": [
            {
                "name": camel(each.name),
                "label": each.label,
                "what": each.what,
                "before": each.before,
                "after": each.after,
                "message": each.sentence(model.label),
            }
            for each in view.changes
        ],
    }


def estimate(view: EstimateView) -> Object:
    return {
        "usd": usd(view.usd_micro),
        "credits": purse(view.milli),
        "priced": view.usd_micro is not None,
        "free": view.free,
        "words": view.words,
        "typicalS": view.typical_s,
        "problems": [
            {"field": camel(each.field) if each.field else None, "message": each.message} for each in view.problems
        ],
        "outputs": view.outputs,
        "eachUsd": usd(view.each_usd_micro),
    }


def upload(view: UploadView) -> Object:
    return {
        "ref": view.ref,
        "name": view.name,
        "mime": view.mime,
        "sizeBytes": view.size_bytes,
        "width": view.width,
        "height": view.height,
        "durationS": view.duration_s,
        "url": f"{BASE}/uploads/{view.id}",
    }


def account(view: AccountView) -> Object:
    return {
        "balance": purse(view.balance_milli),
        "reserved": purse(view.reserved_milli),
        "available": purse(view.available_milli),
        "usdPerCredit": view.usd_per_credit,
    }


def entry(view: EntryView) -> Object:
    return {
        "id": view.id,
        "kind": view.kind,
        "generation": view.job_id,
        "balance": purse(view.balance_milli),
        "reserved": purse(view.reserved_milli),
        "usd": usd(view.usd_micro),
        "note": view.note,
        "createdAt": iso(view.created_at_ms),
        "held": view.held,
        "type": view.type,
        "provider": view.provider,
        "model": view.model,
        "prompt": view.prompt,
        "stage": view.stage,
        "priced": view.priced,
        "estimateCredits": purse(view.estimate_milli),
        "chargedCredits": purse(view.charged_milli),
        "costSource": view.cost_source,
    }


def statement(view: StatementView) -> Object:
    totals = view.totals
    return {
        "items": [entry(each) for each in view.items],
        "nextCursor": None if view.cursor is None else str(view.cursor),
        "totals": totals
        and {
            "count": totals.count,
            "charged": purse(totals.charged_milli),
            "usd": usd(totals.usd_micro),
            "unpriced": totals.unpriced,
        },
        "providers": None if view.providers is None else list(view.providers),
    }
