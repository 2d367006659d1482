"""What Kie answers: the envelope around everything, what its codes mean, and the records of its five APIs."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from genstudio.core import refusals
from genstudio.core.errors import ProviderError, ProviderUnavailableError, ProviderValidationError
from genstudio.transport.answers import Answer

NAME, LABEL = "kie", "Kie"
OK, MAINTENANCE = 200, 455
WINDOW_S = 10.0
"""Kie counts requests in windows of ten seconds, and names no wait of its own."""
MICRO_PER_CREDIT = 5_000
"""A credit is worth 0.005 USD."""
MAX_TOLD_CHARS = 200
CONTENT = ("content polic", "prohibited", "sensitive", "nsfw", "flagged", "violat", "moderation", "safety")
"""What stands in the text of a refusal by content; there is no code of its own for it."""
NOT_THERE_YET = "recordinfo is null"


class Envelope(BaseModel):
    """HTTP 200 says nothing: `code` does. Some answers have `message` in place of `msg`."""

    code: int
    msg: str | None = None
    message: str | None = None
    data: Any = None

    @property
    def text(self) -> str:
        return self.msg or self.message or ""


class Created(BaseModel):
    taskId: str  # noqa: N815  # Kie's name, as all below


class Uploaded(BaseModel):
    downloadUrl: str | None = None  # noqa: N815
    fileUrl: str | None = None  # noqa: N815


class MarketRecord(BaseModel):
    state: str
    resultJson: str | None = None  # noqa: N815
    failCode: str | int | None = None  # noqa: N815
    failMsg: str | None = None  # noqa: N815
    creditsConsumed: Decimal | None = None  # noqa: N815
    progress: float | None = None


class FlagResponse(BaseModel):
    resultUrls: list[str] = []  # noqa: N815
    resultImageUrl: str | None = None  # noqa: N815


class FlagRecord(BaseModel):
    """Of Veo and Flux Kontext."""

    successFlag: int  # noqa: N815
    response: FlagResponse | None = None
    errorCode: str | int | None = None  # noqa: N815
    errorMessage: str | None = None  # noqa: N815


class RunwayVideo(BaseModel):
    videoUrl: str | None = None  # noqa: N815


class RunwayRecord(BaseModel):
    state: str
    videoInfo: RunwayVideo | None = None  # noqa: N815
    failCode: str | int | None = None  # noqa: N815
    failMsg: str | None = None  # noqa: N815
    expireFlag: int | None = None  # noqa: N815


class Track(BaseModel):
    id: str = ""
    audioUrl: str | None = None  # noqa: N815
    prompt: str | None = None
    title: str | None = None
    tags: str | None = None


class SunoResponse(BaseModel):
    sunoData: list[Track] | None = None  # noqa: N815


class SunoRecord(BaseModel):
    status: str
    response: SunoResponse | None = None
    errorCode: str | int | None = None  # noqa: N815
    errorMessage: str | None = None  # noqa: N815


def verdict(code: int, text: str, *, retry_after_s: float | None = None) -> ProviderError | None:
    """What a code other than 200 means; None for one of which a purchase and a question make different things."""
    match code:
        case 400 | 422 if is_about_content(text):
            return refusals.moderated(LABEL, "no")
        case 400 | 404 | 422:
            return ProviderValidationError(f"{LABEL} did not accept this ({told(text)}). Nothing was charged.")
        case 401 | 403:
            return refusals.bad_key(LABEL)
        case 402:
            return refusals.no_balance(LABEL)
        case 429:
            return refusals.wait(LABEL, retry_after_s or WINDOW_S)
        case 433:
            return refusals.spending_limit(LABEL)
        case 501:
            return refusals.failed(LABEL)
        case 505:
            return ProviderValidationError(
                f"{LABEL} has switched this model off. Nothing was charged; choose another model.", field="model"
            )
        case 408 | 455 | 500:
            return None
    return refusals.not_understood(LABEL, text)


def unavailable(code: int) -> ProviderError:
    """Trouble of Kie's own, told to a question."""
    if code == MAINTENANCE:
        return ProviderUnavailableError(f"{LABEL} is closed for maintenance. It will be asked again.")
    return refusals.down(LABEL, code)


def judged(answer: Answer, clean: Callable[[str], str]) -> ProviderError | None:
    """An answer whose HTTP status is no success: an envelope as well, or the page of the guard before Kie."""
    try:
        envelope = Envelope.model_validate_json(answer.body)
    except ValidationError:
        if answer.status == 403:
            return ProviderValidationError(
                f"The guard before {LABEL} turned this program away (HTTP 403). Nothing was charged; "
                "try again later or over another network."
            )
        return None
    return verdict(envelope.code, clean(envelope.text), retry_after_s=answer.retry_after_s)


def failed(code: str | int | None, text: str | None, usd_micro: int | None = None) -> ProviderError:
    """Why a task ended without a result; `usd_micro` is what Kie billed for it, where it tells."""
    words = f"{code}: {text}"
    if not is_about_content(words):
        return refusals.failed(LABEL, words)
    return refusals.moderated(LABEL, "untold" if usd_micro is None else "maybe" if usd_micro else "no", words)


def is_about_content(text: str) -> bool:
    return any(each in text.lower() for each in CONTENT)


def told(text: str) -> str:
    """Kie's own words within a sentence of ours."""
    return text.strip().rstrip(".")[:MAX_TOLD_CHARS] or "no reason given"


def result_urls(result_json: str | None) -> list[str]:
    """The addresses in a record's `resultJson`, which is JSON in a text; [] for anything else."""
    try:
        result = json.loads(result_json or "")
    except ValueError:
        return []
    urls = result.get("resultUrls") if isinstance(result, dict) else None
    return [each for each in urls if isinstance(each, str)] if isinstance(urls, list) else []
