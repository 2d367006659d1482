"""Which provider serves a request, with which model and key, and who decided that.

The first that names a provider decides: the request, the project, the settings of the project's owner, those of the
person who asks, the organisation, and last the offline provider, which always works. A model and a base URL count only
together with the provider for which they were chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from genstudio.core.errors import InputError
from genstudio.core.spec import KINDS, Kind
from genstudio.providers.base import KeySpec, ProviderConfig
from genstudio.providers.registry import ProviderRegistry, provider_registry
from genstudio.routing.reach import Reach
from genstudio.storage.keys import FoundKey, KeyStore
from genstudio.transport.http import Http, HttpPool

DEFAULT_PROVIDER = "embedded"

Scope = Literal["project", "user", "organisation"]


@dataclass(frozen=True, slots=True)
class Preference:
    """A provider that somebody chose for one kind; `model` "" leaves the model to the provider's first."""

    provider: str
    model: str = ""
    base_url: str | None = None


class Preferences(Protocol):
    """Where projects, people and the organisation keep what they chose."""

    async def of(self, scope: Scope, scope_id: str, kind: Kind) -> Preference | None:
        """`scope_id` is the project's or person's id, "" for the organisation."""
        ...


class KeySource(Protocol):
    async def get(self, place: KeySpec) -> FoundKey | None: ...


async def get_provider_config(
    *,
    user_id: str,
    kind: Kind,
    request_provider: str | None = None,
    request_model: str | None = None,
    project_id: str | None = None,
    settings_user_id: str | None = None,
    owner_id: str | None = None,
    preferences: Preferences | None = None,
    keys: KeySource | None = None,
    http: Http | None = None,
    reach: Reach | None = None,
    registry: ProviderRegistry = provider_registry,
) -> ProviderConfig:
    """A config for `create_provider`; its `sources` says where provider, model, base URL and key came from.

    `settings_user_id` names whose settings count where it is not `user_id`; `owner_id` is the project's owner, whose
    settings go before both. A model id may bring its provider ("kie:suno"). A missing key is no error here: the
    provider's `validate_config` says it. Without `http` the config gets connections of its own, opened at the first
    request; `await config.http.pool.aclose()` closes them. `reach` knows the addresses of the settings.

    Raises InputError for an unknown kind, NotFoundError for an unknown provider or model, KeyStoreError when a keyring
    is there and does not answer.
    """
    if kind not in KINDS:
        raise InputError(f"There is no kind {kind!r}; there are: {', '.join(KINDS)}.", field="type")
    if request_provider is None and request_model and ":" in request_model:
        request_provider = request_model.partition(":")[0]
    chosen: Preference | None = None
    source = "default"
    if request_provider is not None:
        chosen, source = Preference(request_provider, request_model or ""), "request"
    elif preferences is not None:
        people = (owner_id, settings_user_id, user_id)
        for label, scope, scope_id in _layers(project_id, people):
            chosen = await preferences.of(scope, scope_id, kind)
            if chosen is not None:
                source = label
                break
    if chosen is None:
        chosen = Preference(DEFAULT_PROVIDER)
    asked_model = request_model or chosen.model
    sources = {"provider": source, "model": source if chosen.model else "default"}
    if request_model:
        sources["model"] = "request"
    row = registry.get(kind, chosen.provider)
    model = registry.model(kind, chosen.provider, asked_model)
    if chosen.base_url:
        sources["base_url"] = source
    reach = reach or Reach()
    found: FoundKey | None = None
    if row.provider.key is not None:
        place = reach.key_of(row.name, row.provider.key)
        found = await (keys if keys is not None else KeyStore()).get(place)
        if found is not None:
            sources["key"] = found.source
    config = reach.config(
        chosen.provider,
        model=model.id,
        key=found.value if found is not None else None,
        http=http if http is not None else Http(HttpPool()),
    )
    if chosen.base_url:
        config.base_url = chosen.base_url
    elif config.base_url:
        sources["base_url"] = "settings"
    config.sources = sources
    return config


def _layers(project_id: str | None, people: tuple[str | None, ...]) -> Iterator[tuple[str, Scope, str]]:
    """What is asked after the request, in this order: (the word for `sources`, scope, id)."""
    if project_id is not None:
        yield "project", "project", project_id
    labels = ("owner's settings", "user's settings", "user's settings")
    asked: set[str] = set()
    for label, person in zip(labels, people, strict=True):
        if person is not None and person not in asked:
            asked.add(person)
            yield label, "user", person
    yield "organisation", "organisation", ""
