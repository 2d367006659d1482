"""PiAPI's music; the wire is that of `vendor.py` (read 2026-11-22).

Udio makes two songs of an order, each of which is ready once its `finished` says so. ACE-Step and DiffRhythm take
"[inst]" for no voice at all; DiffRhythm's lyrics carry a time at the head of each line, "[00:10.00] words".
"""

from __future__ import annotations

from typing import ClassVar

from genstudio.core.errors import ProviderValidationError
from genstudio.core.request import GenerationRequest
from genstudio.core.result import JsonObject
from genstudio.core.spec import Field, Prompt
from genstudio.providers.base import BaseMusicProvider
from genstudio.providers.piapi.rows import PROVIDER, SEED, Row, role, spec
from genstudio.providers.piapi.vendor import PiAPI
from genstudio.providers.prices import prices
from genstudio.providers.registry import register_provider

NO_VOICE = "[inst]"
STYLE = Prompt(
    "Style",
    examples=(
        "Acoustic folk, warm, fingerpicked guitar, soft voice",
        "Dream pop, wide synthesizers, slow, longing",
        "Big band swing, brass, quick, playful",
    ),
)
SONG = Prompt(
    examples=(
        "A warm acoustic folk song about the sea, soft female voice",
        "Slow piano over rain, no drums, for a late evening",
        "A funny birthday song for a cat called Miso, ukulele and whistling",
    )
)


def lyrics(help: str) -> Field:  # noqa: A002  # the table's word
    return Field("lyrics", "text", "Lyrics", default="", max_chars=5_000, help=help)


def avoid(wire: str) -> Field:
    return Field("negative_prompt", "text", "Avoid", default="", max_chars=1_000, help="Styles to keep out.", wire=wire)


INSTRUMENTAL = Field("instrumental", "boolean", "Instrumental", default=False)
TITLE = Field("title", "text", "Title", default="", max_chars=100)
DURATION = Field("duration", "integer", "Duration", default=60, low=10, high=240, unit="s")
STEPS = Field("steps", "integer", "Steps", low=1, high=100, wire="infer_step", advanced=True)
MODEL_SOUND = role("audio", "audio", "Sound to follow", help="A recording whose manner is taken over.")


def udio(request: GenerationRequest, body: JsonObject) -> JsonObject:
    """Raises ProviderValidationError for lyrics that nobody would sing."""
    instrumental = body.pop("instrumental", False)
    if instrumental and "lyrics" in body:
        raise ProviderValidationError(
            "An instrumental piece has no lyrics. Nothing was charged; take one of the two away.", field="lyrics"
        )
    kind = "instrumental" if instrumental else "user" if "lyrics" in body else "generate"
    return {**body, "lyrics_type": kind}


def sung(request: GenerationRequest, body: JsonObject) -> JsonObject:
    return {"lyrics": NO_VOICE, **body}


def _rhythm(name: str, task: str, label: str, description: str) -> Row:
    model = spec(
        "music",
        name,
        label,
        description,
        "diffrhythm-api/create-task",
        STYLE,
        (
            lyrics("A time stands at the head of each line: [00:10.00] words. Left empty, the piece is instrumental."),
            avoid("negative_style_prompt"),
        ),
        (MODEL_SOUND,),
        typical_s=60,
    )
    return Row(model, "Qubico/diffrhythm", task, text="style_prompt", files={"audio": "style_audio"}, shape=sung)


ROWS = (
    Row(
        spec(
            "music",
            "udio",
            "Udio",
            "Songs with voices: two for each order, with words of its own or with yours.",
            "music-api/create-task",
            SONG,
            (
                lyrics("Sung word for word. Left empty, it writes its own."),
                INSTRUMENTAL,
                TITLE,
                avoid("negative_tags"),
                SEED,
            ),
            typical_s=120,
        ),
        "music-u",
        "generate_music",
        text="gpt_description_prompt",
        shape=udio,
    ),
    Row(
        spec(
            "music",
            "ace-step",
            "ACE-Step",
            "Songs and instrumental pieces of 10 s to 4 minutes, quickly and at a small price.",
            "ace-step-api/text-to-audio",
            STYLE,
            (
                lyrics("[Verse] and [Chorus] name its parts. Left empty, the piece is instrumental."),
                DURATION,
                avoid("negative_style_prompt"),
                STEPS,
            ),
            (MODEL_SOUND,),
            price=prices(PROVIDER)["Qubico/ace-step"],
            typical_s=45,
        ),
        "Qubico/ace-step",
        "txt2audio",
        text="style_prompt",
        files={"audio": "style_audio"},
        with_file="audio2audio",
        shape=sung,
    ),
    _rhythm(
        "diffrhythm-full", "txt2audio-full", "DiffRhythm full", "Whole songs with lyrics that keep to their times."
    ),
    _rhythm(
        "diffrhythm-base", "txt2audio-base", "DiffRhythm base", "Shorter songs with lyrics that keep to their times."
    ),
)


@register_provider(
    "music",
    PROVIDER,
    description="Songs by Udio, ACE-Step and DiffRhythm, on one bill",
    features=("vocals", "your lyrics"),
    models=tuple(row.model for row in ROWS),
    is_async=True,
)
class PiAPIMusic(PiAPI, BaseMusicProvider):
    rows: ClassVar[tuple[Row, ...]] = ROWS
