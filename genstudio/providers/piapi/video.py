"""PiAPI's videos; the wire is that of `vendor.py` (read 2026-11-22).

quirks  - Kling's version and mode choose the model; its clips stand in "video_url" up to 2.6 and in "video" from 3.0
        - Seedance wants to be told the mode: text_to_video, first_last_frames or omni_reference
        - Wan has a task of its own for a clip from a picture, Hailuo a smaller version that takes nothing else
        - in a prompt for Kling Omni, @image_1 is the first reference

Not verified: whether Seedance 2 takes sounds, and how Seedance 2.5 is told to be silent (its page of 2026-07-31 speaks
of a switch and does not name it): it is left as it comes.
"""

from __future__ import annotations

from typing import ClassVar

from genstudio.core.request import GenerationRequest
from genstudio.core.result import JsonObject
from genstudio.core.spec import Field, InputRole, Prompt, choices
from genstudio.providers.base import BaseVideoProvider
from genstudio.providers.piapi.rows import AVOID, PROVIDER, Row, picked, role, spec
from genstudio.providers.piapi.vendor import PiAPI
from genstudio.providers.prices import prices
from genstudio.providers.registry import register_provider

PROMPT = Prompt(
    examples=(
        "A paper boat drifts away in a gutter after rain, close to the water",
        "A baker opens the oven, steam rises, morning light, hand-held camera",
        "Two robots play chess in a park, one of them laughs",
    )
)
FIRST = role("first_frame", "image", "First frame")
FRAMES = (FIRST, role("last_frame", "image", "Last frame"))
KLING_FRAMES = {"first_frame": "image_url", "last_frame": "image_tail_url"}
SHAPES = picked("aspect_ratio", "Aspect ratio", ("16:9", "9:16", "1:1"), "16:9")
WIDE_SHAPES = picked("aspect_ratio", "Aspect ratio", ("16:9", "21:9", "4:3", "1:1", "3:4", "9:16"), "16:9")
FIVE_OR_TEN = Field("duration", "choice", "Duration", default=5, choices=choices([(5, "5 s"), (10, "10 s")]), unit="s")
MODE = Field("mode", "choice", "Quality", default="std", choices=choices((("std", "Standard"), ("pro", "High"))))


def seconds(low: int, high: int) -> Field:
    return Field("duration", "integer", "Duration", default=5, low=low, high=high, unit="s")


def sound(wire: str) -> Field:
    return Field("audio", "boolean", "Sound", default=True, wire=wire)


def _kling(version: str, label: str, description: str, fields: tuple[Field, ...], *, fixed_mode: str = "") -> Row:
    fixed: JsonObject = {"version": version}
    if fixed_mode:
        fixed["mode"] = fixed_mode
    name = f"kling-{version}{f'-{fixed_mode}' if fixed_mode else ''}"
    model = spec("video", name, label, description, "kling-api/create-task", PROMPT, fields, FRAMES, typical_s=180)
    return Row(model, "kling", "video_generation", files=KLING_FRAMES, fixed=fixed, cancel=True)


def _seedance(task: str, label: str, description: str, page: str, fields: tuple[Field, ...], *, sounds: bool) -> Row:
    references: tuple[InputRole, ...] = (
        role("reference", "image", "Reference pictures", 9, "Pictures of what should appear."),
        role("video", "video", "Reference clips", 3),
        *((role("audio", "audio", "Reference sounds", 3),) if sounds else ()),
    )
    prompt = Prompt(max_chars=4_000, examples=PROMPT.examples)
    model = spec("video", task, label, description, page, prompt, fields, (*FRAMES, *references), typical_s=200)
    return Row(
        model,
        "seedance",
        task,
        files={
            "first_frame": "image_urls[]",
            "last_frame": "image_urls[]",
            "reference": "image_urls[]",
            "video": "video_urls[]",
            "audio": "audio_urls[]",
        },
        apart=("reference", "video", "audio"),
        shape=moded,
    )


def moded(request: GenerationRequest, body: JsonObject) -> JsonObject:
    """The mode follows from the files that were given."""
    if request.media.get("first_frame"):
        return {**body, "mode": "first_last_frames"}
    referred = {"image_urls", "video_urls", "audio_urls"} & body.keys()
    return {**body, "mode": "omni_reference" if referred else "text_to_video"}


def in_words(request: GenerationRequest, body: JsonObject) -> JsonObject:
    """Veo takes a duration as "8s"."""
    return {**body, "duration": f"{body['duration']}s"}


def _veo(task: str, label: str, description: str) -> Row:
    fields = (
        Field(
            "duration",
            "choice",
            "Duration",
            default=8,
            choices=choices([(4, "4 s"), (6, "6 s"), (8, "8 s")]),
            unit="s",
        ),
        picked("aspect_ratio", "Aspect ratio", ("16:9", "9:16"), "16:9"),
        picked("resolution", "Resolution", ("720p", "1080p"), "720p"),
        sound("generate_audio"),
        AVOID,
    )
    model = spec(
        "video",
        task.removesuffix("-video").replace("-video-", "-"),
        label,
        description,
        "veo31-api/text-to-video",
        PROMPT,
        fields,
        FRAMES,
        typical_s=120,
    )
    return Row(
        model,
        "veo3.1",
        task,
        files={"first_frame": "image_url", "last_frame": "tail_image_url"},
        shape=in_words,
    )


def _hailuo(version: str, label: str, description: str, *, required: bool) -> Row:
    fields = (
        Field("duration", "choice", "Duration", default=6, choices=choices([(6, "6 s"), (10, "10 s")]), unit="s"),
        Field("resolution", "choice", "Resolution", default=768, choices=choices([(768, "768p"), (1080, "1080p")])),
        Field("enhance_prompt", "boolean", "May rewrite the prompt", wire="expand_prompt", advanced=True),
    )
    frame = role("first_frame", "image", "First frame", required=required)
    model = spec(
        "video",
        f"hailuo-{version.removeprefix('v')}",
        label,
        description,
        "hailuo-api/generate-video",
        PROMPT,
        fields,
        (frame,),
        typical_s=180,
    )
    return Row(model, "hailuo", "video_generation", files={"first_frame": "image_url"}, fixed={"model": version})


SEEDANCE_FIELDS = (seconds(4, 15), WIDE_SHAPES, picked("resolution", "Resolution", ("480p", "720p"), "720p"))
ROWS = (
    _kling(
        "3.0",
        "Kling 3.0",
        "Clips of 3 to 15 s with sound, from words or between two frames.",
        (seconds(3, 15), MODE, SHAPES, sound("enable_audio"), AVOID),
    ),
    Row(
        spec(
            "video",
            "kling-3.0-omni",
            "Kling 3.0 Omni",
            "Clips with sound from reference pictures; in the prompt, @image_1 is the first of them.",
            "kling-api/kling-3-omni-api",
            PROMPT,
            (
                seconds(3, 15),
                picked("resolution", "Resolution", ("720p", "1080p"), "720p"),
                SHAPES,
                sound("enable_audio"),
            ),
            (role("reference", "image", "Reference pictures", 4, "@image_1 is the first of them."),),
            price=prices(PROVIDER)["kling/omni_video_generation"],
            typical_s=180,
        ),
        "kling",
        "omni_video_generation",
        files={"reference": "images[]"},
        fixed={"version": "3.0"},
        cancel=True,
    ),
    _kling(
        "2.6",
        "Kling 2.6",
        "Clips of 5 or 10 s with sound, from words or between two frames.",
        (FIVE_OR_TEN, MODE, SHAPES, sound("enable_audio"), AVOID),
    ),
    _kling(
        "2.5",
        "Kling 2.5 Turbo",
        "Quick clips of 5 or 10 s without sound.",
        (FIVE_OR_TEN, SHAPES, AVOID),
        fixed_mode="turbo",
    ),
    _veo("veo3.1-video-fast", "Veo 3.1 Fast", "Google's quicker model: clips of up to 8 s with speech and sound."),
    _veo("veo3.1-video", "Veo 3.1", "Google's best model: clips of up to 8 s with speech and sound."),
    _seedance(
        "seedance-2.5",
        "Seedance 2.5",
        "Clips of up to 30 s from words, two frames, or up to twelve pictures, clips and sounds.",
        "seedance-api/seedance-25",
        (seconds(1, 30), WIDE_SHAPES, picked("resolution", "Resolution", ("480p", "720p"), "720p")),
        sounds=True,
    ),
    _seedance(
        "seedance-2",
        "Seedance 2",
        "Clips of up to 15 s from words, two frames, or pictures and clips.",
        "seedance-api/seedance-2",
        SEEDANCE_FIELDS,
        sounds=False,
    ),
    _seedance(
        "seedance-2-fast", "Seedance 2 Fast", "The quicker Seedance 2.", "seedance-api/seedance-2", SEEDANCE_FIELDS,
        sounds=False,
    ),
    _seedance(
        "seedance-2-mini", "Seedance 2 Mini", "The smallest Seedance 2.", "seedance-api/seedance-2", SEEDANCE_FIELDS,
        sounds=False,
    ),
    Row(
        spec(
            "video",
            "wan-2.6",
            "Wan 2.6",
            "Clips of 5 to 15 s with sound, from words or a picture.",
            "wan-api/wan26-text-to-video",
            PROMPT,
            (
                Field(
                    "duration",
                    "choice",
                    "Duration",
                    default=5,
                    choices=choices([(5, "5 s"), (10, "10 s"), (15, "15 s")]),
                    unit="s",
                ),
                picked("resolution", "Resolution", ("720P", "1080P"), "720P"),
                sound("audio"),
                Field("enhance_prompt", "boolean", "May rewrite the prompt", wire="prompt_extend", advanced=True),
            ),
            (FIRST,),
            typical_s=180,
        ),
        "Wan",
        "wan26-txt2video",
        files={"first_frame": "image"},
        with_file="wan26-img2video",
    ),
    _hailuo("v2.3", "Hailuo 2.3", "Lively clips of 6 or 10 s from words or a picture.", required=False),
    _hailuo("v2.3-fast", "Hailuo 2.3 Fast", "The quicker Hailuo, from a picture only.", required=True),
)  # fmt: skip


@register_provider(
    "video",
    PROVIDER,
    description="Clips by Kling, Veo, Seedance, Wan and Hailuo, on one bill",
    features=("first and last frame", "reference pictures", "sound"),
    models=tuple(row.model for row in ROWS),
    is_async=True,
)
class PiAPIVideo(PiAPI, BaseVideoProvider):
    rows: ClassVar[tuple[Row, ...]] = ROWS
