"""What comes back: a vendor's whole answer, what its status means, and its text without secrets."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from genstudio.core import refusals
from genstudio.core.errors import ProviderError

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
        return refusals.down(name, status, answer.retry_after_s, detail)
    if status in (401, 403):
        return refusals.bad_key(name, detail)
    if status == 402:
        return refusals.no_balance(name, detail)
    if status == 429:
        return refusals.wait(name, answer.retry_after_s, detail)
    return refusals.bad_request(name, status, detail)


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
