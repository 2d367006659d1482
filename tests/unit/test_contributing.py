"""CONTRIBUTING.md stays true: its provider is taken out of the page, checked, and put through the contract suite."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from genstudio.core.spec import InputRole
from genstudio.providers.base import (
    AsyncProvider,
    BaseImageProvider,
    BaseMusicProvider,
    BaseTTSProvider,
    BaseVideoProvider,
)
from tests.contract.emulator import EMULATORS, WORKED_ESTIMATES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

PLUGIN = '''
"""Puts the page's files where the page says that they go, and makes its two edits."""

import importlib.util
import sys
from pathlib import Path

import pytest

def load(name, file):
    found = importlib.util.spec_from_file_location(name, Path(__file__).parent / file)
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    found.loader.exec_module(module)
    return module

import genstudio.practice, genstudio.providers
genstudio.providers.lumen = load("genstudio.providers.lumen", "genstudio/providers/lumen.py")
load("genstudio.practice.lumen", "genstudio/practice/lumen.py")
genstudio.practice.EMULATORS = {**genstudio.practice.EMULATORS, EMULATOR}
import tests.contract.emulator as emulator
emulator.WORKED_ESTIMATES = {**emulator.WORKED_ESTIMATES, ESTIMATE}
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's three files in their places below an empty folder."""
    root = tmp_path_factory.mktemp("contributing")
    blocks = re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)
    assert [name for name, _ in blocks] == [
        "genstudio/providers/lumen.py",
        "genstudio/practice/lumen.py",
        "tests/providers/test_lumen.py",
    ]
    for name, text in blocks:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_example_passes_the_contract_and_its_own_tests(folder: Path) -> None:
    emulator = re.search(r'`EMULATORS` in .* gets `("lumen": ".*?")`', PAGE)
    estimate = re.search(r'`WORKED_ESTIMATES` gets `("lumen:clip-2": .*?)`', PAGE)
    assert emulator
    assert estimate
    plugin = PLUGIN.replace("EMULATOR}", emulator[1] + "}").replace("ESTIMATE}", estimate[1] + "}")
    (folder / "contributing_plugin.py").write_text(plugin)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "contributing_plugin", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [*command, "-k", "lumen", "tests/contract", str(folder / "tests" / "providers" / "test_lumen.py")],
        cwd=ROOT, env={"PYTHONPATH": f"{folder}:{ROOT}", "PATH": ""}, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    passed = re.search(r"(\d+) passed", ran.stdout)
    assert passed
    assert int(passed[1]) >= 3 + 14, ran.stdout
    assert "lumen" not in EMULATORS
    assert "lumen:clip-2" not in WORKED_ESTIMATES


def test_example_is_written_as_we_write(folder: Path) -> None:
    for file in sorted(folder.rglob("*/*/*.py")):
        name, text = str(file.relative_to(folder)), file.read_text(encoding="utf-8")
        # The adapter is not in its place, so ruff has to be told whose it is.
        ours = ["--config", 'lint.isort.known-first-party = ["genstudio"]']
        for verb in (["check", "--no-cache", *ours], ["format", "--check"]):
            command = [sys.executable, "-m", "ruff", *verb, "--stdin-filename", name, "-"]
            ran = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True)
            assert ran.returncode == 0, ran.stdout + ran.stderr
    adapter = str(folder / "genstudio" / "providers" / "lumen.py")
    ran = subprocess.run([sys.executable, "-m", "mypy", adapter], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_what_the_page_sends_people_to_exists() -> None:
    for path in set(re.findall(r"\b(?:genstudio|tests)/[\w/.]+\w", PAGE)):
        assert "lumen" in path or (ROOT / path).exists(), path
    for name in re.findall(r"`([a-z]+_[a-z]+)`", PAGE.partition("**3. ")[0].rpartition("```")[2]):
        holders = (AsyncProvider, BaseImageProvider, BaseTTSProvider, BaseVideoProvider, BaseMusicProvider, InputRole)
        assert any(hasattr(each, name) for each in holders), name
