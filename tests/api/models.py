"""A provider of the tests' own with one model per kind: quick, offline, and with every type of field and input."""

from __future__ import annotations

import asyncio
import io
from datetime import date
from typing import ClassVar

from genstudio.core.errors import GenerationFailedError
from genstudio.core.money import Free, PerOutput, PriceRule, Unpriced
from genstudio.core.request import GenerationRequest
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.core.spec import Engine, Field, InputRole, Kind, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseImageProvider, BaseTTSProvider, KeySpec, Resubmit
from genstudio.providers.registry import ProviderInfo, ProviderRegistry

FREE = Free()


def spec(provider: str, name: str, kind: Kind, engine: Engine = "procedural", price: PriceRule = FREE) -> ModelSpec:
    return ModelSpec(
        id=f"{provider}:{name}",
        wire_id=name,
        kind=kind,
        label="Test painter",
        description="For the tests",
        engine=engine,
        price=price,
        source="https://vendor.example/docs",
        checked=date(2026, 11, 22),
        prompt=Prompt(max_chars=2_000, examples=("a fox", "a boat", "a tree")),
        inputs=(
            InputRole("style_picture", "image", "Style picture"),
            InputRole("reference_images", "image", "References", max_count=3, max_bytes=64 * 1024),
            InputRole("backing_track", "audio", "Backing track"),
        ),
        fields=(
            Field("aspect_ratio", "choice", "Shape", choices=choices(("1:1", "16:9")), default="1:1"),
            Field("steps", "integer", "Steps", default=20, low=1, high=50),
            Field("guidance", "number", "Guidance", low=0, high=10),
            Field("fine_detail", "boolean", "Fine detail"),
            Field("negative_prompt", "text", "Leave out", max_chars=100),
            Field("seed", "integer", "Seed", low=0, high=2**32 - 1),
        ),
    )


def png(shade: int = 90) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (shade % 256, 120, 200)).save(buffer, "PNG")
    return buffer.getvalue()


class Painter(BaseImageProvider):
    """Paints at once; "hold" waits until `Painter.gate` opens, "fail" fails, "chart" adds a text and a page of HTML."""

    resubmit: ClassVar[Resubmit] = "repeat"
    lane_size: ClassVar[int] = 2
    gate: ClassVar[asyncio.Event]

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        self.report(0.25, "Mixing colours")
        if "hold" in request.prompt:
            await Painter.gate.wait()
        if "fail" in request.prompt:
            raise GenerationFailedError("The painter dropped the brush. Nothing was charged.")
        seed = request.values["seed"]
        assert isinstance(seed, int)
        outputs = [MediaOutput("image/png", data=png(seed))]
        if "chart" in request.prompt:
            outputs.append(MediaOutput("text/plain", data=b"C | G | Am | F", role="chart", label="Chords"))
            outputs.append(MediaOutput("text/html", data=b"<script>alert(1)</script>", role="page"))
        return ProviderResult(tuple(outputs), extras={"seed": seed})


class Speaker(BaseTTSProvider):
    """Refuses nothing and says nothing: a speech model for the requests that never run."""

    resubmit: ClassVar[Resubmit] = "repeat"

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        raise GenerationFailedError("This voice is lost.")


class Dear(Painter):
    """Costs 5 credits a picture, and needs a key."""

    key: ClassVar[KeySpec | None] = KeySpec(service="dear", env="DEAR_API_KEY")


def register(registry: ProviderRegistry) -> None:
    """Adds "embedded", "dear" (hosted, priced, needs a key) and "mystery" (hosted, unpriced)."""
    for kind, name, cls, model in (
        ("image", "embedded", Painter, spec("embedded", "painter", "image")),
        ("tts", "embedded", Speaker, spec("embedded", "speaker", "tts")),
        ("image", "dear", Dear, spec("dear", "brush", "image", "hosted", PerOutput("0.05", "picture"))),
        ("image", "mystery", Painter, spec("mystery", "box", "image", "hosted", Unpriced())),
    ):
        provider = type(cls.__name__, (cls,), {"models": (model,)})
        registry.register(kind, name, provider, ProviderInfo(name, "For the tests", ("seed",)))  # type: ignore[arg-type]
