"""What came of a request: the vendor's handle, its states, and the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from genstudio.core.errors import ProviderError

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
JsonObject = dict[str, Json]
State = Literal["pending", "processing", "complete", "error", "cancelled"]

Task = JsonObject
"""A vendor's handle as a small JSON object, saved before the first check, opaque to all but the adapter."""


@dataclass(frozen=True, slots=True)
class MediaOutput:
    """One output file: exactly one of `path` (inside the request's work_dir), `data` and `url` is set.

    A `url` that begins with a slash is a path at the vendor's own address, fetched with the key. `role` is "main" for
    what was asked for, else "stem", "chart", "transcript": extra outputs beside it. `label` is shown ("Drums").
    """

    mime: str
    path: Path | None = None
    data: bytes | None = None
    url: str | None = None
    role: str = "main"
    label: str = ""


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """What a vendor says about a task. `progress` is 0..1 or None, `step` a few words, `error` set with "error".

    `usd_micro` is the vendor's own figure for the cost where it tells one. `extras` holds what only this vendor tells.
    `retry_after_s` is when the vendor wants to be asked again.
    """

    state: State
    progress: float | None = None
    step: str = ""
    outputs: tuple[MediaOutput, ...] = ()
    error: ProviderError | None = None
    usd_micro: int | None = None
    extras: Mapping[str, Json] = field(default_factory=dict)
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What an accepted key opens, as short pairs for people: ("Balance", "$12.30"), ("Requests", "10 a minute")."""

    opens: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model in a vendor's own list. `sunset` is the day on which the vendor ends it, where the list tells."""

    wire_id: str
    label: str = ""
    sunset: date | None = None


@dataclass(frozen=True, slots=True)
class ProviderResult:
    """A finished generation: at least one output with role "main", in the order in which they are shown."""

    outputs: tuple[MediaOutput, ...]
    usd_micro: int | None = None
    extras: Mapping[str, Json] = field(default_factory=dict)
