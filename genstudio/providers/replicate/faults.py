"""How Replicate says no: refusals of a request, and the words of a prediction that failed.

A refusal is {"title", "detail", "status"}, sometimes {"detail"} alone, with "invalid_fields" for a wrong input. A
failure is a text, whose end may hold a code in brackets; the codes are partly documented (E1000, E1001) and partly
seen by users, so that the text is looked at first.
"""

from __future__ import annotations

import dataclasses
import json
import re

from genstudio.core import refusals
from genstudio.core.errors import GenerationFailedError, ProviderAuthError, ProviderError, ProviderValidationError
from genstudio.core.result import JsonObject
from genstudio.transport.answers import Answer, refusal

LABEL = "Replicate"
RESETS = re.compile(r"resets in ~?(\d+)\s*s")
NOT_ALLOWED = re.compile(r"(?i)flagged|nsfw|sensitive|content polic|safety|\(E005\)")
BUSY = re.compile(r"(?i)high demand|temporarily unavailable|\(E00[34]\)")
INVALID = re.compile(r"(?i)invalid input|\(E006\)")
TOO_LARGE = re.compile(r"(?i)out of memory|\(?E1001\)?")
WORDS_CHARS = 300


def judge(answer: Answer) -> ProviderError | None:
    """What Replicate means, where the status alone would mislead."""
    told = _parsed(answer.body)
    detail = str(told.get("detail") or "")
    match answer.status:
        case 403:
            return ProviderAuthError(
                f"{LABEL} does not let this key do that, or wants you to accept the model's terms on its page. Nothing "
                "was charged."
            )
        case 404:
            return ProviderValidationError(f"{LABEL} does not know this model or this prediction, or not any more.")
        case 422 if isinstance(fields := told.get("invalid_fields"), list) and fields:
            first = fields[0]
            return refusals.bad_setting(LABEL, str(first.get("field", "")) if isinstance(first, dict) else str(first))
        case 422 if NOT_ALLOWED.search(detail):
            return refusals.moderated(LABEL, "no")
        case 429 if answer.retry_after_s is None and (found := RESETS.search(detail)):
            return refusal(dataclasses.replace(answer, headers={"retry-after": found[1]}), LABEL, "")
    return None


def failure(text: str) -> ProviderError:
    """The error of a prediction that failed, from the words that its model left."""
    if NOT_ALLOWED.search(text):
        return refusals.moderated(LABEL, "untold", text)
    if BUSY.search(text):
        return GenerationFailedError(
            f"The model at {LABEL} has too much to do. Try again in a few minutes, or another one.", detail=text
        )
    if INVALID.search(text):
        return ProviderValidationError(
            f"The model at {LABEL} did not take these settings: {_short(text)}.", detail=text
        )
    if TOO_LARGE.search(text):
        return GenerationFailedError(
            f"The model at {LABEL} ran out of memory. Make the result smaller or shorter.", detail=text
        )
    return refusals.failed(LABEL, text)


def _short(text: str) -> str:
    return " ".join(text.split())[:WORDS_CHARS].rstrip(". ")


def _parsed(body: bytes) -> JsonObject:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
