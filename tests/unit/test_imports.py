"""What costs a start its time stays out of what does not need it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import genstudio

ROOT = Path(__file__).parents[2]
HEAVY = ("gradio", "numpy", "PIL", "sqlmodel", "sqlalchemy", "fastapi", "av", "onnxruntime", "soundfile", "pandas")


@pytest.mark.parametrize(
    "statement",
    [
        "import genstudio",
        "import genstudio.cli",
        "import genstudio.bootstrap",
        "from genstudio import *",
        "from genstudio import provider_registry; provider_registry.load()",
    ],
)
def test_nothing_heavy_is_imported(statement: str) -> None:
    question = f"import sys; {statement}; print(*(name for name in {HEAVY} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_package_and_project_agree_on_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert genstudio.__version__ == project["version"]


def test_every_public_name_is_there() -> None:
    for name in genstudio.__all__:
        assert getattr(genstudio, name) is not None
    assert set(genstudio.__all__) <= set(dir(genstudio))
    with pytest.raises(AttributeError, match="'nothing'"):
        genstudio.nothing  # type: ignore[attr-defined]  # noqa: B018  # that it is missing is the point
