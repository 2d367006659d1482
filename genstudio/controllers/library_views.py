"""What the controllers of the library give out; times, money and names as in `views.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genstudio.controllers.views import OutputView


@dataclass(frozen=True, slots=True)
class LibraryItemView:
    """A finished result as a tile; `prompt` is its beginning, `main` the first of its `outputs` main files."""

    id: str
    seq: int
    kind: str
    prompt: str
    provider: str
    model: str
    model_label: str
    created_at_ms: int
    favourite: bool
    rating: int | None
    project: str | None
    outputs: int
    main: OutputView | None
    usd_micro: int | None
    charged_milli: int | None


@dataclass(frozen=True, slots=True)
class CollectionView:
    """`count` is the number of its results that are in the library, or that a search leaves."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetsView:
    """How many results there are for each value, under the filters on everything else; `models` has labels too."""

    total: int
    kinds: Mapping[str, int]
    providers: Mapping[str, int]
    models: Sequence[tuple[str, str, int]]
    projects: Mapping[str, int]
    collections: Sequence[CollectionView]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A result of a group with which something could not be done, and why."""

    id: str
    detail: str


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """A ticket for a ZIP file of so many files of results, with so many bytes together."""

    token: str
    files: int
    size_bytes: int
