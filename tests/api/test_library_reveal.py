"""Showing a file in the file manager: for the person at the computer alone, with a fixed program and our own path."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from genstudio.api.schemas import ProblemOut
from genstudio.bootstrap import Studio
from tests.api.steps import URL, Made, order, until

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="their file managers cannot be replaced")


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a desktop of these programs (name: exit code); each writes its arguments to the file that is returned."""
    folder = tmp_path / "programs"
    folder.mkdir()
    said = tmp_path / "said"
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DISPLAY", ":0")

    def make(**programs: int) -> Path:
        for name, code in programs.items():
            program = folder / name.replace("_", "-")
            program.write_text(
                f'#!/bin/sh\nfor each in "{program.name}" "$@"; do echo "$each" >> {said}; done\nexit {code}\n'
            )
            program.chmod(0o755)
        return said

    return make


def path_of(studio: Studio, client: TestClient, made: Made) -> Path:
    digest = client.get(made["outputs"][0]["url"]).headers["etag"].strip('"')
    return studio.media.path_of(digest, "image/png")


def local_actions(client: TestClient) -> bool:
    offered: bool = client.get("/api/v2/studio").json()["localActions"]
    return offered


def test_the_file_is_selected(client: TestClient, studio: Studio, desktop: Callable[..., Path]) -> None:
    said = desktop(dbus_send=0, xdg_open=0)
    made = order(client, "a fox $(touch x); `id`", wait=30)
    assert local_actions(client)
    answer = client.post(f"{URL}/{made['id']}/reveal")
    assert (answer.status_code, answer.json()) == (200, {"id": made["id"], "revealed": True})
    words = said.read_text().splitlines()
    assert words[0] == "dbus-send"
    assert f"array:string:{path_of(studio, client, made).as_uri()}" in words
    assert "xdg-open" not in words


def test_without_such_a_file_manager_the_folder_opens(
    client: TestClient, studio: Studio, desktop: Callable[..., Path]
) -> None:
    said = desktop(dbus_send=1, xdg_open=0)
    made = order(client, "a fox", wait=30)
    assert client.post(f"{URL}/{made['id']}/reveal").status_code == 200
    assert said.read_text().splitlines()[-2:] == ["xdg-open", str(path_of(studio, client, made).parent)]


def test_nothing_to_open_it_with_is_said(
    client: TestClient, desktop: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = order(client, "a fox", wait=30)
    url = f"{URL}/{made['id']}/reveal"
    sentence = "No file manager could be opened on this computer."
    desktop(xdg_open=4)
    failed = client.post(url)
    assert (failed.status_code, ProblemOut.model_validate_json(failed.content).detail) == (409, sentence)
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not local_actions(client)
    assert client.post(url).status_code == 409


def test_what_has_no_file_is_not_found(client: TestClient, studio: Studio, desktop: Callable[..., Path]) -> None:
    said = desktop(xdg_open=0)
    made = order(client, "a fox", wait=30)
    path_of(studio, client, made).unlink()
    running = until(client, order(client, "hold"), "submitting")
    for job_id in (made["id"], running["id"], "nothing", "..%2f..%2fetc"):
        assert client.post(f"{URL}/{job_id}/reveal").status_code == 404
    assert not said.exists()


def test_the_studios_own_folder_opens(client: TestClient, studio: Studio, desktop: Callable[..., Path]) -> None:
    said = desktop(dbus_send=1, xdg_open=0)
    assert client.post("/api/v2/studio/reveal").status_code == 204
    assert said.read_text().splitlines()[-2:] == ["xdg-open", str(studio.settings.home)]
    desktop(dbus_send=1, xdg_open=4)
    assert client.post("/api/v2/studio/reveal").status_code == 409


def test_guests_open_nothing(shared: Callable[[], TestClient], desktop: Callable[..., Path]) -> None:
    said = desktop(xdg_open=0)
    guest = shared()
    made = order(guest, "a fox", wait=30)
    assert not local_actions(guest)
    answer = guest.post(f"{URL}/{made['id']}/reveal")
    assert (answer.status_code, ProblemOut.model_validate_json(answer.content).code) == (403, "not_allowed")
    assert guest.post("/api/v2/studio/reveal").status_code == 403
    assert not said.exists()
