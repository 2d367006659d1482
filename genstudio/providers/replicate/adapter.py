"""Replicate's four kinds, each with its table; the vendor is described in `provider`."""

from __future__ import annotations

from typing import ClassVar

from genstudio.providers.base import BaseImageProvider, BaseMusicProvider, BaseTTSProvider, BaseVideoProvider
from genstudio.providers.registry import register_provider
from genstudio.providers.replicate import image, music, speech, video
from genstudio.providers.replicate.provider import ReplicateProvider


@register_provider(
    "image",
    "replicate",
    description="Pictures by FLUX, Nano Banana, GPT Image, Seedream and any other model of Replicate",
    features=("references", "seed", "any model of Replicate"),
    models=image.MODELS,
    is_async=True,
)
class ReplicateImageProvider(ReplicateProvider, BaseImageProvider):
    """Pictures."""


@register_provider(
    "tts",
    "replicate",
    description="Speech by MiniMax, Chatterbox, Kokoro and any other model of Replicate",
    features=("voices", "any model of Replicate"),
    models=speech.MODELS,
    is_async=True,
)
class ReplicateTTSProvider(ReplicateProvider, BaseTTSProvider):
    """Speech."""


@register_provider(
    "video",
    "replicate",
    description="Clips by Veo, Kling, Seedance, Hailuo, Wan and any other model of Replicate",
    features=("first and last frame", "sound", "any model of Replicate"),
    models=video.MODELS,
    is_async=True,
)
class ReplicateVideoProvider(ReplicateProvider, BaseVideoProvider):
    """Clips."""

    poll_first_s: ClassVar[float] = 2.0


@register_provider(
    "music",
    "replicate",
    description="Songs and instrumental music by MiniMax, Lyria, ACE-Step and any other model of Replicate",
    features=("lyrics", "any model of Replicate"),
    models=music.MODELS,
    is_async=True,
)
class ReplicateMusicProvider(ReplicateProvider, BaseMusicProvider):
    """Music."""
