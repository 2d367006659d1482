"""Why a vendor made nothing, in the words for people: each meaning once, whoever the vendor is.

An adapter decides which of them an answer means (`judge`, `decode`). `name` is how the vendor is called, `detail` its
own words without keys; the transport fills in an answer as the detail, and the engine the provider. What only one
vendor can say (its own quota, its own voices) stays with its adapter.
"""

from __future__ import annotations

import math
from typing import Literal

from genstudio.core.errors import (
    ContentRefusedError,
    GenerationFailedError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderRateLimitError,
    ProviderResponseError,
    ProviderUnavailableError,
    ProviderValidationError,
    SubmissionUnknownError,
)

Charged = Literal["no", "maybe", "untold"]


def bad_key(name: str, detail: str = "") -> ProviderAuthError:
    """Wrong, expired or revoked: 401, and 403 where it says nothing else."""
    return ProviderAuthError(
        f"{name} did not accept the key. Nothing was charged; check or replace it under Providers.", detail=detail
    )


def key_may_not(name: str, detail: str = "") -> ProviderAuthError:
    """The key is right, and its rights are too small."""
    return ProviderAuthError(
        f"The key for {name} may not do this. Nothing was charged; allow it there, or use another key.", detail=detail
    )


def no_balance(name: str, detail: str = "") -> ProviderBillingError:
    return ProviderBillingError(f"The account at {name} is empty. Nothing was charged; top it up there.", detail=detail)


def spending_limit(name: str, detail: str = "") -> ProviderBillingError:
    """There may be money, and a limit that its owner set is reached."""
    return ProviderBillingError(
        f"The spending limit of the account at {name} is reached. Nothing was charged; raise it there.", detail=detail
    )


def no_payment(name: str, detail: str = "") -> ProviderBillingError:
    return ProviderBillingError(
        f"Payment is not set up for the account at {name}. Nothing was charged; set it up there.", detail=detail
    )


def not_in_plan(name: str, detail: str = "") -> ProviderBillingError:
    return ProviderBillingError(
        f"Your plan at {name} does not include this. Nothing was charged; take something else, or a larger plan.",
        detail=detail,
    )


def wait(name: str, retry_after_s: float | None = None, detail: str = "") -> ProviderRateLimitError:
    """Too many requests, or too many at once. `retry_after_s` is what the vendor names, None when it does not."""
    if retry_after_s is None or retry_after_s < 1:
        return ProviderRateLimitError(
            f"{name} asks us to wait. Nothing was charged.", retry_after_s=retry_after_s, detail=detail
        )
    return ProviderRateLimitError(
        f"{name} asks us to wait for {math.ceil(retry_after_s)} s. Nothing was charged.",
        retry_after_s=retry_after_s,
        detail=detail,
    )


def overloaded(name: str, retry_after_s: float | None = None, detail: str = "") -> ProviderUnavailableError:
    """The vendor says that it is too busy, and that nothing was made."""
    return ProviderUnavailableError(
        f"{name} is overloaded. Nothing was charged; it will be asked again.",
        retry_after_s=retry_after_s,
        detail=detail,
    )


def down(name: str, status: int, retry_after_s: float | None = None, detail: str = "") -> ProviderUnavailableError:
    """5xx to something that may be asked again."""
    return ProviderUnavailableError(
        f"{name} has a problem of its own (HTTP {status}). It will be asked again.",
        retry_after_s=retry_after_s,
        detail=detail,
    )


def unreachable(name: str, detail: str = "") -> ProviderUnavailableError:
    return ProviderUnavailableError(f"{name} could not be reached. Nothing was charged.", detail=detail)


def unknown_outcome(name: str, detail: str = "") -> SubmissionUnknownError:
    """Sent, and whether it was made nobody can say."""
    return SubmissionUnknownError(
        f"The request went out to {name}, and no clear answer came back. It is not sent again, so that nobody pays "
        "twice.",
        detail=detail,
    )


def region(name: str, detail: str = "") -> ProviderValidationError:
    return ProviderValidationError(
        f"{name} does not serve this country or region. Nothing was charged; choose another provider.", detail=detail
    )


def unverified(name: str, detail: str = "") -> ProviderValidationError:
    return ProviderValidationError(
        f"{name} wants your organisation verified before it may use this model. Nothing was charged; verify it in the "
        "account there.",
        detail=detail,
    )


def no_model(name: str, model: str, successor: str = "", detail: str = "") -> ProviderValidationError:
    """Unknown, not open to this key, or ended: then `successor` is what does its work now."""
    if successor:
        return ProviderValidationError(
            f"{name} has ended the model {model}. Nothing was charged; choose {successor} instead.",
            field="model",
            detail=detail,
        )
    return ProviderValidationError(
        f"{name} has no model {model}, or your key may not use it. Nothing was charged; choose another model.",
        field="model",
        detail=detail,
    )


def bad_setting(name: str, field: str, detail: str = "") -> ProviderValidationError:
    """The vendor names what it does not take: `field` by its own name."""
    return ProviderValidationError(
        f"{name} did not take the setting {field}. Nothing was charged.", field=field, detail=detail
    )


def bad_request(name: str, status: int, detail: str = "") -> ProviderValidationError:
    """400 or its like, without a reason that we know."""
    return ProviderValidationError(
        f"{name} did not accept the request (HTTP {status}). Nothing was charged.", detail=detail
    )


def moderated(name: str, charged: Charged, detail: str = "") -> ContentRefusedError:
    """By its content rules: before the work ("no"), of the finished result ("maybe"), or it does not tell."""
    match charged:
        case "no":
            return ContentRefusedError(
                f"{name} refused the prompt or a file by its content rules. Nothing was charged; say it in another "
                "way.",
                detail=detail,
            )
        case "maybe":
            return ContentRefusedError(
                f"{name} kept the result back by its content rules. It may have charged for it; say it in another way.",
                detail=detail,
            )
        case "untold":
            return ContentRefusedError(
                f"{name} refused this by its content rules, and does not tell whether it charged; say it in another "
                "way.",
                detail=detail,
            )


def failed(name: str, detail: str = "") -> GenerationFailedError:
    """The vendor's own word for a failure is the detail."""
    return GenerationFailedError(f"{name} says that it failed. Another try may work.", detail=detail)


def empty(name: str, detail: str = "") -> ProviderResponseError:
    """Done, without a file. It may have been charged, so a person decides."""
    return ProviderResponseError(f"{name} says that it is done, and sent no result.", detail=detail)


def not_understood(name: str, detail: str) -> ProviderResponseError:
    """A state or shape outside the adapter's table; the answer is the detail, kept for the report."""
    return ProviderResponseError(
        f"{name} answered in a form that GenStudio does not know. The answer is kept.", detail=detail
    )
