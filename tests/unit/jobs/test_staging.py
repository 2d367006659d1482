"""Staged answers survive a kill: complete, or as if they had never been."""

from __future__ import annotations

from pathlib import Path

import pytest

from genstudio.core.errors import DiskFullError
from genstudio.core.result import MediaOutput, ProviderResult
from genstudio.jobs.staging import MANIFEST, Staging


def test_data_and_files_and_urls_come_back_as_they_were(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    folder = staging.prepare("job")
    (folder / "song.wav").write_bytes(b"sound")
    outputs = (
        MediaOutput("image/png", data=b"picture"),
        MediaOutput("audio/wav", path=folder / "song.wav", role="stem", label="Drums"),
        MediaOutput("video/mp4", url="https://cdn.example/x"),
    )
    staging.save("job", ProviderResult(outputs, 40_000, {"seed": 0}))
    loaded = Staging(tmp_path).load("job")
    assert loaded is not None
    assert (loaded.usd_micro, loaded.extras) == (40_000, {"seed": 0})
    assert loaded.outputs[0].path is not None
    assert loaded.outputs[0].path.read_bytes() == b"picture"
    assert loaded.outputs[1] == outputs[1]
    assert loaded.outputs[2] == outputs[2]
    staging.clear("job")
    assert staging.load("job") is None


def test_without_a_complete_manifest_there_is_nothing(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    folder = staging.prepare("job")
    (folder / "answer-0").write_bytes(b"half")
    (folder / f"{MANIFEST}.part").write_text("{}")
    assert staging.load("job") is None
    assert list(staging.prepare("job").iterdir()) == []


def test_a_full_disk_is_said_and_the_answer_can_be_saved_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging, result = Staging(tmp_path), ProviderResult((MediaOutput("image/png", data=b"picture"),))
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", lambda fd: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(DiskFullError):
            staging.save("job", result)
    assert staging.load("job") is None
    staging.save("job", result)
    assert staging.load("job") is not None
