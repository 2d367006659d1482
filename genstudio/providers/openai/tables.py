"""OpenAI's own models: pictures until further notice, speech until 2027-01-06. Video ended on 2026-09-24.

Sizes are those with a known price; the vendor takes any with both sides divisible by 16, a ratio of 1:3 to 3:1 and at
most 3840x2160 pixels. Unverified: that gpt-image-2.6 takes the sizes and qualities of 2.5. Left out: gpt-image-1.5,
-1-mini and chatgpt-image-latest (end on 2026-12-01), and speech by chat completions (gpt-audio-1.5, ends 2027-01-20,
may say other words than it was given).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from genstudio.core.money import Unpriced
from genstudio.core.result import JsonObject
from genstudio.core.spec import MB, Field, InputRole, Kind, ModelSpec, Prompt, choices
from genstudio.providers.prices import prices

PRICES = prices("openai")
IMAGE_PAGE = "https://developers.openai.com/api/docs/guides/image-generation"
SPEECH_PAGE = "https://developers.openai.com/api/docs/guides/text-to-speech"
CHECKED = date(2026, 11, 22)
SPEECH_ENDS = date(2027, 1, 6)

SUCCESSORS: Mapping[str, str] = {
    "dall-e-2": "gpt-image-2.6-flare",
    "dall-e-3": "gpt-image-2.6-sunburst",
    "gpt-image-1": "gpt-image-2.6-sunburst",
    "gpt-image-1-mini": "gpt-image-2.6-flare",
    "gpt-image-1.5": "gpt-image-2.6-sunburst",
    "chatgpt-image-latest": "gpt-image-2.6-sunburst",
}
"""Ended models, and what does their work now."""

ALWAYS: Mapping[str, JsonObject] = {
    "gpt-4o-mini-tts": {"stream_format": "sse"},
    "gpt-4o-mini-tts-2025-12-15": {"stream_format": "sse"},
}
"""What goes with every request of a model. Only as events does an answer of speech tell its tokens."""

SIZE = Field(
    "size",
    "choice",
    "Size",
    default="1024x1024",
    choices=choices(
        (
            ("auto", "Auto", "price known afterwards"),
            ("1024x1024", "1024 × 1024"),
            ("1536x1024", "1536 × 1024"),
            ("1024x1536", "1024 × 1536"),
            ("1024x768", "1024 × 768"),
            ("768x1024", "768 × 1024"),
            ("2560x1440", "2560 × 1440"),
            ("1440x2560", "1440 × 2560"),
            ("3840x2160", "3840 × 2160", "experimental"),
            ("2160x3840", "2160 × 3840", "experimental"),
        )
    ),
)
FORMAT = Field(
    "format",
    "choice",
    "File format",
    default="webp",
    choices=choices((("webp", "WebP"), ("png", "PNG", "no loss, large"), ("jpeg", "JPEG", "smallest"))),
    wire="output_format",
)
COUNT = Field("count", "integer", "Pictures", default=1, low=1, high=10, wire="n")
OTHERS = (
    Field(
        "background",
        "choice",
        "Background",
        choices=choices((("auto", "Auto"), ("opaque", "Opaque"), ("transparent", "Transparent", "not as JPEG"))),
    ),
    Field(
        "compression",
        "integer",
        "Compression",
        low=0,
        high=100,
        help="Of WebP and JPEG: 100 keeps the most.",
        wire="output_compression",
        advanced=True,
    ),
    Field(
        "moderation",
        "choice",
        "Content filter",
        choices=choices((("auto", "Auto"), ("low", "Less strict"))),
        advanced=True,
    ),
)
COMPLEXITY = Field(
    "complexity",
    "choice",
    "Planning",
    choices=choices((("low", "Low"), ("medium", "Medium"), ("high", "High"))),
    help="How much the model thinks before it draws.",
    advanced=True,
)
PICTURES = ("image/png", "image/jpeg", "image/webp")
REFERENCES = InputRole("references", "image", "References", max_count=16, max_bytes=50 * MB, types=PICTURES)
MASK = InputRole(
    "mask",
    "image",
    "Mask",
    max_bytes=4 * MB,
    types=("image/png",),
    help="A PNG as large as the first reference; it is redrawn where the mask is transparent.",
)
MARKUP = InputRole(
    "markup",
    "image",
    "Marks",
    max_bytes=4 * MB,
    types=("image/png",),
    help="A transparent PNG with what you drew over the first reference; not together with a mask.",
)
QUALITIES = (("low", "Low"), ("medium", "Medium"), ("high", "High"))
FINEST = (*QUALITIES, ("xhigh", "Very high"), ("max", "Highest"))
EXAMPLES = ("A paper boat on a lake at dawn, soft mist", "A poster that says OPEN LATE in neon letters")


def _image(
    name: str,
    label: str,
    description: str,
    *,
    wire_id: str = "",
    qualities: tuple[tuple[str, str], ...] = FINEST,
    fields: tuple[Field, ...] = (),
    inputs: tuple[InputRole, ...] = (),
    typical_s: float,
) -> ModelSpec:
    quality = Field(
        "quality",
        "choice",
        "Quality",
        default="medium",
        choices=choices((("auto", "Auto", "price known afterwards"), *qualities)),
    )
    return ModelSpec(
        id=f"openai:{name}",
        wire_id=wire_id or name,
        kind="image",
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[name],
        source=IMAGE_PAGE,
        checked=CHECKED,
        prompt=Prompt(max_chars=32_000, examples=EXAMPLES),
        inputs=(REFERENCES, MASK, *inputs),
        fields=(SIZE, quality, COUNT, FORMAT, *OTHERS, *fields),
        typical_s=typical_s,
    )


IMAGES = (
    _image(
        "gpt-image-2.6-sunburst",
        "GPT Image 2.6 Sunburst",
        "OpenAI's best pictures: lettering, people, edits with up to 16 references",
        fields=(COMPLEXITY,),
        typical_s=40,
    ),
    _image(
        "gpt-image-2.6-flare",
        "GPT Image 2.6 Flare",
        "The fast sister of Sunburst",
        fields=(COMPLEXITY,),
        typical_s=15,
    ),
    _image(
        "gpt-image-2.5-sunburst",
        "GPT Image 2.5 Sunburst",
        "The generation before, which takes marks drawn over a picture",
        inputs=(MARKUP,),
        typical_s=40,
    ),
    _image(
        "gpt-image-2.5-flare",
        "GPT Image 2.5 Flare",
        "Fast, and takes marks drawn over a picture",
        inputs=(MARKUP,),
        typical_s=15,
    ),
    _image(
        "gpt-image-2",
        "GPT Image 2",
        "An older generation in three qualities",
        qualities=QUALITIES,
        typical_s=40,
    ),
)

OLD_VOICES = ("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
VOICES = ("marin", "cedar", *OLD_VOICES, "ballad", "verse")
"""tts-1 is said to lack ballad, verse, marin and cedar (unverified)."""

INSTRUCTIONS = Field(
    "instructions",
    "text",
    "Manner",
    max_chars=4_096,
    help="How it is said: tone, accent, pace. “Warm and slow, like a bedtime story.”",
)
OWN_VOICE = Field(
    "own_voice",
    "text",
    "Own voice",
    default="",
    max_chars=100,
    help="The id of a voice of your own (voice_…); it takes the place of the voice above.",
    advanced=True,
)
SPEED = Field("speed", "number", "Speed", low=0.25, high=4.0, step=0.05, unit="×")
SPEECH_FORMAT = Field(
    "format",
    "choice",
    "File format",
    default="mp3",
    choices=choices((("mp3", "MP3"), ("opus", "Opus"), ("aac", "AAC"), ("flac", "FLAC"), ("wav", "WAV"))),
    wire="response_format",
)


def _speech(name: str, label: str, description: str, voices: tuple[str, ...], *fields: Field) -> ModelSpec:
    voice = Field(
        "voice",
        "choice",
        "Voice",
        default=voices[0],
        choices=choices([(each, each.title()) for each in voices]),
    )
    return ModelSpec(
        id=f"openai:{name}",
        wire_id=name,
        kind="tts",
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[name],
        source=SPEECH_PAGE,
        checked=CHECKED,
        prompt=Prompt(label="Text", max_chars=4_096),
        fields=(voice, *fields, SPEED, SPEECH_FORMAT),
        sunset=SPEECH_ENDS,
        typical_s=4,
    )


SPEECH = (
    _speech(
        "gpt-4o-mini-tts",
        "GPT-4o mini TTS",
        "Speaks in the manner that you describe",
        VOICES,
        INSTRUCTIONS,
        OWN_VOICE,
    ),
    _speech("tts-1", "TTS-1", "Fast and plain", OLD_VOICES),
    _speech("tts-1-hd", "TTS-1 HD", "As TTS-1, with a cleaner sound", OLD_VOICES),
)
MODELS: Mapping[Kind, tuple[ModelSpec, ...]] = {"image": IMAGES, "tts": SPEECH}


def custom(kind: Kind, name: str) -> ModelSpec:
    """The table of a model that is not listed: of a dated version that of its model, else of the newest, unpriced."""
    listed = [each for each in MODELS[kind] if name.startswith(f"{each.wire_id}-20")]
    known = listed[0] if listed else replace(MODELS[kind][0], price=Unpriced(), sunset=None)
    price = PRICES[known.wire_id].row.rule if listed else known.price
    return replace(known, id=f"openai:{name}", wire_id=name, label=name, price=price)
