"""What Kie's models cost, worked out by hand from its list in credits of 0.005 USD; for the prompt "a fox"."""

from __future__ import annotations

from collections.abc import Mapping

from genstudio.core.spec import Value

KIE: Mapping[str, tuple[Mapping[str, Value], int | None]] = {
    "kie:z-image": ({}, 4_000),
    "kie:nano-banana-2": ({"resolution": "4K"}, 90_000),
    "kie:nano-banana-2-lite": ({}, 20_000),
    "kie:nano-banana-pro": ({"resolution": "2K"}, 90_000),
    "kie:google/nano-banana": ({}, 20_000),
    "kie:gpt-image-2": ({"resolution": "2K", "aspect_ratio": "1:1"}, 50_000),
    "kie:flux-2-pro": ({"resolution": "2K"}, 35_000),
    "kie:flux-2-flex": ({}, 70_000),
    "kie:seedream-4.5": ({"quality": "high"}, 32_500),
    "kie:seedream-5-lite": ({}, 27_500),
    "kie:seedream-5-pro": ({"quality": "high"}, 70_000),
    "kie:qwen3": ({}, 24_000),
    "kie:qwen3-pro": ({"resolution": "1K"}, 32_000),
    "kie:google/imagen4": ({}, 40_000),
    "kie:google/imagen4-fast": ({}, 20_000),
    "kie:google/imagen4-ultra": ({}, 60_000),
    "kie:ideogram/v3-text-to-image": ({}, None),
    "kie:grok-imagine": ({}, None),
    "kie:flux-kontext-pro": ({}, 25_000),
    "kie:flux-kontext-max": ({}, 50_000),
    # Five characters of a thousand.
    "kie:elevenlabs/text-to-speech-turbo-2-5": ({}, 150),
    "kie:elevenlabs/text-to-speech-multilingual-v2": ({}, 300),
    "kie:elevenlabs/text-to-dialogue-v3": ({}, 350),
    # A third of a second at 25 tokens of 14 USD a million, rounded up.
    "kie:google/gemini-3-1-flash-tts": ({}, 117),
    "kie:bytedance/seedance-1.5-pro": ({"duration": 8, "audio": True}, 280_000),
    "kie:bytedance/seedance-2": ({"duration": 4, "resolution": "480p"}, 380_000),
    "kie:bytedance/seedance-2-fast": ({}, 620_000),
    "kie:bytedance/seedance-2-mini": ({}, None),
    "kie:bytedance/seedance-2-5": ({"duration": 30, "resolution": "1080p"}, 23_700_000),
    "kie:kling-3.0/video": ({"duration": 10, "audio": True}, 1_350_000),
    "kie:kling-3-turbo": ({"resolution": "1080p", "duration": 3}, 337_500),
    "kie:kling-2.6": ({"audio": True}, 550_000),
    "kie:hailuo/2-3-image-to-video-standard": ({}, 150_000),
    "kie:hailuo/2-3-image-to-video-pro": ({"duration": 10}, None),
    "kie:minimax-h3": ({}, 240_000),
    "kie:wan-2.7": ({"resolution": "1080p", "duration": 2}, 240_000),
    "kie:grok-imagine-video": ({}, 72_000),
    "kie:happyhorse-1.1": ({}, 562_500),
    "kie:gemini-omni-video": ({}, None),
    "kie:veo3_lite": ({}, 150_000),
    "kie:veo3_fast": ({"resolution": "4k"}, 900_000),
    "kie:veo3": ({"resolution": "1080p", "duration": 4}, 1_275_000),
    "kie:runway": ({"duration": 10}, 150_000),
    # As long as a recording that is not known here.
    "kie:infinitalk/from-audio": ({}, None),
    # Two tracks for one price.
    **{f"kie:{name}": ({}, 60_000) for name in ("V5_5", "V5", "V4_5PLUS", "V4_5ALL", "V4_5", "V4")},
}
