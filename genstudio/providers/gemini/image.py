"""Pictures by generateContent (content.py): references are parts beside the words, in their order.

One picture a call, and no field for more. imageSize is case-sensitive ("2K"). imageConfig takes two keys on this API;
those for people, file type and compression belong to Google's enterprise platform. The type is read from the answer:
PNG and JPEG are both seen. Models that think may send drafts, and those are left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from genstudio.core.request import GenerationRequest, ImageRequest
from genstudio.core.result import JsonObject, MediaOutput, ProviderResult
from genstudio.providers.base import BaseImageProvider
from genstudio.providers.gemini import content
from genstudio.providers.gemini.account import GeminiProvider
from genstudio.providers.gemini.content import ContentAnswer
from genstudio.providers.gemini.inputs import Given, hand_over
from genstudio.providers.gemini.tables import IMAGE_MODELS
from genstudio.providers.registry import register_provider


@register_provider(
    "image",
    "gemini",
    description="Google's Nano Banana models: make, change and combine pictures",
    features=("references", "editing", "up to 4K"),
    models=IMAGE_MODELS,
)
class GeminiImageProvider(GeminiProvider, BaseImageProvider):
    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        given = await hand_over(self.http, request.media)
        answer = await self.http.submit(
            content.path(request), ContentAnswer, json=encode(request, given), timeout_s=content.TIMEOUT_S
        )
        return decode(request, answer)


def encode(request: GenerationRequest, given: Mapping[str, tuple[Given, ...]]) -> JsonObject:
    """Wire body: settings that were set, and no others."""
    values = request.wire_values()
    config: JsonObject = {"responseModalities": ["IMAGE"]}
    config |= {name: values[name] for name in ("seed", "temperature") if name in values}
    picture: JsonObject = {name: values[name] for name in ("aspectRatio", "imageSize") if name in values}
    if picture:
        config["imageConfig"] = picture
    parts: list[JsonObject] = [{"text": request.prompt}, *(content.part(each) for each in given.get("reference", ()))]
    return content.body(parts, config, values.get("safety"))


def decode(request: GenerationRequest, answer: ContentAnswer) -> ProviderResult:
    """Raises what `content.media` raises."""
    outputs = tuple(MediaOutput(mime, data=data) for mime, data in content.media(answer, "image"))
    return ProviderResult(
        outputs, content.cost_micro(request.model.price, answer.usage_metadata), content.extras(answer)
    )
