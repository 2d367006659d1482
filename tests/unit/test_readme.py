"""README.md stays true: its two commands, its table, its links and the names in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from genstudio.core import settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def genstudio(*arguments: str) -> str:
    command = [sys.executable, "-m", "genstudio", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_there_are_exactly_two_commands_and_ci_finds_the_second() -> None:
    commands = re.findall(r"```bash\n(.*?)\n```", README, re.DOTALL)
    assert README.count("```") == 2 * len(commands)
    run, test = commands
    assert run.endswith(" && python app.py")
    assert test.endswith(" && python -m pytest")
    for command in commands:
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && . .venv/bin/activate && pip install -c constraints.txt -e ")
    found = subprocess.run(["bash", ".ci/run", "--show"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert found.strip() == test


def test_table_is_the_one_that_the_command_prints() -> None:
    table = re.search(r"<!-- providers: .* -->\n(.*?)<!-- end of providers -->", README, re.DOTALL)
    assert table
    assert table[1] == genstudio("providers", "--markdown")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        assert target.startswith("https://") or (ROOT / target).is_file(), target


def test_commands_and_variables_of_the_tour_exist() -> None:
    commands = re.findall(r"`genstudio (\w+)(?: ([a-z-]+))?", README)
    assert len(commands) > 6
    for command, word in commands:
        shown = genstudio(command, "--help")
        if word and command in ("keys", "jobs", "ledger"):
            assert re.search(rf"^  {word} ", shown, re.MULTILINE), f"genstudio {command} {word}"
    known = {settings.PREFIX + name.upper().replace(".", "__") for name in settings.names()}
    assert set(re.findall(r"GENSTUDIO_[A-Z_]+", README)) <= known
    serve = genstudio("serve", "--help")
    for option in re.search(r"`python app.py ([^`]*)`", README)[1].split():  # type: ignore[index]  # the page names them
        assert option in serve
