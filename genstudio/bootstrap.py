"""The only place that builds and joins the parts: Settings -> Studio.

<home>/genstudio.db     jobs, files, accounts and the ledger
<home>/media, thumbnails, records    what was made
<home>/samples          voices, heard before they are chosen
<home>/work             what is being made
<home>/workflows        a person's own workflows for ComfyUI
<home>/engine.lock      held by the process that runs the jobs
<home>/practice         the home of practice mode, with all of the above
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from anyio import CapacityLimiter

from genstudio.controllers.account import Accounts
from genstudio.controllers.auditions import Auditions
from genstudio.controllers.collecting import Collections
from genstudio.controllers.downloads import Downloads
from genstudio.controllers.generate import Generations
from genstudio.controllers.health import Health
from genstudio.controllers.inputs import Inputs
from genstudio.controllers.keys import Keys
from genstudio.controllers.library import Library
from genstudio.controllers.providers import Providers
from genstudio.core.errors import StorageError
from genstudio.core.money import MILLI
from genstudio.core.owners import LOCAL
from genstudio.core.settings import ProviderSettings, Settings
from genstudio.core.spec import MB
from genstudio.jobs.inline import InlineEngine
from genstudio.jobs.parts import Parts
from genstudio.jobs.staging import Staging
from genstudio.ledger.pricing import Pricing
from genstudio.providers.base import BaseProvider, KeySpec
from genstudio.providers.registry import ProviderRegistry, provider_registry
from genstudio.routing.custom_models import CustomModels, learn_own, learn_saved
from genstudio.routing.model_lists import ModelLists
from genstudio.routing.reach import Reach
from genstudio.storage.database import Database
from genstudio.storage.keys import KeyStore
from genstudio.storage.limits import Limits
from genstudio.storage.media import MediaStore
from genstudio.storage.records import Records
from genstudio.storage.uploads import Uploads
from genstudio.transport.download import Downloader
from genstudio.transport.http import Http, HttpPool

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Studio:
    """Every part of a studio, joined and not yet opened. `http` is the pool of connections to vendors.

    `practice` says that its vendors are played by this computer.
    """

    settings: Settings
    database: Database
    media: MediaStore
    records: Records
    uploads: Uploads
    keys: KeyStore
    pricing: Pricing
    registry: ProviderRegistry
    engine: InlineEngine
    http: HttpPool
    generations: Generations
    library: Library
    collections: Collections
    downloads: Downloads
    providers: Providers
    accounts: Accounts
    auditions: Auditions
    practice: bool = False
    _tidying: asyncio.Task[None] | None = field(default=None, repr=False)

    async def open(self) -> None:
        """Makes the home folder and opens the database; no job runs yet.

        Raises StorageError with a sentence for people.
        """
        home = self.settings.home
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The home folder {home} cannot be made ({error.strerror}). Choose another one with --home or "
                "GENSTUDIO_HOME."
            ) from error
        await asyncio.to_thread(self.database.open)
        await learn_saved(self.registry, self.database)
        await asyncio.to_thread(learn_own, self.registry, home)

    async def start(self) -> None:
        """Begins to run the jobs, or to wait until the process that runs them ends. `open` comes first."""
        await self.engine.start()
        if self.engine.leads:
            self._tidying = asyncio.create_task(self._tidy(), name="tidy up")

    async def stop(self) -> None:
        """Stops taking jobs, waits for purchases on their way, and closes everything. Works in any state."""
        if self._tidying is not None:
            self._tidying.cancel()
            await asyncio.gather(self._tidying, return_exceptions=True)
        await self.engine.stop(self.settings.jobs.stop_grace_s)
        await self.http.aclose()
        await asyncio.to_thread(self.database.close)

    async def _tidy(self) -> None:
        """Makes up for what a killed process left, half-written files and missing records; then reads the library."""
        try:
            await asyncio.to_thread(self.media.clean)
            await self.records.write_missing()
            await self.library.warm(LOCAL)
        except (OSError, StorageError) as error:
            log.warning("what an earlier run left unfinished stays as it is: %s", error)


def build(
    settings: Settings,
    *,
    registry: ProviderRegistry | None = None,
    keys: KeyStore | None = None,
    pool: HttpPool | None = None,
    practice: bool = False,
) -> Studio:
    """Joins the parts; touches no file. Without `registry`, that of all installed providers.

    Raises SettingsError for a provider's address that may not be used.
    """
    if registry is None:
        provider_registry.load()
    chosen = registry if registry is not None else provider_registry
    key_store = keys if keys is not None else KeyStore()
    connections = pool if pool is not None else HttpPool()
    home = settings.home
    database = Database(settings.database_path, synchronous=settings.database.synchronous)
    media = MediaStore(home)
    limits = Limits(database, home, settings.guests, settings.media.min_free_mb * MB)
    uploads = Uploads(database, media, limits)
    rates = settings.ledger.rates()
    reach = Reach(settings.providers)
    reach.check(chosen)
    downloader = Downloader(connections, trusted_origins=reach.trusted_origins(chosen))

    def engine_of(model_id: str) -> str:
        engine = next((model.engine for model in chosen.models() if model.id == model_id), "")
        return "practice" if practice and engine == "hosted" else engine

    def opening_milli(owner: str) -> int:
        """A guest of a shared studio starts with nothing: the owner's credits are the owner's."""
        return settings.ledger.opening_credits * MILLI if owner == LOCAL else 0

    async def find_key(place: KeySpec) -> str | None:
        found = await key_store.get(place)
        return found.value if found is not None else None

    records = Records(database, home, engine_of)
    parts = Parts(
        database=database,
        media=media,
        staging=Staging(home / "work"),
        records=records,
        registry=chosen,
        http=Http(connections),
        downloader=downloader,
        rates=rates,
        find_key=find_key,
        offline_lane=CapacityLimiter(settings.jobs.offline_workers),
        reach=reach,
        deadline_s=float(settings.jobs.deadline_s),
    )
    engine = InlineEngine(parts, home / "engine.lock")
    pricing = Pricing(rates)
    accounts = Accounts(database, settings.ledger.usd_per_credit, opening_milli)
    inputs = Inputs(
        database, uploads, media, downloader,
        work=home / "work" / "inputs", max_bytes=settings.media.max_upload_mb * MB,
    )  # fmt: skip
    health = Health(chosen, database)
    generations = Generations(
        database=database, registry=chosen, engine=engine, media=media, pricing=pricing, inputs=inputs,
        accounts=accounts, health=health, limits=limits,
    )  # fmt: skip
    providers = Providers(
        chosen,
        reach,
        Keys(chosen, key_store, database, Http(connections), reach),
        health,
        CustomModels(chosen, database, Http(connections), reach, find_key),
        ModelLists(chosen, Http(connections), reach, find_key),
    )
    auditions = Auditions(chosen, downloader, folder=home / "samples", lane=CapacityLimiter(1))
    return Studio(
        settings=settings, database=database, media=media, records=records, uploads=uploads, keys=key_store,
        pricing=pricing, registry=chosen, engine=engine, http=connections, generations=generations,
        library=Library(database, generations), collections=Collections(database),
        downloads=Downloads(database, media, records),
        providers=providers, accounts=accounts, auditions=auditions, practice=practice,
    )  # fmt: skip


@contextmanager
def practising(settings: Settings) -> Iterator[Studio]:
    """A studio to practise in: every vendor is played by an emulator on this computer while the `with` block runs.

    It has a home of its own below the ordinary one, and keys of its own: neither the keyring nor the environment is
    asked for one, no vendor is reached, and providers without an emulator are left out.
    """
    from genstudio.practice.host import hosted

    provider_registry.load()
    with hosted() as running:
        registry = ProviderRegistry()
        addresses: dict[str, ProviderSettings] = {}
        keys: dict[str, str] = {}
        for row in provider_registry.rows():
            emulator = running.emulators.get(row.name)
            if emulator is None and not all(model.offline for model in row.models):
                continue
            registry.register(row.kind, row.name, row.provider, row.info)
            if emulator is not None:
                addresses[row.name] = _emulated(running.address(row.name), row.provider)
                if row.provider.key is not None:
                    keys[row.provider.key.service] = emulator.key
        own = settings.model_copy(update={"home": settings.home / "practice", "providers": addresses})
        ring = _PracticeKeyring(keys)
        yield build(own, registry=registry, keys=KeyStore(keyring=lambda: ring, environment={}), practice=True)


def _emulated(address: str, provider: type[BaseProvider]) -> ProviderSettings:
    """All addresses of a vendor at its emulator; their paths stay as they are."""

    def at(url: str) -> str:
        return f"{address}{urlsplit(url).path}"

    return ProviderSettings(
        base_url=at(provider.base_url),
        urls={name: at(url) for name, url in provider.urls.items()},
        allow_private=True,
    )


class _PracticeKeyring:
    """Keys in memory, by their service."""

    def __init__(self, keys: dict[str, str]) -> None:
        self._keys = keys

    def get_password(self, service: str, username: str) -> str | None:
        return self._keys.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keys[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._keys.pop(username, None)
