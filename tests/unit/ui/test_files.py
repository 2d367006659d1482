"""The page's own files: a fixed list, complete, and safe by construction."""

from __future__ import annotations

import re

import pytest

from genstudio.ui.files import ASSETS, MODULES, STYLES, UI, PageFiles, read_page_files


@pytest.fixture(scope="module")
def page() -> PageFiles:
    return read_page_files()


def module(name: str) -> str:
    return (UI / "widgets" / f"{name}.js").read_text()


def test_every_module_and_stylesheet_is_listed() -> None:
    assert {path.stem for path in (UI / "widgets").glob("*.js")} == set(MODULES)
    assert {path for folder in (UI, ASSETS) for path in folder.rglob("*.css")} == set(STYLES)


@pytest.mark.parametrize("name", MODULES)
def test_modules_import_only_listed_modules(name: str, page: PageFiles) -> None:
    for imported in re.findall(r"from '\./([a-z_]+\.js)'", module(name)):
        assert f"js/{imported}" in page.files


@pytest.mark.parametrize("name", MODULES)
def test_modules_never_turn_text_into_markup(name: str) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", module(name))


def test_every_symbol_that_is_drawn_exists(page: PageFiles) -> None:
    symbols = set(re.findall(r'<symbol id="([a-z0-9-]+)"', page.files["icons.svg"].decode()))
    text = "\n".join(map(module, MODULES))
    drawn = set(re.findall(r"(?:icon\(|symbol: )'([a-z0-9-]+)'", text))
    assert len(drawn) > 20, "the pattern no longer finds the calls"
    assert drawn - symbols == set()


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
