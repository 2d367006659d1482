"""ElevenLabs' music. https://elevenlabs.io/docs/api-reference/music/compose (read 2026-11-22)

compose POST /v1/music?output_format=auto {"model_id", "prompt", "music_length_ms", "force_instrumental"}
        or {"model_id", "composition_plan": {"chunks": [{"text", "duration_ms", "positive_styles", ...}]}, "seed"}
        -> the sound itself after up to some minutes; header song-id (see vendor.py for key and errors)
quirks  - exactly one of prompt and plan; length and instrumental go with a prompt, a seed with a plan only
        - a chunk of a plan: 3 to 120 s, at most 30 lines of 200 characters; at most 30 chunks
        - artists, bands and known lyrics are refused, often with a prompt that would pass
        - wants a paid plan

There is no WAV: the vendor's bare samples (pcm) do not say how many channels they have. What a minute costs is not
published, and a credit for music need not be worth one for speech, so the credits that an answer tells are shown beside
the result and not turned into money. Not verified: the limit of the prompt (that of video-to-music is taken).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Unpriced
from genstudio.core.request import MusicRequest
from genstudio.core.result import Json, JsonObject, ProviderResult
from genstudio.core.spec import Field, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseMusicProvider
from genstudio.providers.elevenlabs.vendor import ElevenLabs, sound, told
from genstudio.providers.registry import register_provider

SOURCE = "https://elevenlabs.io/docs/api-reference/music/compose"
CHECKED = date(2026, 11, 22)
TIMEOUT_S = 600.0
CHUNK_S = (3.0, 120.0)
MAX_CHUNKS = 30
MAX_LINES = 30
MAX_LINE_CHARS = 200

DURATION = Field("duration", "integer", "Duration", default=60, low=3, high=600, unit="s")
INSTRUMENTAL = Field("instrumental", "boolean", "Instrumental", default=False, wire="force_instrumental")
FORMAT = Field(
    "format",
    "choice",
    "Format",
    default="auto",
    choices=choices(
        (
            ("auto", "MP3, as fits the model"),
            ("mp3_44100_128", "MP3, 128 kbit/s"),
            ("mp3_48000_192", "MP3, 192 kbit/s"),
            ("mp3_48000_320", "MP3, 320 kbit/s"),
            ("opus_48000_192", "Opus, 192 kbit/s"),
        )
    ),
    wire="output_format",
    advanced=True,
)
STYLE = Field(
    "style",
    "text",
    "Style",
    default="pop, warm vocals, acoustic guitar, steady drums",
    max_chars=1_000,
    help="Styles and instruments in English, with commas between them; six or seven work best.",
)
AVOID = Field("negative_prompt", "text", "Avoid", default="", max_chars=1_000, help="Styles to keep out.")
SEED = Field("seed", "integer", "Seed", low=0, high=2**32 - 1, advanced=True)


@dataclass(frozen=True, slots=True)
class Row:
    """What tells one model of music from another. `planned`: the prompt is lyrics, which go into a plan."""

    name: str
    wire_id: str
    label: str
    description: str
    planned: bool = False


ROWS = (
    Row(
        "music-v2.5",
        "music_v2_5",
        "Eleven Music v2.5",
        "Songs and instrumental pieces of up to ten minutes from a description, sung in many languages.",
    ),
    Row(
        "song-v2.5",
        "music_v2_5",
        "Eleven Music v2.5, your lyrics",
        "Sings the lyrics that you write, verse by verse. An empty line begins a new part, [Chorus] names it.",
        planned=True,
    ),
    Row("music-v2", "music_v2", "Eleven Music v2", "The version before, for pieces that should sound as they did."),
    Row("music-v1", "music_v1", "Eleven Music v1", "The first version."),
)
DESCRIBED = Prompt(
    max_chars=4_100,
    examples=(
        "Slow piano over rain, no drums",
        "A bright folk song about leaving home, fingerpicked guitar, female voice, close harmonies",
        "Cinematic strings that grow from a whisper to a storm",
    ),
)
LYRICS = Prompt(
    "Lyrics",
    placeholder="[Verse]\n…\n\n[Chorus]\n…",
    max_chars=20_000,
    examples=(
        "[Verse]\nThe kettle sings, the window's grey\nA boat of paper slips away\n\n[Chorus]\nSail on, little boat",
    ),
)
PLANNED = {f"elevenlabs:{row.name}" for row in ROWS if row.planned}


def spec(row: Row) -> ModelSpec:
    return ModelSpec(
        id=f"elevenlabs:{row.name}",
        wire_id=row.wire_id,
        kind="music",
        label=row.label,
        description=row.description,
        engine="hosted",
        price=Unpriced(),
        source=SOURCE,
        checked=CHECKED,
        prompt=LYRICS if row.planned else DESCRIBED,
        fields=(STYLE, AVOID, DURATION, FORMAT, SEED) if row.planned else (DURATION, INSTRUMENTAL, FORMAT),
        typical_s=45,
    )


MODELS = tuple(spec(row) for row in ROWS)


@register_provider(
    "music",
    "elevenlabs",
    description="Songs and instrumental music of up to ten minutes",
    features=("vocals", "your lyrics", "up to 10 minutes"),
    models=MODELS,
)
class ElevenLabsMusic(ElevenLabs, BaseMusicProvider):
    async def generate_music(self, request: MusicRequest) -> ProviderResult:
        """Raises ProviderValidationError for lyrics that do not fit a plan."""
        path, body = encode(request)
        answer = await self.http.submit_raw(path, json=body, headers={"Accept": "audio/*"}, timeout_s=TIMEOUT_S)
        return ProviderResult((sound(answer, self.label),), extras=told(answer, song_id="song-id"))


def encode(request: MusicRequest) -> tuple[str, JsonObject]:
    """Path and body."""
    values = request.wire_values()
    path = f"/v1/music?output_format={values.pop('output_format', 'auto')}"
    duration_s = int(values.pop("duration", 60))
    body: JsonObject = {"model_id": request.model.wire_id}
    if request.model.id not in PLANNED:
        return path, body | {"prompt": request.prompt, "music_length_ms": duration_s * 1_000, **values}
    body["composition_plan"] = plan(
        request.prompt, styles(values.pop("style", "")), styles(values.pop("negative_prompt", "")), duration_s
    )
    return path, {**body, **values}


def styles(text: object) -> list[Json]:
    return [word for each in re.split(r"[,\n]", str(text)) if (word := each.strip())]


def plan(lyrics: str, wanted: list[Json], avoided: list[Json], duration_s: int) -> JsonObject:
    """A chunk for each part of the lyrics, with a share of the time by its lines.

    Raises ProviderValidationError for more parts or lines than a plan holds, and for too little or too much time.
    """
    parts = [part.strip().splitlines() for part in re.split(r"\n[ \t]*\n", lyrics) if part.strip()]
    if len(parts) > MAX_CHUNKS or any(len(part) > MAX_LINES for part in parts):
        raise ProviderValidationError(
            f"These lyrics have more than {MAX_CHUNKS} parts, or a part of more than {MAX_LINES} lines. "
            "Nothing was charged; part them with empty lines, or shorten them.",
            field="prompt",
        )
    if any(len(line) > MAX_LINE_CHARS for part in parts for line in part):
        raise ProviderValidationError(
            f"A line of these lyrics has more than {MAX_LINE_CHARS} characters. Nothing was charged; break it.",
            field="prompt",
        )
    lines = sum(map(len, parts))
    shares_s = [duration_s * len(part) / lines for part in parts]
    if min(shares_s) < CHUNK_S[0] or max(shares_s) > CHUNK_S[1]:
        raise ProviderValidationError(
            f"Each part of the lyrics gets a share of the time, and one would last less than {CHUNK_S[0]:g} s or more "
            f"than {CHUNK_S[1]:g} s. Nothing was charged; change the duration, or part the lyrics otherwise.",
            field="duration",
        )
    chunks: list[Json] = [
        {
            "text": "\n".join(part),
            "duration_ms": round(share_s * 1_000),
            "positive_styles": wanted,
            "negative_styles": avoided,
        }
        for part, share_s in zip(parts, shares_s, strict=True)
    ]
    return {"chunks": chunks}
