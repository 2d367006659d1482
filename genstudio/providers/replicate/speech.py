"""Replicate's models for speech, by their published schemas (2025-12-21; MiniMax 2.8 as users of it write).

MiniMax and Kokoro call the text "text", most of Chatterbox "prompt".
"""

from __future__ import annotations

from genstudio.core.spec import Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.replicate.columns import SEED, SOUNDS, file_format, spec

MINIMAX_VOICES = (
    "Wise_Woman", "Friendly_Person", "Inspirational_girl", "Deep_Voice_Man", "Calm_Woman", "Casual_Guy", "Lively_Girl",
    "Patient_Man", "Young_Knight", "Determined_Man", "Lovely_Girl", "Decent_Boy", "Imposing_Manner", "Elegant_Man",
    "Abbess", "Sweet_Girl_2", "Exuberant_Girl",
)  # fmt: skip
MINIMAX_LANGUAGES = (
    "English", "German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Polish", "Czech", "Slovak",
    "Hungarian", "Romanian", "Bulgarian", "Croatian", "Slovenian", "Greek", "Turkish", "Russian", "Ukrainian", "Danish",
    "Swedish", "Norwegian", "Finnish", "Arabic", "Hebrew", "Persian", "Hindi", "Tamil", "Chinese", "Chinese,Yue",
    "Japanese", "Korean", "Thai", "Vietnamese", "Indonesian", "Malay", "Filipino", "Catalan", "Nynorsk", "Afrikaans",
)  # fmt: skip
EMOTIONS = (
    ("auto", "Auto"), ("neutral", "Neutral"), ("happy", "Happy"), ("sad", "Sad"), ("angry", "Angry"),
    ("fearful", "Fearful"), ("disgusted", "Disgusted"), ("surprised", "Surprised"), ("calm", "Calm"),
)  # fmt: skip
KOKORO_VOICES = (
    "af_bella", "af_alloy", "af_aoede", "af_jessica", "af_kore", "af_nicole", "af_nova", "af_river", "af_sarah",
    "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx", "am_puck", "bf_alice",
    "bf_emma", "bf_isabella", "bf_lily", "bm_daniel", "bm_fable", "bm_george", "bm_lewis", "ff_siwis", "hf_alpha",
    "hf_beta", "hm_omega", "hm_psi", "if_sara", "im_nicola", "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro",
    "jm_kumo", "zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi", "zm_yunjian", "zm_yunxi", "zm_yunxia",
    "zm_yunyang",
)  # fmt: skip
CHATTERBOX_LANGUAGES = (
    ("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("pt", "Portuguese"),
    ("nl", "Dutch"), ("pl", "Polish"), ("da", "Danish"), ("sv", "Swedish"), ("no", "Norwegian"), ("fi", "Finnish"),
    ("el", "Greek"), ("ru", "Russian"), ("tr", "Turkish"), ("ar", "Arabic"), ("he", "Hebrew"), ("hi", "Hindi"),
    ("ms", "Malay"), ("sw", "Swahili"), ("zh", "Chinese"), ("ja", "Japanese"), ("ko", "Korean"),
)  # fmt: skip


def _minimax(name: str, label: str, description: str) -> ModelSpec:
    fields = (
        Field("voice", "choice", "Voice", default="Wise_Woman", choices=choices(
            [(each, each.removesuffix("_2").replace("_", " ")) for each in MINIMAX_VOICES]), wire="voice_id"),
        Field("speed", "number", "Speed", default=1.0, low=0.5, high=2.0, step=0.05, unit="×"),
        Field("emotion", "choice", "Emotion", default="auto", choices=choices(EMOTIONS)),
        Field("pitch", "integer", "Pitch", default=0, low=-12, high=12, step=1, advanced=True),
        Field("volume", "number", "Volume", default=1.0, low=0, high=10, step=0.1, advanced=True),
        Field("language", "choice", "Language", default="Automatic", wire="language_boost", advanced=True,
              choices=choices([("Automatic", "Auto"), *MINIMAX_LANGUAGES])),
        file_format(("mp3", "wav", "flac"), "mp3", "audio_format"),
        Field("sample_rate", "choice", "Sample rate", default=32_000, unit="Hz", advanced=True,
              choices=choices((16_000, 24_000, 32_000, 44_100))),
    )  # fmt: skip
    prompt = Prompt(label="Text", max_chars=10_000, wire="text")
    return spec("tts", f"minimax/speech-2.8-{name}", label, description, fields, prompt=prompt, typical_s=8)


def _chatterbox(
    name: str, label: str, description: str, wire: str, *own: Field, sample: tuple[InputRole, ...] = ()
) -> ModelSpec:
    fields = (
        Field("exaggeration", "number", "Exaggeration", default=0.5, low=0.25, high=2, step=0.05),
        *own,
        Field("temperature", "number", "Variety", default=0.8, low=0.05, high=5, step=0.05, advanced=True),
        SEED,
    )
    prompt = Prompt(label="Text", max_chars=5_000, wire=wire)
    return spec("tts", f"resemble-ai/{name}", label, description, fields, prompt=prompt, inputs=sample, typical_s=12)


def _sample(wire: str) -> tuple[InputRole, ...]:
    return (
        InputRole("voice_sample", "audio", "Voice to follow", wire=wire, types=SOUNDS,
                  help="A few seconds of one voice."),
    )  # fmt: skip


PACE = Field("cfg", "number", "Pace", default=0.5, low=0.2, high=1, step=0.05, wire="cfg_weight", advanced=True)

MODELS: tuple[ModelSpec, ...] = (
    _minimax("turbo", "MiniMax Speech 2.8 Turbo", "Natural voices in many languages, quickly"),
    _minimax("hd", "MiniMax Speech 2.8 HD", "The same voices at their finest"),
    _chatterbox(
        "chatterbox", "Chatterbox", "Resemble's open model: reads in the voice of a recording", "prompt", PACE,
        sample=_sample("audio_prompt"),
    ),
    _chatterbox(
        "chatterbox-multilingual", "Chatterbox Multilingual", "The same in 23 languages", "text",
        Field("language", "choice", "Language", default="en", choices=choices(CHATTERBOX_LANGUAGES)), PACE,
        sample=_sample("reference_audio"),
    ),
    _chatterbox(
        "chatterbox-pro", "Chatterbox Pro", "Resemble's voices for production", "prompt",
        Field("voice", "choice", "Voice", default="Luna",
              choices=choices(("Luna", "Ember", "Hem", "Aurora", "Cliff", "Josh", "William (Whispering)", "Orion",
                               "Ken"))),
        Field("pitch", "choice", "Pitch", default="medium", advanced=True,
              choices=choices([("x-low", "Very low"), ("low", "Low"), ("medium", "Medium"), ("high", "High"),
                               ("x-high", "Very high")])),
    ),
    spec(
        "tts", "jaaari/kokoro-82m", "Kokoro", "A small, quick and cheap voice in nine languages",
        (Field("voice", "choice", "Voice", default="af_bella", choices=choices(KOKORO_VOICES)),
         Field("speed", "number", "Speed", default=1.0, low=0.1, high=5, step=0.05, unit="×")),
        prompt=Prompt(label="Text", max_chars=10_000, wire="text"), typical_s=6,
    ),
)  # fmt: skip
