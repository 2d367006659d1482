"""What comes back: a vendor's whole answer, what its status means, and its text without secrets."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from genstudio.core.errors import (
    ProviderAuthError,
    ProviderBillingError,
    ProviderError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ProviderValidationError,
)

DETAIL_CHARS = 2_000
SECRET = re.compile(
    r"(?i)(bearer\s+|basic\s+|(?:api[-_]?key|token|secret|authorization|x-[a-z-]*key|signature|sig)"
    r"[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,;}]+"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` have lower-case names; `body` is decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def mime(self) -> str:
        """The declared type without its parameters, "" where there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def retry_after_s(self) -> float | None:
        return retry_after_s(self.headers.get("retry-after"))


Judge = Callable[[Answer], ProviderError | None]
"""A vendor's own meaning of an answer of 400 or above; None leaves it to the status."""


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text, cut to 2,000 characters, without the given secrets and without what looks like one."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[key]")
    return SECRET.sub(r"\1[key]", text)[:DETAIL_CHARS]


def refusal(answer: Answer, name: str, detail: str) -> ProviderError:
    """The definite refusal that a 3xx or 4xx status means, and the trouble that a 5xx does for a read.

    `name` is what the vendor is called in sentences.
    """
    status = answer.status
    if status >= 500:
        return ProviderUnavailableError(
            f"{name} has a problem of its own (HTTP {status}). It will be asked again.",
            retry_after_s=answer.retry_after_s,
            detail=detail,
        )
    if status in (401, 403):
        return ProviderAuthError(
            f"{name} did not accept the key. Nothing was charged; check or replace it under Providers.",
            detail=detail,
        )
    if status == 402:
        return ProviderBillingError(
            f"The account at {name} is empty. Nothing was charged; top it up there.", detail=detail
        )
    if status == 429:
        return ProviderRateLimitError(
            f"{name} asks us to wait. Nothing was charged.",
            retry_after_s=answer.retry_after_s,
            detail=detail,
        )
    return ProviderValidationError(
        f"{name} did not accept the request (HTTP {status}). Nothing was charged.", detail=detail
    )


def retry_after_s(header: str | None, *, now: float | None = None) -> float | None:
    """Seconds of a Retry-After header, given as seconds or as a date; None when absent or unreadable."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        at = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, at.timestamp() - (time.time() if now is None else now))
