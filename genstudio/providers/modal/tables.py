"""What an app on Modal may be asked for: by contract v1, or at an endpoint of the old kind; facts in `adapter`.

Which of it an app offers, only its owner knows: what it does not know it ignores. Ranges are GenStudio's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from genstudio.core.money import Unpriced
from genstudio.core.spec import MB, Field, InputRole, Kind, ModelSpec, Prompt, choices

SOURCE = "https://modal.com/docs/guide/webhooks"
CHECKED = date(2026, 11, 22)

SIZES: Mapping[str, tuple[int, int]] = {
    "1:1": (1328, 1328), "16:9": (1664, 928), "9:16": (928, 1664), "4:3": (1472, 1140), "3:4": (1140, 1472),
    "3:2": (1584, 1056), "2:3": (1056, 1584),
}  # fmt: skip
"""What the endpoints of the old kind make of an aspect ratio, in pixels."""

RATIO = Field("aspect_ratio", "choice", "Aspect ratio", choices=choices(list(SIZES)))
WIDTH = Field("width", "integer", "Width", low=64, high=8_192, step=8, unit="px", advanced=True)
HEIGHT = Field("height", "integer", "Height", low=64, high=8_192, step=8, unit="px", advanced=True)
NEGATIVE = Field("negative_prompt", "text", "Not in it", help="What should not be there.")
STEPS = Field("steps", "integer", "Steps", low=1, high=200, advanced=True)
GUIDANCE = Field(
    "guidance", "number", "Guidance", low=0, high=30, step=0.1, help="How closely it keeps to the prompt.",
    advanced=True,
)  # fmt: skip
SEED = Field("seed", "integer", "Seed", low=0, high=2**31 - 1, advanced=True)
COUNT = Field("count", "integer", "Pictures", default=1, low=1, high=8)
PICTURE_FORMAT = Field(
    "output_format", "choice", "File format", choices=choices([("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WebP")])
)
SOUND_FORMAT = Field("output_format", "choice", "File format", choices=choices([("wav", "WAV"), ("mp3", "MP3")]))
STRENGTH = Field(
    "strength", "number", "Strength", low=0, high=1, step=0.05, help="How far the result may leave the picture."
)
VOICE = Field("voice", "text", "Voice", max_chars=200, help="A name that the app knows.")
LANGUAGE = Field("language", "text", "Language", max_chars=40, help="A code such as en or de.")
LENGTH = Field("duration", "number", "Length", low=1, high=600, step=1, unit="s")
FPS = Field("fps", "integer", "Frames per second", low=1, high=60, advanced=True)

PICTURES = (NEGATIVE, RATIO, WIDTH, HEIGHT, COUNT, STEPS, GUIDANCE, SEED, PICTURE_FORMAT)
OLD_STEPS = replace(STEPS, wire="num_inference_steps")
OLD_GUIDANCE = replace(GUIDANCE, wire="guidance_scale")
OLD_RATIO = replace(RATIO, default="1:1")

REFERENCES = InputRole("references", "image", "References", required=True, max_count=8)
VOICE_SAMPLE = InputRole("voice_sample", "audio", "Voice sample", help="The voice that is imitated.")
FIRST_FRAME = InputRole("first_frame", "image", "First frame")
LAST_FRAME = InputRole("last_frame", "image", "Last frame")


@dataclass(frozen=True, slots=True)
class Offer:
    """How a model is asked for. `asks` is the contract's kind, "" at an endpoint of the old kind.

    `text` is the wire name of the prompt; `files` those of each role, where "[]" takes all of its files and a bare name
    the first. With `sized`, the pixels of the aspect ratio are sent beside it.
    """

    spec: ModelSpec
    asks: str = ""
    text: str = "prompt"
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sized: bool = False


def _spec(
    id: str,  # noqa: A002  # as the spec calls it
    kind: Kind,
    label: str,
    description: str,
    fields: tuple[Field, ...],
    *,
    inputs: tuple[InputRole, ...] = (),
    prompt: Prompt | None = None,
    typical_s: float = 30,
) -> ModelSpec:
    return ModelSpec(
        id=id,
        wire_id="",
        kind=kind,
        label=label,
        description=description,
        engine="hosted",
        price=Unpriced(),
        source=SOURCE,
        checked=CHECKED,
        prompt=prompt or Prompt(max_chars=32_000),
        inputs=inputs,
        fields=fields,
        typical_s=typical_s,
    )


TEXT = Prompt(label="Text", max_chars=32_000)

OFFERS: tuple[Offer, ...] = (
    Offer(
        _spec("modal:image", "image", "Your app: pictures", "Pictures by your own app on Modal", PICTURES),
        "image",
    ),
    Offer(
        _spec(
            "modal:image-endpoint", "image", "Your endpoint: pictures",
            "Pictures by an endpoint of the old kind, which answers when it is done",
            (NEGATIVE, OLD_RATIO, replace(COUNT, wire="num_images_per_prompt"), OLD_STEPS, OLD_GUIDANCE),
        ),
        sized=True,
    ),
    Offer(
        _spec(
            "modal-edit:image", "image", "Your app: edits", "Edits of pictures by your own app on Modal",
            (STRENGTH, *PICTURES), inputs=(REFERENCES,),
        ),
        "image_edit", files={"references": ("images[]",)},
    ),
    Offer(
        _spec(
            "modal-edit:image-endpoint", "image", "Your endpoint: edits",
            "Edits of pictures by an endpoint of the old kind, which answers when it is done",
            (
                OLD_RATIO, STRENGTH, OLD_STEPS, OLD_GUIDANCE,
                Field("cfg", "number", "CFG", low=0, high=30, step=0.1, wire="true_cfg_scale", advanced=True), SEED,
            ),
            inputs=(REFERENCES,),
        ),
        files={"references": ("reference_images[]", "image")}, sized=True,
    ),
    Offer(
        _spec(
            "modal:speech", "tts", "Your app: speech", "Speech by your own app on Modal",
            (VOICE, LANGUAGE, Field("speed", "number", "Speed", low=0.25, high=4, step=0.05, unit="×"), SOUND_FORMAT),
            inputs=(VOICE_SAMPLE,), prompt=TEXT, typical_s=15,
        ),
        "tts", "text", files={"voice_sample": ("voice_sample",)},
    ),
    Offer(
        _spec(
            "modal:speech-endpoint", "tts", "Your endpoint: speech",
            "Speech by an endpoint of the old kind, which answers when it is done",
            (
                VOICE, LANGUAGE,
                Field("speed", "number", "Speed", low=0.25, high=4, step=0.05, unit="×",
                      wire="voice_settings.speaking_rate"),
                Field("pitch", "number", "Pitch", low=-20, high=20, step=0.5, wire="voice_settings.pitch",
                      advanced=True),
                Field("volume", "number", "Volume", low=-96, high=16, step=0.5, unit="dB",
                      wire="voice_settings.volume_gain_db", advanced=True),
                Field("stability", "number", "Stability", low=0, high=1, step=0.05, wire="voice_settings.stability",
                      advanced=True),
                Field("similarity", "number", "Similarity", low=0, high=1, step=0.05,
                      wire="voice_settings.similarity_boost", advanced=True),
                SOUND_FORMAT,
            ),
            prompt=TEXT, typical_s=15,
        ),
        text="text",
    ),
    Offer(
        _spec(
            "modal:video", "video", "Your app: clips", "Clips by your own app on Modal",
            (
                LENGTH, RATIO, WIDTH, HEIGHT,
                Field("resolution", "choice", "Resolution",
                      choices=choices(["480p", "720p", "1080p", "1440p", "2160p"])),
                FPS, Field("audio", "boolean", "With sound"), SEED,
            ),
            inputs=(FIRST_FRAME, LAST_FRAME), typical_s=240,
        ),
        "video", files={"first_frame": ("image",), "last_frame": ("last_image",)},
    ),
    Offer(
        _spec(
            "modal:video-endpoint", "video", "Your endpoint: clips",
            "A picture set in motion by an endpoint of the old kind, which answers when it is done",
            (
                replace(LENGTH, default=4), replace(FPS, default=24),
                Field("motion", "number", "Motion", low=0, high=255, step=0.1, wire="motion_strength"),
                OLD_GUIDANCE, SEED,
            ),
            inputs=(replace(FIRST_FRAME, required=True, max_bytes=10 * MB),), typical_s=240,
        ),
        files={"first_frame": ("image",)},
    ),
    Offer(
        _spec(
            "modal:music", "music", "Your app: music", "Music by your own app on Modal",
            (
                LENGTH, Field("lyrics", "text", "Lyrics", max_chars=10_000),
                Field("instrumental", "boolean", "Without singing"), SEED, SOUND_FORMAT,
            ),
            prompt=Prompt(label="Style", max_chars=32_000), typical_s=60,
        ),
        "music",
    ),
    Offer(
        _spec(
            "modal:music-endpoint", "music", "Your endpoint: music",
            "Music by an endpoint of the old kind, which answers when it is done",
            (
                LENGTH,
                Field("temperature", "number", "Temperature", low=0, high=2, step=0.05, advanced=True),
                Field("top_k", "integer", "Top k", low=0, high=1_000, advanced=True),
                Field("top_p", "number", "Top p", low=0, high=1, step=0.01, advanced=True),
                replace(GUIDANCE, wire="cfg_coef"),
            ),
            prompt=Prompt(label="Style", max_chars=32_000), typical_s=60,
        ),
    ),
)  # fmt: skip


def models(provider: str, kind: Kind) -> tuple[ModelSpec, ...]:
    return tuple(each.spec for each in OFFERS if each.spec.kind == kind and each.spec.provider == provider)


def custom(provider: str, kind: Kind, name: str) -> ModelSpec:
    """A model that the contract's app knows by that name."""
    return replace(models(provider, kind)[0], id=f"{provider}:{name}", wire_id=name, label=name)


def offer_of(spec: ModelSpec) -> Offer:
    """How to ask for it; a model that no table knows is asked for by the contract."""
    of_kind = [each for each in OFFERS if (each.spec.kind, each.spec.provider) == (spec.kind, spec.provider)]
    return next((each for each in of_kind if each.spec.id == spec.id), of_kind[0])
