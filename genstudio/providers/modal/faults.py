"""What an app on Modal, or the platform in front of it, refuses: plain words of the platform, an error object of ours.

The platform's texts begin with "modal-http:". Their words and statuses were seen in running systems and are in no
document; unverified are the text for a wrong token (that for a missing one is taken for both) and whether the 404 of a
lost result says "invalid function call".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import BaseModel, ValidationError

from genstudio.core import refusals
from genstudio.core.errors import (
    GenerationFailedError,
    ProviderBillingError,
    ProviderError,
    ProviderValidationError,
)
from genstudio.transport.answers import Answer

EDGE = "modal-http:"
CONFLICTING = (404, 405)
"""What an app answers to a request that it was not made for."""


class Fault(BaseModel):
    """The error object of contract v1."""

    code: str = "failed"
    message: str = ""
    retryable: bool = False


class Refusal(BaseModel):
    error: Fault


def verdict(answer: Answer, name: str) -> ProviderError | None:
    """What an answer of 400 or above means, None where its status says it."""
    text = text_of(answer)
    if text.startswith(EDGE):
        return edge_error(text, answer.status, name)
    try:
        fault = Refusal.model_validate_json(answer.body).error
    except ValidationError:
        pass
    else:
        # Only a word that nothing was begun makes a 5xx a definite answer to a purchase.
        return fault_error(fault, name) if answer.status < 500 or fault.code == "busy" else None
    if answer.status in CONFLICTING:
        return ProviderValidationError(
            f"The app at the address of {name} does not know this request. Nothing was charged; choose the model that "
            "fits the app, or correct the address.",
            provider=name,
        )
    return None


def verdict_of_endpoint(answer: Answer, name: str) -> ProviderError | None:
    """As `verdict`, for an endpoint of the old kind: its 500 is that of the work itself."""
    if answer.status == 500 and not text_of(answer).startswith(EDGE):
        return refusals.failed(name)
    return verdict(answer, name)


def text_of(answer: Answer) -> str:
    return answer.body[:2_000].decode("utf-8", "replace").strip()


def edge_error(text: str, status: int, name: str) -> ProviderError | None:
    """The platform's own words: an empty account answers 404 and 429 as well."""
    for words, error in EDGE_ERRORS.items():
        if words in text:
            return error(name)
    if status == 404:
        return _not_deployed(name)
    return None


def fault_error(fault: Fault, name: str) -> ProviderError:
    error = FAULTS.get(fault.code, refusals.failed)(name)
    error.detail = fault.message[:2_000]
    return error


def _lost(name: str) -> ProviderError:
    return GenerationFailedError(
        f"The job or its result is no longer at {name}. What the app computed is on its account there.", provider=name
    )


def _killed(name: str) -> ProviderError:
    return GenerationFailedError(
        f"The app at {name} was ended from outside, most likely for want of memory. Choose less, or a larger GPU.",
        provider=name,
    )


def _not_deployed(name: str) -> ProviderError:
    return ProviderValidationError(
        f"No app runs at the address of {name}. Nothing was charged; deploy it, or correct the address.", provider=name
    )


FAULTS: Mapping[str, Callable[[str], ProviderError]] = {
    "invalid_request": lambda name: ProviderValidationError(
        f"The app at {name} did not accept the request.", provider=name
    ),
    "unauthorized": refusals.bad_key,
    "content_policy": lambda name: refusals.moderated(name, "untold"),
    "out_of_memory": lambda name: GenerationFailedError(
        f"The GPU of the app at {name} has too little memory for this. Choose less, or a larger GPU.", provider=name
    ),
    "timeout": lambda name: GenerationFailedError(
        f"The app at {name} ran into its own time limit. Choose less, or raise its timeout.", provider=name
    ),
    "model_unavailable": lambda name: ProviderValidationError(
        f"The app at {name} does not hold this model. Choose another one.", provider=name
    ),
    "busy": refusals.wait,
    "not_found": _lost,
    "expired": _lost,
    "failed": refusals.failed,
}
"""The codes of contract v1; another one counts as "failed"."""

EDGE_ERRORS: Mapping[str, Callable[[str], ProviderError]] = {
    "is disabled": lambda name: ProviderBillingError(
        f"The workspace at {name} is disabled. Nothing was charged; see to its account there.", provider=name
    ),
    "spend limit": refusals.spending_limit,
    "invalid function call": _lost,
    "terminated by signal": _killed,
}
