"""Every setting: its default, its unit, its limits; read from the command line, the environment and one TOML file.

`Settings(...)` reads nothing by itself. `load()` does: the command line goes before the environment
(`GENSTUDIO_SERVER__PORT`), the environment before `settings.toml`, and that before the defaults below. A name or value
that does not fit is a SettingsError which says where it stands. `settings.example.toml` is a copy of this page.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, cast
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from genstudio.core.errors import SettingsError
from genstudio.core.money import Rates

PREFIX = "GENSTUDIO_"
FILE_NAME = "settings.toml"
Tree = dict[str, object]


class Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(Group):
    host: str = Field(
        default="127.0.0.1", min_length=1, pattern=r"^[^\s/]+$", description="Address to listen on (name or IP)."
    )
    port: int = Field(default=7860, ge=0, le=65_535, description="Port to listen on; 0 takes any free one.")
    share: bool = Field(
        default=False, description="Open a public Gradio link; every visitor gets a place of their own."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Further host names under which the studio may be asked (a proxy's name)."
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _names(value)


class DatabaseSettings(Group):
    synchronous: Literal["FULL", "NORMAL"] = Field(
        default="FULL", description="FULL survives a power cut; NORMAL is faster and may lose the last second to one."
    )


class LedgerSettings(Group):
    usd_per_credit: Decimal = Field(
        default=Decimal("0.01"), gt=0, le=1_000, description="What one credit is worth, in USD."
    )
    markup: Decimal = Field(
        default=Decimal(1), ge=1, le=100, description="Factor from a vendor's price to ours, from 1."
    )
    opening_credits: int = Field(
        default=1_000,
        ge=0,
        le=1_000_000_000,
        description="Credits that the local user starts with; guests of a shared studio start with none.",
    )

    def rates(self) -> Rates:
        return Rates(self.usd_per_credit, self.markup)


class JobsSettings(Group):
    offline_workers: int = Field(default=2, ge=1, le=64, description="Offline generations at once, one process each.")
    deadline_s: int = Field(default=3_600, ge=10, le=604_800, description="Longest wait for one job, in seconds.")
    stop_grace_s: float = Field(
        default=10.0, ge=0, le=600, description="Wait for requests in flight at the end, in seconds."
    )


class MediaSettings(Group):
    max_upload_mb: int = Field(default=100, ge=1, le=10_000, description="Largest file that may be uploaded, in MB.")
    min_free_mb: int = Field(
        default=500, ge=0, le=1_000_000, description="Free disk space below which nothing more is taken in, in MB."
    )


class GuestSettings(Group):
    open_jobs: int = Field(default=5, ge=1, le=1_000, description="Jobs that one guest may have waiting or running.")
    all_open_jobs: int = Field(default=50, ge=1, le=100_000, description="The same for all guests together.")
    uploads_per_hour: int = Field(default=60, ge=1, le=100_000, description="Files that one guest may give in an hour.")
    upload_mb_per_day: int = Field(
        default=500, ge=1, le=1_000_000, description="What one guest may give in a day, in MB."
    )
    all_upload_mb_per_day: int = Field(
        default=5_000, ge=1, le=100_000_000, description="The same for all guests together, in MB."
    )


class ProviderSettings(Group):
    """Where one provider is reached. Whether private addresses go with a provider is checked against all its settings,
    by `routing.reach`.
    """

    base_url: str = Field(default="", description="The provider's address, of a proxy or a server of one's own.")
    urls: dict[str, str] = Field(default_factory=dict, description="Its further addresses by name, such as upload.")
    result_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Where its results may be fetched besides the open internet: http://store.lan:9000."
    )
    allow_private: bool = Field(
        default=False, description="Let it be reached by plain http and in private networks, and its results as well."
    )

    key_name: str = Field(
        default="",
        pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$",
        max_length=40,
        description="Which of several keys is used, by the name given with genstudio keys set --name.",
    )

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        return _address(value) if value else ""

    @field_validator("urls")
    @classmethod
    def _addresses(cls, value: dict[str, str]) -> dict[str, str]:
        return {name: _address(each) for name, each in value.items()}

    @field_validator("result_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _names(value)

    @field_validator("result_hosts")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if urlsplit(_address(each)).path:
                raise ValueError(f"{each} is more than a scheme, a host and a port")
        return tuple(_address(each) for each in value)

    def addresses(self) -> Iterator[str]:
        """Every address that is set."""
        yield from filter(None, (self.base_url, *self.urls.values(), *self.result_hosts))


class LogSettings(Group):
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="How much the log tells."
    )


def _names(value: object) -> object:
    """The environment holds one line: names with commas between them."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _address(value: str) -> str:
    """An http address without a slash at its end. Raises ValueError."""
    parts = urlsplit(value.strip())
    usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    if not usable or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"{value!r} is no address such as https://proxy.example/v1")
    return value.strip().rstrip("/")


def default_home() -> Path:
    """The user's data folder for GenStudio, by the customs of the operating system."""
    return platformdirs.user_data_path("genstudio", appauthor=False)


class Settings(BaseSettings):
    """All settings. `home` is absolute; everything that GenStudio keeps lies below it."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        validate_default=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
    )

    home: Path = Field(default_factory=default_home, description="Folder for database, media and records.")
    server: ServerSettings = ServerSettings()
    database: DatabaseSettings = DatabaseSettings()
    ledger: LedgerSettings = LedgerSettings()
    jobs: JobsSettings = JobsSettings()
    media: MediaSettings = MediaSettings()
    guests: GuestSettings = GuestSettings()
    log: LogSettings = LogSettings()
    providers: dict[str, ProviderSettings] = Field(
        default_factory=dict, description="Where providers are reached, by their names."
    )

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        try:
            return value.expanduser().absolute()
        except RuntimeError as unknown_user:
            raise ValueError(str(unknown_user).rstrip(".")) from unknown_user

    @field_validator("providers", mode="before")
    @classmethod
    def _provider_names(cls, value: object) -> object:
        """A variable's name has no hyphen: GENSTUDIO_PROVIDERS__MODAL_EDIT__BASE_URL means modal-edit."""
        if not isinstance(value, dict):
            return value
        return {str(name).replace("_", "-"): each for name, each in value.items()}

    @property
    def database_path(self) -> Path:
        return self.home / "genstudio.db"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Nothing is read behind the caller's back; `load` puts the sources together and can name them."""
        return (init_settings,)


def names() -> Iterator[str]:
    """The dotted name of every setting: "home", "server.host", "providers.<name>.base_url", ..."""
    for top, info in Settings.model_fields.items():
        if top == "providers":
            yield from (f"{top}.<name>.{name}" for name in ProviderSettings.model_fields)
        elif isinstance(info.annotation, type) and issubclass(info.annotation, Group):
            yield from (f"{top}.{name}" for name in info.annotation.model_fields)
        else:
            yield top


def load(command_line: Mapping[str, object] | None = None) -> Settings:
    """The settings of this start. `command_line` maps dotted names to values; None stands for "not given".

    `settings.toml` in the current folder is read if there is one, else the one in the home folder. Raises SettingsError
    with one sentence that names the setting and where it stands.
    """
    given = _tree({name: value for name, value in (command_line or {}).items() if value is not None})
    above = _over(_checked(_environment(), "in the environment"), _checked(given, "on the command line"))
    file = Path.cwd() / FILE_NAME
    if not file.is_file():
        file = Settings.model_validate(above).home / FILE_NAME
    below = _checked(_toml(file), f"in {file}") if file.is_file() else {}
    return Settings.model_validate(_over(below, above))


def _checked(tree: Tree, place: str) -> Tree:
    """The tree, once each of its values has been found right by itself; no rule joins two settings."""
    try:
        Settings.model_validate(tree)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise SettingsError(f"There is no setting named {name} ({place}){_nearest(name, list(names()))}") from None
        rule, value = first["msg"].removeprefix("Value error, "), str(first["input"])[:80]
        raise SettingsError(
            f"The setting {name} is wrong ({place}): {rule[:1].lower()}{rule[1:]}; it is {value!r}."
        ) from None
    return tree


def _over(below: Tree, above: Tree) -> Tree:
    merged = dict(below)
    for name, value in above.items():
        lower = merged.get(name)
        both = isinstance(lower, dict) and isinstance(value, dict)
        merged[name] = _over(cast("Tree", lower), cast("Tree", value)) if both else value
    return merged


def _tree(dotted: Mapping[str, object]) -> Tree:
    tree: Tree = {}
    for name, value in dotted.items():
        top, _, rest = name.partition(".")
        tree = _over(tree, {top: _tree({rest: value}) if rest else value})
    return tree


def _environment() -> Tree:
    known = [PREFIX + name.upper().replace(".", "__") for name in names()]
    for variable in os.environ:
        if variable.upper().startswith(f"{PREFIX}PROVIDERS__"):
            continue  # any name may follow; what comes behind it is checked with the tree
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            close = _nearest(variable.upper(), known)
            raise SettingsError(f"There is no setting for the environment variable {variable}{close}")
    return EnvSettingsSource(Settings)()


def _toml(file: Path) -> Tree:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not TOML: {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from error


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else "."
