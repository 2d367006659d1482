"""A provider as somebody else writes one: a table with a field of every kind, and a few lines that paint.

It needs no key and no network, so that the page's forms can be tested with tables that the product does not have.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from genstudio.core.money import PerOutput
from genstudio.core.request import ImageRequest
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.core.spec import KB, Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseImageProvider
from genstudio.providers.registry import ProviderInfo, ProviderRegistry
from tests.vendor.server import png

COLOURS = ("amber", "blue", "cyan", "green", "indigo", "lime", "magenta", "ochre", "pink", "red", "teal", "violet")
REFERENCES = InputRole("references", "image", "References", max_count=4, max_bytes=256 * KB)


def spec(name: str, label: str, fields: tuple[Field, ...], *, sunset: date | None = None) -> ModelSpec:
    return ModelSpec(
        id=f"third-party:{name}",
        wire_id=name,
        kind="image",
        label=label,
        description=f"{label} of somebody else",
        engine="hosted",
        price=PerOutput("0.02", "picture"),
        source="https://vendor.example/docs",
        checked=date(2026, 11, 22),
        prompt=Prompt(max_chars=500),
        inputs=(REFERENCES,),
        fields=fields,
        sunset=sunset,
    )


def models() -> tuple[ModelSpec, ...]:
    everything = spec(
        "everything",
        "Everything",
        (
            Field("shape", "choice", "Shape", default="1:1", choices=choices(("1:1", "16:9", "21:9"))),
            Field("colour", "choice", "Colour", default="blue", choices=choices(COLOURS), help="Of the whole picture."),
            Field(
                "glow", "number", "Glow", default=2.5, low=0, high=10, step=0.5, unit="lm", help="How bright it shines."
            ),
            Field("offset", "number", "Offset", unit="mm"),
            Field("count", "integer", "Pictures", default=1, low=1, high=4),
            Field("frame", "boolean", "Frame", default=False),
            Field("title", "text", "Title", max_chars=12),
            Field("story", "text", "Story", max_chars=1_000, advanced=True),
            Field("seed", "integer", "Seed", low=0, high=2**32 - 1, advanced=True),
        ),
    )
    plain = spec(
        "plain",
        "Plain",
        (
            Field("shape", "choice", "Shape", default="1:1", choices=choices(("1:1", "16:9"))),
            Field("glow", "integer", "Glow", default=2, low=0, high=5, unit="lm"),
        ),
        sunset=datetime.now(UTC).date() + timedelta(days=10),
    )
    return everything, plain


class ThirdPartyProvider(BaseImageProvider):
    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        count = request.values.get("count", 1)
        assert isinstance(count, int)
        return ProviderResult(tuple(MediaOutput("image/png", data=png(shade=40 * each)) for each in range(count)))


def register(registry: ProviderRegistry) -> None:
    provider = type("ThirdParty", (ThirdPartyProvider,), {"models": models()})
    registry.register("image", "third-party", provider, ProviderInfo("third-party", "Somebody else's"))
