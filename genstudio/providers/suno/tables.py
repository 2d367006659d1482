"""What Suno's models take at sunoapi.org: https://docs.sunoapi.org/suno-api/generate-music (read 2026-11-22).

Each model has two forms, as its two modes: a description of at most 500 characters, from which words and style are
made, or a style with one's own lyrics, title and weights. What a song costs there is not known in money: unpriced.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from genstudio.core.money import Unpriced
from genstudio.core.spec import Field, InputRole, ModelSpec, Prompt, choices

PROVIDER = "suno"
SOURCE = "https://docs.sunoapi.org/suno-api/generate-music"
CHECKED = date(2026, 11, 22)
OWN_LYRICS = "-lyrics"
MAX_DESCRIPTION_CHARS = 500

INSTRUMENTAL = Field("instrumental", "boolean", "Instrumental", default=False)
AVOID = Field(
    "negative_prompt", "text", "Avoid", default="", max_chars=1_000, help="Styles to keep out.", wire="negativeTags"
)
VOICE = Field(
    "voice",
    "choice",
    "Voice",
    choices=choices((("f", "Female"), ("m", "Male"))),
    help="A hint that is mostly followed.",
    wire="vocalGender",
)
DURATION = Field(
    "duration", "integer", "Duration", low=10, high=360, unit="s", help="What to aim at; left open, the song decides."
)
PERSONA = Field(
    "persona",
    "text",
    "Persona",
    default="",
    max_chars=100,
    help="The id of a persona or voice that you made there.",
    wire="personaId",
    advanced=True,
)
PERSONA_KIND = Field(
    "persona_kind",
    "choice",
    "Kind of persona",
    choices=choices((("style_persona", "Style"), ("voice_persona", "Voice"))),
    wire="personaModel",
    advanced=True,
)


def _weight(name: str, label: str, help: str, wire: str) -> Field:  # noqa: A002  # the table's word
    return Field(name, "number", label, low=0, high=1, step=0.01, help=help, wire=wire, advanced=True)


WEIGHTS = (
    _weight("style_weight", "Closeness to the style", "High keeps to the style as it is written.", "styleWeight"),
    _weight("weirdness", "Weirdness", "High is more surprising.", "weirdnessConstraint"),
    _weight("audio_weight", "Closeness to the sound", "With a sound to cover.", "audioWeight"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What tells one model from another. `cover_min` is how long a sound to cover may be, in minutes."""

    name: str
    wire_id: str
    label: str
    description: str
    max_lyrics: int = 5_000
    max_style: int = 1_000
    max_title: int = 100
    duration: bool = False
    cover_min: int = 8


ROWS = (
    Row("v5.5", "V5_5", "Suno V5.5", "The newest model, and the only one that aims at a duration.", duration=True),
    Row("v5", "V5", "Suno V5", "Expressive songs, quickly made."),
    Row("v4.5-plus", "V4_5PLUS", "Suno V4.5 Plus", "Rich sound, songs of up to eight minutes."),
    Row(
        "v4.5-all",
        "V4_5ALL",
        "Suno V4.5 All",
        "Well-built songs of up to eight minutes.",
        max_title=80,
        cover_min=1,
    ),
    Row("v4.5", "V4_5", "Suno V4.5", "Follows descriptions closely, songs of up to eight minutes."),
    Row(
        "v4",
        "V4",
        "Suno V4",
        "The oldest model that is left, songs of up to four minutes.",
        max_lyrics=3_000,
        max_style=200,
        max_title=80,
    ),
)
DESCRIPTIONS = (
    "A warm acoustic folk song about the sea, soft female voice",
    "Slow piano over rain, no drums, for a late evening",
    "A funny birthday song for a cat called Miso, ukulele and whistling",
)
STYLES = (
    "Acoustic folk, warm, fingerpicked guitar, soft voice",
    "Dream pop, wide synthesizers, slow, longing",
    "Big band swing, brass, quick, playful",
)


def described(row: Row) -> ModelSpec:
    """The form for those who describe a song and leave the rest to Suno."""
    return _spec(
        row, row.name, row.label, row.description, Prompt(max_chars=MAX_DESCRIPTION_CHARS, examples=DESCRIPTIONS),
        (INSTRUMENTAL,),
    )  # fmt: skip


def written(row: Row) -> ModelSpec:
    """The form for those who write lyrics, or who say exactly how an instrumental piece should sound."""
    lyrics = Field(
        "lyrics",
        "text",
        "Lyrics",
        default="",
        max_chars=row.max_lyrics,
        help="Sung word for word; [Verse] and [Chorus] name its parts. Left empty, the piece is instrumental.",
    )
    title = Field(
        "title", "text", "Title", default="", max_chars=row.max_title, help="Left empty, it is taken from the words."
    )
    length = (DURATION,) if row.duration else ()
    return _spec(
        row,
        f"{row.name}{OWN_LYRICS}",
        f"{row.label} Custom",
        "Sings the lyrics that you write, in the style that you describe.",
        Prompt("Style", max_chars=row.max_style, examples=STYLES),
        (lyrics, title, VOICE, AVOID, *length, *WEIGHTS, PERSONA, PERSONA_KIND),
    )


def custom(wire_id: str) -> ModelSpec:
    """A model that is newer than this table; "V6-lyrics" is V6 with one's own lyrics."""
    model = wire_id.removesuffix(OWN_LYRICS)
    form = described if model == wire_id else written
    return form(Row(model, model, model, "A model that GenStudio's table does not know yet."))


def _spec(row: Row, name: str, label: str, description: str, prompt: Prompt, fields: tuple[Field, ...]) -> ModelSpec:
    cover = InputRole(
        "audio",
        "audio",
        "Sound to cover",
        types=("audio/mpeg", "audio/wav"),
        help="Its melody is kept and played anew; it lasts "
        + ("up to 8 minutes." if row.cover_min > 1 else "up to 1 minute."),
    )
    return ModelSpec(
        id=f"{PROVIDER}:{name}",
        wire_id=row.wire_id,
        kind="music",
        label=label,
        description=description,
        engine="hosted",
        price=Unpriced(),
        source=SOURCE,
        checked=CHECKED,
        prompt=prompt,
        inputs=(cover,),
        fields=fields,
        typical_s=150,
    )


MODELS = tuple(form(row) for row in ROWS for form in (described, written))
