"""What a person asked for: one request class per kind, and the files that go with it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from genstudio.core.spec import Kind, ModelSpec, Value


@dataclass(frozen=True, slots=True)
class MediaInput:
    """A file that goes into a request; already sniffed, bounded and stored, so `path` and `mime` can be trusted."""

    path: Path
    mime: str
    name: str = ""

    def data_uri(self) -> str:
        """The file as a base64 data URI; for files within the role's `max_bytes` only."""
        return f"data:{self.mime};base64,{base64.b64encode(self.path.read_bytes()).decode()}"


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """A validated request. `values` holds only declared fields that are set; `media` maps input roles to files.

    `reference` is our job's id, unique for ever: the idempotency key where the vendor has one. `work_dir` is an empty
    folder in which a provider may leave output files; it is removed once they are stored.
    """

    kind: ClassVar[Kind]

    model: ModelSpec
    prompt: str
    values: Mapping[str, Value] = field(default_factory=dict)
    media: Mapping[str, tuple[MediaInput, ...]] = field(default_factory=dict)
    reference: str = ""
    work_dir: Path = Path()

    def wire_values(self) -> dict[str, Value]:
        """The set values under the vendor's names. 0, "" and False are values and stay."""
        names = {each.name: each.wire or each.name for each in self.model.fields}
        return {names[name]: value for name, value in self.values.items()}


@dataclass(frozen=True, slots=True)
class ImageRequest(GenerationRequest):
    kind: ClassVar[Kind] = "image"


@dataclass(frozen=True, slots=True)
class SpeechRequest(GenerationRequest):
    kind: ClassVar[Kind] = "tts"


@dataclass(frozen=True, slots=True)
class VideoRequest(GenerationRequest):
    kind: ClassVar[Kind] = "video"


@dataclass(frozen=True, slots=True)
class MusicRequest(GenerationRequest):
    kind: ClassVar[Kind] = "music"


REQUEST_CLASSES: Mapping[Kind, type[GenerationRequest]] = {
    each.kind: each for each in (ImageRequest, SpeechRequest, VideoRequest, MusicRequest)
}
