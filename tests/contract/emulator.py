"""What the contract asks of a hosted provider's emulator, and which emulator speaks for which provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial

from genstudio import practice
from genstudio.core.result import JsonObject
from genstudio.core.spec import Value
from genstudio.practice import Application, Emulator, End, Fault, emulator_class
from tests.contract.estimates.fal import FAL
from tests.contract.estimates.kie import KIE
from tests.contract.estimates.replicate import REPLICATE
from tests.vendor.server import Vendor


class TestVendor:
    """The vendor of the tests in the words of the contract."""

    __test__ = False

    def __init__(self) -> None:
        self.vendor = Vendor(seconds=0.0)
        self.app: Application = self.vendor.app
        self.key = self.vendor.key

    @property
    def purchases(self) -> list[JsonObject]:
        return self.vendor.bodies  # type: ignore[return-value]  # parsed JSON

    def misbehave(self, fault: Fault) -> None:
        if fault == "unauthorized":
            self.vendor.key = "another-key-12345678"
        else:
            self.vendor.faults[fault] = 1

    def end_with(self, end: End) -> str:
        return {"ready": "a fox", "fail": "fail", "forbidden": "forbidden", "invent": "invent"}[end]


EMULATORS: Mapping[str, Callable[[], Emulator]] = {
    "slow": TestVendor,
    "keyed": TestVendor,
    "findable": TestVendor,
    "at-once": TestVendor,
    **{name: partial(emulator_class(name), pace=0.0) for name in practice.EMULATORS},
}
"""Provider name -> its emulator. The suite fails for a hosted provider that is registered and not listed here."""

LAUNCH = 1 if datetime.now(UTC).date() < date(2027, 1, 1) else 2
"""Google's launch prices of speech end with 2026."""
UNMODERATED = ("comfyui",)
"""Providers that refuse no content."""

WORKED_ESTIMATES: Mapping[str, tuple[Mapping[str, Value], int | None]] = {
    "slow:one": ({"duration": 7}, 140_000),
    "keyed:one": ({"duration": 1}, 20_000),
    "findable:one": ({}, 100_000),
    "at-once:one": ({}, 40_000),
    "gemini:gemini-nano-banana-2.1": ({"image_size": "4K"}, 113_400),
    "gemini:gemini-3-pro-image": ({}, 134_000),
    "gemini:gemini-3.1-flash-image": ({"image_size": "512"}, 45_000),
    "gemini:gemini-3.1-flash-lite-image": ({}, 33_600),
    # A third of a second, of 25 tokens each, at 9 and 6 USD a million; the double from 2027 on.
    "gemini:gemini-3.8-flash-tts": ({}, 75 * LAUNCH),
    "gemini:gemini-3.8-flash-lite-tts": ({}, 50 * LAUNCH),
    "gemini:gemini-omni-1.2-flash": ({"duration": 15, "resolution": "1080p"}, 1_575_000),
    "gemini:gemini-omni-1.1-flash": ({"duration": 3, "resolution": "4k"}, 900_000),
    "gemini:lyria-3.5": ({}, 80_000),
    "gemini:lyria-3-clip-preview": ({}, 40_000),
    # Two pictures of 1,756 tokens at 30 USD a million.
    "openai:gpt-image-2.6-sunburst": ({"quality": "high", "count": 2}, 105_360),
    "openai:gpt-image-2.6-flare": ({"size": "auto"}, None),
    "openai:gpt-image-2.5-sunburst": ({"quality": "max", "size": "1024x1536"}, 164_640),
    "openai:gpt-image-2.5-flare": ({}, 13_170),
    "openai:gpt-image-2": ({"quality": "low", "count": 10}, 60_000),
    # "a fox" has 5 characters: a third of a second at 0.015 USD a minute; then 15 and 30 USD per million characters.
    "openai:gpt-4o-mini-tts": ({}, 84),
    "openai:tts-1": ({}, 75),
    "openai:tts-1-hd": ({}, 150),
    # A server of one's own, whose price rule says so.
    **{
        f"comfyui:{name}": ({}, 0)
        for name in ("text-to-image", "image-to-image", "text-to-video", "image-to-video", "text-to-music")
    },
    # What an app takes, only its GPU seconds tell.
    **{f"modal:{name}{old}": ({}, None) for name in ("image", "speech", "video", "music") for old in ("", "-endpoint")},
    "modal-edit:image": ({}, None),
    "modal-edit:image-endpoint": ({}, None),
    # Nobody knows what a server of one's own costs.
    **{
        f"openai-compatible:{name}": ({}, None)
        for name in (
            "image",
            "vllm-omni-image",
            "stable-diffusion.cpp",
            "localai",
            "speech",
            "kokoro",
            "vllm-omni-speech",
            "video",
            "vllm-omni-video",
        )
    },
    # ElevenLabs: "a fox" has 5 characters, at 0.08 or 0.04 dollars for 1,000; all else has no published price.
    "elevenlabs:v4": ({}, 400),
    "elevenlabs:v4-turbo": ({}, 200),
    "elevenlabs:v3": ({}, 400),
    "elevenlabs:multilingual-v2": ({}, 400),
    "elevenlabs:flash-v2.5": ({}, 200),
    "elevenlabs:flash-v2": ({}, 200),
    **{
        f"elevenlabs:{name}": ({}, None)
        for name in (
            "music-v2.5",
            "song-v2.5",
            "music-v2",
            "music-v1",
            "gemini-3.1-flash-image",
            "gemini-3-pro-image",
            "gpt-image-2.5-sunburst",
            "gpt-image-2.5-flare",
            "gpt-image-2",
            "gpt-image-1.5",
            "gemini-3.1-flash-lite-image",
            "gemini-2.5-flash-image",
            "bytedance-seedream-5-pro",
            "bytedance-seedream-5-lite",
            "veo-3.1-fast-generate-001",
            "veo-3.1-generate-001",
            "creatify-aurora",
            "bytedance-seedance-v2.5",
            "bytedance-seedance-v2",
            "bytedance-seedance-v2-fast",
            "bytedance-seedance-v2-mini",
        )
    },
    # PiAPI: 60 s at 0.0005 dollars, 10 s in 1080p at 0.15; all else has no published price.
    "piapi:ace-step": ({}, 30_000),
    "piapi:kling-3.0-omni": ({"duration": 10, "resolution": "1080p"}, 1_500_000),
    **{
        f"piapi:{name}": ({}, None)
        for name in (
            "nano-banana-pro",
            "nano-banana-2",
            "gemini-2.5-flash-image",
            "flux1-dev",
            "flux1-schnell",
            "qwen-image",
            "z-image",
            "kling-3.0",
            "kling-2.6",
            "kling-2.5-turbo",
            "veo3.1-fast",
            "veo3.1",
            "seedance-2.5",
            "seedance-2",
            "seedance-2-fast",
            "seedance-2-mini",
            "wan-2.6",
            "hailuo-2.3",
            "hailuo-2.3-fast",
            "udio",
            "diffrhythm-full",
            "diffrhythm-base",
        )
    },
    # A song costs credits there, whose worth nobody publishes.
    **{
        f"suno:{name}{form}": ({}, None)
        for name in ("v5.5", "v5", "v4.5-plus", "v4.5-all", "v4.5", "v4")
        for form in ("", "-lyrics")
    },
    "suno-self-hosted:song": ({}, None),
    "suno-self-hosted:lyrics": ({}, None),
    **FAL,
    **KIE,
    **REPLICATE,
}
"""Model id -> values and the cost in micro-dollars, worked out by hand from the vendor's price page."""
