"""From a job's row back to the request that its provider gets."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from genstudio.core.errors import NotFoundError
from genstudio.core.request import REQUEST_CLASSES, GenerationRequest, MediaInput
from genstudio.core.spec import KINDS, ModelSpec
from genstudio.storage import references
from genstudio.storage.jobs import JobRow
from genstudio.storage.media import MediaStore


def has_media(row: JobRow) -> bool:
    return bool(json.loads(row.request_json)["media"])


def media_inputs(conn: sqlite3.Connection, row: JobRow, media: MediaStore) -> dict[str, tuple[MediaInput, ...]]:
    """The files of the request. Raises NotFoundError when one has gone."""
    found: dict[str, tuple[MediaInput, ...]] = {}
    for role, refs in json.loads(row.request_json)["media"].items():
        files = []
        for ref in refs:
            file = references.find(conn, row.owner, ref)
            path = media.path_of(file.sha256, file.mime) if file is not None else None
            if file is None or path is None or not path.is_file():
                raise NotFoundError("A file that this request uses is gone. Nothing was charged; choose it again.")
            files.append(MediaInput(path, file.mime, file.name))
        found[role] = tuple(files)
    return found


def build_request(
    row: JobRow, model: ModelSpec, media: dict[str, tuple[MediaInput, ...]], work_dir: Path
) -> GenerationRequest:
    kind = next(each for each in KINDS if each == row.kind)
    values = json.loads(row.request_json)["values"]
    return REQUEST_CLASSES[kind](model, row.prompt, values, media, reference=row.id, work_dir=work_dir)
