"""What Replicate's models cost, worked out by hand from the prices named beside their table; for the prompt "a fox"."""

from __future__ import annotations

from collections.abc import Mapping

from genstudio.core.spec import Value

UNPRICED = (
    "black-forest-labs/flux-2-pro", "black-forest-labs/flux-2-dev", "black-forest-labs/flux-kontext-pro",
    "black-forest-labs/flux-kontext-max", "google/nano-banana-2", "bytedance/seedream-4.5",
    "ideogram-ai/ideogram-v3-turbo", "qwen/qwen-image", "minimax/speech-2.8-turbo", "minimax/speech-2.8-hd",
    "resemble-ai/chatterbox", "resemble-ai/chatterbox-multilingual", "resemble-ai/chatterbox-pro", "jaaari/kokoro-82m",
    "minimax/hailuo-2.3", "minimax/music-2.5", "google/lyria-2", "stability-ai/stable-audio-2.5", "lucataco/ace-step",
    "meta/musicgen",
)  # fmt: skip

REPLICATE: Mapping[str, tuple[Mapping[str, Value], int | None]] = {
    **{f"replicate:{name}": ({}, None) for name in UNPRICED},
    "replicate:black-forest-labs/flux-schnell": ({"count": 4}, 12_000),
    "replicate:black-forest-labs/flux-dev": ({"count": 2}, 50_000),
    "replicate:black-forest-labs/flux-1.1-pro": ({}, 40_000),
    "replicate:black-forest-labs/flux-1.1-pro-ultra": ({}, 60_000),
    "replicate:google/nano-banana-pro": ({"resolution": "4K"}, 300_000),
    "replicate:google/nano-banana": ({}, 39_000),
    "replicate:openai/gpt-image-2": ({"quality": "medium", "count": 3}, 141_000),
    "replicate:openai/gpt-image-1.5": ({}, 136_000),
    "replicate:ideogram-ai/ideogram-v3-quality": ({}, 90_000),
    "replicate:google/veo-3.1-fast": ({"duration": 4, "audio": False}, 400_000),
    "replicate:google/veo-3.1": ({}, 3_200_000),
    "replicate:kwaivgi/kling-v3-video": ({"mode": "standard", "duration": 3, "audio": True}, 756_000),
    "replicate:kwaivgi/kling-v2.6": ({"duration": 10}, 1_400_000),
    "replicate:kwaivgi/kling-v2.5-turbo-pro": ({}, 350_000),
    "replicate:bytedance/seedance-2.0": ({"resolution": "1080p", "duration": 15}, 6_750_000),
    "replicate:bytedance/seedance-2.0-fast": ({"resolution": "480p"}, 350_000),
    "replicate:bytedance/seedance-1-pro": ({"duration": 2}, 300_000),
    "replicate:wan-video/wan-2.2-i2v-fast": ({"resolution": "720p", "smooth": True}, 145_000),
    "replicate:prunaai/p-video": ({"draft": True, "duration": 20}, 100_000),
    "replicate:minimax/music-1.5": ({}, 30_000),
}
