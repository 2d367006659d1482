"""Kie's models for clips: most in the market, Veo and Runway by paths of their own."""

from __future__ import annotations

from genstudio.core.spec import MB, Field, InputRole, ModelSpec, choices
from genstudio.providers.base import BaseVideoProvider
from genstudio.providers.kie.fields import (
    EXTEND,
    FILTER,
    FIRST,
    LAST,
    NEGATIVE,
    PICTURES,
    SEED,
    SOUNDS,
    WATERMARK,
    lengths,
    ratios,
    references,
    resolution,
    seconds,
    sound,
    spec,
)
from genstudio.providers.kie.row import Clash, Route, Row
from genstudio.providers.kie.vendor import KieMarketProvider
from genstudio.providers.registry import register_provider

FRAMES = {"first_frame": "first_frame_url", "last_frame": "last_frame_url"}
LISTED_FRAMES = {"first_frame": "image_urls[]", "last_frame": "image_urls[]"}
REFERENCES = {
    "references": "reference_image_urls[]",
    "reference_clips": "reference_video_urls[]",
    "reference_sounds": "reference_audio_urls[]",
}
LAST_NEEDS = {"last_frame": "first_frame"}
THREE = ("16:9", "9:16", "1:1")
SIX = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
FIRST_NEEDED = InputRole("first_frame", "image", "First frame", required=True, max_bytes=10 * MB, types=PICTURES)
PORTRAIT = InputRole(
    "portrait", "image", "Portrait", required=True, max_bytes=10 * MB, help="Whoever is to speak.", types=PICTURES
)
VOICE_OVER = InputRole(
    "speech", "audio", "Speech", required=True, max_bytes=10 * MB, help="What is to be said.", types=SOUNDS
)
TEXT_MARK = Field(
    "watermark", "text", "Watermark", default="", max_chars=40, help="A text in the corner.", advanced=True
)


def _media(pictures: int, others: int) -> tuple[InputRole, ...]:
    return (
        FIRST,
        LAST,
        references(pictures),
        InputRole("reference_clips", "video", "Reference clips", max_count=others, max_bytes=50 * MB),
        InputRole("reference_sounds", "audio", "Reference sounds", max_count=others, max_bytes=15 * MB, types=SOUNDS),
    )


def _seedance(
    version: str, label: str, description: str, tiers: tuple[str, ...], *, longest_s: int = 15, pictures: int = 9,
    others: int = 3, max_chars: int = 20_000, own: tuple[Field, ...] = (),
) -> Row:  # fmt: skip
    fields = (
        seconds(4, longest_s, 5), resolution(tiers, "720p"), ratios((*SIX, "adaptive"), "adaptive"),
        sound("generate_audio", default=True), *own,
    )  # fmt: skip
    model = spec(
        "video", f"bytedance/seedance-{version}", label, description, fields, max_chars=max_chars,
        inputs=_media(pictures, others), typical_s=120,
    )  # fmt: skip
    apart = (("first_frame", "last_frame"), ("references", "reference_clips", "reference_sounds"))
    return Row(model, files={**FRAMES, **REFERENCES}, needs=LAST_NEEDS, apart=apart)


def _hailuo(tier: str, description: str) -> Row:
    wire_id = f"hailuo/2-3-image-to-video-{tier}"
    fields = (lengths((6, 10), 6), resolution(("768P", "1080P"), "768P"))
    model = spec(
        "video", wire_id, f"Hailuo 2.3 {tier}", description, fields, max_chars=5_000, inputs=(FIRST_NEEDED,),
        typical_s=150,
    )  # fmt: skip
    return Row(
        model,
        files={"first_frame": "image_url"},
        as_text=("duration",),
        clashes=(Clash("resolution", ("1080P",), "duration", (10,)),),
    )


def _veo(wire_id: str, label: str, description: str, *, takes_references: bool) -> Row:
    fields = (
        lengths((4, 6, 8), 8), resolution(("720p", "1080p", "4k"), "720p"),
        ratios(("16:9", "9:16", "Auto"), "16:9"), TEXT_MARK,
    )  # fmt: skip
    inputs = (FIRST, LAST, *((references(3),) if takes_references else ()))
    model = spec(
        "video", wire_id, label, description, fields, max_chars=5_000, inputs=inputs,
        source="https://docs.kie.ai/veo3-api/quickstart", typical_s=120,
    )  # fmt: skip
    by_references = Route(("references",), fixed={"generationType": "REFERENCE_2_VIDEO"}, only={"duration": 8})
    by_frames = Route(("first_frame",), fixed={"generationType": "FIRST_AND_LAST_FRAMES_2_VIDEO"})
    return Row(
        model,
        api="veo",
        files={"first_frame": "imageUrls[]", "last_frame": "imageUrls[]", "references": "imageUrls[]"},
        routes=(by_references, by_frames) if takes_references else (by_frames,),
        fixed={"enableTranslation": True},
        needs=LAST_NEEDS,
        apart=(("first_frame", "last_frame"), ("references",)) if takes_references else (),
    )


TABLE: tuple[Row, ...] = (
    Row(
        spec(
            "video", "bytedance/seedance-1.5-pro", "Seedance 1.5 Pro", "Clips with sound for little money",
            (seconds(4, 12, 5), resolution(("480p", "720p", "1080p"), "720p"), ratios(SIX, "16:9"),
             sound("generate_audio", default=False),
             Field("fixed_lens", "boolean", "Camera stands still", default=False), FILTER),
            max_chars=20_000, inputs=(FIRST, LAST), typical_s=90,
        ),
        files={"first_frame": "input_urls[]", "last_frame": "input_urls[]"},
        needs=LAST_NEEDS,
    ),
    _seedance("2", "Seedance 2", "ByteDance's best: camera, physics and sound as directed",
              ("480p", "720p", "1080p", "4k")),
    _seedance("2-fast", "Seedance 2 Fast", "Seedance 2, quicker and cheaper", ("480p", "720p"), own=(FILTER,)),
    _seedance("2-mini", "Seedance 2 Mini", "The smallest Seedance 2", ("480p", "720p"), own=(FILTER,)),
    _seedance(
        "2-5", "Seedance 2.5", "The newest Seedance: up to 30 seconds and 30 references", ("480p", "720p", "1080p"),
        longest_s=30, pictures=30, others=10, max_chars=30_000, own=(FILTER,),
    ),
    Row(
        spec(
            "video", "kling-3.0/video", "Kling 3", "Cinematic clips with sound, between two frames of yours",
            (seconds(3, 15, 5), Field("mode", "choice", "Quality", default="pro", choices=choices(
                (("std", "Standard"), ("pro", "High"), ("4K", "4K")))), ratios(THREE, "16:9"),
             sound("sound", default=False)),
            max_chars=2_500, inputs=(FIRST, LAST), typical_s=180,
        ),
        files=LISTED_FRAMES, needs=LAST_NEEDS, as_text=("duration",),
        fixed={"multi_shots": False, "multi_prompt": []},
    ),
    Row(
        spec(
            "video", "kling/v3-turbo-text-to-video", "Kling 3 Turbo", "Kling 3, quicker",
            (seconds(3, 15, 5), resolution(("720p", "1080p"), "720p"), ratios(THREE, "16:9")), name="kling-3-turbo",
            max_chars=2_500, inputs=(FIRST,), typical_s=90,
        ),
        files={"first_frame": "image_urls[]"}, as_text=("duration",),
        routes=(Route(("first_frame",), "kling/v3-turbo-image-to-video", drop=("aspect_ratio",)),),
    ),
    Row(
        spec(
            "video", "kling-2.6/text-to-video", "Kling 2.6", "Clips with speech and sounds",
            (lengths((5, 10), 5), ratios(THREE, "16:9"), sound("sound", default=False)), name="kling-2.6",
            max_chars=1_000, inputs=(FIRST,), typical_s=150,
        ),
        files={"first_frame": "image_urls[]"}, as_text=("duration",),
        routes=(Route(("first_frame",), "kling-2.6/image-to-video", drop=("aspect_ratio",)),),
    ),
    _hailuo("standard", "MiniMax's lively motion from a picture"),
    _hailuo("pro", "MiniMax's lively motion from a picture, finer"),
    Row(
        spec(
            "video", "minimax-h3/text-to-video", "MiniMax H3", "MiniMax's newest, up to 2K",
            (seconds(4, 15, 6), resolution(("768P", "2K"), "768P"), ratios(SIX, "16:9")), name="minimax-h3",
            max_chars=7_000, inputs=_media(9, 3), typical_s=150,
        ),
        files={**FRAMES, **REFERENCES},
        routes=(
            Route(("first_frame", "last_frame"), "minimax-h3/image-to-video", drop=("aspect_ratio",)),
            Route(("references", "reference_clips", "reference_sounds"), "minimax-h3/reference-to-video"),
        ),
        apart=(("first_frame", "last_frame"), ("references", "reference_clips", "reference_sounds")),
    ),
    Row(
        spec(
            "video", "wan/2-7-text-to-video", "Wan 2.7", "Alibaba's clips that may follow a recording of yours",
            (seconds(2, 15, 5), resolution(("720p", "1080p"), "720p"),
             ratios(("16:9", "9:16", "1:1", "4:3", "3:4"), "16:9", "ratio"), NEGATIVE, SEED, EXTEND, WATERMARK, FILTER),
            name="wan-2.7", max_chars=5_000,
            inputs=(FIRST, LAST, InputRole("first_clip", "video", "Clip to go on with", max_bytes=50 * MB),
                    InputRole("sound", "audio", "Sound to follow", max_bytes=15 * MB, types=SOUNDS)),
            typical_s=150,
        ),
        files={**FRAMES, "first_clip": "first_clip_url", "sound": "audio_url"},
        routes=(Route(("first_frame", "last_frame", "first_clip"), "wan/2-7-image-to-video", drop=("aspect_ratio",),
                      files={"sound": "driving_audio_url"}),),
    ),
    Row(
        spec(
            "video", "grok-imagine/text-to-video", "Grok Imagine", "xAI's quick clips with sound",
            (seconds(6, 30, 6), resolution(("480p", "720p", "1080p"), "480p"),
             ratios(("16:9", "9:16", "1:1", "3:2", "2:3"), "16:9"),
             Field("mode", "choice", "Mood", default="normal",
                   choices=choices((("normal", "Normal"), ("fun", "Playful"))))),
            name="grok-imagine-video", max_chars=5_000, inputs=(references(7),), typical_s=60,
        ),
        files={"references": "image_urls[]"},
        routes=(Route(("references",), "grok-imagine/image-to-video", as_text=("duration",)),),
    ),
    Row(
        spec(
            "video", "happyhorse-1-1/text-to-video", "HappyHorse 1.1", "Alibaba's clips of people and their motion",
            (seconds(3, 15, 5), resolution(("720p", "1080p"), "720p"),
             ratios(("16:9", "9:16", "1:1", "4:3", "3:4", "4:5", "5:4", "9:21", "21:9"), "16:9")),
            name="happyhorse-1.1", max_chars=4_999, inputs=(FIRST, references(9)), typical_s=120,
        ),
        files={"first_frame": "image_urls[]", "references": "reference_image[]"},
        routes=(
            Route(("first_frame",), "happyhorse-1-1/image-to-video", drop=("aspect_ratio",)),
            Route(("references",), "happyhorse-1-1/reference-to-video"),
        ),
        apart=(("first_frame",), ("references",)),
    ),
    Row(
        spec(
            "video", "gemini-omni-video", "Gemini Omni", "Google's clips from words and reference pictures",
            (lengths((4, 6, 8, 10), 8), resolution(("720p", "1080p", "4k"), "720p"), ratios(("16:9", "9:16"), "16:9"),
             SEED),
            max_chars=20_000, inputs=(references(7),), typical_s=120,
        ),
        files={"references": "image_urls[]"}, as_text=("duration",),
    ),
    _veo("veo3_lite", "Veo 3.1 Lite", "Google's clips with sound, at the lowest price", takes_references=True),
    _veo("veo3_fast", "Veo 3.1 Fast", "Google's clips with sound, quicker and cheaper", takes_references=True),
    _veo("veo3", "Veo 3.1", "Google's best clips, with sound and speech", takes_references=False),
    Row(
        spec(
            "video", "runway", "Runway Gen-4 Turbo", "Quick clips from words or a picture",
            (lengths((5, 10), 5), Field("resolution", "choice", "Resolution", default="720p", wire="quality",
                                       choices=choices(("720p", "1080p"))),
             ratios(("16:9", "4:3", "1:1", "3:4", "9:16"), "16:9", "aspectRatio"),
             Field("watermark", "text", "Watermark", default="", max_chars=40, wire="waterMark",
                   help="A text in the corner.", advanced=True)),
            max_chars=1_800, inputs=(FIRST,), source="https://docs.kie.ai/runway-api/quickstart", typical_s=90,
        ),
        api="runway", files={"first_frame": "imageUrl"},
        routes=(Route(("first_frame",), drop=("aspect_ratio",)),),
        clashes=(Clash("resolution", ("1080p",), "duration", (10,)),),
    ),
    Row(
        spec(
            "video", "infinitalk/from-audio", "InfiniteTalk", "Makes a portrait speak what a recording says",
            (resolution(("480p", "720p"), "480p"),
             Field("seed", "integer", "Seed", low=10_000, high=1_000_000, step=1, advanced=True)),
            max_chars=5_000, inputs=(PORTRAIT, VOICE_OVER), typical_s=180,
        ),
        files={"portrait": "image_url", "speech": "audio_url"},
    ),
)  # fmt: skip
MODELS: tuple[ModelSpec, ...] = tuple(row.model for row in TABLE)


@register_provider(
    "video",
    "kie",
    description="Veo, Kling, Seedance, Hailuo, Wan, Runway and others through one account",
    features=("first and last frame", "references", "sound", "any model of Kie's market"),
    models=MODELS,
    is_async=True,
)
class KieVideoProvider(KieMarketProvider, BaseVideoProvider):
    rows = TABLE
