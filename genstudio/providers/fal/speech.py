"""fal's models for speech. Inputs as @fal-ai/client 1.10.1 types them."""

from __future__ import annotations

from genstudio.core.spec import Field, InputRole, Prompt, choices
from genstudio.providers.fal.endpoint import Endpoint
from genstudio.providers.fal.fields import SEED, SOUNDS, having, spec

ELEVEN_VOICES = "A name such as Rachel, Aria or George, or the id of a voice."
GEMINI_VOICES = (
    "Achernar", "Achird", "Algenib", "Algieba", "Alnilam", "Aoede", "Autonoe", "Callirrhoe", "Charon", "Despina",
    "Enceladus", "Erinome", "Fenrir", "Gacrux", "Iapetus", "Kore", "Laomedeia", "Leda", "Orus", "Pulcherrima", "Puck",
    "Rasalgethi", "Sadachbia", "Sadaltager", "Schedar", "Sulafat", "Umbriel", "Vindemiatrix", "Zephyr", "Zubenelgenubi",
)  # fmt: skip
KOKORO_VOICES = (
    "af_heart", "af_alloy", "af_aoede", "af_bella", "af_jessica", "af_kore", "af_nicole", "af_nova", "af_river",
    "af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_fenrir", "am_liam", "am_michael", "am_onyx", "am_puck",
    "am_santa",
)  # fmt: skip
MINIMAX_LANGUAGES = (
    "English", "German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Polish", "Czech", "Slovak",
    "Hungarian", "Romanian", "Bulgarian", "Croatian", "Slovenian", "Greek", "Turkish", "Russian", "Ukrainian", "Danish",
    "Swedish", "Norwegian", "Finnish", "Arabic", "Hebrew", "Hindi", "Chinese", "Chinese,Yue", "Japanese", "Korean",
    "Thai", "Vietnamese", "Indonesian", "Malay", "Catalan", "Nynorsk", "Afrikaans",
)  # fmt: skip
XAI_LANGUAGES = (
    "en", "de", "fr", "es-ES", "es-MX", "it", "pt-PT", "pt-BR", "ru", "tr", "ar-EG", "ar-SA", "ar-AE", "hi", "bn", "id",
    "ja", "ko", "vi", "zh",
)  # fmt: skip

AUTO = ("auto", "Auto")
LANGUAGE = Field(
    "language", "text", "Language", max_chars=12, wire="language_code", help="A code such as de; empty: by the text.",
    advanced=True,
)  # fmt: skip
NORMALIZE = Field(
    "normalize", "choice", "Read numbers as words", default="auto", wire="apply_text_normalization", advanced=True,
    choices=choices([("auto", "Auto"), ("on", "Always"), ("off", "Never")]),
)  # fmt: skip
STABILITY = Field(
    "stability", "number", "Stability", default=0.5, low=0, high=1, step=0.05, help="Less is livelier.", advanced=True
)


def _speed(low: float, high: float, wire: str = "") -> Field:
    return Field("speed", "number", "Speed", default=1.0, low=low, high=high, step=0.05, unit="×", wire=wire)


def _text(wire: str, max_chars: int) -> Prompt:
    return Prompt(label="Text", max_chars=max_chars, wire=wire)


def _eleven(name: str, label: str, description: str) -> Endpoint:
    fields = (
        Field("voice", "text", "Voice", default="Rachel", max_chars=60, help=ELEVEN_VOICES),
        _speed(0.7, 1.2),
        STABILITY,
        Field("similarity", "number", "Similarity", default=0.75, low=0, high=1, step=0.05, wire="similarity_boost",
              help="How close it stays to the voice.", advanced=True),
        Field("style", "number", "Exaggeration", default=0, low=0, high=1, step=0.05, advanced=True),
        LANGUAGE, NORMALIZE,
        Field("previous_text", "text", "Text before", help="It is not read, and gives the tone.", advanced=True),
        Field("next_text", "text", "Text after", help="It is not read, and gives the tone.", advanced=True),
    )  # fmt: skip
    wire_id = f"fal-ai/elevenlabs/tts/{name}"
    return Endpoint(spec("tts", wire_id, label, description, fields, prompt=_text("text", 10_000), typical_s=6))


def _minimax(name: str, label: str, description: str) -> Endpoint:
    """The trap of these two: the text is called "prompt", and without `output_format` the sound comes as hex digits."""
    fields = (
        Field("voice", "text", "Voice", default="Wise_Woman", max_chars=80, wire="voice_setting.voice_id",
              help="The id of a voice of MiniMax."),
        _speed(0.5, 2.0, "voice_setting.speed"),
        Field("emotion", "choice", "Emotion", wire="voice_setting.emotion",
              choices=choices([("neutral", "Neutral"), ("happy", "Happy"), ("sad", "Sad"), ("angry", "Angry"),
                               ("fearful", "Fearful"), ("disgusted", "Disgusted"), ("surprised", "Surprised")])),
        Field("pitch", "integer", "Pitch", default=0, low=-12, high=12, step=1, wire="voice_setting.pitch",
              advanced=True),
        Field("volume", "number", "Volume", default=1.0, low=0, high=10, step=0.1, wire="voice_setting.vol",
              advanced=True),
        Field("language", "choice", "Language", default="auto", wire="language_boost", advanced=True,
              choices=choices([AUTO, *MINIMAX_LANGUAGES])),
        Field("format", "choice", "File format", default="mp3", choices=choices([("mp3", "MP3"), ("flac", "FLAC")]),
              wire="audio_setting.format", advanced=True),
        Field("sample_rate", "choice", "Sample rate", default="32000", unit="Hz", advanced=True,
              choices=choices(("16000", "24000", "32000", "44100")), wire="audio_setting.sample_rate"),
    )  # fmt: skip
    wire_id = f"fal-ai/minimax/speech-2.8-{name}"
    return Endpoint(
        spec("tts", wire_id, label, description, fields, prompt=_text("prompt", 10_000), typical_s=8),
        fixed={"output_format": "url"},
    )


TABLE: tuple[Endpoint, ...] = (
    Endpoint(
        spec(
            "tts", "fal-ai/elevenlabs/tts/eleven-v3", "Eleven v3",
            "The most expressive voices of ElevenLabs, directed by tags such as [whispers]",
            (Field("voice", "text", "Voice", default="Rachel", max_chars=60, help=ELEVEN_VOICES), STABILITY, LANGUAGE,
             NORMALIZE), prompt=_text("text", 5_000), typical_s=8,
        ),
    ),
    _eleven("turbo-v2.5", "Eleven Turbo v2.5", "Quick voices of ElevenLabs in 32 languages"),
    _eleven("multilingual-v2", "Eleven Multilingual v2", "Calm and even voices of ElevenLabs for long texts"),
    _minimax("hd", "MiniMax Speech 2.8 HD", "Natural voices in many languages, with feelings"),
    _minimax("turbo", "MiniMax Speech 2.8 Turbo", "The same voices, quicker and cheaper"),
    Endpoint(
        spec(
            "tts", "fal-ai/gemini-tts", "Gemini TTS", "Google's voices, directed in words",
            (Field("voice", "choice", "Voice", default="Kore", choices=choices(GEMINI_VOICES)),
             Field("style", "text", "Direction", wire="style_instructions", max_chars=1_000,
                   help="How it is said: warm and slow, like a newsreader."),
             Field("version", "choice", "Version", default="gemini-2.5-flash-tts", wire="model",
                   choices=choices([("gemini-2.5-flash-tts", "2.5 Flash"), ("gemini-2.5-pro-tts", "2.5 Pro")])),
             Field("temperature", "number", "Variety", low=0, high=2, step=0.1, advanced=True),
             Field("format", "choice", "File format", default="mp3", wire="output_format", advanced=True,
                   choices=choices([("mp3", "MP3"), ("wav", "WAV"), ("ogg_opus", "Ogg Opus")]))),
            prompt=_text("prompt", 8_000), typical_s=12,
        ),
    ),
    Endpoint(
        spec(
            "tts", "fal-ai/chatterbox/text-to-speech", "Chatterbox",
            "Resemble's open model: reads in the voice of a recording, with <laugh> and <sigh>",
            (Field("exaggeration", "number", "Exaggeration", default=0.25, low=0, high=1, step=0.05),
             Field("cfg", "number", "Pace", default=0.5, low=0, high=1, step=0.05, advanced=True),
             Field("temperature", "number", "Variety", default=0.7, low=0.05, high=2, step=0.05, advanced=True),
             having(SEED, low=1, help="")),
            prompt=_text("text", 5_000), typical_s=10,
            inputs=(InputRole("voice_sample", "audio", "Voice to follow", wire="audio_url", types=SOUNDS,
                              help="A few seconds of one voice."),),
        ),
    ),
    Endpoint(
        spec(
            "tts", "fal-ai/kokoro/american-english", "Kokoro", "A small, quick and cheap voice for American English",
            (Field("voice", "choice", "Voice", default="af_heart", choices=choices(KOKORO_VOICES)), _speed(0.5, 2.0)),
            prompt=Prompt(label="Text", max_chars=5_000, languages=("en",)), typical_s=5,
        ),
    ),
    Endpoint(
        spec(
            "tts", "xai/tts/v1", "Grok Voice", "xAI's voices in twenty languages, with [laugh] and [sigh]",
            (Field("voice", "choice", "Voice", default="eve",
                   choices=choices([("eve", "Eve"), ("ara", "Ara"), ("rex", "Rex"), ("sal", "Sal"), ("leo", "Leo")])),
             Field("language", "choice", "Language", default="auto", choices=choices([AUTO, *XAI_LANGUAGES])),
             Field("format", "choice", "File format", default="mp3", choices=choices([("mp3", "MP3"), ("wav", "WAV")]),
                   wire="output_format.codec", advanced=True)),
            prompt=_text("text", 15_000), typical_s=6,
        ),
    ),
)  # fmt: skip
