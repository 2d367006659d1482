"""Pages of other sites, in the browser of somebody who has the studio open: forms, scripts, pictures, rebound names."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.attacks.addresses import bodies, filled, of_api
from tests.api.attacks.conftest import Victim
from tests.api.models import png

SITES: dict[str, dict[str, str]] = {
    "another origin": {"Origin": "https://evil.example.com"},
    "a sandboxed frame": {"Origin": "null"},
    "an older browser's form": {"Origin": "https://evil.example.com", "Content-Type": "text/plain"},
    "another port": {"Origin": "http://127.0.0.1:3000", "Sec-Fetch-Site": "same-site"},
    "a script": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
    "a form that navigates": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    "its own name for us": {"Host": "evil.example.com", "Origin": "http://evil.example.com"},
}
CHANGING = ("POST", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("site", SITES)
def test_another_site_changes_nothing_at_any_address(app: FastAPI, victim: Victim, site: str) -> None:
    """With the victim's own cookie, as the browser would send it."""
    before = victim.belongings()
    tried = 0
    for address in of_api(app):
        if address.method not in CHANGING:
            continue
        for values in victim.samples(address.path):
            for body in bodies(app, address, victim.ids[:1]):
                answer = victim.client.request(
                    address.method, filled(address.path, values), json=body, headers=SITES[site]
                )
                assert answer.status_code in (400, 403), (address, answer.text)
                assert answer.json()["code"] in ("unknown_host", "foreign_origin")
                tried += 1
    assert tried > 20
    assert victim.belongings() == before


@pytest.mark.parametrize("site", SITES)
def test_another_site_cannot_send_a_form_with_a_file(victim: Victim, site: str) -> None:
    """The one kind of upload that needs no question beforehand."""
    headers = {name: value for name, value in SITES[site].items() if name != "Content-Type"}
    for path in ("/api/v2/uploads", "/api/v2/library/recognise", "/gradio_api/upload"):
        answer = victim.client.post(path, files={"file": ("x.png", png(), "image/png")}, headers=headers)
        assert answer.status_code in (400, 403), (path, answer.text)


def test_another_site_reads_nothing(app: FastAPI, victim: Victim) -> None:
    """A picture or script tag sends the cookie; the answer must be refused, or kept from the page that asked."""
    for address in of_api(app):
        if address.method != "GET":
            continue
        path = filled(address.path, victim.samples(address.path)[0])
        refused = victim.client.get(path, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})
        assert refused.status_code == 403, address
        # A browser that does not say who asks is told to keep the answer to ourselves.
        plain = victim.client.get(path, headers={"Origin": "https://evil.example.com"})
        assert plain.headers["cross-origin-resource-policy"] == "same-origin", address
        assert not [name for name in plain.headers if name.startswith("access-control-")], address


@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1.nip.example", "localhost.evil.example:7860", ""])
def test_a_rebound_name_reaches_no_address(app: FastAPI, host: str) -> None:
    client = TestClient(app, base_url="http://127.0.0.1:7860")
    for path in ("/", "/config", "/theme.css", "/api/docs", "/healthz", "/studio/x/studio.css", "/assets/x.js"):
        assert client.get(path, headers={"Host": host}).status_code == 400, path
    for address in of_api(app):
        answer = client.request(address.method, address.path, headers={"Host": host})
        assert answer.status_code == 400, address
