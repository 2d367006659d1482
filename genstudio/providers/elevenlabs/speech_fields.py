"""The settings of ElevenLabs' speech; which model has which stands in `speech.py`."""

from __future__ import annotations

from genstudio.core.spec import Field, choices
from genstudio.providers.elevenlabs.languages import LANGUAGES
from genstudio.providers.elevenlabs.voices import DEFAULT, VOICES

FORMAT = Field(
    "format",
    "choice",
    "Format",
    default="mp3_44100_128",
    choices=choices(
        (
            ("mp3_44100_128", "MP3, 128 kbit/s"),
            ("mp3_44100_192", "MP3, 192 kbit/s", "from the plan Creator"),
            ("mp3_44100_64", "MP3, 64 kbit/s"),
            ("mp3_22050_32", "MP3, 32 kbit/s"),
            ("opus_48000_128", "Opus, 128 kbit/s"),
            ("opus_48000_64", "Opus, 64 kbit/s"),
            ("wav_24000", "WAV, 24 kHz"),
            ("wav_44100", "WAV, 44.1 kHz", "from the plan Pro"),
        )
    ),
    wire="output_format",
    advanced=True,
)
VOICE = Field("voice", "choice", "Voice", default=DEFAULT, choices=VOICES)
OTHER_VOICE = Field(
    "voice_id",
    "text",
    "Another voice",
    default="",
    max_chars=64,
    help="The id of any voice of your account at ElevenLabs, also a cloned one. It goes before the voice chosen above.",
    advanced=True,
)
LANGUAGE = Field(
    "language",
    "choice",
    "Language",
    choices=LANGUAGES,
    help="Left open, it is found out from the text.",
    wire="language_code",
    advanced=True,
)
SPEED = Field("speed", "number", "Speed", low=0.7, high=1.2, step=0.05, help="1 is the voice's own speed.")
STABILITY = Field(
    "stability",
    "number",
    "Stability",
    low=0.0,
    high=1.0,
    step=0.05,
    help="Low is livelier and varies more, high is calmer and more even.",
)
MODES = Field(
    "stability",
    "choice",
    "Stability",
    choices=choices(((0.0, "Creative"), (0.5, "Natural"), (1.0, "Robust"))),
    help="Creative follows tags such as [whispers] best, Robust is the most even.",
)
SIMILARITY = Field(
    "similarity_boost",
    "number",
    "Similarity",
    low=0.0,
    high=1.0,
    step=0.05,
    help="How close it stays to the original voice.",
    advanced=True,
)
STYLE = Field(
    "style",
    "number",
    "Exaggeration",
    low=0.0,
    high=1.0,
    step=0.05,
    help="Strengthens the manner of the voice; above 0 it is slower and less stable.",
    advanced=True,
)
BOOST = Field("use_speaker_boost", "boolean", "Speaker boost", help="Closer to the original voice.", advanced=True)
CLONE = Field(
    "clone_strength",
    "number",
    "Clone strength",
    low=0.0,
    high=1.0,
    step=0.05,
    help="For professional clones of your own only: how close it stays to their recordings.",
    advanced=True,
)
NUMBERS = Field(
    "normalize",
    "choice",
    "Numbers and dates",
    choices=choices((("auto", "As the model sees fit"), ("on", "Always spelled out"), ("off", "As written"))),
    wire="apply_text_normalization",
    advanced=True,
)
BEFORE = Field(
    "previous_text",
    "text",
    "Text before",
    default="",
    help="What was said just before; it is not read, and makes the beginning fit.",
    advanced=True,
)
AFTER = Field(
    "next_text",
    "text",
    "Text after",
    default="",
    help="What will be said just after; it is not read, and makes the end fit.",
    advanced=True,
)
SEED = Field("seed", "integer", "Seed", low=0, high=2**32 - 1, advanced=True)
