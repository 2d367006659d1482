"""The page's own files: a fixed list, complete, and safe by construction."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from genstudio.ui.files import ASSETS, UI, PageFiles, modules, read_page_files, styles


@pytest.fixture(scope="module")
def page() -> PageFiles:
    return read_page_files()


every_module = pytest.mark.parametrize(("name", "path"), modules().items(), ids=modules())


def test_every_module_and_stylesheet_is_part_of_the_page(page: PageFiles) -> None:
    text = page.files["studio.js"].decode()
    assert [name for name in modules() if text.count(f"\nparts['{name}'] = ") != 1] == []
    assert {path for folder in (UI, ASSETS) for path in folder.rglob("*.css")} == set(styles())
    assert len(styles()) == len(set(styles()))


@every_module
def test_modules_never_turn_text_into_markup(name: str, path: Path) -> None:
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(markup, path.read_text())


def test_every_symbol_that_is_drawn_exists(page: PageFiles) -> None:
    symbols = set(re.findall(r'<symbol id="([a-z0-9-]+)"', page.files["icons.svg"].decode()))
    text = "\n".join(path.read_text() for path in modules().values())
    drawn = set(re.findall(r"(?:icon\(|symbol: |(?:make|leaf|pressable)\('[a-z.]+', )'([a-z0-9-]+)'", text))
    assert len(drawn) > 20, "the pattern no longer finds the calls"
    assert drawn - symbols == set()


def test_every_key_of_the_page_is_in_the_list_of_shortcuts() -> None:
    """Keys that a module answers by a character; arrows, Enter, Escape and their like explain themselves."""
    texts = {name: path.read_text() for name, path in modules().items()}
    listed = set(re.findall(r"'([^'\\s])'", texts.pop("shell/shortcuts")))
    text = "\n".join(texts.values())
    asked = set(re.findall(r"event\.key [!=]== '(\S)'", text))
    assert len(asked) > 5, "the pattern no longer finds the keys"
    assert {key.upper() for key in asked} - listed == set()
    named = set(re.findall(r"(?:^|[\s{,])'?(\S)'?: (?:\(|\w+,)", text)) | asked
    signs = set("←→↑↓⌘")
    assert listed - signs - {key.upper() for key in named} == set(), "listed, and nobody answers"


def test_nothing_points_to_another_host(page: PageFiles) -> None:
    for name, data in page.files.items():
        if name.endswith((".js", ".css")):
            assert (
                re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", data.decode().replace("http://www.w3.org", ""))
                == []
            )


def test_the_version_changes_with_any_file(page: PageFiles) -> None:
    assert page.version == read_page_files().version
    assert page.url("studio.css") == f"/studio/{page.version}/studio.css"
    with pytest.raises(KeyError):
        page.url("../app.py")
