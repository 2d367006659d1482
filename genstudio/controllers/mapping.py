"""From rows to views."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from genstudio.controllers.library_views import LibraryItemView
from genstudio.controllers.views import (
    Charged,
    CostView,
    DeletedView,
    FaultView,
    GenerationView,
    OutputView,
    UsedFile,
)
from genstudio.core.result import Json
from genstudio.core.spec import KINDS, ModelSpec, Value
from genstudio.jobs.states import STATUS
from genstudio.providers.registry import ProviderRegistry
from genstudio.storage.assets import AssetRow
from genstudio.storage.finding import TileRow
from genstudio.storage.jobs import JobRow

POINTLESS = frozenset({"provider_validation", "content_refused", "invalid_input"})
"""What a vendor would refuse in the same words again."""


class Mapper:
    """`place` asks the engine for a job's waiting place."""

    def __init__(self, registry: ProviderRegistry, place: Callable[[str], int | None]) -> None:
        self._registry = registry
        self._place = place

    def generation(self, row: JobRow, assets: Sequence[AssetRow], names: Mapping[str, str]) -> GenerationView:
        """`names` are those of the uploads that the row refers to, by upload id."""
        request = _request(row.request_json)
        model = self._model(row.kind, row.model)
        return GenerationView(
            id=row.id,
            seq=row.seq,
            kind=row.kind,
            provider=row.provider,
            model=row.model,
            model_label=model.label if model else row.model,
            engine=model.engine if model else "hosted",
            status=STATUS[row.state],
            stage=row.state,
            place=self._place(row.id) if row.state == "queued" else None,
            paused=bool(row.paused),
            cancel_requested=bool(row.cancel_requested),
            prompt=row.prompt,
            values=request.values,
            media={
                role: tuple(UsedFile(ref, names.get(ref.removeprefix("upload:"), "")) for ref in refs)
                for role, refs in request.media.items()
            },
            metadata=request.metadata,
            progress=row.progress,
            step=row.step,
            cost=CostView(
                row.estimate_usd_micro,
                row.reserved_milli if row.estimate_usd_micro is not None else None,
                row.charged_milli,
                row.usd_micro,
                row.cost_source,
            ),
            fault=_fault(row),
            outputs=tuple(_output(each) for each in assets),
            extras=_extras(row.extras_json),
            created_at_ms=row.created_at_ms,
            started_at_ms=row.submitted_at_ms,
            finished_at_ms=row.finished_at_ms,
            favourite=bool(row.favourite),
            rating=row.rating,
            project=row.project,
        )

    def item(self, row: JobRow, assets: Sequence[AssetRow], names: Mapping[str, str]) -> GenerationView | DeletedView:
        if row.deleted_at_ms is not None:
            return DeletedView(row.id, row.seq)
        return self.generation(row, assets, names)

    def tile(self, row: TileRow, assets: Sequence[AssetRow]) -> LibraryItemView:
        main = [each for each in assets if each.role == "main"]
        return LibraryItemView(
            id=row.id,
            seq=row.seq,
            kind=row.kind,
            prompt=row.prompt,
            provider=row.provider,
            model=row.model,
            model_label=self.model_label(row.kind, row.model),
            created_at_ms=row.created_at_ms,
            favourite=bool(row.favourite),
            rating=row.rating,
            project=row.project,
            outputs=len(main),
            main=_output(main[0]) if main else None,
            usd_micro=row.usd_micro,
            charged_milli=row.charged_milli,
        )

    def model_label(self, kind: str | None, model_id: str) -> str:
        """The model's label, or its id once it is gone from the tables."""
        model = self._model(kind, model_id)
        return model.label if model else model_id

    def _model(self, kind: str | None, model_id: str) -> ModelSpec | None:
        """The model; None once its provider or the model itself is gone from the tables."""
        known = next((each for each in KINDS if each == kind), None)
        return next((each for each in self._registry.models(known) if each.id == model_id), None)


def upload_ids(rows: Sequence[JobRow]) -> list[str]:
    """The uploads that these rows refer to."""
    return [
        ref.removeprefix("upload:")
        for row in rows
        for refs in _request(row.request_json).media.values()
        for ref in refs
        if ref.startswith("upload:")
    ]


@dataclass(frozen=True, slots=True)
class _Request:
    values: Mapping[str, Value]
    media: Mapping[str, tuple[str, ...]]
    metadata: Mapping[str, Json]


@lru_cache(maxsize=512)
def _request(request_json: str) -> _Request:
    """A row's request, which never changes, while every page asks for it each second. Nobody writes to the result."""
    parsed = json.loads(request_json)
    return _Request(parsed["values"], {role: tuple(refs) for role, refs in parsed["media"].items()}, parsed["metadata"])


@lru_cache(maxsize=512)
def _extras(extras_json: str) -> Mapping[str, Json]:
    extras: Mapping[str, Json] = json.loads(extras_json)
    return extras


def _fault(row: JobRow) -> FaultView | None:
    if row.state not in ("failed", "unknown"):
        return None
    charged: Charged = "no"
    if row.state == "unknown":
        charged = "held"
    elif row.charged_milli or row.usd_micro:
        charged = "yes"
    code = row.error_code or "internal"
    return FaultView(
        code=code,
        message=row.error_message or "It failed, and no reason was given.",
        detail=row.error_detail or "",
        charged=charged,
        retryable=row.state == "failed" and code not in POINTLESS,
    )


def _output(asset: AssetRow) -> OutputView:
    return OutputView(
        position=asset.position,
        role=asset.role,
        label=asset.label,
        mime=asset.mime,
        size_bytes=asset.size_bytes,
        width=asset.width,
        height=asset.height,
        duration_s=asset.duration_s,
        sample_rate=asset.sample_rate,
        channels=asset.channels,
        preview=asset.thumbnail,
        colour=asset.colour,
    )
