"""ElevenLabs: what all its models have in common. https://elevenlabs.io/docs/api-reference (read 2026-11-22)

The shapes are those of its own client, elevenlabs 2.78.0.

account GET /v1/user         -> {"subscription": {"tier", "status", "character_count", "character_limit", ...}}; free
voices  GET /v2/voices       -> {"voices": [{"voice_id", "name", "category", "preview_url"}], "has_more"}; free
models  GET /v1/models       -> [{"model_id", "can_do_text_to_speech", ...}]; free
key     header "xi-api-key", without a word before it; a key belongs to one region. The other regions are base URLs:
        https://api.us.elevenlabs.io, https://api.eu.residency.elevenlabs.io, https://api.in.residency.elevenlabs.io,
        https://api.sg.residency.elevenlabs.io
errors  {"detail": {"type", "code", "message", "status"}}, with a list as the detail of a 422 and a bare sentence in
        some old ones; "status" is an older word for "code"
quirks  - 401 is also "quota_exceeded" (no credits left), "missing_permissions" (a key for some endpoints only) and
          "detected_unusual_activity" (a free account that is blocked)
        - 403 is mostly the plan or the voice, not the key
        - 429 tells apart the rate, the requests at once of the plan, and a busy vendor
        - no idempotency key, no cancel: a repeated POST is a second purchase

Not verified: whether a restricted key gets 401 or 403 from /v1/user, the words of a moderated speech, where
`prompt_suggestion` stands inside an error (it is looked for everywhere), whether Retry-After comes with each 429.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import ClassVar

from pydantic import BaseModel, RootModel

from genstudio.core import refusals
from genstudio.core.errors import (
    ContentRefusedError,
    ProviderBillingError,
    ProviderError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderValidationError,
)
from genstudio.core.money import Measure
from genstudio.core.result import Json, JsonObject, KeyReport, MediaOutput
from genstudio.providers.base import BaseProvider, KeySpec
from genstudio.providers.prices import prices
from genstudio.transport.answers import Answer
from genstudio.transport.media import HEAD_BYTES, sniff

NAME = "ElevenLabs"
PRICES = prices("elevenlabs")
COST_HEADERS = ("character-cost", "x-character-count")
"""Credits billed. Clients in the wild read the first, the vendor's own examples the second; neither is promised."""

EMPTY = {"quota_exceeded", "insufficient_credits"}
PLAN = {"paid_plan_required", "subscription_required", "feature_not_available", "model_access_denied"}
VOICE = {"voice_not_found", "voice_access_denied"}
SLOTS = {"concurrent_limit_exceeded", "too_many_concurrent_requests"}
SONG = {"bad_prompt", "bad_composition_plan"}
REFUSED = ("moderat", "policy", "harmful")
"""Parts of codes that stand for a refused content; the exact code for speech is not documented."""


class Subscription(BaseModel):
    """Credits are still called characters here. `max_credit_limit_extension` is a number or "unlimited"."""

    tier: str = ""
    character_count: int = 0
    character_limit: int = 0
    max_credit_limit_extension: int | str | None = 0
    next_character_count_reset_unix: int | None = None

    @property
    def left(self) -> int:
        return max(0, self.character_limit - self.character_count)


class Account(BaseModel):
    subscription: Subscription


class Model(BaseModel):
    model_id: str
    name: str = ""
    can_do_text_to_speech: bool | None = None


class Models(RootModel[list[Model]]):
    pass


class ElevenLabs(BaseProvider):
    """One key, one address and one kind of errors for speech, music, pictures and videos."""

    label: ClassVar[str] = "ElevenLabs"
    base_url: ClassVar[str] = "https://api.elevenlabs.io"
    key: ClassVar[KeySpec | None] = KeySpec(
        service="elevenlabs",
        env="ELEVENLABS_API_KEY",
        header="xi-api-key",
        prefix="",
        help_url="https://elevenlabs.io/app/settings/api-keys",
    )

    def judge(self, answer: Answer) -> ProviderError | None:
        return judge(answer)

    async def check_key(self) -> KeyReport:
        """Plan and credits; for a key that may not read them, the models that it may list."""
        await self.validate_config()
        answer = await self.http.read_raw("/v1/user", also=(401, 403))
        if answer.status >= 400:
            if answer.status == 401 and "missing_permissions" not in codes(body_of(answer)):
                raise judge(answer) or refusals.bad_key(NAME)
            listed = await self.http.read("/v1/models", Models)
            names = [each.model_id for each in listed.root if each.can_do_text_to_speech]
            return KeyReport((("Models", ", ".join(names)),) if names else ())
        own = self.http.parse(answer, Account).subscription
        if not own.left and own.max_credit_limit_extension in (0, None):
            raise ProviderBillingError(
                "The credits at ElevenLabs are used up. Nothing was charged; top up there, or wait for the next month.",
                provider=self.name,
            )
        opens = [("Plan", own.tier or "unknown"), ("Credits", f"{own.left:,} of {own.character_limit:,} left")]
        if own.next_character_count_reset_unix:
            opens.append(("Renewed", f"{datetime.fromtimestamp(own.next_character_count_reset_unix, UTC):%Y-%m-%d}"))
        return KeyReport(tuple(opens))


def body_of(answer: Answer) -> Json:
    try:
        body: Json = json.loads(answer.body)
    except ValueError:
        return None
    return body


def codes(body: Json) -> set[str]:
    """The vendor's words for what went wrong: type, code and the older status; empty for a list or a sentence."""
    detail = body.get("detail") if isinstance(body, dict) else None
    if not isinstance(detail, dict):
        return set()
    return {word for name in ("type", "code", "status") if isinstance(word := detail.get(name), str)}


def judge(answer: Answer) -> ProviderError | None:
    """What an answer of 400 or above means where its status alone would mislead."""
    body = body_of(answer)
    said = codes(body)
    if answer.status >= 500:
        return None
    if answer.status == 429:
        return _wait(answer, said)
    if said & EMPTY:
        return ProviderBillingError(
            "The credits at ElevenLabs are used up. Nothing was charged; top up there, or wait for the next month."
        )
    if said & PLAN:
        return refusals.not_in_plan(NAME)
    if "detected_unusual_activity" in said:
        return ProviderBillingError(
            "ElevenLabs has blocked the free use of this account. Nothing was charged; a paid plan lifts the block."
        )
    if "missing_permissions" in said:
        return refusals.key_may_not(NAME)
    if said & VOICE:
        return ProviderValidationError(
            "ElevenLabs has no such voice for your account. Nothing was charged; choose another one, or add it there.",
            field="voice",
        )
    if said & SONG:
        return _refused_song(body)
    if any(part in word for word in said for part in REFUSED):
        return refusals.moderated(NAME, "no")
    return None


def _wait(answer: Answer, said: set[str]) -> ProviderError:
    wait_s = answer.retry_after_s
    reset = answer.headers.get("x-ratelimit-reset", "")
    if wait_s is None and reset.isdecimal():
        wait_s = max(0.0, int(reset) - time.time())
    if said & SLOTS:
        return ProviderRateLimitError(
            "All places of your plan at ElevenLabs are taken. It is asked again once one is free.",
            retry_after_s=wait_s,
        )
    return refusals.overloaded(NAME, wait_s) if "system_busy" in said else refusals.wait(NAME, wait_s)


def _refused_song(body: Json) -> ProviderError:
    """Artists, bands and known lyrics are refused with a prompt or plan that would pass, harmful content without."""
    better = next((text for text in _deep(body, "prompt_suggestion") if isinstance(text, str) and text.strip()), "")
    if better:
        return ContentRefusedError(
            "ElevenLabs refused this, as it seems to name an artist or a song. Nothing was charged. "
            f"It would take: {better}"
        )
    if not any(_deep(body, "composition_plan_suggestion")):
        return refusals.moderated(NAME, "no")
    return ContentRefusedError(
        "ElevenLabs refused this, as it seems to name an artist or a song. Nothing was charged; describe the sound."
    )


def _deep(body: Json, name: str) -> Iterator[Json]:
    if isinstance(body, dict):
        if name in body:
            yield body[name]
        for each in body.values():
            yield from _deep(each, name)
    elif isinstance(body, list):
        for each in body:
            yield from _deep(each, name)


def credits_of(answer: Answer) -> Decimal | None:
    """The credits that the answer says were billed; None where it says nothing that can be read."""
    for name in COST_HEADERS:
        try:
            cost = Decimal(answer.headers.get(name, ""))
        except InvalidOperation:
            continue
        if cost.is_finite() and cost >= 0:
            return cost
    return None


def credits_micro(cost: Decimal) -> int:
    """What credits for speech are worth in micro-dollars, at the vendor's price of usage-based billing."""
    one = PRICES["credit"].usd_micro(Measure({})) or 0
    return int((cost * one).to_integral_value(ROUND_CEILING))


def sound(answer: Answer, provider: str) -> MediaOutput:
    """The sound in an answer. Raises ProviderResponseError for an empty one and for JSON in its place."""
    real = sniff(answer.body[:HEAD_BYTES])
    if real is None or not real.startswith("audio/"):
        raise ProviderResponseError(
            "ElevenLabs sent no sound. What it sent is kept; look there whether it was charged.",
            provider=provider,
            detail=answer.body[:500].decode("utf-8", "replace"),
        )
    return MediaOutput(real, data=answer.body)


def told(answer: Answer, **further: str) -> JsonObject:
    """What only this vendor tells of a sound: the id of the request, the credits, and headers by the names given."""
    extras: JsonObject = {}
    cost = credits_of(answer)
    if cost is not None:
        extras["credits"] = float(cost)
    for name, header in {"request_id": "request-id", **further}.items():
        if value := answer.headers.get(header):
            extras[name] = value
    return extras
