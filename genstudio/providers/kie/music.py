"""Suno through Kie: two tracks for each order.

With a description alone, Suno decides on everything (`customMode` false; all but `instrumental` is ignored). With
lyrics, or with a setting for an instrumental piece, the description becomes the style, which is followed closely, and
the lyrics are sung word for word; a title is needed then, and taken from the description where there is none.
"""

from __future__ import annotations

from genstudio.core.request import GenerationRequest
from genstudio.core.result import JsonObject
from genstudio.core.spec import Field, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseMusicProvider
from genstudio.providers.kie.fields import spec
from genstudio.providers.kie.row import Row
from genstudio.providers.kie.vendor import KieProvider
from genstudio.providers.registry import register_provider

PAGE = "https://docs.kie.ai/suno-api/generate-music"
MAX_TITLE_CHARS = 80
EXAMPLES = (
    "Warm indie folk with acoustic guitar and soft harmonies",
    "Driving synthwave for a night on the motorway, 110 bpm",
    "A lullaby for piano and cello",
)
INSTRUMENTAL = Field("instrumental", "boolean", "Instrumental", default=False)
TITLE = Field("title", "text", "Title", default="", max_chars=MAX_TITLE_CHARS)
AVOID = Field(
    "negative_prompt", "text", "Avoid", default="", max_chars=500, wire="negativeTags", help="Styles to keep out."
)
SINGER = Field(
    "singer", "choice", "Singer", choices=choices((("f", "Female"), ("m", "Male"))), wire="vocalGender",
    help="Makes that voice likelier.",
)  # fmt: skip


def _weight(name: str, label: str, wire: str, help_text: str) -> Field:
    return Field(name, "number", label, low=0, high=1, step=0.01, wire=wire, help=help_text, advanced=True)


WEIGHTS = (
    _weight("style_weight", "Faith to the style", "styleWeight", "1 follows the description most closely."),
    _weight("weirdness", "Oddness", "weirdnessConstraint", "1 is the most unusual."),
)
LENGTH = Field(
    "duration", "integer", "Duration", low=10, high=360, step=1, unit="s",
    help="Counts with lyrics or for an instrumental piece. Left open, Suno decides.",
)  # fmt: skip


def as_order(request: GenerationRequest, body: JsonObject) -> JsonObject:
    """Custom mode wants lyrics of a piece that is sung; without them the settings go along, and may be ignored."""
    settings = {name: value for name, value in body.items() if name not in ("prompt", "lyrics")}
    lyrics = body.get("lyrics")
    chosen = settings.keys() - {"instrumental"}
    if not lyrics and not (chosen and body["instrumental"]):
        return {"prompt": request.prompt, "customMode": False, **settings}
    title = request.prompt.splitlines()[0][:MAX_TITLE_CHARS]
    order: JsonObject = {"customMode": True, "style": request.prompt, "title": title, **settings}
    return order | ({"prompt": lyrics} if lyrics else {})


def _suno(wire_id: str, label: str, description: str, *own: Field, lyrics_chars: int = 5_000, chars: int = 500) -> Row:
    lyrics = Field(
        "lyrics", "text", "Lyrics", default="", max_chars=lyrics_chars, help="Parts in brackets: [Verse], [Chorus]."
    )
    fields = (INSTRUMENTAL, lyrics, TITLE, SINGER, AVOID, *own, *WEIGHTS)
    prompt = Prompt(max_chars=chars, examples=EXAMPLES)
    model = spec(
        "music", wire_id, label, description, fields, max_chars=chars, prompt=prompt, source=PAGE, typical_s=120
    )
    return Row(model, api="suno", reshape=as_order)


TABLE: tuple[Row, ...] = (
    _suno("V5_5", "Suno 5.5", "The newest Suno: songs of any style, two at a time", LENGTH),
    _suno("V5", "Suno 5", "Songs of any style, two at a time"),
    _suno("V4_5PLUS", "Suno 4.5+", "Rich sound, up to eight minutes"),
    _suno("V4_5ALL", "Suno 4.5 All", "Follows the description closely, up to eight minutes"),
    _suno("V4_5", "Suno 4.5", "Quick songs of up to eight minutes"),
    _suno("V4", "Suno 4", "The earlier Suno, up to four minutes", lyrics_chars=3_000, chars=200),
)
MODELS: tuple[ModelSpec, ...] = tuple(row.model for row in TABLE)


@register_provider(
    "music",
    "kie",
    description="Suno's songs and instrumental music through one account",
    features=("lyrics", "vocals", "two tracks"),
    models=MODELS,
    is_async=True,
)
class KieMusicProvider(KieProvider, BaseMusicProvider):
    rows = TABLE
