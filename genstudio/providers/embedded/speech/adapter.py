"""GenStudio Voice: neural English speech on this computer, by hibari-tts. https://github.com/MMWilliams/hibari
(release 0.2.1, read 2026-11-22)

engine   a distilled Kokoro-82M, one model of 8 MB per voice, 24 kHz; the work is in `engine.py`, in a worker process
key      none; nothing leaves the computer
voices   "heart" is installed with GenStudio; each other voice is fetched once from Hugging Face when first used
quirks   English only: other scripts and emoji are left out and reported in `extras["left_out"]`;
         dates are read in the US order, also by British voices; `[word](/phonemes/)` sets a pronunciation
"""

from __future__ import annotations

from datetime import date

from genstudio.core.money import Free
from genstudio.core.request import SpeechRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Field, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseTTSProvider
from genstudio.providers.embedded.speech.engine import speak
from genstudio.providers.embedded.worker import run_engine
from genstudio.providers.registry import register_provider

ONE_DOWNLOAD = "one download, 8 MB, from Hugging Face, the first time"

EXAMPLES = (
    (
        "Welcome back! Today we're going to build a tiny greenhouse out of three old windows and a bit of patience. "
        "Grab a coffee, and let's get started."
    ),
    (
        "Once upon a time, in a quiet village beneath the northern lights, a young inventor named Ada built a lantern "
        "that could remember every song it had ever heard.\n\nOn the coldest night of the year, it began to hum."
    ),
    (
        "Thank you for calling the Harbor Street Bakery. We're open Tuesday to Sunday, from 7:30 am to 6 pm. To order "
        "a birthday cake, press 1. For everything else, please stay on the line."
    ),
)

MODELS = (
    ModelSpec(
        id="embedded:hibari",
        wire_id="hibari-tts 0.2.1",
        kind="tts",
        label="GenStudio Voice (neural, offline)",
        description="A natural US English voice that runs on this computer: a small neural model, no key, no network. "
        "Reads numbers, dates and money, and texts of up to 100,000 characters.",
        engine="neural",
        price=Free(),
        source="https://github.com/MMWilliams/hibari",
        checked=date(2026, 11, 22),
        prompt=Prompt(
            label="Text",
            placeholder="Write or paste what the voice should say. An empty line makes a longer pause.",
            max_chars=100_000,
            examples=EXAMPLES,
            languages=("en",),
        ),
        fields=(
            Field(
                "voice",
                "choice",
                "Voice",
                default="heart",
                choices=choices(
                    (
                        ("heart", "Heart: US English, woman", "built in, works offline"),
                        ("kore", "Kore: US English, woman", ONE_DOWNLOAD),
                        ("fenrir", "Fenrir: US English, man", ONE_DOWNLOAD),
                        ("emma", "Emma: British English, woman", ONE_DOWNLOAD),
                        ("fable", "Fable: British English, man", ONE_DOWNLOAD),
                    )
                ),
                help="The voice decides the accent. All of them speak English only.",
                sample_text="Hello! This is how I sound. Give me a few words, and I will read them to you.",
            ),
            Field("speed", "number", "Speed", default=1.0, low=0.5, high=2.0, step=0.05, unit="×"),
            Field(
                "format",
                "choice",
                "File format",
                default="wav",
                choices=choices(
                    (
                        ("wav", "WAV", "uncompressed, 2.9 MB a minute"),
                        ("mp3", "MP3", "small, 0.7 MB a minute"),
                    )
                ),
            ),
            Field(
                "paragraph_pause",
                "number",
                "Pause between paragraphs",
                default=0.7,
                low=0.0,
                high=5.0,
                step=0.1,
                unit="s",
                help="Silence where the text starts a new line.",
                advanced=True,
            ),
            Field(
                "seed",
                "integer",
                "Seed",
                low=0,
                high=2**32 - 1,
                step=1,
                help="The same seed and settings give the same file, byte for byte.",
                advanced=True,
            ),
        ),
        typical_s=2.0,
        tags=("English", "offline", "subtitles"),
    ),
)


@register_provider(
    "tts",
    "embedded",
    description="Neural US English on this computer: no key, no network, free",
    features=("offline", "no key", "long texts", "speed", "seed", "subtitles"),
    models=MODELS,
    is_async=False,
)
class EmbeddedSpeechProvider(BaseTTSProvider):
    """Speech by a worker process; asking again costs nothing but time."""

    label = "GenStudio"

    async def generate_speech(self, request: SpeechRequest) -> ProviderResult:
        return await run_engine(speak, request, self.report, self.offline_lane)
