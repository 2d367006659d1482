"""Kie in this process, and its four adapters in front of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.result import Task, TaskStatus
from genstudio.core.spec import ModelSpec
from genstudio.practice.kie.server import Kie
from genstudio.providers.base import ProviderConfig
from genstudio.providers.kie.image import KieImageProvider
from genstudio.providers.kie.music import KieMusicProvider
from genstudio.providers.kie.speech import KieTTSProvider
from genstudio.providers.kie.vendor import KieProvider
from genstudio.providers.kie.video import KieVideoProvider
from genstudio.transport.http import Http, HttpPool
from tests.wire import TestWire

CLASSES: Mapping[str, type[KieProvider]] = {
    "image": KieImageProvider,
    "tts": KieTTSProvider,
    "video": KieVideoProvider,
    "music": KieMusicProvider,
}
ROWS = {row.model.id.removeprefix("kie:"): row for each in CLASSES.values() for row in each.rows}

ROUTES: list[tuple[str, dict[str, int], str, str]] = [
    ("google/nano-banana", {"references": 1}, "google/nano-banana-edit", "image_urls"),
    ("flux-2-flex", {"references": 2}, "flux-2/flex-image-to-image", "input_urls"),
    ("gpt-image-2", {"references": 1}, "gpt-image-2-image-to-image", "input_urls"),
    ("seedream-4.5", {"references": 1}, "seedream/4.5-edit", "image_urls"),
    ("seedream-5-lite", {"references": 1}, "seedream/5-lite-image-to-image", "image_urls"),
    ("qwen3-pro", {"references": 3}, "qwen3/pro-image-to-image", "image_urls"),
    ("grok-imagine", {"references": 1}, "grok-imagine/image-to-image", "image_urls"),
    ("nano-banana-2-lite", {"references": 1}, "nano-banana-2-lite", "image_urls"),
    ("bytedance/seedance-1.5-pro", {"first_frame": 1, "last_frame": 1}, "bytedance/seedance-1.5-pro", "input_urls"),
    ("bytedance/seedance-2", {"first_frame": 1}, "bytedance/seedance-2", "first_frame_url"),
    (
        "bytedance/seedance-2-5",
        {"references": 2, "reference_sounds": 1},
        "bytedance/seedance-2-5",
        "reference_audio_urls",
    ),
    ("kling-3.0/video", {"first_frame": 1, "last_frame": 1}, "kling-3.0/video", "image_urls"),
    ("kling-3-turbo", {"first_frame": 1}, "kling/v3-turbo-image-to-video", "image_urls"),
    ("kling-2.6", {"first_frame": 1}, "kling-2.6/image-to-video", "image_urls"),
    ("hailuo/2-3-image-to-video-pro", {"first_frame": 1}, "hailuo/2-3-image-to-video-pro", "image_url"),
    ("minimax-h3", {"last_frame": 1}, "minimax-h3/image-to-video", "last_frame_url"),
    ("minimax-h3", {"reference_clips": 1}, "minimax-h3/reference-to-video", "reference_video_urls"),
    ("wan-2.7", {"sound": 1}, "wan/2-7-text-to-video", "audio_url"),
    ("wan-2.7", {"first_frame": 1, "sound": 1}, "wan/2-7-image-to-video", "driving_audio_url"),
    ("grok-imagine-video", {"references": 1}, "grok-imagine/image-to-video", "image_urls"),
    ("happyhorse-1.1", {"first_frame": 1}, "happyhorse-1-1/image-to-video", "image_urls"),
    ("happyhorse-1.1", {"references": 1}, "happyhorse-1-1/reference-to-video", "reference_image"),
    ("gemini-omni-video", {"references": 1}, "gemini-omni-video", "image_urls"),
    ("infinitalk/from-audio", {"portrait": 1, "speech": 1}, "infinitalk/from-audio", "audio_url"),
]
"""Model, files by role, the wire model that they lead to, and a field that then is there."""


class Desk:
    def __init__(self, pace: float = 0.0) -> None:
        self.vendor = Kie(pace)
        self.wire = TestWire(httpx2.ASGITransport(self.vendor.app))
        self.pool = HttpPool(self.wire)

    def provider(self, kind: str = "image") -> KieProvider:
        return CLASSES[kind](ProviderConfig("kie", key=self.vendor.key, http=Http(self.pool)))

    def request(
        self,
        name: str | ModelSpec = "z-image",
        prompt: str = "a fox",
        media: Mapping[str, tuple[MediaInput, ...]] | None = None,
        **values: Any,
    ) -> GenerationRequest:
        model = ROWS[name].model if isinstance(name, str) else name
        return REQUEST_CLASSES[model.kind](model, prompt, model.clean_values(values), media or {}, reference="job-1")

    async def order(self, name: str | ModelSpec = "z-image", *arguments: Any, **values: Any) -> Task:
        request = self.request(name, *arguments, **values)
        return await self.provider(request.kind).create_task(request)

    async def made(self, name: str | ModelSpec = "z-image", *arguments: Any, **values: Any) -> TaskStatus:
        request = self.request(name, *arguments, **values)
        provider = self.provider(request.kind)
        return await provider.check_status(await provider.create_task(request))

    @property
    def sent(self) -> Any:
        return self.vendor.purchases[-1]


def files(folder: Path, **counts: int) -> dict[str, tuple[MediaInput, ...]]:
    """So many files for each role, of a type that fits its name."""
    made = {}
    for role, count in counts.items():
        mime = next((mime for word, mime in TYPES.items() if word in role), "image/png")
        made[role] = tuple(MediaInput(folder / f"{role}-{number}", mime) for number in range(count))
        for each in made[role]:
            each.path.write_bytes(b"not looked into")
    return made


TYPES = {"clip": "video/mp4", "sound": "audio/mpeg", "speech": "audio/wav"}
