"""Replicate's models for music, by their published schemas (2025-12-21; MiniMax 2.5 as users of it write).

MiniMax's models want the lyrics and take a style beside them. Unverified: the bounds of Stable Audio's settings, which
are those of its maker, and the lengths of texts.
"""

from __future__ import annotations

from genstudio.core.spec import Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.replicate.columns import NEGATIVE, SEED, SOUNDS, any_length, file_format, spec


def _minimax(version: str, label: str, description: str, max_chars: int) -> ModelSpec:
    fields = (
        Field("style", "text", "Style", default="", max_chars=2_000, wire="prompt",
              help="Genre, mood, instruments, voice."),
        file_format(("mp3", "wav"), "mp3", "audio_format"),
        Field("sample_rate", "choice", "Sample rate", default=44_100, unit="Hz", advanced=True,
              choices=choices((16_000, 24_000, 32_000, 44_100))),
    )  # fmt: skip
    prompt = Prompt(
        label="Lyrics", max_chars=max_chars, wire="lyrics", placeholder="Parts in brackets: [verse], [chorus]."
    )
    return spec("music", f"minimax/music-{version}", label, description, fields, prompt=prompt, typical_s=60)


MODELS: tuple[ModelSpec, ...] = (
    _minimax("2.5", "MiniMax Music 2.5", "Whole songs with singing, from lyrics and a style", 3_500),
    _minimax("1.5", "MiniMax Music 1.5", "The earlier version, for short lyrics", 600),
    spec(
        "music", "google/lyria-2", "Lyria 2", "Google's instrumental music, 30 seconds of it", (NEGATIVE, SEED),
        typical_s=25,
    ),
    spec(
        "music", "stability-ai/stable-audio-2.5", "Stable Audio 2.5",
        "Instrumental pieces and sounds of up to three minutes",
        (any_length(1, 190, 60), SEED,
         Field("steps", "integer", "Steps", default=8, low=4, high=8, step=1, help="More is finer and slower.",
               advanced=True),
         Field("guidance", "number", "Guidance", default=1, low=1, high=25, step=0.5, wire="cfg_scale",
               help="How closely it follows the prompt.", advanced=True)),
        typical_s=15,
    ),
    spec(
        "music", "lucataco/ace-step", "ACE-Step", "An open model: songs from tags and lyrics, quick and cheap",
        (Field("lyrics", "text", "Lyrics", max_chars=4_000, help="Parts in brackets: [verse], [chorus]."),
         any_length(1, 240, 60), SEED,
         Field("steps", "integer", "Steps", default=60, low=10, high=200, step=1, wire="number_of_steps",
               help="More is finer and slower.", advanced=True)),
        prompt=Prompt(label="Style", placeholder="lofi, piano, female vocals", max_chars=1_000, wire="tags"),
        typical_s=30,
    ),
    spec(
        "music", "meta/musicgen", "MusicGen", "Meta's open model: short instrumental pieces, also after a melody",
        (any_length(1, 30, 8),
         Field("version", "choice", "Version", default="stereo-melody-large", wire="model_version",
               choices=choices(("stereo-melody-large", "stereo-large", "melody-large", "large"))),
         Field("continuation", "boolean", "Continue the recording", default=False,
               help="Instead of taking its melody.", advanced=True),
         Field("temperature", "number", "Variety", default=1, low=0, high=2, step=0.1, advanced=True),
         SEED, file_format(("wav", "mp3"), "wav")),
        inputs=(InputRole("melody", "audio", "Melody", wire="input_audio", types=SOUNDS),), typical_s=45,
    ),
)  # fmt: skip
