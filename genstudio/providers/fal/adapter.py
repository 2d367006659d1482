"""fal's four kinds, each with its table; the vendor is described in `provider`."""

from __future__ import annotations

from typing import ClassVar

from genstudio.core.spec import ModelSpec
from genstudio.providers.base import BaseImageProvider, BaseMusicProvider, BaseTTSProvider, BaseVideoProvider
from genstudio.providers.fal import image, music, speech, video
from genstudio.providers.fal.endpoint import Endpoint
from genstudio.providers.fal.provider import FalProvider
from genstudio.providers.registry import register_provider


def _models(table: tuple[Endpoint, ...]) -> tuple[ModelSpec, ...]:
    return tuple(row.model for row in table)


@register_provider(
    "image",
    "fal",
    description="Pictures by FLUX, Nano Banana, Seedream, GPT Image and a thousand other models",
    features=("references", "seed", "any model of fal.ai"),
    models=_models(image.TABLE),
    is_async=True,
)
class FalImageProvider(FalProvider, BaseImageProvider):
    """Pictures."""


@register_provider(
    "tts",
    "fal",
    description="Speech by ElevenLabs, MiniMax, Gemini and other models",
    features=("voices", "any model of fal.ai"),
    models=_models(speech.TABLE),
    is_async=True,
)
class FalTTSProvider(FalProvider, BaseTTSProvider):
    """Speech."""


@register_provider(
    "video",
    "fal",
    description="Clips by Veo, Kling, Seedance, Hailuo, Wan and other models",
    features=("first and last frame", "sound", "any model of fal.ai"),
    models=_models(video.TABLE),
    is_async=True,
)
class FalVideoProvider(FalProvider, BaseVideoProvider):
    """Clips."""

    poll_first_s: ClassVar[float] = 2.0


@register_provider(
    "music",
    "fal",
    description="Songs and instrumental music by ElevenLabs, MiniMax, Lyria and other models",
    features=("lyrics", "any model of fal.ai"),
    models=_models(music.TABLE),
    is_async=True,
)
class FalMusicProvider(FalProvider, BaseMusicProvider):
    """Music."""
