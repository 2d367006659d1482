"""fal's models for clips. Inputs as @fal-ai/client 1.10.1 types them; of Seedance 2.0 and MiniMax H3 as their pages on
fal.ai say. A length travels as "8s" to Veo, as "5" to most, and as a number to Grok and MiniMax H3.
"""

from __future__ import annotations

from collections.abc import Mapping

from genstudio.core.spec import Field, InputRole
from genstudio.providers.fal.endpoint import Endpoint, Route
from genstudio.providers.fal.fields import (
    EXPAND,
    FIRST_FRAME,
    LAST_FRAME,
    NEGATIVE,
    SAFETY,
    SEED,
    SOUND,
    SOUNDS,
    having,
    ratios,
    references,
    resolution,
    seconds,
    spec,
)

AS_TEXT = {"duration": "text"}
WIDE = ("16:9", "9:16")
SHAPES = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
AS_PICTURE = "With a first frame, the clip has the picture's shape."
FRAMES = {"first_frame": "image_url", "last_frame": "end_image_url"}
OPTIMIZE = having(EXPAND, default=True, wire="prompt_optimizer")


def _pair(path: str, names: Mapping[str, str], drop: tuple[str, ...] = ()) -> tuple[Route, ...]:
    """The endpoint for a first frame, and for a last one beside it."""
    return (
        Route("last_frame", path, names, drop, needs=("first_frame",)),
        Route("first_frame", path, names, drop),
    )


def _veo(wire_id: str, label: str, description: str, *, guided: bool) -> Endpoint:
    """Three of them; `guided` has an endpoint for pictures of what is to appear."""
    fields = (
        seconds((4, 6, 8), 8),
        having(ratios(WIDE), help=AS_PICTURE),
        resolution(("720p", "1080p"), "720p"),
        SOUND,
        NEGATIVE,
        SEED,
        Field("auto_fix", "boolean", "Reword what is refused", wire="auto_fix", advanced=True),
    )
    frames: tuple[Route, ...] = (
        Route(
            "last_frame", f"{wire_id}/first-last-frame-to-video",
            {"first_frame": "first_frame_url", "last_frame": "last_frame_url"}, needs=("first_frame",),
        ),
        Route("first_frame", f"{wire_id}/image-to-video", {"first_frame": "image_url"}),
    )  # fmt: skip
    inputs: tuple[InputRole, ...] = (FIRST_FRAME, LAST_FRAME)
    if guided:
        drop = ("negative_prompt", "seed")
        frames = (*frames, Route("references", f"{wire_id}/reference-to-video", {"references": "image_urls[]"}, drop))
        inputs = (*inputs, references(3, help_text="Who or what appears; not together with frames."))
    return Endpoint(
        spec("video", wire_id, label, description, fields, inputs=inputs, typical_s=90, tags=("sound",)),
        frames,
        {"duration": "seconds"},
    )


def _kling(tier: str, label: str, description: str) -> Endpoint:
    path = f"fal-ai/kling-video/v3/{tier}"
    fields = (
        seconds(range(3, 16), 5),
        having(ratios(("16:9", "9:16", "1:1"), "16:9"), help=AS_PICTURE),
        SOUND,
        NEGATIVE,
        Field("cfg_scale", "number", "Guidance", default=0.5, low=0, high=1, step=0.05, advanced=True,
              help="How closely it follows the prompt."),
    )  # fmt: skip
    names = {"first_frame": "start_image_url", "last_frame": "end_image_url"}
    return Endpoint(
        spec("video", f"{path}/text-to-video", label, description, fields, inputs=(FIRST_FRAME, LAST_FRAME),
             typical_s=180, max_chars=2_500, tags=("sound",)),
        _pair(f"{path}/image-to-video", names, ("aspect_ratio",)),
        AS_TEXT,
    )  # fmt: skip


def _hailuo(tier: str, label: str, description: str, *own: Field) -> Endpoint:
    path = f"fal-ai/minimax/hailuo-2.3/{tier}"
    return Endpoint(
        spec("video", f"{path}/text-to-video", label, description, (*own, OPTIMIZE), inputs=(FIRST_FRAME,),
             typical_s=150, max_chars=2_000),
        (Route("first_frame", f"{path}/image-to-video", FRAMES),),
        AS_TEXT,
    )  # fmt: skip


TABLE: tuple[Endpoint, ...] = (
    _veo("fal-ai/veo3.1/lite", "Veo 3.1 Lite", "Google's clips with sound, at the lowest price", guided=False),
    _veo("fal-ai/veo3.1/fast", "Veo 3.1 Fast", "Google's clips with sound, quicker and cheaper", guided=False),
    _veo("fal-ai/veo3.1", "Veo 3.1", "Google's best clips, with sound and speech", guided=True),
    _kling("standard", "Kling 3 Standard", "Fluid motion with sound, for less"),
    _kling("pro", "Kling 3 Pro", "Cinematic clips with sound, between two frames of yours"),
    Endpoint(
        spec(
            "video", "bytedance/seedance-2.0/text-to-video", "Seedance 2.0",
            "ByteDance's best: camera, physics and sound as directed",
            (seconds(range(4, 16), 5), having(ratios(SHAPES, "16:9"), help=AS_PICTURE),
             resolution(("480p", "720p", "1080p"), "720p"), SOUND, SEED),
            inputs=(FIRST_FRAME,), typical_s=180, tags=("sound",),
        ),
        (Route("first_frame", "bytedance/seedance-2.0/image-to-video", FRAMES, ("aspect_ratio",)),),
        AS_TEXT,
    ),
    Endpoint(
        spec(
            "video", "fal-ai/bytedance/seedance/v1.5/pro/text-to-video", "Seedance 1.5 Pro",
            "Clips with sound, between two frames of yours",
            (seconds(range(4, 13), 5), having(ratios(SHAPES, "16:9"), help=AS_PICTURE),
             resolution(("480p", "720p", "1080p"), "720p"), SOUND,
             Field("camera_fixed", "boolean", "Camera stands still", default=False), SEED, SAFETY),
            inputs=(FIRST_FRAME, LAST_FRAME), typical_s=120, tags=("sound",),
        ),
        _pair("fal-ai/bytedance/seedance/v1.5/pro/image-to-video", FRAMES),
        AS_TEXT,
    ),
    _hailuo(
        "standard", "Hailuo 2.3 Standard", "MiniMax's lively motion at 768p", seconds((6, 10), 6),
    ),
    _hailuo("pro", "Hailuo 2.3 Pro", "MiniMax's lively motion at 1080p"),
    Endpoint(
        spec(
            "video", "minimax/h3/text-to-video", "MiniMax H3", "MiniMax's newest, up to 4K",
            (Field("duration", "integer", "Length", default=5, low=5, high=15, step=1, unit="s"),
             having(ratios(SHAPES, "16:9"), help=AS_PICTURE), resolution(("480P", "768P", "2K", "4K"), "768P"), SEED,
             having(EXPAND, default=True), SAFETY),
            inputs=(FIRST_FRAME, LAST_FRAME), typical_s=180,
        ),
        _pair("minimax/h3/image-to-video", FRAMES, ("aspect_ratio", "enable_prompt_expansion")),
    ),
    Endpoint(
        spec(
            "video", "fal-ai/wan/v2.7/text-to-video", "Wan 2.7", "Alibaba's clips that may follow a recording of yours",
            (seconds(range(2, 16), 5), having(ratios(("16:9", "9:16", "1:1", "4:3", "3:4"), "16:9"), help=AS_PICTURE),
             resolution(("720p", "1080p"), "1080p"), NEGATIVE, SEED, having(EXPAND, default=True), SAFETY),
            inputs=(FIRST_FRAME, LAST_FRAME,
                    InputRole("soundtrack", "audio", "Sound to follow", wire="audio_url", types=SOUNDS,
                              max_bytes=15 * 1024 * 1024,
                              help="WAV or MP3 of 3 to 30 s; without one it makes its own music.")),
            typical_s=150, max_chars=5_000, tags=("sound",),
        ),
        _pair("fal-ai/wan/v2.7/image-to-video", FRAMES, ("aspect_ratio",)),
        AS_TEXT,
    ),
    Endpoint(
        spec(
            "video", "xai/grok-imagine-video/text-to-video", "Grok Imagine Video", "xAI's quick clips with sound",
            (Field("duration", "integer", "Length", default=6, low=1, high=15, step=1, unit="s"),
             having(ratios(("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3")), help=AS_PICTURE),
             resolution(("480p", "720p"), "720p")),
            inputs=(FIRST_FRAME,), typical_s=40, tags=("sound",),
        ),
        (Route("first_frame", "xai/grok-imagine-video/image-to-video", FRAMES),),
    ),
)  # fmt: skip
