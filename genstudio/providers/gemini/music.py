"""Songs by Lyria, as interactions that are waited for (interactions.py). Docs: /gemini-api/docs/music-generation

Everything is said in words: lyrics after "Lyrics:", "Instrumental only, no vocals.", the length; there are no fields
for them, nor for a tempo or what is to be left out. The answer has its words first, lyrics with their times and the
song's plan, and the sound last: MP3, 44.1 kHz, stereo. One song a call. Unverified: whether Lyria takes `background`,
which would let a lost answer be found again, and how long it may think: the wait is 300 s for each part of the
answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from genstudio.core.request import GenerationRequest, MusicRequest
from genstudio.core.result import JsonObject, MediaOutput, ProviderResult
from genstudio.providers.base import BaseMusicProvider
from genstudio.providers.gemini import interactions
from genstudio.providers.gemini.account import GeminiProvider
from genstudio.providers.gemini.content import TIMEOUT_S
from genstudio.providers.gemini.inputs import Given, hand_over
from genstudio.providers.gemini.interactions import PATH, Interaction
from genstudio.providers.gemini.moving import MUSIC_MODELS
from genstudio.providers.registry import register_provider


@register_provider(
    "music",
    "gemini",
    description="Google's Lyria: songs with voices and lyrics, from words and pictures",
    features=("vocals", "lyrics", "pictures as inspiration"),
    models=MUSIC_MODELS,
)
class GeminiMusicProvider(GeminiProvider, BaseMusicProvider):
    async def generate_music(self, request: MusicRequest) -> ProviderResult:
        given = await hand_over(self.http, request.media)
        answer = await self.http.submit(PATH, Interaction, json=encode(request, given), timeout_s=TIMEOUT_S)
        return decode(answer)


def encode(request: GenerationRequest, given: Mapping[str, tuple[Given, ...]]) -> JsonObject:
    """Wire body: the words, with what the settings add to them, then the pictures."""
    values = request.values
    words = [request.prompt]
    if "duration" in values:
        words.append(f"The song is {values['duration']} seconds long.")
    if values.get("instrumental"):
        words.append("Instrumental only, no vocals.")
    if values.get("lyrics"):
        words.append(f"Lyrics:\n\n{values['lyrics']}")
    text: JsonObject = {"type": "text", "text": "\n\n".join(words)}
    pictures = [interactions.block(each) for each in given.get("reference", ())]
    return {"model": request.model.wire_id, "input": [text, *pictures]}


def decode(interaction: Interaction) -> ProviderResult:
    """Raises ProviderResponseError for an unknown state, and what `interactions.why_not` says where there is no
    sound."""
    state = interactions.state(interaction)
    said = tuple(interactions.said(interaction))
    found = list(interactions.media(said, "audio"))
    if state != "complete" or not found:
        raise interactions.why_not(interaction)
    outputs = [interactions.output(each, "audio/mpeg") for each in found]
    words = "\n\n".join(each.text.strip() for each in said if each.text and each.text.strip())
    if words:
        outputs.append(MediaOutput("text/plain", data=words.encode(), role="transcript", label="Lyrics"))
    return ProviderResult(tuple(outputs), extras={"interaction_id": interaction.id})
