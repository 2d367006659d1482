"""The shapes of the library's answers, as `schemas.py` has those of the rest."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from genstudio.api.schemas import Shape
from genstudio.core.spec import Kind


class LibraryItemOut(Shape):
    """A finished result as a tile. Its addresses are those of the first main file."""

    id: str
    type: Kind
    prompt: str = Field(max_length=300, description="Its first 300 characters.")
    provider: str
    model: str
    model_label: str
    created_at: str
    favourite: bool
    rating: int | None = Field(ge=1, le=5)
    project: str | None
    outputs: int = Field(description="How many files are what was asked for.")
    thumbnail_url: str | None
    peaks_url: str | None
    colour: str | None = Field(
        description="The picture's mean colour as #rrggbb, to stand in its place until it has come."
    )
    url: str | None = Field(description="null when it has no file.")
    mime: str | None
    width: int | None
    height: int | None
    duration_s: float | None
    cost_usd: str | None
    credits: str | None
    seq: int


class LibraryOut(Shape):
    total: int = Field(description="How many fit the filters.")
    items: list[LibraryItemOut]


class ValueOut(Shape):
    value: str
    count: int


class LabelledValueOut(Shape):
    value: str
    label: str
    count: int


class CollectionOut(Shape):
    id: str
    name: str
    count: int


class FacetsOut(Shape):
    """Each list counts under the filters on everything but itself; `total` under all of them."""

    types: list[ValueOut]
    providers: list[ValueOut]
    models: list[LabelledValueOut]
    projects: list[ValueOut]
    collections: list[CollectionOut]
    total: int


class CollectionsOut(Shape):
    collections: list[CollectionOut]


class DeletedCollectionOut(Shape):
    id: str
    deleted: Literal[True]


class RefusalOut(Shape):
    id: str
    detail: str


class DeletedManyOut(Shape):
    deleted: list[str]
    refused: list[RefusalOut]


class RestoredManyOut(Shape):
    restored: list[str]


class ArchiveOut(Shape):
    url: str = Field(description="Of the ZIP file, for ten minutes.")
    files: int = Field(description="How many files of results will be in it.")
    bytes: int = Field(description="How large they are together.")


class RevealedOut(Shape):
    id: str
    revealed: Literal[True]
