"""Interactions: video in the background, and music. https://ai.google.dev/api/interactions-api (facts of 2026-11-22)

create  POST /v1beta/interactions {model, input: [{type, text | data | uri, mime_type}], response_format,
        generation_config, background} -> {id, status}
status  GET /v1beta/interactions/{id} -> {id, status, steps, usage, errors}
cancel  POST /v1beta/interactions/{id}/cancel, of those in the background; what a cancelled one costs is unverified
result  content of the steps "model_output" behind the last "user_input": {type, mime_type, data (base64) | uri}; some
        answers of Lyria 3 have a flat `outputs` in place of the steps
quirks  `completed` without a medium is how a refusal looks, and people in pictures or videos in some regions; no
        progress; no idempotency key and no list, so that a lost answer stays unknown. Results are kept for 55 days, and
        for one without billing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from genstudio.core import refusals
from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderError,
    ProviderResponseError,
)
from genstudio.core.money import PriceRule
from genstudio.core.result import JsonObject, MediaOutput, State
from genstudio.providers.gemini.account import LABEL, NAME, VERSION
from genstudio.providers.gemini.content import WORDS_CHARS, by_tokens
from genstudio.providers.gemini.inputs import Given

PATH = f"/{VERSION}/interactions"
STATES: dict[str, State] = {
    "queued": "pending",
    "in_progress": "processing",
    "completed": "complete",
    "failed": "error",
    "incomplete": "error",
    "requires_action": "error",
    "requires_continuation": "error",
    "budget_exceeded": "error",
    "cancelled": "cancelled",
}
REFUSALS = ("safety", "policy", "prohibited", "blocked", "recitation")
"""Words by which a failed interaction tells of a refusal; its codes are unverified."""


class Item(BaseModel):
    type: str = ""
    text: str | None = None
    data: str | None = None
    uri: str | None = None
    mime_type: str | None = None


class Trouble(BaseModel):
    code: int | str | None = None
    message: str | None = None


class Step(BaseModel):
    type: str = ""
    content: list[Item] | None = None
    error: Trouble | None = None


class Tokens(BaseModel):
    modality: str | None = None
    tokens: int | None = None


class Usage(BaseModel):
    total_input_tokens: int | None = None
    total_output_tokens: int | None = None
    total_thought_tokens: int | None = None
    output_tokens_by_modality: list[Tokens] | None = None


class Interaction(BaseModel):
    id: str = ""
    status: str = ""
    steps: list[Step] | None = None
    outputs: list[Item] | None = None
    usage: Usage | None = None
    errors: list[Trouble] | None = None


def block(given: Given) -> JsonObject:
    """A file as a part of the input."""
    kind = given.mime.partition("/")[0]
    where: JsonObject = {"uri": given.uri} if given.uri else {"data": given.data}
    return {"type": kind, "mime_type": given.mime, **where}


def said(interaction: Interaction) -> Iterator[Item]:
    """What the model put out in answer to the last input, in order and without its thoughts."""
    if interaction.steps is None:
        yield from interaction.outputs or ()
        return
    answer: list[Step] = []
    for step in interaction.steps:
        if step.type == "user_input":
            answer.clear()
        elif step.type == "model_output":
            answer.append(step)
    for step in answer:
        yield from step.content or ()


def state(interaction: Interaction) -> State:
    """Raises ProviderResponseError for a state outside STATES."""
    known = STATES.get(interaction.status)
    if known is None:
        raise refusals.not_understood(LABEL, interaction.model_dump_json(exclude_none=True)[:WORDS_CHARS])
    return known


def media(items: Sequence[Item], kind: str) -> Iterator[Item]:
    return (each for each in items if each.type == kind and (each.data or each.uri))


def output(item: Item, mime: str) -> MediaOutput:
    """An item with its bytes inside. Raises ProviderResponseError for what is no base64."""
    try:
        return MediaOutput(item.mime_type or mime, data=base64.b64decode(item.data or ""))
    except binascii.Error as error:
        raise ProviderResponseError("Google sent a file that cannot be read.", provider=NAME) from error


def why_not(interaction: Interaction) -> ProviderError:
    """Why an interaction that ended has nothing to show."""
    troubles = [*(interaction.errors or ()), *(each.error for each in interaction.steps or () if each.error)]
    words = " ".join(each.text.strip() for each in said(interaction) if each.text)
    told = " ".join(each.message for each in troubles if each.message) or words
    told = told.strip()[:WORDS_CHARS].rstrip(". ")
    codes = " ".join(str(each.code) for each in troubles if each.code is not None)
    detail = f"{interaction.status} {codes}".strip()
    if interaction.status == "budget_exceeded":
        return refusals.spending_limit(LABEL, detail)
    if any(word in f"{codes} {told}".lower() for word in REFUSALS):
        return refusals.moderated(LABEL, "untold", f"{detail} {told}".strip())
    if interaction.status == "completed" and not troubles:
        return ContentRefusedError(
            "Google finished without a result: its filter refused this, or people in the pictures or videos are not "
            "allowed in your region.",
            provider=NAME,
            detail=f"{detail} {told}".strip(),
        )
    if told:
        return GenerationFailedError(f"Google says: {told}.", provider=NAME, detail=detail)
    return GenerationFailedError("Google stopped without a result and without a reason.", provider=NAME, detail=detail)


def cost_micro(price: PriceRule, usage: Usage | None) -> int | None:
    """As content.cost_micro, for this API's names."""
    return by_tokens(price, tokens(usage)) if usage is not None and usage.total_output_tokens else None


def tokens(usage: Usage) -> dict[str, int]:
    """Counted tokens by the names of our price list."""
    text = sum(each.tokens or 0 for each in usage.output_tokens_by_modality or () if each.modality == "text")
    return {
        "input": usage.total_input_tokens or 0,
        "media": (usage.total_output_tokens or 0) - text,
        "text": text + (usage.total_thought_tokens or 0),
    }
