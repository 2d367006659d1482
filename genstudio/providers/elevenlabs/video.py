"""ElevenLabs' videos, by the models of several makers; the wire is that of `flows.py` (read 2026-11-22).

body    {"model_id", "prompt", "duration_secs", "aspect_ratio", "resolution", "generate_audio", "start_frame",
        "end_frame", "images", "videos", "audios", ...}
quirks  - references and a first or last frame exclude each other
        - Veo's references are {"image", "role": "subject" or "style"}, three at most, and want 8 s
        - Seedance 2 takes a sound only beside a picture or a clip; version 2.5 has no seed
        - "4K" is Veo's word, "4k" Seedance's
        - Aurora takes a picture and a sound, and no prompt

Not verified: the durations, which are those that the makers name for their models (Veo 4, 6 or 8 s; Seedance 4 to 15 s,
version 2.5 up to 30 s).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from genstudio.core.errors import ProviderValidationError
from genstudio.core.money import Unpriced
from genstudio.core.request import GenerationRequest
from genstudio.core.result import Json, JsonObject
from genstudio.core.spec import Choice, Field, InputRole, ModelSpec, Prompt, choices
from genstudio.providers.base import BaseVideoProvider
from genstudio.providers.elevenlabs.flows import MAX_FILE_BYTES, TYPES, Flow
from genstudio.providers.elevenlabs.image import APPROVED, SEED
from genstudio.providers.registry import register_provider

SOURCE = "https://elevenlabs.io/docs/api-reference/flows"
CHECKED = date(2026, 11, 22)

VEO_SECONDS = Field(
    "duration",
    "choice",
    "Duration",
    default=8,
    choices=choices([(4, "4 s"), (6, "6 s"), (8, "8 s")]),
    unit="s",
    wire="duration_secs",
)
AUDIO = Field("audio", "boolean", "Sound", default=True, wire="generate_audio")
AVOID = Field("negative_prompt", "text", "Avoid", default="", help="What should not be in the video.", advanced=True)
ENHANCE = Field("enhance_prompt", "boolean", "May rewrite the prompt", advanced=True)
PICTURE_WEIGHT = Field("guidance_scale", "number", "Closeness to the picture", advanced=True)
SOUND_WEIGHT = Field("audio_guidance_scale", "number", "Closeness to the sound", advanced=True)


def seconds(most: int) -> Field:
    return Field("duration", "integer", "Duration", default=5, low=4, high=most, unit="s", wire="duration_secs")


def ratio(*values: str, auto: bool = False) -> Field:
    shapes = choices(values)
    return Field(
        "aspect_ratio",
        "choice",
        "Aspect ratio",
        default="auto" if auto else values[0],
        choices=(Choice("auto", "Auto"), *shapes) if auto else shapes,
    )


def resolution(*values: str) -> Field:
    return Field("resolution", "choice", "Resolution", default="720p", choices=choices(values))


def picture(name: str, label: str, most: int = 1, help: str = "", *, required: bool = False) -> InputRole:  # noqa: A002
    return InputRole(
        name,
        "image",
        label,
        required=required,
        max_count=most,
        max_bytes=MAX_FILE_BYTES,
        types=TYPES["image"],
        help=help,
    )


def sound(name: str, label: str, most: int = 1, *, required: bool = False) -> InputRole:
    return InputRole(
        name, "audio", label, required=required, max_count=most, max_bytes=MAX_FILE_BYTES, types=TYPES["audio"]
    )


FRAMES = (picture("first_frame", "First frame"), picture("last_frame", "Last frame"))
SHAPES = ratio("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", auto=True)


def seedance(pictures: int, others: int) -> tuple[InputRole, ...]:
    return (
        *FRAMES,
        picture("reference", "Reference pictures", pictures, "Pictures of what should appear."),
        InputRole("video", "video", "Reference clips", max_count=others, max_bytes=MAX_FILE_BYTES),
        sound("audio", "Reference sounds", others),
    )


VEO_INPUTS = (
    *FRAMES,
    picture("reference", "Reference pictures", 3, "Pictures of what should appear; with 8 s only."),
    picture("style", "Style pictures", 3, "Pictures whose manner is taken over; with 8 s only."),
)
VEO_FIELDS = (
    VEO_SECONDS,
    ratio("16:9", "9:16"),
    resolution("720p", "1080p", "4K"),
    AUDIO,
    AVOID,
    ENHANCE,
    SEED,
)
PLACES: Mapping[str, str] = {
    "first_frame": "start_frame",
    "last_frame": "end_frame",
    "portrait": "image",
    "speech": "audio",
}
"""Roles that hold one file -> its name on the wire."""
LISTS: Mapping[str, str] = {"reference": "images", "video": "videos", "audio": "audios"}


@dataclass(frozen=True, slots=True)
class Row:
    """What tells one model of videos from another. `roles`: references say what they stand for, and want `roles_s`."""

    wire_id: str
    label: str
    description: str
    inputs: tuple[InputRole, ...]
    fields: tuple[Field, ...]
    prompted: bool = True
    roles: Mapping[str, str] = field(default_factory=dict)
    roles_s: int = 0
    lone_sound: bool = True
    typical_s: float = 120.0


VEO_ROLES = {"reference": "subject", "style": "style"}
ROWS = (
    Row(
        "veo-3.1-fast-generate-001",
        "Veo 3.1 Fast",
        "Google's quicker model: clips of up to 8 s with speech and sound.",
        VEO_INPUTS,
        VEO_FIELDS,
        roles=VEO_ROLES,
        roles_s=8,
        typical_s=80,
    ),
    Row(
        "veo-3.1-generate-001",
        "Veo 3.1",
        "Google's best model: clips of up to 8 s with speech and sound.",
        VEO_INPUTS,
        VEO_FIELDS,
        roles=VEO_ROLES,
        roles_s=8,
    ),
    Row(
        "creatify-aurora",
        "Aurora",
        "Lets the person in a picture say what is in a sound file. It takes no prompt.",
        (
            picture("portrait", "Person", help="The picture of the person who speaks.", required=True),
            sound("speech", "Speech", required=True),
        ),
        (resolution("480p", "720p"), PICTURE_WEIGHT, SOUND_WEIGHT),
        prompted=False,
    ),
    Row(
        "bytedance-seedance-v2.5",
        "Seedance 2.5",
        f"Clips of up to 30 s with sound, from up to 50 references. {APPROVED}",
        seedance(30, 10),
        (seconds(30), SHAPES, resolution("480p", "720p", "1080p"), AUDIO),
    ),
    Row(
        "bytedance-seedance-v2",
        "Seedance 2",
        f"Clips of up to 15 s with sound, up to 4K. {APPROVED}",
        seedance(9, 3),
        (seconds(15), SHAPES, resolution("480p", "720p", "1080p", "4k"), AUDIO, SEED),
        lone_sound=False,
    ),
    Row(
        "bytedance-seedance-v2-fast",
        "Seedance 2 Fast",
        f"The quicker Seedance 2. {APPROVED}",
        seedance(9, 3),
        (seconds(15), SHAPES, resolution("480p", "720p"), AUDIO, SEED),
        lone_sound=False,
        typical_s=80,
    ),
    Row(
        "bytedance-seedance-v2-mini",
        "Seedance 2 Mini",
        f"The smallest Seedance 2. {APPROVED}",
        seedance(9, 3),
        (seconds(15), SHAPES, resolution("480p", "720p"), AUDIO, SEED),
        lone_sound=False,
        typical_s=60,
    ),
)
BY_ID: Mapping[str, Row] = {f"elevenlabs:{row.wire_id}": row for row in ROWS}
PROMPT = Prompt(
    examples=(
        "A paper boat drifts away in a gutter after rain, close to the water",
        "A baker opens the oven, steam rises, morning light, hand-held camera",
        "Two robots play chess in a park, one of them laughs",
    )
)
NO_PROMPT = Prompt(required=False, placeholder="Aurora takes no prompt: the sound decides.")


def spec(row: Row) -> ModelSpec:
    return ModelSpec(
        id=f"elevenlabs:{row.wire_id}",
        wire_id=row.wire_id,
        kind="video",
        label=row.label,
        description=row.description,
        engine="hosted",
        price=Unpriced(),
        source=SOURCE,
        checked=CHECKED,
        prompt=PROMPT if row.prompted else NO_PROMPT,
        inputs=row.inputs,
        fields=row.fields,
        typical_s=row.typical_s,
    )


MODELS = tuple(spec(row) for row in ROWS)


@register_provider(
    "video",
    "elevenlabs",
    description="Clips by models of Google, ByteDance and Creatify, on one bill",
    features=("first and last frame", "reference pictures", "sound", "lip sync"),
    models=MODELS,
    is_async=True,
)
class ElevenLabsVideo(Flow, BaseVideoProvider):
    def encode(self, request: GenerationRequest, files: Mapping[str, list[JsonObject]]) -> JsonObject:
        return encode(request, files)


def encode(request: GenerationRequest, files: Mapping[str, list[JsonObject]]) -> JsonObject:
    """Raises ProviderValidationError for files that exclude each other, and for references at another duration."""
    row = BY_ID[request.model.id]
    given = {role for role, each in files.items() if each}
    check(row, given, request)
    body: JsonObject = {"model_id": row.wire_id}
    if row.prompted:
        body["prompt"] = request.prompt
    body |= {name: value for name, value in request.wire_values().items() if value != ""}
    for role in sorted(given & PLACES.keys()):
        body[PLACES[role]] = files[role][0]
    if row.roles:
        named: list[Json] = [
            {"image": each, "role": word} for role, word in row.roles.items() for each in files.get(role, ())
        ]
        return body | {"images": named} if named else body
    for role in sorted(given & LISTS.keys()):
        listed: list[Json] = [*files[role]]
        body[LISTS[role]] = listed
    return body


def check(row: Row, given: set[str], request: GenerationRequest) -> None:
    references = given - PLACES.keys()
    if references and given & {"first_frame", "last_frame"}:
        raise ProviderValidationError(
            "References and a first or last frame exclude each other. Nothing was charged; take one kind away.",
            field=min(references),
        )
    if references and row.roles_s and request.values.get("duration") != row.roles_s:
        raise ProviderValidationError(
            f"References need a duration of {row.roles_s} s. Nothing was charged; choose it, or take them away.",
            field="duration",
        )
    if row.roles and sum(len(request.media.get(role, ())) for role in row.roles) > 3:
        raise ProviderValidationError(
            "References and style pictures are at most three together. Nothing was charged; take some away.",
            field="reference",
        )
    if references == {"audio"} and not row.lone_sound:
        raise ProviderValidationError(
            "A sound needs a picture or clip beside it as a reference. Nothing was charged; add one, or take it away.",
            field="audio",
        )
