"""What Google says instead of a result: HTTP errors of both shapes, and refusals inside a good answer."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response

Body = dict[str, object]

RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.4s"}
BAD_KEY = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}


def _quota(quota: str) -> Body:
    return {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": quota}]}


FAULTS: Mapping[str, tuple[int, str, str, str, list[Body]]] = {
    "unauthorized": (400, "INVALID_ARGUMENT", "", "API key not valid. Please pass a valid API key.", [dict(BAD_KEY)]),
    "leaked": (403, "PERMISSION_DENIED", "permission_denied", "Your API key was reported as leaked.", []),
    "billing": (402, "RESOURCE_EXHAUSTED", "payment_required", "Your prepayment credits are depleted.", []),
    "prepaid": (429, "RESOURCE_EXHAUSTED", "quota_exceeded", "Your prepaid credits are used up.", []),
    "daily": (429, "RESOURCE_EXHAUSTED", "quota_exceeded", "You exceeded your current quota.", [
        _quota("GenerateRequestsPerDayPerProjectPerModel"), dict(RETRY),
    ]),
    "spending": (429, "RESOURCE_EXHAUSTED", "quota_exceeded", "The project has reached its spend limit.", []),
    "limit": (429, "RESOURCE_EXHAUSTED", "rate_limit_exceeded", "Resource has been exhausted.", [
        _quota("GenerateRequestsPerMinutePerProjectPerModel"), dict(RETRY),
    ]),
    "no billing": (400, "FAILED_PRECONDITION", "failed_precondition", "Please enable billing on your project.", []),
    "region": (400, "FAILED_PRECONDITION", "failed_precondition", "User location is not supported.", []),
    "invalid": (400, "INVALID_ARGUMENT", "invalid_request", "Request contains an invalid argument.", []),
    "server": (503, "UNAVAILABLE", "unavailable", "The model is overloaded. Please try again later.", []),
    "lose": (504, "DEADLINE_EXCEEDED", "deadline_exceeded", "The deadline expired.", []),
}  # fmt: skip
"""Fault -> status, generateContent's status, Interactions' code, message, details."""

MODEL_GONE = "is not found for API version v1beta, or is not supported for generateContent."


class RefusedError(Exception):
    """Answered as Google does; `code` is what Interactions calls it."""

    def __init__(self, status: int, name: str, code: str, message: str, details: list[Body] | None = None) -> None:
        super().__init__(message)
        self.status, self.name, self.code, self.message, self.details = status, name, code, message, details or []

    def answer(self, *, interactions: bool, listed: bool) -> Response:
        """`listed` puts the error into a list of one, as Google sometimes does."""
        if interactions:
            return JSONResponse({"error": {"code": self.code, "message": self.message}}, self.status)
        error: Body = {"code": self.status, "message": self.message, "status": self.name}
        if self.details:
            error["details"] = self.details
        return JSONResponse([{"error": error}] if listed else {"error": error}, self.status)


def refused(fault: str, *, interactions: bool) -> RefusedError:
    if fault == "unauthorized" and interactions:
        return RefusedError(401, "UNAUTHENTICATED", "authentication", "API key not valid.")
    return RefusedError(*FAULTS[fault])


def invalid(message: str) -> RefusedError:
    return RefusedError(400, "INVALID_ARGUMENT", "invalid_request", message)


def gone(model: str) -> RefusedError:
    return RefusedError(404, "NOT_FOUND", "model_not_found", f"models/{model} {MODEL_GONE}")


def lost(what: str) -> RefusedError:
    return RefusedError(404, "NOT_FOUND", "not_found", f"{what} was not found.")
