"""From the library's views to the JSON of `schemas_library.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from genstudio.api.outgoing import Object, output
from genstudio.api.wire import iso, purse, usd
from genstudio.controllers.library_views import CollectionView, FacetsView, LibraryItemView, Refusal

OF_MAIN = ("thumbnailUrl", "peaksUrl", "colour", "url", "mime", "width", "height", "durationS")
"""What a tile takes over from the first main file."""


def page(total: int, items: Sequence[LibraryItemView]) -> Object:
    return {"total": total, "items": [_item(each) for each in items]}


def _item(view: LibraryItemView) -> Object:
    main = output(view.id, view.main) if view.main is not None else {}
    return {
        "id": view.id,
        "type": view.kind,
        "prompt": view.prompt,
        "provider": view.provider,
        "model": view.model,
        "modelLabel": view.model_label,
        "createdAt": iso(view.created_at_ms),
        "favourite": view.favourite,
        "rating": view.rating,
        "project": view.project,
        "outputs": view.outputs,
        **{name: main.get(name) for name in OF_MAIN},
        "costUsd": usd(view.usd_micro),
        "credits": purse(view.charged_milli),
        "seq": view.seq,
    }


def facets(view: FacetsView) -> Object:
    return {
        "types": _values(view.kinds),
        "providers": _values(view.providers),
        "models": [{"value": value, "label": label, "count": count} for value, label, count in view.models],
        "projects": _values(view.projects),
        "collections": [collection(each) for each in view.collections],
        "total": view.total,
    }


def collection(view: CollectionView) -> Object:
    return {"id": view.id, "name": view.name, "count": view.count}


def deleted(ids: Sequence[str], refused: Sequence[Refusal]) -> Object:
    return {"deleted": ids, "refused": [{"id": each.id, "detail": each.detail} for each in refused]}


def _values(counts: Mapping[str, int]) -> list[Object]:
    return [{"value": value, "count": count} for value, count in counts.items()]
