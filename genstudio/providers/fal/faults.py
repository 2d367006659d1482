"""What fal's refusals mean.

`detail` comes in three shapes: a text with `error_type` beside it (the queue's own errors), a list of objects with
`loc`, `msg` and `type` (the model's errors, mostly 422), or one such object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from genstudio.core import refusals
from genstudio.core.errors import ProviderError, ProviderValidationError
from genstudio.core.result import Json, JsonObject
from genstudio.providers.fal.answers import read_object
from genstudio.transport.answers import Answer

REFUSED = {"content_policy_violation"}
FAILED = {
    "no_media_generated",
    "generation_timeout",
    "downstream_service_error",
    "downstream_service_unavailable",
    "internal_server_error",
    "internal_error",
    "request_timeout",
    "startup_timeout",
    "client_disconnected",
}
"""Types of errors that are nobody's wrong input; those of a runner begin with "runner_"."""
NAME = "fal"
EMPTY_ACCOUNT = ("locked", "exhausted balance")
MAX_TOLD_CHARS = 200


@dataclass(frozen=True, slots=True)
class Complaint:
    """One error as fal tells it; `field` is the last name of its place in the input."""

    type: str
    text: str
    field: str = ""


def complaints(answer: JsonObject) -> list[Complaint]:
    """Every error in an answer, [] for one that has none."""
    detail, outer = answer.get("detail"), answer.get("error_type")
    kind = outer if isinstance(outer, str) else ""
    if isinstance(detail, str):
        return [Complaint(kind, detail)]
    found = list(_objects(detail))
    return found or ([Complaint(kind, "")] if kind else [])


def _objects(detail: Json) -> Iterator[Complaint]:
    for each in detail if isinstance(detail, list) else [detail]:
        if isinstance(each, dict):
            place = each.get("loc")
            names = [str(part) for part in place] if isinstance(place, list) else []
            field = names[-1] if len(names) > 1 else ""
            yield Complaint(str(each.get("type", "")), str(each.get("msg", "")), field)


def meaning(told: list[Complaint], status: int, charged: refusals.Charged) -> ProviderError:
    """The error that complaints amount to, sent with this HTTP status; `charged` is "no" before the work alone."""
    types = {each.type for each in told}
    text = "; ".join(_told(each) for each in told if each.text)[:MAX_TOLD_CHARS]
    if types & REFUSED:
        return refusals.moderated(NAME, charged, text)
    if types & FAILED or any(each.startswith("runner_") for each in types):
        return refusals.failed(NAME, text)
    field = next((each.field for each in told if each.field), None)
    if charged != "no":  # a model may look at its input late, and fal then bills it
        return ProviderValidationError(f"{NAME} did not accept this ({text}).", field=field, detail=text)
    return refusals.bad_setting(NAME, field, text) if field else refusals.bad_request(NAME, status, text)


def _told(each: Complaint) -> str:
    text = each.text.strip().removesuffix(".")
    return f"{each.field}: {text}" if each.field else text


def judge(answer: Answer, model: str) -> ProviderError | None:
    """What a refusal means where its status alone would mislead: 403 is often an empty account, 422 a moderation."""
    told = complaints(read_object(answer.body))
    words = " ".join(each.text for each in told).lower()
    if answer.status == 403 and any(each in words for each in EMPTY_ACCOUNT):
        return refusals.no_balance(NAME)
    if answer.status == 404 and "application" in words:
        return refusals.no_model(NAME, model)
    if answer.status in (400, 422) and told:
        return meaning(told, answer.status, "no")
    return None
