"""Models and voices of speech that only the person's own account knows, read with their key.

models  GET /v1/models -> [{"model_id", "name", "description", "can_do_text_to_speech", "can_use_style",
        "can_use_speaker_boost", "maximum_text_length_per_request"}]
voices  GET /v2/voices?page_size=100 -> {"voices": [{"voice_id", "name", "category", "preview_url"}], "has_more",
        "next_page_token"}

A sample whose address is signed is left out: the signature ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, RootModel

from genstudio.core.spec import Choice, Field
from genstudio.providers.elevenlabs.speech_fields import BOOST, SIMILARITY, STABILITY, STYLE, VOICE
from genstudio.transport.http import Http

MAX_VOICES = 500
LEAST_CHARS = 5_000
"""What a model takes that does not say how much."""


class Described(BaseModel):
    model_id: str
    name: str | None = None
    description: str | None = None
    can_do_text_to_speech: bool | None = None
    can_use_style: bool | None = None
    can_use_speaker_boost: bool | None = None
    maximum_text_length_per_request: int | None = None

    @property
    def settings(self) -> tuple[Field, ...]:
        style = (STYLE,) if self.can_use_style else ()
        boost = (BOOST,) if self.can_use_speaker_boost else ()
        return (STABILITY, SIMILARITY, *style, *boost)


class DescribedModels(RootModel[list[Described]]):
    pass


class Voice(BaseModel):
    voice_id: str
    name: str | None = None
    category: str | None = None
    preview_url: str | None = None


class Voices(BaseModel):
    voices: list[Voice]
    has_more: bool = False
    next_page_token: str | None = None


async def find(http: Http, wire_id: str) -> Described | None:
    listed = await http.read("/v1/models", DescribedModels)
    speaking = (each for each in listed.root if each.can_do_text_to_speech is not False)
    return next((each for each in speaking if each.model_id == wire_id), None)


async def voices(http: Http) -> list[Voice]:
    """Those of the account, at most 500, in the vendor's order."""
    found: list[Voice] = []
    params = {"page_size": "100"}
    while len(found) < MAX_VOICES:
        page = await http.read("/v2/voices", Voices, params=params)
        found += page.voices
        if not page.has_more or not page.next_page_token or not page.voices:
            break
        params["next_page_token"] = page.next_page_token
    return found[:MAX_VOICES]


def voice_field(found: Sequence[Voice]) -> Field:
    """The choice of a voice among these; two of one name can be told apart by their ids."""
    names = [each.name or each.voice_id for each in found]
    options = tuple(
        Choice(
            each.voice_id,
            name if names.count(name) == 1 else f"{name} ({each.voice_id[:6]})",
            each.category or "",
            each.preview_url if each.preview_url and "?" not in each.preview_url else "",
        )
        for each, name in zip(found, names, strict=True)
    )
    return replace(VOICE, choices=options, default=options[0].value) if options else VOICE
