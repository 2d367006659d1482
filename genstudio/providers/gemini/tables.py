"""What Google's picture and speech models accept and cost (facts of 2026-11-22).

Unverified: the 14 references of nano-banana-2.1; whether `gemini-3.1-flash-image` still answers (one third party says
that it ended on 2026-10-29; Google's client of November lists it); the ratios beyond ten of flash-lite, which are left
out.
`gemini-2.5-flash-image` is left out: by Google's own page it ended on 2026-10-02.
"""

from __future__ import annotations

from datetime import date

from genstudio.core.spec import Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.gemini.voices import LANGUAGES, VOICES
from genstudio.providers.prices import prices

CHECKED = date(2026, 11, 22)
DOCS = "https://ai.google.dev/gemini-api/docs"
SEED_MAX = 2**31 - 1
PRICES = prices("gemini")

TEN_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
RATIOS = (*TEN_RATIOS, "1:4", "4:1", "1:8", "8:1")
PICTURES = ("image/png", "image/jpeg", "image/webp")
"""What both of Google's calls take; Interactions takes more."""
SIZES_PX = {"512": 512, "1K": 1_024, "2K": 2_048, "4K": 4_096}

SEED = Field(
    "seed", "integer", "Seed", low=0, high=SEED_MAX, advanced=True, help="The same seed gives a similar result."
)
TEMPERATURE = Field(
    "temperature",
    "number",
    "Temperature",
    low=0,
    high=2,
    step=0.1,
    advanced=True,
    help="Higher is freer. Google's own is 1.",
)
SAFETY = Field(
    "safety",
    "choice",
    "Safety filter",
    choices=choices(
        (
            ("BLOCK_LOW_AND_ABOVE", "Strict"),
            ("BLOCK_MEDIUM_AND_ABOVE", "Medium"),
            ("BLOCK_ONLY_HIGH", "Lenient"),
            ("BLOCK_NONE", "As little as Google allows"),
        )
    ),
    advanced=True,
    help="Some content is refused at every setting.",
)


def size_field(sizes: tuple[str, ...]) -> Field:
    return Field(
        "image_size",
        "choice",
        "Resolution",
        default="1K",
        choices=choices([(each, each, f"about {SIZES_PX[each]} px") for each in sizes]),
        wire="imageSize",
    )


def image(
    name: str, label: str, description: str, ratios: tuple[str, ...], sizes: tuple[str, ...], typical_s: float
) -> ModelSpec:
    return ModelSpec(
        id=f"gemini:{name}",
        wire_id=name,
        kind="image",
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[name],
        source=f"{DOCS}/image-generation",
        checked=CHECKED,
        prompt=Prompt(
            placeholder="What is to be seen, or what is to change in the pictures below",
            max_chars=20_000,
            examples=(
                "A hand-painted shop sign that reads “Bread at six”, morning light",
                "An exploded view of a mechanical watch, every part labelled",
                "A paper boat on a rain puddle, macro photograph",
            ),
        ),
        inputs=(
            InputRole(
                "reference",
                "image",
                "Reference pictures",
                max_count=14,
                types=PICTURES,
                help="To change, to combine, or as a model of people, things and style; in the order of your words.",
            ),
        ),
        fields=(
            Field(
                "aspect_ratio",
                "choice",
                "Aspect ratio",
                choices=choices(ratios),
                help="Left open, it follows the last reference picture.",
                wire="aspectRatio",
            ),
            *((size_field(sizes),) if len(sizes) > 1 else ()),
            SEED,
            TEMPERATURE,
            SAFETY,
        ),
        typical_s=typical_s,
        tags=("editing", "text in pictures"),
    )


IMAGE_MODELS = (
    image(
        "gemini-nano-banana-2.1",
        "Nano Banana 2.1",
        "Google's newest picture model: makes, changes and combines pictures, and writes legibly in them",
        RATIOS,
        ("1K", "2K", "4K"),
        12,
    ),
    image(
        "gemini-3-pro-image",
        "Nano Banana Pro",
        "Thinks before it draws: diagrams, long lettering, many references",
        TEN_RATIOS,
        ("1K", "2K", "4K"),
        25,
    ),
    image(
        "gemini-3.1-flash-image",
        "Nano Banana 2",
        "Quick and good, with very wide and very tall formats",
        RATIOS,
        ("512", "1K", "2K", "4K"),
        10,
    ),
    image(
        "gemini-3.1-flash-lite-image",
        "Nano Banana 2 Lite",
        "The cheapest and quickest, for drafts",
        TEN_RATIOS,
        ("1K",),
        6,
    ),
)


def speech(name: str, label: str, description: str, typical_s: float) -> ModelSpec:
    return ModelSpec(
        id=f"gemini:{name}",
        wire_id=name,
        kind="tts",
        label=label,
        description=description,
        engine="hosted",
        price=PRICES[name],
        source=f"{DOCS}/speech-generation",
        checked=CHECKED,
        prompt=Prompt(
            label="Text",
            placeholder="What is to be said. [whispers] and the like change the voice.",
            # 16,384 tokens of sound at 25 a second are 11 minutes, and people say 15 characters a second.
            max_chars=9_000,
            examples=(
                "Good morning. The kettle is on, and the news can wait.",
                "[whispers] Did you hear that? [laughs] It was only the cat.",
                "Once upon a time, at the end of a long pier, lived a lighthouse keeper.",
            ),
        ),
        fields=(
            Field("voice", "choice", "Voice", default="Kore", choices=choices(VOICES)),
            Field("language", "choice", "Language", choices=choices(LANGUAGES), help="Left open, the text tells it."),
            Field(
                "style",
                "text",
                "How to say it",
                default="",
                max_chars=1_000,
                help="Such as: warmly, slowly, with a smile.",
            ),
            Field(
                "second_voice",
                "choice",
                "Second voice",
                choices=choices(VOICES),
                help="For a conversation: begin each line of the text with the name of who speaks.",
            ),
            Field(
                "speaker",
                "text",
                "First speaker's name",
                default="",
                max_chars=60,
                advanced=True,
                help="As in the text: Joe.",
            ),
            Field("second_speaker", "text", "Second speaker's name", default="", max_chars=60, advanced=True),
            Field(
                "custom_voice",
                "text",
                "Voice of your own",
                default="",
                max_chars=200,
                advanced=True,
                help="Its ID in your voice library at Google, in place of the voice above.",
            ),
            TEMPERATURE,
            SEED,
        ),
        typical_s=typical_s,
        tags=("two voices", "over 100 languages"),
    )


SPEECH_MODELS = (
    speech("gemini-3.8-flash-tts", "Gemini 3.8 Flash TTS", "Expressive voices that take direction line by line", 12),
    speech(
        "gemini-3.8-flash-lite-tts", "Gemini 3.8 Flash Lite TTS", "Quicker and cheaper, for long and plain texts", 8
    ),
)
