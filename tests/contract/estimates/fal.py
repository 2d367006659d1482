"""What fal's models cost, worked out by hand from the prices named beside their table; for the prompt "a fox"."""

from __future__ import annotations

from collections.abc import Mapping

from genstudio.core.spec import Value

FAL: Mapping[str, tuple[Mapping[str, Value], int | None]] = {
    # 1536 x 1024 is one and a half megapixels, billed as two
    "fal:fal-ai/flux/schnell": ({"count": 2, "size": "1536x1024"}, 12_000),
    "fal:fal-ai/flux/dev": ({}, 25_000),
    "fal:fal-ai/flux-2": ({}, 12_000),
    "fal:fal-ai/flux-2-pro": ({"size": "1920x1088"}, 45_000),
    "fal:fal-ai/flux-2-flex": ({"size": "1024x1024"}, 50_000),
    "fal:fal-ai/flux-2-max": ({}, None),
    "fal:fal-ai/nano-banana-2": ({"resolution": "2K", "count": 3}, 360_000),
    "fal:fal-ai/nano-banana-pro": ({"resolution": "4K"}, 300_000),
    "fal:fal-ai/bytedance/seedream/v4.5/text-to-image": ({"count": 2}, 80_000),
    "fal:fal-ai/bytedance/seedream/v5/lite/text-to-image": ({}, 35_000),
    "fal:openai/gpt-image-2": ({"quality": "medium"}, 37_000),
    "fal:fal-ai/gpt-image-1.5": ({"quality": "low", "size": "1024x1536", "count": 2}, 26_000),
    "fal:fal-ai/z-image/turbo": ({}, 5_000),
    "fal:fal-ai/qwen-image-2/text-to-image": ({}, 35_000),
    "fal:fal-ai/ideogram/v3": ({"speed": "TURBO"}, 30_000),
    "fal:xai/grok-imagine-image": ({}, None),
    # five characters of a thousand
    "fal:fal-ai/elevenlabs/tts/eleven-v3": ({}, 500),
    "fal:fal-ai/elevenlabs/tts/turbo-v2.5": ({}, 250),
    "fal:fal-ai/elevenlabs/tts/multilingual-v2": ({}, None),
    "fal:fal-ai/minimax/speech-2.8-hd": ({}, 500),
    "fal:fal-ai/minimax/speech-2.8-turbo": ({}, None),
    "fal:fal-ai/gemini-tts": ({}, None),
    "fal:fal-ai/chatterbox/text-to-speech": ({}, None),
    "fal:fal-ai/kokoro/american-english": ({}, 100),
    "fal:xai/tts/v1": ({}, 75),
    "fal:fal-ai/veo3.1/lite": ({"duration": 4}, 200_000),
    "fal:fal-ai/veo3.1/fast": ({"audio": False}, 800_000),
    "fal:fal-ai/veo3.1": ({"duration": 6, "resolution": "1080p"}, 2_400_000),
    "fal:fal-ai/kling-video/v3/standard/text-to-video": ({}, 630_000),
    "fal:fal-ai/kling-video/v3/pro/text-to-video": ({"duration": 10, "audio": False}, 1_120_000),
    "fal:bytedance/seedance-2.0/text-to-video": ({"duration": 4, "resolution": "1080p"}, 2_728_000),
    "fal:fal-ai/bytedance/seedance/v1.5/pro/text-to-video": ({}, 259_200),
    "fal:fal-ai/minimax/hailuo-2.3/standard/text-to-video": ({}, None),
    "fal:fal-ai/minimax/hailuo-2.3/pro/text-to-video": ({}, None),
    "fal:minimax/h3/text-to-video": ({"duration": 6}, 480_000),
    "fal:fal-ai/wan/v2.7/text-to-video": ({"duration": 3, "resolution": "720p"}, 300_000),
    "fal:xai/grok-imagine-video/text-to-video": ({}, 420_000),
    "fal:fal-ai/minimax-music/v2.6": ({}, 150_000),
    # 61 s are two started minutes
    "fal:fal-ai/elevenlabs/music": ({"duration": 61}, 1_600_000),
    "fal:fal-ai/lyria2": ({}, 100_000),
    "fal:fal-ai/stable-audio-25/text-to-audio": ({}, 200_000),
    "fal:fal-ai/ace-step": ({}, None),
    "fal:sonauto/v2/text-to-music": ({}, None),
}
