"""Vendors' keys: kept in the keyring, tried at the vendor, forgotten. Only the studio's owner comes here.

A key is tried before it is kept, so that a wrong one neither replaces a good one nor stays anywhere.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Protocol

from genstudio.controllers.provider_views import KeyCheckView, KeyView
from genstudio.core.errors import (
    ConflictError,
    GenStudioError,
    KeyStoreError,
    NotAllowedError,
    NotFoundError,
    ProviderAuthError,
    ProviderBillingError,
    ProviderUnavailableError,
)
from genstudio.core.owners import LOCAL
from genstudio.core.result import Json, KeyReport
from genstudio.providers.base import KeySpec
from genstudio.providers.registry import ProviderRegistry, Registered
from genstudio.routing.reach import Reach
from genstudio.storage import key_checks
from genstudio.storage.database import Database
from genstudio.storage.jobs import now_ms
from genstudio.storage.key_checks import KeyCheck, Verdict
from genstudio.storage.keys import FoundKey, KeyStatus, clean_key, last4
from genstudio.transport.answers import redact
from genstudio.transport.http import Http

log = logging.getLogger(__name__)

CHECK_S = 15.0
MAX_OPENS = 12
OPENS_CHARS = 120
DETAIL_CHARS = 500
SAID_CHARS = 300
WORDS = ("message", "error", "detail", "description", "reason", "msg", "title")
"""Where vendors put the sentence for people in an answer that refuses."""


class Keyring(Protocol):
    """The part of the key store that is used here; `storage.keys.KeyStore` is one."""

    async def get(self, place: KeySpec) -> FoundKey | None: ...
    async def status(self, place: KeySpec) -> KeyStatus: ...
    async def save(self, place: KeySpec, value: str) -> None: ...
    async def remove(self, place: KeySpec) -> bool: ...


class Keys:
    """`limit_s` bounds the vendor's answer to a test."""

    def __init__(
        self,
        registry: ProviderRegistry,
        keyring: Keyring,
        database: Database,
        http: Http,
        reach: Reach,
        limit_s: float = CHECK_S,
    ) -> None:
        self._registry = registry
        self._keyring = keyring
        self._database = database
        self._http = http
        self._reach = reach
        self._limit_s = limit_s

    async def look(self) -> dict[str, KeyView]:
        """The key of every provider that takes one, by its name: where it is, and what its vendor last said of it."""
        places = {row.name: self._reach.key_of(row.name, row.provider.key)
                  for row in self._registry.rows() if row.provider.key}  # fmt: skip
        if not places:
            return {}
        checks = await self._database.read(key_checks.read_all)
        views = {place.service: self._view(place, await self._keyring.status(place), checks.get(place.service))
                 for place in {place.service: place for place in places.values()}.values()}  # fmt: skip
        return {name: views[place.service] for name, place in places.items()}

    async def save(self, owner: str, provider: str, value: str, *, keep: bool = False) -> KeyCheckView:
        """Tries the key and keeps it, unless the vendor refuses it; with `keep` also then.

        Raises NotAllowedError for a guest, NotFoundError, InputError for what cannot be a key, KeyStoreError when the
        keyring cannot keep it; the vendor is not asked then.
        """
        row, place = self._find(owner, provider)
        key = clean_key(value, place.words)
        status = await self._keyring.status(place)
        if status.problem:
            raise _trouble(status, place)
        check = await self._try(row, key)
        kept = keep or check.verdict != "wrong"
        if kept:
            await self._keyring.save(place, key)
            await self._database.write(lambda conn: key_checks.save(conn, place.service, check))
        return _check_view(check, kept=kept)

    async def test(self, owner: str, provider: str) -> KeyCheckView:
        """Tries the key that is in use.

        Raises NotAllowedError, NotFoundError, KeyStoreError, and ConflictError when there is no key.
        """
        row, place = self._find(owner, provider)
        found = await self._keyring.get(place)
        if found is None:
            raise ConflictError(f"There is no key for {row.name} yet, so there is nothing to test.")
        check = await self._try(row, found.value)
        await self._database.write(lambda conn: key_checks.save(conn, place.service, check))
        return _check_view(check, kept=True)

    async def remove(self, owner: str, provider: str) -> None:
        """Takes the key out of the keyring.

        Raises NotAllowedError, NotFoundError, KeyStoreError, and ConflictError for a key in the environment alone.
        """
        _, place = self._find(owner, provider)
        removed = await self._keyring.remove(place)
        if not removed and (await self._keyring.status(place)).source == "environment":
            raise ConflictError(
                f"This key is in the environment variable {place.env}. Take it out there, and start GenStudio again."
            )
        await self._database.write(lambda conn: key_checks.forget(conn, place.service))

    def _find(self, owner: str, provider: str) -> tuple[Registered, KeySpec]:
        if owner != LOCAL:
            raise NotAllowedError("Only the owner of this studio sees and changes its keys.")
        for row in self._registry.rows():
            if row.name == provider and row.provider.key is not None:
                return row, self._reach.key_of(row.name, row.provider.key)
        raise NotFoundError(f"No provider named {provider[:60]!r} takes a key.")

    def _view(self, place: KeySpec, status: KeyStatus, check: KeyCheck | None) -> KeyView:
        same = check is not None and status.source is not None and check.last4 == status.last4
        return KeyView(
            place.service.partition(":")[2],
            status.source,
            status.last4,
            place.env,
            place.help_url,
            _trouble(status, place).message if status.problem else "",
            status.has_keyring,
            _check_view(check, kept=True) if check is not None and same else None,
        )

    async def _try(self, row: Registered, key: str) -> KeyCheck:
        """Asks the vendor; whatever goes wrong is a verdict, and the key is in none of its words."""
        verdict: Verdict = "works"
        trouble: GenStudioError | None = None
        report: KeyReport | None = None
        try:
            report = await self._ask(row, key)
            verdict = "works" if report is not None else "unasked"
        except ProviderAuthError as error:
            verdict, trouble = "wrong", error
        except ProviderBillingError as error:
            verdict, trouble = "empty", error
        except GenStudioError as error:
            verdict, trouble = "unreachable", error
        return KeyCheck(
            verdict,
            last4(key),
            now_ms(),
            _clean(trouble.message, key, DETAIL_CHARS) if trouble is not None else "",
            _clean(_sentence(trouble.detail), key, SAID_CHARS) if trouble is not None else "",
            tuple(_opens(report, key)) if report is not None else (),
        )

    async def _ask(self, row: Registered, key: str) -> KeyReport | None:
        """What `check_key` says, in time. Raises ProviderError, whatever the adapter raises."""
        provider = row.provider(self._reach.config(row.name, key=key, http=self._http))
        try:
            async with asyncio.timeout(self._limit_s):
                return await provider.check_key()
        except ProviderUnavailableError:
            # Its own words are about a job, which would be sent again.
            raise ProviderUnavailableError(
                f"{row.name} cannot be reached just now, or has a problem of its own."
            ) from None
        except TimeoutError:
            raise ProviderUnavailableError(f"{row.name} did not answer within {self._limit_s:g} s.") from None
        except GenStudioError:
            raise
        except Exception as error:  # noqa: BLE001  # somebody else's adapter may raise anything, and its words may hold the key
            name = type(error).__name__
            log.warning("%s: the adapter failed while it tested a key (%s)", row.name, name)
            raise ProviderUnavailableError(f"The adapter of {row.name} failed while it asked ({name}).") from None


def _check_view(check: KeyCheck, *, kept: bool) -> KeyCheckView:
    return KeyCheckView(check.verdict, check.detail, check.said, check.opens, check.checked_at_ms, kept)


def _trouble(status: KeyStatus, place: KeySpec) -> KeyStoreError:
    """What is wrong with the keyring, and what to do."""
    if status.has_keyring:
        return KeyStoreError(status.problem)
    return KeyStoreError(
        f"{status.problem} Put the key into the environment variable {place.env} and start GenStudio again, or install "
        "a keyring (on Linux: gnome-keyring or KWallet)."
    )


def _opens(report: KeyReport, key: str) -> Iterator[tuple[str, str]]:
    for label, value in report.opens[:MAX_OPENS]:
        yield _clean(label, key, OPENS_CHARS), _clean(value, key, OPENS_CHARS)


def _clean(text: object, key: str, chars: int) -> str:
    """One line of a vendor's words, cut to `chars`, with dots where it quotes the key."""
    line = "".join(each if each.isprintable() else " " for each in redact(str(text), (key, *key.split())))
    return line.replace("[key]", "••••")[:chars].strip()


def _sentence(detail: str) -> str:
    """The sentence for people in a vendor's answer: inside JSON the first of WORDS, else a short plain text."""
    try:
        answer = json.loads(detail)
    except ValueError:
        return detail if detail and "<" not in detail else ""
    return _first_words(answer)


def _first_words(answer: Json) -> str:
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list) and answer:
        return _first_words(answer[0])
    if isinstance(answer, dict):
        return next(filter(None, (_first_words(answer[name]) for name in WORDS if name in answer)), "")
    return ""
