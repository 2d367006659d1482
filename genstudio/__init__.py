"""GenStudio: images, speech, video and music over many providers, with your own keys or offline with none.

These are the names of the provider guide. They are imported when first used, so that `import genstudio` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genstudio.core.errors import (
        BudgetExceededError,
        ConflictError,
        ContentRefusedError,
        DownloadRefusedError,
        GenerationFailedError,
        GenStudioError,
        InputError,
        InsufficientCreditsError,
        KeyStoreError,
        NotFoundError,
        ProviderAuthError,
        ProviderBillingError,
        ProviderError,
        ProviderRateLimitError,
        ProviderResponseError,
        ProviderTimeoutError,
        ProviderUnavailableError,
        ProviderValidationError,
        SettingsError,
        StorageError,
        SubmissionUnknownError,
    )
    from genstudio.core.money import Free, PerCharacters, PerOutput, PerSecond, PriceRule, Unpriced
    from genstudio.core.request import (
        GenerationRequest,
        ImageRequest,
        MediaInput,
        MusicRequest,
        SpeechRequest,
        VideoRequest,
    )
    from genstudio.core.result import MediaOutput, ProviderResult, Task, TaskStatus
    from genstudio.core.spec import Choice, Field, InputRole, ModelSpec, Prompt, choices
    from genstudio.providers.base import (
        AsyncProvider,
        BaseImageProvider,
        BaseMusicProvider,
        BaseProvider,
        BaseTTSProvider,
        BaseVideoProvider,
        KeySpec,
        ProviderConfig,
    )
    from genstudio.providers.registry import (
        ProviderInfo,
        ProviderRegistry,
        create_provider,
        provider_registry,
        register_provider,
    )
    from genstudio.providers.request import create_request
    from genstudio.routing.config import Preference, get_provider_config
    from genstudio.routing.credits import with_credits
    from genstudio.transport.polling import poll_task

__version__ = "0.1.0"

__all__ = [
    "AsyncProvider",
    "BaseImageProvider",
    "BaseMusicProvider",
    "BaseProvider",
    "BaseTTSProvider",
    "BaseVideoProvider",
    "BudgetExceededError",
    "Choice",
    "ConflictError",
    "ContentRefusedError",
    "DownloadRefusedError",
    "Field",
    "Free",
    "GenStudioError",
    "GenerationFailedError",
    "GenerationRequest",
    "ImageRequest",
    "InputError",
    "InputRole",
    "InsufficientCreditsError",
    "KeySpec",
    "KeyStoreError",
    "MediaInput",
    "MediaOutput",
    "ModelSpec",
    "MusicRequest",
    "NotFoundError",
    "PerCharacters",
    "PerOutput",
    "PerSecond",
    "Preference",
    "PriceRule",
    "Prompt",
    "ProviderAuthError",
    "ProviderBillingError",
    "ProviderConfig",
    "ProviderError",
    "ProviderInfo",
    "ProviderRateLimitError",
    "ProviderRegistry",
    "ProviderResponseError",
    "ProviderResult",
    "ProviderTimeoutError",
    "ProviderUnavailableError",
    "ProviderValidationError",
    "SettingsError",
    "SpeechRequest",
    "StorageError",
    "SubmissionUnknownError",
    "Task",
    "TaskStatus",
    "Unpriced",
    "VideoRequest",
    "choices",
    "create_provider",
    "create_request",
    "get_provider_config",
    "poll_task",
    "provider_registry",
    "register_provider",
    "with_credits",
]

HOMES = (
    "core.errors",
    "core.money",
    "core.result",
    "core.spec",
    "core.request",
    "transport.polling",
    "providers.base",
    "providers.registry",
    "providers.request",
    "routing.config",
    "routing.credits",
)
"""The modules that hold the public names, the cheapest to import first."""


if not TYPE_CHECKING:  # a checker that saw it would take any name for a public one

    def __getattr__(name: str) -> object:
        if name in __all__:
            for home in HOMES:
                module = importlib.import_module(f"{__name__}.{home}")
                if hasattr(module, name):
                    found: object = getattr(module, name)
                    globals()[name] = found
                    return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
