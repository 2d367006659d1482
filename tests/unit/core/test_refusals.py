"""Why a vendor made nothing: every meaning has one wording, and its class says what becomes of the money."""

from __future__ import annotations

import pytest

from genstudio.core import refusals
from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
    SubmissionUnknownError,
)
from tests.unit.ui.english import shape, spoken_texts

MADE: list[tuple[ProviderError, type[ProviderError], str]] = [
    (refusals.moderated("Lumen", "no"), ContentRefusedError, "Nothing was charged"),
    (refusals.moderated("Lumen", "maybe"), ContentRefusedError, "may have charged"),
    (refusals.moderated("Lumen", "untold"), ContentRefusedError, "does not tell whether it charged"),
    (refusals.empty("Lumen"), ProviderResponseError, "sent no result"),
    (refusals.bad_key("Lumen"), ProviderAuthError, "did not accept the key"),
    (refusals.key_may_not("Lumen"), ProviderAuthError, "may not do this"),
    (refusals.no_balance("Lumen"), ProviderBillingError, "is empty"),
    (refusals.spending_limit("Lumen"), ProviderBillingError, "spending limit"),
    (refusals.no_payment("Lumen"), ProviderBillingError, "Payment is not set up"),
    (refusals.not_in_plan("Lumen"), ProviderBillingError, "plan at Lumen"),
    (refusals.wait("Lumen"), ProviderRateLimitError, "asks us to wait."),
    (refusals.wait("Lumen", 12.2), ProviderRateLimitError, "wait for 13 s"),
    (refusals.overloaded("Lumen", 5.0), ProviderUnavailableError, "overloaded"),
    (refusals.region("Lumen"), ProviderValidationError, "region"),
    (refusals.unverified("Lumen"), ProviderValidationError, "verified"),
    (refusals.no_model("Lumen", "clip-1"), ProviderValidationError, "no model clip-1"),
    (refusals.no_model("Lumen", "clip-1", "clip-2"), ProviderValidationError, "choose clip-2 instead"),
    (refusals.bad_setting("Lumen", "size"), ProviderValidationError, "setting size"),
    (refusals.bad_request("Lumen", 422), ProviderValidationError, "HTTP 422"),
    (refusals.down("Lumen", 503, 5.0), ProviderUnavailableError, "HTTP 503"),
    (refusals.unreachable("Lumen"), ProviderUnavailableError, "could not be reached"),
    (refusals.unknown_outcome("Lumen"), SubmissionUnknownError, "not sent again"),
    (refusals.failed("Lumen"), GenerationFailedError, "it failed"),
    (refusals.not_understood("Lumen", "?"), ProviderResponseError, "The answer is kept"),
]


@pytest.mark.parametrize(("error", "kind", "words"), MADE, ids=[error.message[:40] for error, _, _ in MADE])
def test_each_meaning_has_its_class_and_its_words(error: ProviderError, kind: type[ProviderError], words: str) -> None:
    assert type(error) is kind
    assert "Lumen" in error.message
    assert words in error.message


def test_none_of_them_is_worded_a_second_time() -> None:
    """Whoever fails here raises one of `core.refusals` in place of its own copy."""
    texts = [(place, text) for place, text in spoken_texts() if "{}" in text]
    ours = {text for place, text in texts if place.startswith("core/refusals.py")}
    assert len(ours) == len(MADE)
    assert {shape(text): place for place, text in texts if text in ours and "core/refusals.py" not in place} == {}


def test_a_named_wait_is_kept() -> None:
    assert [each.retry_after_s for each in (refusals.wait("Lumen", 0.5), refusals.overloaded("Lumen", 5.0))] == [0.5, 5]
