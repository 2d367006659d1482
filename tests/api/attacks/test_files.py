"""Files of the server, and files that would run in its name: read, smuggled in, and handed out again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.testclient import TestClient

from genstudio.api.replies import SHOWN
from genstudio.ui.edge import ALLOWED, PageEdge
from tests.api.attacks.addresses import Address, walk
from tests.api.attacks.conftest import Victim
from tests.api.models import png
from tests.api.steps import URL

Guest = Callable[[], TestClient]
SCRIPT = b"<script>window.__pwned = 1</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>window.__pwned = 1</script></svg>'
ESCAPES = ("../{}", "..%2f{}", "%2e%2e/{}", "....//{}", "/{}", "%2f{}", "..\\{}", "%5c..%5c{}", "x%00/{}", "file:{}")


def _gradio(app: FastAPI) -> list[Address]:
    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)
    assert isinstance(mounted.app, PageEdge)
    return list(walk(mounted.app.app.routes))  # type: ignore[attr-defined]  # Gradio's FastAPI app


def test_no_address_of_gradio_answers_that_the_page_does_not_use(app: FastAPI, server: TestClient) -> None:
    """Found by walking its routes, so that what another release brings is met as well."""
    addresses = _gradio(app)
    assert {"/gradio_api/deep_link", "/monitoring", "/gradio_api/upload"} <= {each.path for each in addresses} | {
        f"/gradio_api{each.path}" for each in addresses
    }
    for address in addresses:
        path = re.sub(r"\{[^}]*\}", "x", address.path)
        for each in (path, f"/gradio_api{path}"):
            if ALLOWED.fullmatch(each) and address.method in ("GET", "HEAD"):
                continue
            answer = server.request(address.method, each)
            assert answer.status_code in (404, 405), (address, each, answer.status_code)


@pytest.mark.parametrize(
    "start", ["/gradio_api/file=", "/file=", "/file/", "/static/", "/assets/", "/svelte/", "/studio/x/"]
)
def test_no_file_is_read_by_a_path(server: TestClient, whole_home: Path, start: str) -> None:
    for file in (whole_home / "secret", Path("/etc/passwd"), Path(__file__)):
        for escape in ESCAPES:
            for path in (str(file), str(file).lstrip("/"), "../" * 12 + str(file).lstrip("/")):
                answer = server.get(start + escape.format(path))
                assert answer.status_code in (400, 403, 404), (start, escape, answer.status_code)
                assert file.read_bytes()[:24] not in answer.content


def test_no_component_tells_a_path_key_or_state(server: TestClient, whole_home: Path) -> None:
    """Values of components, hidden and password ones too, are in the page; so nothing may stand in any."""
    config = server.get("/config").json()
    page = server.get("/").text
    for text in (page, str(config)):
        assert str(whole_home) not in text
        assert (whole_home / "secret").read_bytes() not in text.encode()
        assert "site-packages" not in text
    for component in config["components"]:
        assert not component["props"].get("value"), component["props"].get("elem_id")
        assert component["type"] in ("html", "tabs", "tabitem", "row", "column"), "this component may take files"
    assert config["dependencies"] == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<!doctype html><html>" + SCRIPT),
        ("picture.svg", SVG),
        ("picture.png", SVG),
        ("sound.mp3", SCRIPT),
        ("page.xhtml", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT),
        ("code.js", b"window.__pwned = 1"),
        ("book.pdf", b"%PDF-1.7 " + SCRIPT),
    ],
)
def test_what_could_run_is_not_taken(guest: Guest, name: str, data: bytes) -> None:
    thief = guest()
    kinds = ("text/html", "image/png", "image/svg+xml")
    answers = [thief.post("/api/v2/uploads", files={"file": (name, data, kind)}) for kind in kinds]
    answers += [
        thief.post("/api/v2/uploads", params={"name": name}, content=data, headers={"Content-Type": kind})
        for kind in kinds
    ]
    answers.append(
        thief.post(
            URL,
            json={
                "type": "image",
                "config": {"prompt": "x", "media": {"stylePicture": [f"data:image/png,{data.decode()}"]}},
            },
        )
    )
    for answer in answers:
        assert answer.status_code in (415, 422), answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_picture_that_is_a_page_as_well_is_shown_as_a_picture_alone(guest: Guest) -> None:
    """A real PNG with a page behind its end: taken, but no browser may find the page in it."""
    client = guest()
    made = client.post("/api/v2/uploads", files={"file": ("p.html", png() + b"<html>" + SCRIPT, "text/html")})
    answer = client.get(made.json()["url"])
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        'x".html\r\nSet-Cookie: a=b',
        "x\nContent-Type: text/html",
        "a;filename=b.html",
        "../../../x.png",
        "\u202egnp.exe",
    ],
)
def test_a_file_name_adds_no_header(guest: Guest, name: str) -> None:
    client = guest()
    made = client.post("/api/v2/uploads", params={"name": name}, content=png()).json()
    answer = client.get(made["url"])
    assert answer.headers["content-type"] == "image/png"
    assert "set-cookie" not in answer.headers
    shown = answer.headers["content-disposition"]
    assert shown.startswith("inline;")
    assert not re.search(r"[\r\n/\\]|\u202e", shown)


def test_a_page_that_a_model_made_is_only_ever_downloaded(victim: Victim) -> None:
    job = victim.client.get(f"{URL}/{victim.done}").json()
    kinds = {each["mime"]: each["url"] for each in job["outputs"]}
    page = victim.client.get(f"{URL}/{victim.done}/media/2")
    assert b"<script>" in page.content, "the tests' painter no longer makes a page"
    for kind, url in kinds.items():
        for query in ("", "?download=true"):
            answer = victim.client.get(url + query)
            assert answer.status_code == 200
            assert answer.headers["x-content-type-options"] == "nosniff"
            if kind not in SHOWN:
                assert answer.headers["content-disposition"].startswith("attachment")
                assert answer.headers["content-type"] == "application/octet-stream"
                assert "sandbox" in answer.headers["content-security-policy"]
