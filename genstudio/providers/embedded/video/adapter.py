"""Motion: clips of 2 to 20 s, made on this computer from a picture, without a key or a network.

The picture is the user's first frame, or the offline painter paints the prompt. A camera moves before it, near things
more than far ones; particles drift, water ripples. The score is the offline composer's, the narration the offline
voice's. Everything follows rules and the seed: the same request gives the same bytes.

output  one MP4: H.264 yuv420p, crf 19, and AAC 48 kHz stereo where there is sound; the index stands first, so that it
        plays while it loads
extras  {"engine", "seed", "picture": "painter" | "yours", "scene", "palette", "camera", "particles", "width",
        "height", "fps", "frames", "duration_s", "soundtrack": "your music" | "your voice", "soundtrack_cut", "score",
        "narration_speed"}, as far as they apply; "soundtrack_cut" is true when the clip ends before the user's sound
"""

from __future__ import annotations

from datetime import date

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Free
from genstudio.core.request import VideoRequest
from genstudio.core.result import ProviderResult
from genstudio.core.spec import MB, Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseVideoProvider
from genstudio.providers.embedded.worker import run_engine
from genstudio.providers.registry import register_provider

MODELS = (
    ModelSpec(
        id="embedded:motion",
        wire_id="motion",
        kind="video",
        label="GenStudio Motion (procedural, offline)",
        description="Brings a picture to life, yours or the offline painter's: camera moves with depth, drifting "
        "particles, rippling water, a score and a narration.",
        engine="procedural",
        price=Free(),
        source="genstudio/providers/embedded/video",
        checked=date(2026, 11, 22),
        prompt=Prompt(
            placeholder="A mountain lake at sunset, a lone boat, soft ambient music",
            required=False,
            max_chars=2_000,
            examples=(
                "A snowy forest at dawn, calm piano",
                "Deep space with a ringed planet, slow cinematic strings",
                "A lake below the mountains at sunset, warm lofi",
            ),
            languages=("en",),
        ),
        inputs=(
            InputRole(
                "first_frame",
                "image",
                "Picture",
                help="Any picture or photo. Without one, the offline painter paints the prompt.",
            ),
            InputRole(
                "soundtrack",
                "audio",
                "Soundtrack",
                max_bytes=50 * MB,
                help="Your own music or speech. It is cut or repeated to the clip's length, and faded.",
            ),
        ),
        fields=(
            Field("duration", "number", "Length", default=6, low=2, high=20, step=0.5, unit="s"),
            Field(
                "aspect_ratio",
                "choice",
                "Aspect ratio",
                default="auto",
                choices=choices(
                    (
                        ("auto", "As the picture", "16:9 where there is none"),
                        ("16:9", "16:9 wide"),
                        ("9:16", "9:16 upright"),
                        ("1:1", "1:1 square"),
                        ("4:3", "4:3 classic"),
                    )
                ),
                help="A picture of another shape is cropped around what stands out in it.",
            ),
            Field(
                "resolution",
                "choice",
                "Resolution",
                default="720p",
                choices=choices((("360p", "360p", "quick preview"), "480p", "720p", ("1080p", "1080p", "slower"))),
            ),
            Field(
                "camera",
                "choice",
                "Camera",
                default="auto",
                choices=choices(
                    (
                        ("auto", "Auto"),
                        ("push in", "Push in"),
                        ("pull out", "Pull out"),
                        ("pan left", "Pan left"),
                        ("pan right", "Pan right"),
                        ("rise", "Rise"),
                        ("orbit", "Orbit"),
                    )
                ),
            ),
            Field(
                "motion",
                "number",
                "Motion strength",
                default=0.6,
                low=0,
                high=1,
                step=0.05,
                help="0 holds the camera still.",
            ),
            Field(
                "particles",
                "choice",
                "Particles",
                default="auto",
                choices=choices(
                    (
                        ("auto", "Auto"),
                        ("none", "None"),
                        ("snow", "Snow"),
                        ("fireflies", "Fireflies"),
                        ("embers", "Embers"),
                        ("dust", "Dust in the light"),
                        ("rain", "Rain"),
                        ("bubbles", "Bubbles"),
                        ("stars", "Stars"),
                        ("petals", "Petals"),
                        ("leaves", "Leaves"),
                    )
                ),
            ),
            Field(
                "score",
                "boolean",
                "Score",
                default=True,
                help="Music by the offline composer. Your own music takes its place.",
            ),
            Field(
                "narration",
                "text",
                "Narration",
                max_chars=600,
                help="Read by the offline voice, in English, up to 1.3 times as fast where it must fit the clip.",
            ),
            Field(
                "music",
                "text",
                "Words for the score",
                max_chars=200,
                advanced=True,
                help='For example "slow lofi with piano". Without them, the prompt decides.',
            ),
            Field(
                "soundtrack_as",
                "choice",
                "Soundtrack is",
                default="auto",
                choices=choices(
                    (
                        ("auto", "Auto", "listens for pauses"),
                        ("music", "Music", "repeats, replaces the score"),
                        ("voice", "A voice", "plays once, over the score"),
                    )
                ),
                advanced=True,
            ),
            Field(
                "fps",
                "choice",
                "Frames per second",
                default=24,
                choices=choices((24, 30)),
                advanced=True,
            ),
            Field("seed", "integer", "Seed", low=0, high=2**32 - 1, step=1, help="The same seed gives the same clip."),
        ),
        typical_s=8.0,
        tags=("image to video", "sound", "narration"),
    ),
)


@register_provider(
    "video",
    "embedded",
    description="Camera, depth and particles over a picture, with score and narration, on this computer",
    features=("offline", "no key", "text to video", "image to video", "sound", "narration", "seed"),
    models=MODELS,
    is_async=False,
)
class EmbeddedVideoProvider(BaseVideoProvider):
    """Runs `film` in a worker process; cancelling ends it at once."""

    label = "GenStudio"

    async def generate_video(self, request: VideoRequest) -> ProviderResult:
        """One MP4. Raises ProviderValidationError when there is neither a prompt nor a picture."""
        if not request.prompt and not request.media.get("first_frame"):
            raise ProviderValidationError(
                "Write a prompt or add a picture: one of them is needed. Nothing was charged.",
                field="prompt",
                provider=self.name,
            )
        # Imported here: numpy and the encoder would slow down the start of everything else.
        from genstudio.providers.embedded.video.engine import film

        return await run_engine(film, request, self.report, self.offline_lane)
