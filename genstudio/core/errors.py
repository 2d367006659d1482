"""Every error of GenStudio, and what it means for the money.

GenStudioError
├── InputError                      the request breaks a rule that we know before sending; nothing reserved
│   ├── InsufficientCreditsError    the balance is below the estimate
│   └── BudgetExceededError         a budget is below the estimate
├── NotFoundError                   no such thing, or it is somebody else's
├── NotAllowedError                 only the person at the machine may do this
├── ConflictError                   the thing is in a state that does not allow this
├── LimitReachedError               a guest gave or ordered as much as is taken; has retry_after_s
├── SettingsError                   a setting is unknown or wrong; the start stops
├── KeyStoreError                   the keyring is missing, locked or refused
├── StorageError                    the disk or the database refused
│   ├── DiskFullError
│   └── DatabaseVersionError        the file was written by a newer GenStudio
└── ProviderError                   a vendor, or an offline engine, said no
    ├── ProviderValidationError     400, 404, 422, or our own table says so before sending
    ├── ProviderAuthError           no key, 401, 403
    ├── ProviderBillingError        402, or the vendor's own word for an empty account
    ├── ProviderRateLimitError      429; has retry_after_s
    ├── ProviderUnavailableError    no connection made; 5xx on a read; has retry_after_s
    ├── SubmissionUnknownError      sent, and no clear answer came back: never sent again
    ├── ContentRefusedError         moderated
    ├── GenerationFailedError       the vendor says that it failed
    ├── ProviderResponseError       a state or shape outside the adapter's table
    ├── ProviderTimeoutError        still running at our deadline
    └── DownloadRefusedError        private host, wrong scheme, too large
"""

from __future__ import annotations

from typing import ClassVar


class GenStudioError(Exception):
    """Base class: `str(error)` is one sentence for people, without secrets.

    `code` is the stable machine name used in rows, problem details and `ui/words/`. `detail` is redacted text
    for the curious (a vendor's own words, a path); it never holds a key.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class InputError(GenStudioError):
    """The request cannot be carried out as written. `field` names the offending field where there is one."""

    code = "invalid_input"

    def __init__(self, message: str, *, field: str | None = None, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.field = field


class InsufficientCreditsError(InputError):
    code = "insufficient_credits"


class BudgetExceededError(InputError):
    code = "budget_exceeded"


class NotFoundError(GenStudioError):
    code = "not_found"


class NotAllowedError(GenStudioError):
    code = "not_allowed"


class ConflictError(GenStudioError):
    code = "conflict"


class LimitReachedError(GenStudioError):
    """`retry_after_s` is when it is worth asking again, None where nobody can say."""

    code = "limit_reached"

    def __init__(self, message: str, *, retry_after_s: float | None = None, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.retry_after_s = retry_after_s


class SettingsError(GenStudioError):
    code = "settings"


class KeyStoreError(GenStudioError):
    code = "keyring"


class StorageError(GenStudioError):
    code = "storage"


class DiskFullError(StorageError):
    code = "disk_full"


class DatabaseVersionError(StorageError):
    code = "database_version"


class ProviderError(GenStudioError):
    """A provider said no. `provider` is its registry name, `""` until the engine fills it in."""

    code = "provider_error"

    def __init__(self, message: str, *, provider: str = "", detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.provider = provider


class ProviderValidationError(ProviderError):
    """`field` names the offending field where there is one."""

    code = "provider_validation"

    def __init__(self, message: str, *, field: str | None = None, provider: str = "", detail: str = "") -> None:
        super().__init__(message, provider=provider, detail=detail)
        self.field = field


class ProviderAuthError(ProviderError):
    code = "provider_auth"


class ProviderBillingError(ProviderError):
    code = "provider_billing"


class ProviderRateLimitError(ProviderError):
    """`retry_after_s` is what the vendor asked for, None when it did not say."""

    code = "provider_rate_limit"

    def __init__(
        self, message: str, *, retry_after_s: float | None = None, provider: str = "", detail: str = ""
    ) -> None:
        super().__init__(message, provider=provider, detail=detail)
        self.retry_after_s = retry_after_s


class ProviderUnavailableError(ProviderError):
    """`retry_after_s` is what the vendor asked for, None when it did not say."""

    code = "provider_unavailable"

    def __init__(
        self, message: str, *, retry_after_s: float | None = None, provider: str = "", detail: str = ""
    ) -> None:
        super().__init__(message, provider=provider, detail=detail)
        self.retry_after_s = retry_after_s


class SubmissionUnknownError(ProviderError):
    code = "submission_unknown"


class ContentRefusedError(ProviderError):
    code = "content_refused"


class GenerationFailedError(ProviderError):
    code = "generation_failed"


class ProviderResponseError(ProviderError):
    code = "provider_response"


class ProviderTimeoutError(ProviderError):
    code = "provider_timeout"


class DownloadRefusedError(ProviderError):
    """`gone`: the address led to a file once, as far as its host's answer tells."""

    code = "download_refused"

    def __init__(self, message: str, *, gone: bool = False, provider: str = "", detail: str = "") -> None:
        super().__init__(message, provider=provider, detail=detail)
        self.gone = gone
