"""Settings: one truth in three places, and a wrong one is named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from genstudio.core import settings
from genstudio.core.errors import SettingsError
from genstudio.core.settings import Settings

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder; the home folder is `home` below it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENSTUDIO_HOME", str(tmp_path / "home"))
    return tmp_path


def refusal(**command_line: object) -> str:
    with pytest.raises(SettingsError) as caught:
        settings.load(command_line)
    return caught.value.message


def test_example_names_every_setting_with_its_default_and_a_line_of_meaning() -> None:
    text = (ROOT / "settings.example.toml").read_text(encoding="utf-8")
    written = tomllib.loads(text)
    named = {f"{top}.{name}" for top, group in written.items() for name in group} | {"home"}
    assert named == {name for name in settings.names() if not name.startswith("providers.")}
    assert Settings.model_validate(written) == Settings()
    lines = text.splitlines()
    for name in settings.names():
        leaf = name.rpartition(".")[2]
        (at,) = [i for i, line in enumerate(lines) if line.removeprefix("# ").startswith(f"{leaf} = ")]
        assert lines[at - 1].startswith("# "), f"{name} has no line of meaning"


def test_constructor_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENSTUDIO_SERVER__PORT", "9")
    assert Settings().server.port == 7860


def test_command_line_goes_before_environment_and_environment_before_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "settings.toml").write_text('[server]\nport = 1\nhost = "::1"\nshare = true\n')
    monkeypatch.setenv("GENSTUDIO_SERVER__PORT", "2")
    monkeypatch.setenv("GENSTUDIO_SERVER__HOST", "localhost")
    loaded = settings.load({"server.port": 3, "server.host": None})
    assert (loaded.server.port, loaded.server.host, loaded.server.share) == (3, "localhost", True)


def test_file_in_the_home_folder_is_read_when_the_current_folder_has_none(folder: Path) -> None:
    (folder / "home").mkdir()
    (folder / "home" / "settings.toml").write_text("[ledger]\nmarkup = 1.5\n")
    assert str(settings.load().ledger.rates().markup) == "1.5"
    (folder / "settings.toml").write_text("[ledger]\nmarkup = 2\n")
    assert settings.load().ledger.markup == 2


def test_home_is_absolute_and_an_empty_variable_counts_as_unset(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load({"home": "mine"}).home == folder / "mine"
    monkeypatch.setenv("GENSTUDIO_HOME", "")
    assert settings.load().home == settings.default_home()


def test_host_names_are_split_at_commas(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENSTUDIO_SERVER__ALLOWED_HOSTS", "studio.example, other.example,")
    assert settings.load().server.allowed_hosts == ("studio.example", "other.example")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[server]\nprot = 1", "no setting named server.prot"),
        ("[server]\nprot = 1", "did you mean server.port?"),
        ("colour = 1", "no setting named colour"),
        ("server = 3", "server is wrong"),
        ('[server]\nport = "x"', "server.port is wrong"),
        ("[server]\nport = 70000", "less than or equal to 65535; it is '70000'"),
        ('[server]\nhost = "http://here"', "server.host is wrong"),
        ("[server]\nallowed_hosts = [1]", "server.allowed_hosts.0 is wrong"),
        ("[ledger]\nmarkup = 0.5", "ledger.markup is wrong"),
        ("[server]\nport == 1", "is not TOML: Invalid value (at line 2, column 7)"),
    ],
)
def test_wrong_line_of_the_file_is_named_with_the_file(folder: Path, text: str, words: str) -> None:
    (folder / "settings.toml").write_text(text)
    sentence = refusal()
    assert words in sentence
    assert str(folder / "settings.toml") in sentence


def test_unreadable_file_is_named(folder: Path) -> None:
    (folder / "settings.toml").write_bytes(b"\xff\xfe")
    assert refusal().startswith(f"{folder / 'settings.toml'} cannot be read")


@pytest.mark.parametrize("variable", ["GENSTUDIO_SERVER__PROT", "GENSTUDIO_SERVER", "genstudio_server__prot"])
def test_unknown_variable_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    assert refusal() == (
        f"There is no setting for the environment variable {variable}; did you mean GENSTUDIO_SERVER__PORT?"
    )


def test_wrong_value_is_named_with_its_place_even_where_another_goes_before_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENSTUDIO_SERVER__PORT", "many")
    assert refusal(**{"server.port": 1}).startswith("The setting server.port is wrong (in the environment): ")
    monkeypatch.setenv("GENSTUDIO_SERVER__PORT", "1")
    assert refusal(**{"server.port": -1}).startswith("The setting server.port is wrong (on the command line): ")


def test_providers_have_addresses_by_name_in_the_file_and_in_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "settings.toml").write_text('[providers.fal]\nbase_url = "https://a.example/"\nallow_private = true\n')
    monkeypatch.setenv("GENSTUDIO_PROVIDERS__FAL__RESULT_HOSTS", "http://store.lan:9000, https://b.example")
    monkeypatch.setenv("GENSTUDIO_PROVIDERS__MODAL_EDIT__URLS__UPLOAD", "https://files.example")
    loaded = settings.load().providers
    assert loaded["fal"].base_url == "https://a.example"
    assert loaded["fal"].allow_private
    assert loaded["fal"].result_hosts == ("http://store.lan:9000", "https://b.example")
    assert loaded["modal-edit"].urls == {"upload": "https://files.example"}


def test_example_shows_every_setting_of_a_provider_and_its_line_of_meaning() -> None:
    lines = (ROOT / "settings.example.toml").read_text(encoding="utf-8").splitlines()
    for name, field in settings.ProviderSettings.model_fields.items():
        (at,) = [i for i, line in enumerate(lines) if line.startswith(f"# {name} = ")]
        assert lines[at - 1].startswith("# "), f"{name} has no line of meaning"
        settings.ProviderSettings.model_validate(tomllib.loads(lines[at].removeprefix("# ")))
        assert field.description


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('base_url = "ftp://a.example"', "providers.fal.base_url is wrong"),
        ('base_url = "https://me:secret@a.example"', "providers.fal.base_url is wrong"),
        ('urls = { upload = "files" }', "providers.fal.urls is wrong"),
        ('result_hosts = ["https://a.example/path"]', "more than a scheme, a host and a port"),
        ('base = "https://a.example"', "no setting named providers.fal.base"),
    ],
)
def test_wrong_address_of_a_provider_is_named(folder: Path, line: str, words: str) -> None:
    (folder / "settings.toml").write_text(f"[providers.fal]\n{line}\n")
    assert words in refusal()
