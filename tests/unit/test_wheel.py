"""The wheel: everything the studio needs is inside, and it runs far from the repository."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import httpx2
import pytest

from genstudio.ui.files import read_page_files
from tests.studio_process import ROOT, started


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built by the project's own backend, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_wheel_holds_every_file_of_the_package_and_no_other(wheel: zipfile.ZipFile) -> None:
    inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "genstudio").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert inside == package


def test_wheel_brings_its_licences(wheel: zipfile.ZipFile) -> None:
    names = {Path(name).name for name in wheel.namelist() if "/licenses/" in name}
    assert {"LICENSE", "THIRD_PARTY_NOTICES.md"} <= names


def test_installed_studio_serves_its_page_from_another_folder(
    wheel: zipfile.ZipFile, home: Path, tmp_path: Path
) -> None:
    installed = tmp_path / "installed"
    wheel.extractall(installed)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = (sys.executable, "-m", "genstudio", "serve")
    with started(home, command, elsewhere, {"PYTHONPATH": str(installed)}) as studio:
        page = studio.client.get("/")
        assert page.status_code == httpx2.codes.OK
        files = read_page_files()
        for name, content in files.files.items():
            assert studio.client.get(files.url(name)).content == content, name
        for kind in ("image", "tts", "video", "music"):
            assert studio.client.get(f"/api/v2/providers/{kind}").json()["providers"], kind
    assert not list(elsewhere.iterdir()), "something was written into the current folder"
