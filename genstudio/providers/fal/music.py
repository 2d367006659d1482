"""fal's models for music. Inputs as @fal-ai/client 1.10.1 types them; of MiniMax Music 2.6 as its page says."""

from __future__ import annotations

from genstudio.core.spec import Field, Prompt, choices
from genstudio.providers.fal.endpoint import Endpoint
from genstudio.providers.fal.fields import NEGATIVE, SEED, count, file_format, having, spec

LYRICS_HELP = "Parts in brackets: [verse], [chorus]."
INSTRUMENTAL = Field("instrumental", "boolean", "Instrumental", default=False)
STYLE_PROMPT = Prompt(label="Style", max_chars=2_000)


def _lyrics(wire: str, max_chars: int) -> Field:
    return Field("lyrics", "text", "Lyrics", max_chars=max_chars, wire=wire, help=LYRICS_HELP)


def _length(low: int, high: int, default: int, wire: str = "") -> Field:
    return Field("duration", "integer", "Length", default=default, low=low, high=high, step=1, unit="s", wire=wire)


TABLE: tuple[Endpoint, ...] = (
    Endpoint(
        spec(
            "music", "fal-ai/minimax-music/v2.6", "MiniMax Music 2.6",
            "Whole songs with singing, from a style and lyrics, or with lyrics of its own",
            (_lyrics("lyrics", 3_500),
             Field("write_lyrics", "boolean", "Write lyrics where there are none", default=True,
                   wire="lyrics_optimizer"),
             having(INSTRUMENTAL, wire="is_instrumental")),
            prompt=STYLE_PROMPT, typical_s=60,
        ),
    ),
    Endpoint(
        spec(
            "music", "fal-ai/elevenlabs/music", "Eleven Music", "Studio-grade songs of up to ten minutes",
            (_length(3, 600, 60, "music_length_ms"), having(INSTRUMENTAL, wire="force_instrumental"),
             Field("format", "choice", "File format", default="mp3_44100_128", wire="output_format", advanced=True,
                   choices=choices([("mp3_44100_128", "MP3, 128 kbit/s"), ("mp3_44100_192", "MP3, 192 kbit/s"),
                                    ("opus_48000_128", "Opus, 128 kbit/s")]))),
            typical_s=60,
        ),
        forms={"duration": "milliseconds"},
    ),
    Endpoint(
        spec(
            "music", "fal-ai/lyria2", "Lyria 2", "Google's instrumental music, 30 seconds of it",
            (having(NEGATIVE, default="low quality"), SEED), typical_s=25,
        ),
    ),
    Endpoint(
        spec(
            "music", "fal-ai/stable-audio-25/text-to-audio", "Stable Audio 2.5",
            "Instrumental pieces and sounds of up to three minutes",
            (_length(1, 190, 60, "seconds_total"), SEED,
             Field("guidance", "number", "Guidance", default=1, low=1, high=25, step=0.5, wire="guidance_scale",
                   help="How closely it follows the prompt.", advanced=True),
             Field("steps", "integer", "Steps", default=8, low=4, high=8, step=1, wire="num_inference_steps",
                   help="More is finer and slower.", advanced=True)),
            typical_s=15,
        ),
    ),
    Endpoint(
        spec(
            "music", "fal-ai/ace-step", "ACE-Step", "An open model: songs from tags and lyrics, quick and cheap",
            (_lyrics("lyrics", 4_000), INSTRUMENTAL, _length(5, 240, 60), SEED,
             Field("steps", "integer", "Steps", default=27, low=3, high=60, step=1, wire="number_of_steps",
                   help="More is finer and slower.", advanced=True)),
            prompt=Prompt(label="Style", placeholder="lofi, piano, female vocals", max_chars=1_000, wire="tags"),
            typical_s=20,
        ),
        switches={"instrumental": {"lyrics": "[inst]"}},
    ),
    Endpoint(
        spec(
            "music", "sonauto/v2/text-to-music", "Sonauto 2", "Songs in any style, one or two at a time",
            (_lyrics("lyrics_prompt", 4_000), INSTRUMENTAL,
             Field("tags", "text", "Tags", max_chars=500, help="Styles, with commas between them.", advanced=True),
             having(count(2), label="Songs", wire="num_songs"), SEED,
             Field("prompt_strength", "number", "Guidance", default=2, low=1, high=4, step=0.1,
                   help="How closely it follows the prompt.", advanced=True),
             file_format(("mp3", "wav", "flac", "ogg"), "mp3")),
            typical_s=60,
        ),
        forms={"tags": "list"},
        switches={"instrumental": {"lyrics_prompt": ""}},
    ),
)  # fmt: skip
