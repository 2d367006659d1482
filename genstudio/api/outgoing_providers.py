"""Providers, their keys and their health as the JSON of `schemas_providers.py`."""

from __future__ import annotations

from collections.abc import Sequence

from genstudio.api.outgoing import Object, figures
from genstudio.api.wire import iso
from genstudio.controllers.provider_views import HealthView, KeyCheckView, KeyView, ProviderSummary
from genstudio.routing.model_lists import ModelList


def summaries(views: Sequence[ProviderSummary]) -> Object:
    return {"providers": [summary(each) for each in views]}


def summary(view: ProviderSummary) -> Object:
    return {
        "name": view.name,
        "label": view.label,
        "description": view.description,
        "kinds": list(view.kinds),
        "isAsync": view.is_async,
        "offline": view.offline,
        "state": view.state,
        "models": view.models,
        "price": view.price,
        "needsKey": view.needs_key,
        "key": _key(view.key) if view.key is not None else None,
        "health": _health(view.health),
        "listsModels": view.lists_models,
        "customKinds": list(view.custom_kinds),
    }


def model_list(found: ModelList) -> Object:
    return {
        "listed": [
            {
                "type": each.kind,
                "id": each.wire_id,
                "label": each.label or each.wire_id,
                "sunset": each.sunset.isoformat() if each.sunset else None,
                "known": each.known,
                "addable": each.addable,
            }
            for each in found.listed
        ],
        "missing": [{"type": each.kind, "id": each.id, "label": each.label} for each in found.missing],
    }


def _key(view: KeyView) -> Object:
    return {
        "name": view.name,
        "source": view.source,
        "last4": view.last4,
        "env": view.env,
        "helpUrl": view.help_url,
        "problem": view.problem,
        "check": _check(view.check) if view.check is not None else None,
    }


def _check(view: KeyCheckView) -> Object:
    return {
        "verdict": view.verdict,
        "detail": view.detail,
        "said": view.said,
        "opens": [{"label": label, "value": value} for label, value in view.opens],
        "checkedAt": iso(view.checked_at_ms),
        "kept": view.kept,
    }


def _health(view: HealthView) -> Object:
    last = view.last_error
    told = {"code": last.code, "message": last.message, "at": iso(last.at_ms)} if last is not None else None
    return {**figures(view), "lastError": told}
