"""ElevenLabs' speech. https://elevenlabs.io/docs/api-reference/text-to-speech/convert (read 2026-11-22)

speak   POST /v1/text-to-speech/{voice}?output_format=mp3_44100_128 {"text", "model_id", "voice_settings": {...}, ...}
        -> the sound itself; headers request-id and, mostly, character-cost (see vendor.py for key and errors)
quirks  - what is left out of voice_settings is as it was saved for the voice at ElevenLabs
        - Multilingual v2 has no language_code, version 3 only three values of stability, no style and no context
        - MP3 with 192 kbit/s wants the plan Creator, WAV with 44.1 kHz the plan Pro
        - an empty answer, or JSON where sound is expected, is a fault

Left out: ulaw and alaw (bare telephone samples that no player opens), pcm (the same samples as wav), streaming, audio
effects and pronunciation dictionaries (both are ids of things that a person makes at ElevenLabs). Not verified: the
range of speed, which settings version 4 hears, and the limit of version 3. The limits are those of the vendor's list
of models, which a key can read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Unpriced
from genstudio.core.request import SpeechRequest
from genstudio.core.result import JsonObject, ListedModel, ProviderResult
from genstudio.core.spec import Field, ModelSpec, Prompt
from genstudio.providers.base import BaseTTSProvider
from genstudio.providers.elevenlabs import described
from genstudio.providers.elevenlabs.described import Described, Voice
from genstudio.providers.elevenlabs.speech_fields import (
    AFTER,
    BEFORE,
    BOOST,
    CLONE,
    FORMAT,
    LANGUAGE,
    MODES,
    NUMBERS,
    OTHER_VOICE,
    SEED,
    SIMILARITY,
    SPEED,
    STABILITY,
    STYLE,
    VOICE,
)
from genstudio.providers.elevenlabs.vendor import PRICES, ElevenLabs, Models, credits_micro, credits_of, sound, told
from genstudio.providers.registry import register_provider
from genstudio.transport.http import MAX_JSON_BYTES

SOURCE = "https://elevenlabs.io/docs/overview/models"
CHECKED = date(2026, 11, 22)
TIMEOUT_S = 300.0
"""40,000 characters are three quarters of an hour of speech, made before the first byte comes."""

SLOWEST_CHARS_PER_S = 10.0
"""Speech at speed 1 is read at 12 to 18 characters a second."""
WAV_BYTES_PER_S = {"wav_24000": 48_000, "wav_44100": 88_200}
VOICE_ID = re.compile(r"[A-Za-z0-9]{1,64}")

SETTINGS = {each.name for each in (SPEED, STABILITY, SIMILARITY, STYLE, BOOST, CLONE)}

V2 = (STABILITY, SIMILARITY, STYLE, BOOST)
TAGGED = (
    "[whispers] Come closer, I have to tell you something. [laughs] It is only a cake.",
    "Good evening, this is the late news. Snow has closed the passes, and the ferries stay in port.",
    "Once upon a time, at the end of a very long road, there stood a lighthouse that had never seen the sea.",
)
PLAIN = TAGGED[1:]


@dataclass(frozen=True, slots=True)
class Row:
    """What tells one model of speech from another."""

    name: str
    wire_id: str
    label: str
    description: str
    max_chars: int
    settings: tuple[Field, ...]
    language: bool = True
    context: bool = False
    examples: tuple[str, ...] = PLAIN
    languages: tuple[str, ...] = ()
    typical_s: float = 6.0


ROWS = (
    Row(
        "v4",
        "eleven_v4",
        "Eleven v4",
        "The most expressive voices, in over 90 languages. Tags in square brackets direct them: [whispers], [laughs].",
        10_000,
        (*V2, CLONE),
        examples=TAGGED,
        typical_s=10,
    ),
    Row(
        "v4-turbo",
        "eleven_v4_turbo",
        "Eleven v4 Turbo",
        "The voices of version 4, faster and at half the price.",
        10_000,
        (*V2, CLONE),
    ),
    Row(
        "v3",
        "eleven_v3",
        "Eleven v3",
        "Expressive voices in over 70 languages that follow tags such as [whispers] and [laughs].",
        5_000,
        (MODES, SIMILARITY),
        examples=TAGGED,
        typical_s=10,
    ),
    Row(
        "multilingual-v2",
        "eleven_multilingual_v2",
        "Eleven Multilingual v2",
        "Even and dependable over long texts, in 29 languages.",
        10_000,
        V2,
        language=False,
        context=True,
    ),
    Row(
        "flash-v2.5",
        "eleven_flash_v2_5",
        "Eleven Flash v2.5",
        "The fastest voices, in 32 languages, at half the price, for texts of up to 40,000 characters.",
        40_000,
        V2,
        context=True,
        typical_s=3,
    ),
    Row(
        "flash-v2",
        "eleven_flash_v2",
        "Eleven Flash v2",
        "The fastest English voices, at half the price.",
        30_000,
        V2,
        language=False,
        context=True,
        languages=("en",),
        typical_s=3,
    ),
)


def spec(row: Row) -> ModelSpec:
    language = (LANGUAGE,) if row.language else ()
    context = (BEFORE, AFTER) if row.context else ()
    return ModelSpec(
        id=f"elevenlabs:{row.name}",
        wire_id=row.wire_id,
        kind="tts",
        label=row.label,
        description=row.description,
        engine="hosted",
        price=PRICES[row.wire_id],
        source=SOURCE,
        checked=CHECKED,
        prompt=Prompt("Text", max_chars=row.max_chars, examples=row.examples, languages=row.languages),
        fields=(VOICE, SPEED, *row.settings, *language, NUMBERS, *context, FORMAT, SEED, OTHER_VOICE),
        typical_s=row.typical_s,
    )


MODELS = tuple(spec(row) for row in ROWS)
OWN_VOICES = "/voices"


def account_model(wire_id: str, found: Described, voices: Sequence[Voice]) -> ModelSpec:
    """A model as the account describes it; what our table knows of it stays."""
    known = next((row for row in ROWS if row.wire_id == found.model_id), None)
    name = found.name or found.model_id
    most = found.maximum_text_length_per_request or (known.max_chars if known else described.LEAST_CHARS)
    row = known or Row(wire_id, found.model_id, name, found.description or name, most, found.settings)
    label = f"{name}, your voices" if wire_id.endswith(OWN_VOICES) else name
    made = spec(replace(row, name=wire_id, label=label, max_chars=most))
    fields = tuple(described.voice_field(voices) if each.name == "voice" else each for each in made.fields)
    price = PRICES[found.model_id].row.rule if known else Unpriced()
    return replace(made, fields=fields, price=price)


@register_provider(
    "tts",
    "elevenlabs",
    description="Expressive voices in many languages, yours among them",
    features=("voices to listen to", "over 90 languages", "tags in the text", "seed"),
    models=MODELS,
)
class ElevenLabsSpeech(ElevenLabs, BaseTTSProvider):
    async def list_models(self) -> tuple[ListedModel, ...]:
        await self.validate_config()
        listed = (await self.http.read("/v1/models", Models)).root
        return tuple(ListedModel(each.model_id, each.name) for each in listed if each.can_do_text_to_speech)

    async def describe_model(self, wire_id: str) -> ModelSpec | None:
        """Any model of the account, with the account's voices; "eleven_v4/voices" is Eleven v4 with these."""
        await self.validate_config()
        found = await described.find(self.http, wire_id.removesuffix(OWN_VOICES))
        return None if found is None else account_model(wire_id, found, await described.voices(self.http))

    async def generate_speech(self, request: SpeechRequest) -> ProviderResult:
        """Raises ProviderValidationError for an id that is none, and for a WAV that would be too large to take."""
        path, body = encode(request)
        answer = await self.http.submit_raw(path, json=body, headers={"Accept": "audio/*"}, timeout_s=TIMEOUT_S)
        cost = credits_of(answer)
        return ProviderResult(
            (sound(answer, self.label),),
            None if cost is None else credits_micro(cost),
            told(answer),
        )


def encode(request: SpeechRequest) -> tuple[str, JsonObject]:
    """Path and body. An empty text before or after is none; 0 and False are values."""
    values = request.wire_values()
    wave, chosen, other = (str(values.pop(name, "")) for name in ("output_format", "voice", "voice_id"))
    voice = other.strip() or chosen
    if not VOICE_ID.fullmatch(voice):
        raise ProviderValidationError(
            "The id of a voice consists of letters and digits. Nothing was charged; copy it from ElevenLabs.",
            field="voice_id",
        )
    speed = float(request.values.get("speed", 1.0))
    size_bytes = WAV_BYTES_PER_S.get(wave, 0) * len(request.prompt) / SLOWEST_CHARS_PER_S / speed
    if size_bytes > MAX_JSON_BYTES:
        raise ProviderValidationError(
            "This text is too long for WAV. Nothing was charged; choose MP3 or Opus, or split the text.", field="format"
        )
    settings: JsonObject = {name: values.pop(name) for name in sorted(SETTINGS & values.keys())}
    body: JsonObject = {"text": request.prompt, "model_id": request.model.wire_id}
    body |= {name: value for name, value in values.items() if value != ""}
    if settings:
        body["voice_settings"] = settings
    return f"/v1/text-to-speech/{voice}?output_format={wave}", body
