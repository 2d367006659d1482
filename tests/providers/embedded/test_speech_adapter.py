"""The offline voice as a provider: its table, and one run in a real worker process."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import soundfile

from genstudio.core.errors import ProviderValidationError
from genstudio.core.request import SpeechRequest
from genstudio.providers.base import ProviderConfig
from genstudio.providers.embedded.speech.adapter import MODELS, ONE_DOWNLOAD, EmbeddedSpeechProvider
from genstudio.providers.registry import create_provider

MODEL = MODELS[0]


def test_only_the_built_in_voice_needs_no_download_and_is_the_default() -> None:
    field = MODEL.field_named("voice")
    assert field is not None
    notes = {choice.value: choice.note for choice in field.choices}
    assert notes.pop("heart") == "built in, works offline"
    assert set(notes) == {"kore", "fenrir", "emma", "fable"}
    assert set(notes.values()) == {ONE_DOWNLOAD}
    assert field.default == "heart"


def test_the_voices_of_the_table_are_those_of_the_package() -> None:
    from hibari.voices import VOICES

    field = MODEL.field_named("voice")
    assert field is not None
    assert {choice.value for choice in field.choices} == set(VOICES)
    for choice in field.choices:
        entry = VOICES[choice.value]
        assert ("British" in choice.label) == entry["british"]
        assert choice.label.endswith({"female": ", woman", "male": ", man"}[entry["gender"]])
        assert bool(entry.get("bundled")) == (choice.value == "heart")
        assert round(entry["bytes"] / 1e6) == 8


def test_a_text_of_100_000_characters_is_accepted_and_a_longer_one_is_not() -> None:
    assert MODEL.clean_prompt("a" * 100_000)
    with pytest.raises(ProviderValidationError, match="100,001 characters"):
        MODEL.clean_prompt("a" * 100_001)


async def test_a_worker_process_speaks(tmp_path: Path) -> None:
    seen: list[float] = []
    provider = create_provider("tts", ProviderConfig("embedded", report=lambda done, step: seen.append(done)))
    assert isinstance(provider, EmbeddedSpeechProvider)
    await provider.validate_config()
    request = SpeechRequest(
        MODEL, "Hello from another process.", MODEL.clean_values({"seed": 3, "format": "mp3"}), work_dir=tmp_path
    )
    assert provider.estimate_cost(request) == 0
    result = await provider.generate(request)
    sound, _ = soundfile.read(io.BytesIO((tmp_path / "speech.mp3").read_bytes()))
    assert 1.0 < len(sound) / 24_000 < 4.0
    assert [each.path for each in result.outputs] == [tmp_path / "speech.mp3", tmp_path / "speech.vtt"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["speech.mp3", "speech.vtt"]


async def test_a_refusal_crosses_the_process_border_whole(tmp_path: Path) -> None:
    provider = create_provider("tts", ProviderConfig("embedded"))
    with pytest.raises(ProviderValidationError, match="Nothing was charged") as refused:
        await provider.generate(SpeechRequest(MODEL, "你好", MODEL.clean_values({}), work_dir=tmp_path))
    assert refused.value.field == "prompt"


def test_the_notices_name_the_weights_that_are_installed() -> None:
    from hibari.voices import VOICES, sha256_of, voice_path

    notices = (Path(__file__).parents[3] / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    for entry in VOICES.values():
        assert entry["sha256"] in notices
        assert f"{entry['bytes']:,}" in notices
    assert sha256_of(voice_path("heart")) == VOICES["heart"]["sha256"]
