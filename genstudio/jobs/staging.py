"""The outputs of a job between the vendor's answer and the library, on disk so that a kill loses nothing.

An answer that carries the files themselves cannot be asked for again. So they are written to the job's work folder
with a manifest, the manifest last and by rename: where it exists, everything it names is complete.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from genstudio.core.errors import DiskFullError
from genstudio.core.result import JsonObject, MediaOutput, ProviderResult

MANIFEST = "result.json"


class Staging:
    """Work folders below `root`, one for each job."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, job_id: str) -> Path:
        return self.root / job_id

    def inputs(self, job_id: str) -> Path:
        """Where converted input files of a job are."""
        return self.folder(job_id) / "inputs"

    def prepare(self, job_id: str) -> Path:
        """An empty work folder; what a killed attempt left is removed."""
        folder = self.folder(job_id)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def save(self, job_id: str, result: ProviderResult) -> ProviderResult:
        """Writes data outputs to files, then the manifest. The result has paths and URLs only.

        Raises DiskFullError; it may be called again once there is space.
        """
        try:
            return self._save(job_id, result)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFullError("The disk is full. The result is here and is saved once there is space.") from error
            raise

    def _save(self, job_id: str, result: ProviderResult) -> ProviderResult:
        folder = self.folder(job_id)
        folder.mkdir(parents=True, exist_ok=True)
        outputs = []
        for position, output in enumerate(result.outputs):
            if output.data is None:
                outputs.append(output)
                continue
            path = folder / f"answer-{position}"
            with path.open("wb") as file:
                file.write(output.data)
                file.flush()
                os.fsync(file.fileno())
            outputs.append(dataclasses.replace(output, data=None, path=path))
        staged = dataclasses.replace(result, outputs=tuple(outputs))
        part = folder / f"{MANIFEST}.part"
        with part.open("w", encoding="utf-8") as file:
            json.dump(_to_json(staged, folder), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / MANIFEST)
        return staged

    def load(self, job_id: str) -> ProviderResult | None:
        """The staged result, None when there is no complete one."""
        folder = self.folder(job_id)
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        outputs = tuple(
            MediaOutput(
                mime=each["mime"],
                path=folder / each["path"] if each["path"] else None,
                url=each["url"],
                role=each["role"],
                label=each["label"],
            )
            for each in manifest["outputs"]
        )
        return ProviderResult(outputs, manifest["usd_micro"], manifest["extras"])

    def clear(self, job_id: str) -> None:
        folder = self.folder(job_id)
        try:
            folder.rmdir()  # most are empty by now, and this costs a fraction of looking for what is not there
        except FileNotFoundError:
            return
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, closed: Iterable[str]) -> None:
        """Removes the folders that a kill left behind after the job had ended."""
        for job_id in closed:
            self.clear(job_id)

    def names(self) -> list[str]:
        """The names of all work folders."""
        try:
            return [each.name for each in self.root.iterdir() if each.is_dir()]
        except FileNotFoundError:
            return []


def _to_json(result: ProviderResult, folder: Path) -> JsonObject:
    return {
        "outputs": [
            {
                "mime": each.mime,
                "path": os.path.relpath(each.path, folder) if each.path else None,
                "url": each.url,
                "role": each.role,
                "label": each.label,
            }
            for each in result.outputs
        ],
        "usd_micro": result.usd_micro,
        "extras": dict(result.extras),
    }
