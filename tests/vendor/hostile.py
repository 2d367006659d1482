"""The studio with a provider all of whose words are script: `python -m tests.vendor.hostile` and app.py's options.

Label and description of its model, its steps, the labels and texts of its results, and what it says when it fails.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from typing import ClassVar

from genstudio.cli import main
from genstudio.core.errors import GenerationFailedError
from genstudio.core.money import Free
from genstudio.core.request import GenerationRequest
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.core.spec import Field, ModelSpec, Prompt
from genstudio.providers.base import BaseImageProvider, Resubmit
from genstudio.providers.registry import ProviderInfo, provider_registry
from tests.vendor.server import png

SCRIPT = '<img src="/pwned" onerror="window.pwned = 1">'
MODEL = ModelSpec(
    id="hostile:one", wire_id="one", kind="image", label=f"Hostile {SCRIPT}", description=f"Words {SCRIPT}",
    engine="procedural", price=Free(), source="https://vendor.example", checked=date(2026, 11, 22),
    prompt=Prompt(max_chars=2_000), fields=(Field("style", "text", f"Style {SCRIPT}", help=f"Help {SCRIPT}"),),
)  # fmt: skip


class Hostile(BaseImageProvider):
    """Says its step for as long as it is "slow", then makes a picture with a text, or fails with "fail"."""

    resubmit: ClassVar[Resubmit] = "repeat"
    models: ClassVar[tuple[ModelSpec, ...]] = (MODEL,)

    async def generate(self, request: GenerationRequest) -> ProviderResult:
        self.report(0.5, f"Step {SCRIPT}")
        if "slow" in request.prompt:
            await asyncio.sleep(600)
        if "fail" in request.prompt:
            raise GenerationFailedError(f"Refused {SCRIPT}", detail=f"Detail {SCRIPT}")
        text = MediaOutput("text/plain", data=f"Text {SCRIPT}".encode(), role="chart", label=f"Chart {SCRIPT}")
        return ProviderResult((MediaOutput("image/png", data=png()), text), extras={"note": f"Note {SCRIPT}"})


def run(arguments: list[str]) -> None:
    provider_registry.register("image", "hostile", Hostile, ProviderInfo("hostile", f"Provider {SCRIPT}"))
    main(["serve", *arguments])


if __name__ == "__main__":
    run(sys.argv[1:])
