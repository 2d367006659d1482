"""Where each provider is reached: at the vendor's own addresses, or at those of the settings.

Plain http and private addresses are for providers whose settings allow them (`allow_private`), and for those whose
server is the user's own by its nature (`own_server`), never for what a vendor's answer names.
"""

from __future__ import annotations

import difflib
import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from genstudio.core.errors import SettingsError
from genstudio.core.settings import ProviderSettings
from genstudio.providers.base import BaseProvider, KeySpec, ProviderConfig
from genstudio.providers.registry import ProviderRegistry, Registered
from genstudio.transport.download import is_public, origin_of
from genstudio.transport.http import Http


class Reach:
    """The settings of all providers by their names."""

    def __init__(self, providers: Mapping[str, ProviderSettings] | None = None) -> None:
        self._settings = dict(providers or {})

    def config(
        self, provider: str, *, model: str = "", key: str | None = None, http: Http | None = None
    ) -> ProviderConfig:
        own = self._settings.get(provider, ProviderSettings())
        return ProviderConfig(provider, model=model, key=key, base_url=own.base_url or None, urls=own.urls, http=http)

    def key_of(self, provider: str, spec: KeySpec) -> KeySpec:
        """Where the key is that the provider uses: the one that its settings name, else the vendor's own."""
        return spec.named(self._settings[provider].key_name) if provider in self._settings else spec

    def check(self, registry: ProviderRegistry) -> None:
        """Raises SettingsError for a provider or an address that there is not, and for one that is not allowed."""
        known = {row.name: row.provider for row in registry.rows()}
        for name, own in self._settings.items():
            if name not in known:
                raise SettingsError(f"There is no provider named {name} (providers.{name}){_nearest(name, known)}")
            declared = {each for row in registry.rows() if row.name == name for each in row.provider.urls}
            for url in own.urls:
                if url not in declared:
                    raise SettingsError(f"{name} has no address named {url} (providers.{name}.urls.{url}).")
            if own.allow_private or known[name].own_server:
                continue
            for address in own.addresses():
                if not is_open(address):
                    raise SettingsError(
                        f"{address} is plain http or in a private network (providers.{name}). If it is meant, set "
                        f"providers.{name}.allow_private = true."
                    )

    def has_address(self, row: Registered) -> bool:
        """False for a server of one's own that nobody has named."""
        provider = row.provider
        if provider.base_url or not (provider.own_server or provider.urls):
            return True  # the vendor's own, or an adapter that brings a connection along
        return any(True for _ in self._settings.get(row.name, ProviderSettings()).addresses())

    def trusted_origins(self, registry: ProviderRegistry) -> frozenset[str]:
        """Where results are fetched from although it is not the open internet: the owner's own servers."""
        return frozenset(
            origin_of(address) for row in registry.rows() for address in self._private(row.name, row.provider)
        )

    def _private(self, name: str, provider: type[BaseProvider]) -> Iterator[str]:
        own = self._settings.get(name, ProviderSettings())
        if own.allow_private or provider.own_server:
            yield from own.addresses()
        if provider.own_server and provider.base_url and not own.base_url:
            yield provider.base_url


def is_open(address: str) -> bool:
    """False for plain http, and for a host that is this computer or a private address by its very words."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https" or host == "localhost" or host.endswith((".localhost", ".local", ".lan", ".internal")):
        return False
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return True
    return is_public(host)


def _nearest(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else "."
