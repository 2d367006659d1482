"""Speech by generateContent (content.py): one voice, or two in a conversation.

speechConfig has either voiceConfig or multiSpeakerVoiceConfig with exactly two speakers, whose names are those in the
text. A direction ("warmly") is the part's speechMetadata, which the 3.8 models take. There is no speed and no file
format here. The older models answer with bare samples, `audio/L16;codec=pcm;rate=24000`, 16 bit little-endian mono,
which get a WAV header here; whether the 3.8 models send WAV by this call is unverified, so a file that has a header
is left as it is.
"""

from __future__ import annotations

import struct

from genstudio.core.request import GenerationRequest, SpeechRequest
from genstudio.core.result import JsonObject, MediaOutput, ProviderResult
from genstudio.providers.base import BaseTTSProvider
from genstudio.providers.gemini import content
from genstudio.providers.gemini.account import GeminiProvider
from genstudio.providers.gemini.content import ContentAnswer
from genstudio.providers.gemini.tables import SPEECH_MODELS
from genstudio.providers.registry import register_provider

SECOND_VOICE = "Puck"
SPEAKERS = ("Speaker 1", "Speaker 2")
SAMPLE_RATE_HZ = 24_000


@register_provider(
    "tts",
    "gemini",
    description="Google's Gemini voices: directed in plain words, alone or in conversation",
    features=("two voices", "over 100 languages", "style in words"),
    models=SPEECH_MODELS,
)
class GeminiSpeechProvider(GeminiProvider, BaseTTSProvider):
    async def generate_speech(self, request: SpeechRequest) -> ProviderResult:
        answer = await self.http.submit(
            content.path(request), ContentAnswer, json=encode(request), timeout_s=content.TIMEOUT_S
        )
        return decode(request, answer)


def encode(request: GenerationRequest) -> JsonObject:
    """Wire body. A second voice, or the name of a speaker, makes it a conversation."""
    values = request.values
    own = values.get("custom_voice")
    first: JsonObject = {"voice": own} if own else {"prebuiltVoiceConfig": {"voiceName": values.get("voice")}}
    names = (values.get("speaker"), values.get("second_speaker"))
    speech: JsonObject = {"voiceConfig": first}
    if values.get("second_voice") or any(names):
        second: JsonObject = {"prebuiltVoiceConfig": {"voiceName": values.get("second_voice") or SECOND_VOICE}}
        speech = {
            "multiSpeakerVoiceConfig": {
                "speakerVoiceConfigs": [
                    {"speaker": name or fallback, "voiceConfig": voice}
                    for name, fallback, voice in zip(names, SPEAKERS, (first, second), strict=True)
                ]
            }
        }
    if values.get("language"):
        speech["languageCode"] = values["language"]
    config: JsonObject = {"responseModalities": ["AUDIO"], "speechConfig": speech}
    config |= {name: values[name] for name in ("temperature", "seed") if name in values}
    text: JsonObject = {"text": request.prompt}
    if values.get("style"):
        text["speechMetadata"] = {"style": values["style"]}
    return content.body([text], config)


def decode(request: GenerationRequest, answer: ContentAnswer) -> ProviderResult:
    """Raises what `content.media` raises."""
    outputs = tuple(sound(mime, data) for mime, data in content.media(answer, "audio")[:1])
    return ProviderResult(
        outputs, content.cost_micro(request.model.price, answer.usage_metadata), content.extras(answer)
    )


def sound(mime: str, data: bytes) -> MediaOutput:
    """A playable file: bare 16-bit mono samples get a header, of the rate that their type declares."""
    kind, *parameters = (each.strip().lower() for each in mime.split(";"))
    if data.startswith(b"RIFF"):
        return MediaOutput("audio/wav", data=data)
    if kind not in ("audio/l16", "audio/pcm"):
        return MediaOutput(kind, data=data)
    told = dict(each.partition("=")[::2] for each in parameters)
    rate = told.get("rate", "")
    return MediaOutput("audio/wav", data=with_header(data, int(rate) if rate.isdigit() else SAMPLE_RATE_HZ))


def with_header(samples: bytes, rate_hz: int) -> bytes:
    """A WAV file of 16-bit little-endian mono samples."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate_hz, rate_hz * 2, 2, 16)
    size = len(samples)
    return struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE") + form + struct.pack("<4sI", b"data", size) + samples
