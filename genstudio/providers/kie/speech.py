"""Kie's models for speech. Which file an ElevenLabs model gives is not verified; its bytes tell.

Gemini wants a conversation: speakers with their manner, and turns. A single voice is one of each.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import Field, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseTTSProvider
from genstudio.providers.kie.fields import spec
from genstudio.providers.kie.row import Row
from genstudio.providers.kie.vendor import KieMarketProvider
from genstudio.providers.kie.voices import ACCENTS, ELEVENLABS, GEMINI, LANGUAGES, NAMES, PACES, STYLES
from genstudio.providers.registry import register_provider

NAMED = re.compile(r"\s*([^:\n]{1,40}):\s*(.*)")
SPEAKERS = ("Speaker 1", "Speaker 2")

VOICE = Field("voice", "choice", "Voice", default=ELEVENLABS[0].value, choices=ELEVENLABS)
LANGUAGE = Field(
    "language", "choice", "Language", choices=LANGUAGES, wire="language_code",
    help="Left open, it is found out from the text.", advanced=True,
)  # fmt: skip
STABILITY = Field(
    "stability", "number", "Stability", default=0.5, low=0, high=1, step=0.01,
    help="Low is livelier and varies more, high is calmer and more even.",
)  # fmt: skip
SPEED = Field("speed", "number", "Speed", default=1.0, low=0.7, high=1.2, step=0.01)
SIMILARITY = Field(
    "similarity_boost", "number", "Similarity", default=0.75, low=0, high=1, step=0.01,
    help="How close it stays to the original voice.", advanced=True,
)  # fmt: skip
EXAGGERATION = Field("style", "number", "Exaggeration", default=0.0, low=0, high=1, step=0.01, advanced=True)
BEFORE = Field(
    "previous_text", "text", "Text before", default="", max_chars=5_000,
    help="What was said just before, so that the speech fits to it. It is not read.", advanced=True,
)  # fmt: skip
AFTER = Field(
    "next_text", "text", "Text after", default="", max_chars=5_000,
    help="What will be said just after. It is not read.", advanced=True,
)  # fmt: skip
MODES = Field(
    "stability", "choice", "Stability", default=0.5,
    choices=choices(((0.0, "Creative"), (0.5, "Natural"), (1.0, "Robust"))),
    help="Creative follows tags such as [whispers] best, Robust is the most even.",
)  # fmt: skip
EARLIER = (VOICE, SPEED, STABILITY, SIMILARITY, EXAGGERATION)


def _named(name: str, label: str, values: tuple[str, ...], default: str | None = None) -> Field:
    return Field(name, "choice", label, default=default, choices=choices(values))


GEMINI_FIELDS = (
    _named("voice", "Voice", GEMINI, "Kore"),
    Field("second_voice", "choice", "Second voice", choices=choices(GEMINI),
          help='For a conversation: begin lines with "Speaker 1:" and "Speaker 2:".'),
    _named("style", "Manner", STYLES),
    _named("pace", "Pace", PACES),
    _named("accent", "Accent", ACCENTS, "Neutral"),
    Field("profile", "text", "Character", default="", max_chars=500, help="Who speaks: a warm, soothing narrator."),
    Field("scene", "text", "Scene", default="", max_chars=500, help="Where it is spoken.", advanced=True),
    Field("context", "text", "Mood", default="", max_chars=500, wire="sample_context",
          help="The tone of the whole.", advanced=True),
    Field("temperature", "number", "Temperature", default=1.0, low=0, high=2, step=0.1, advanced=True),
)  # fmt: skip
OF_SPEAKERS = ("voice", "second_voice", "style", "pace", "accent", "profile")


def as_dialogue(request: GenerationRequest, body: JsonObject) -> JsonObject:
    """Version 3 of ElevenLabs: a line that begins with a voice's name and a colon is read by that voice."""
    voice, turns = str(body["voice"]), []
    for line in request.prompt.splitlines():
        name, said = _named_line(line, NAMES)
        voice = NAMES.get(name, voice)
        if said.strip():
            turns.append((voice, said.strip()))
    dialogue: list[Json] = [{"text": text, "voice": voice} for voice, text in turns]
    return {"dialogue": dialogue, **{name: body[name] for name in ("stability", "language_code") if name in body}}


def as_conversation(request: GenerationRequest, body: JsonObject) -> JsonObject:
    """Gemini: the text as turns, and each speaker with the manner that was set for both."""
    manner = {"accent": body["accent"]} | {name: body[name] for name in ("style", "pace") if name in body}
    if "profile" in body:
        manner["audio_profile"] = body["profile"]
    voices = [body[name] for name in ("voice", "second_voice") if name in body]
    speakers: list[Json] = [
        {"speaker_id": name, "voice_name": voice, **manner} for name, voice in zip(SPEAKERS, voices, strict=False)
    ]
    turns: list[tuple[str, list[str]]] = [(SPEAKERS[0], [])]
    for line in request.prompt.splitlines():
        name, words = _named_line(line, SPEAKERS[: len(voices)])
        if name:
            turns.append((name, []))
        turns[-1][1].append(words)
    said = [(speaker, "\n".join(lines).strip()) for speaker, lines in turns]
    dialogue: list[Json] = [{"speaker_id": speaker, "text": text} for speaker, text in said if text]
    rest = {name: value for name, value in body.items() if name not in (*OF_SPEAKERS, "prompt")}
    return {"speakers": speakers, "dialogue_turns": dialogue, **rest}


def _named_line(line: str, names: Collection[str]) -> tuple[str, str]:
    """("Bella", "Hello.") of "Bella: Hello.", ("", line) of one that no name stands before."""
    found = NAMED.match(line)
    return (found[1], found[2]) if found and found[1] in names else ("", line)


TABLE: tuple[Row, ...] = (
    Row(
        spec(
            "tts", "elevenlabs/text-to-speech-turbo-2-5", "ElevenLabs Turbo 2.5",
            "Quick voices of ElevenLabs in 32 languages", (*EARLIER, LANGUAGE, BEFORE, AFTER), max_chars=5_000,
            typical_s=12,
        ),
        text="text",
    ),
    Row(
        spec(
            "tts", "elevenlabs/text-to-speech-multilingual-v2", "ElevenLabs Multilingual 2",
            "Calm and even voices of ElevenLabs for long texts", (*EARLIER, BEFORE, AFTER), max_chars=5_000,
            typical_s=15,
        ),
        text="text",
    ),
    Row(
        spec(
            "tts", "elevenlabs/text-to-dialogue-v3", "ElevenLabs 3",
            "The most expressive voices of ElevenLabs, alone or in conversation", (VOICE, MODES, LANGUAGE),
            max_chars=5_000,
            prompt=Prompt(max_chars=5_000, placeholder="Bella: Did you hear that?\nBrian: [whispers] Stay here."),
            typical_s=20,
        ),
        reshape=as_dialogue,
    ),
    Row(
        spec(
            "tts", "google/gemini-3-1-flash-tts", "Gemini 3.1 Flash TTS",
            "Google's voices, directed in words, alone or two in conversation", GEMINI_FIELDS, max_chars=10_000,
            typical_s=20,
        ),
        reshape=as_conversation,
    ),
)  # fmt: skip
MODELS: tuple[ModelSpec, ...] = tuple(row.model for row in TABLE)


@register_provider(
    "tts",
    "kie",
    description="Voices of ElevenLabs and Gemini through one account",
    features=("voices", "conversations", "any model of Kie's market"),
    models=MODELS,
    is_async=True,
)
class KieTTSProvider(KieMarketProvider, BaseTTSProvider):
    rows = TABLE
