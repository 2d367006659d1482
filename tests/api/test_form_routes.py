"""What the form asks for beside the tables: a switch of models, the price of several outputs, a voice's sample."""

from __future__ import annotations

from dataclasses import replace

from starlette.testclient import TestClient

from genstudio.api.schemas import CarryOut, EstimateOut
from genstudio.bootstrap import Studio
from genstudio.core.spec import Field, choices
from tests.api.conftest import app_of
from tests.api.steps import URL

CARRY = "/api/v2/providers/image/carry"


def change_table(studio: Studio, name: str, *fields: Field) -> None:
    """Gives a provider other fields than the tests' common ones."""
    provider = studio.registry.get("image", name).provider
    provider.models = (replace(provider.models[0], label="Brush", fields=fields),)


def test_switch_tells_what_the_other_model_makes_of_the_settings(studio: Studio) -> None:
    wide = Field("aspect_ratio", "choice", "Shape", choices=choices(("1:1", "21:9")))
    change_table(studio, "dear", wide, Field("steps", "integer", "Steps", low=1, high=10))
    with TestClient(app_of(studio), base_url="http://127.0.0.1:7860") as client:
        body = {
            "from": "embedded:painter",
            "to": "dear:brush",
            "config": {"aspectRatio": "16:9", "steps": 40, "seed": 7, "fineDetail": None},
            "files": {"stylePicture": 1},
        }
        answer = client.post(CARRY, json=body)
        told = CarryOut.model_validate_json(answer.content)
        assert told.config == {"aspectRatio": "21:9", "steps": 10}
        assert [(each.name, each.what, each.before, each.after) for each in told.changes] == [
            ("aspectRatio", "replaced", "16:9", "21:9"),
            ("steps", "limited", "40", "10"),
            ("seed", "unused", "7", ""),
        ]
        assert told.changes[2].message == "Seed: not used by Brush."


def test_switch_from_an_unknown_model(client: TestClient) -> None:
    answer = client.post(CARRY, json={"from": "embedded:gone", "to": "embedded:painter"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_estimate_counts_the_outputs(studio: Studio) -> None:
    change_table(studio, "dear", Field("count", "integer", "Pictures", default=1, low=1, high=4))
    with TestClient(app_of(studio), base_url="http://127.0.0.1:7860") as client:
        for count, expected in ((1, ("0.05", 1, None)), (4, ("0.2", 4, "0.05"))):
            body = {"type": "image", "provider": "dear", "config": {"prompt": "x", "count": count}}
            answer = client.post("/api/v2/providers/image/estimate", json=body)
            told = EstimateOut.model_validate_json(answer.content)
            assert (told.usd, told.outputs, told.each_usd) == expected


def test_voice_without_a_sample(client: TestClient) -> None:
    where = "/api/v2/providers/tts/{}/voices/sample"
    for provider, model, voice in (("embedded", "embedded:speaker", "1:1"), ("gone", "x", "y")):
        answer = client.get(where.format(provider), params={"model": model, "voice": voice})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_sample_is_no_job_and_costs_nothing(studio: Studio) -> None:
    """Over the API with the voice that is built in."""
    from genstudio.providers.embedded.speech.adapter import MODELS, EmbeddedSpeechProvider
    from genstudio.providers.registry import ProviderInfo

    voice = type("Voice", (EmbeddedSpeechProvider,), {"models": MODELS})
    studio.registry.register("tts", "embedded", voice, ProviderInfo("embedded"))
    with TestClient(app_of(studio), base_url="http://127.0.0.1:7860") as client:
        (field,) = (
            each
            for each in client.get("/api/v2/providers/tts").json()["providers"][0]["models"][0]["fields"]
            if each["name"] == "voice"
        )
        assert all(choice["audible"] for choice in field["choices"])
        where = "/api/v2/providers/tts/embedded/voices/sample"
        answer = client.get(where, params={"model": "embedded:hibari", "voice": "heart"})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "audio/wav"
        assert answer.content.startswith(b"RIFF")
        assert client.get(URL).json()["items"] == []
        assert client.get("/api/v2/account").json()["balance"] == "1000"
        assert [each.name for each in studio.settings.home.joinpath("samples").iterdir()] == [
            answer.headers["etag"].strip('"')
        ]
