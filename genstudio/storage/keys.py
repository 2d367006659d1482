"""Keys of vendors: the keyring of the operating system first, an environment variable second, nowhere else.

A key leaves this module only inside `FoundKey`, for the one request that needs it; it is in no row, log, error or page.
Every call to the keyring runs in a thread of its own and is given up after `limit_s`: a locked keyring on a machine
without a screen waits for a prompt that nobody will ever see.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from genstudio.core.errors import InputError, KeyStoreError

MAX_KEY_CHARS = 4_096
SHOWN_CHARS = 4
SHOWN_FROM_CHARS = 16
SECURE_PRIORITY = 1
"""keyring's own mark: backends below it keep nothing, or keep it in plain text."""

HOW = "Set the environment variable {env} instead, or install a keyring (on Linux: gnome-keyring or KWallet)."

T = TypeVar("T")
Source = Literal["keyring", "environment"]


class KeyPlace(Protocol):
    """Where a key lives; `providers.base.KeySpec` is one."""

    @property
    def service(self) -> str: ...
    @property
    def env(self) -> str: ...
    @property
    def words(self) -> int: ...


class Keyring(Protocol):
    """The part of a keyring backend that is used here."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


@dataclass(frozen=True, slots=True)
class FoundKey:
    value: str = field(repr=False)
    source: Source


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What may be shown of a key. `last4` is "" for a short key; `problem` says why the keyring could not be asked.

    `has_keyring` is False where this machine has none that could be unlocked.
    """

    source: Source | None
    last4: str = ""
    problem: str = ""
    has_keyring: bool = True


class NoKeyringError(KeyStoreError):
    """This machine has no keyring that keeps keys safe."""


def system_keyring() -> Keyring:
    """The keyring of this machine. Raises NoKeyringError where there is none, or none that protects what it keeps."""
    import keyring

    found = keyring.get_keyring()
    if found.priority < SECURE_PRIORITY:
        raise NoKeyringError("This machine has no keyring that keeps keys safe.", detail=found.name)
    return found


class KeyStore:
    """Keys under the keyring's service name `service_name`, one user name for each vendor."""

    def __init__(
        self,
        service_name: str = "genstudio",
        *,
        keyring: Callable[[], Keyring] = system_keyring,
        environment: Mapping[str, str] = os.environ,
        limit_s: float = 5.0,
    ) -> None:
        self._environment = environment
        self._service_name = service_name
        self._keyring = keyring
        self._limit_s = limit_s
        self._stuck: threading.Thread | None = None

    async def get(self, place: KeyPlace) -> FoundKey | None:
        """The key, from the keyring or else the environment; None where there is none.

        Raises KeyStoreError when a keyring is there and does not answer, and the environment has no key either.
        """
        try:
            value = await self._ask(lambda ring: ring.get_password(self._service_name, place.service))
        except KeyStoreError as problem:
            found = self._from_environment(place)
            if found is None and not isinstance(problem, NoKeyringError):
                raise
            return found
        return FoundKey(value, "keyring") if value else self._from_environment(place)

    async def status(self, place: KeyPlace) -> KeyStatus:
        """Whether and where there is a key; never raises."""
        problem = ""
        has_keyring = True
        value: str | None = None
        try:
            value = await self._ask(lambda ring: ring.get_password(self._service_name, place.service))
        except KeyStoreError as error:
            problem, has_keyring = error.message, not isinstance(error, NoKeyringError)
        found = FoundKey(value, "keyring") if value else self._from_environment(place)
        if found is None:
            return KeyStatus(None, "", problem, has_keyring)
        return KeyStatus(found.source, last4(found.value), problem, has_keyring)

    async def save(self, place: KeyPlace, value: str) -> None:
        """Keeps the key in the keyring and reads it back once.

        Raises InputError for what cannot be a key, KeyStoreError.
        """
        key = clean_key(value, place.words)

        def keep(ring: Keyring) -> bool:
            ring.set_password(self._service_name, place.service, key)
            return ring.get_password(self._service_name, place.service) == key

        try:
            kept = await self._ask(keep)
        except NoKeyringError as error:
            raise NoKeyringError(f"{error.message} {HOW.format(env=place.env)}", detail=error.detail) from error
        if not kept:
            raise KeyStoreError(f"The keyring did not keep the key. {HOW.format(env=place.env)}")

    async def remove(self, place: KeyPlace) -> bool:
        """Takes the key out of the keyring; False if it held none. The environment is not ours to change."""

        def drop(ring: Keyring) -> bool:
            if ring.get_password(self._service_name, place.service) is None:
                return False
            ring.delete_password(self._service_name, place.service)
            return True

        return await self._ask(drop)

    def _from_environment(self, place: KeyPlace) -> FoundKey | None:
        value = self._environment.get(place.env, "").strip() if place.env else ""
        return FoundKey(value, "environment") if value else None

    async def _ask(self, question: Callable[[Keyring], T]) -> T:
        """The keyring's answer. Raises KeyStoreError; without the wait while an earlier question is still stuck."""
        if self._stuck is not None and self._stuck.is_alive():
            raise KeyStoreError("The keyring still does not answer. Unlock it, or restart it, and try again.")
        answer: Future[T] = Future()

        def ask() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            try:
                answer.set_result(question(self._keyring()))
            except KeyStoreError as error:
                answer.set_exception(error)
            except Exception as error:  # noqa: BLE001  # backends raise whatever their platform raises
                answer.set_exception(_refused(error))

        # A daemon thread of its own: an executor would wait at exit for a keyring that never answers.
        thread = threading.Thread(target=ask, name="keyring", daemon=True)
        thread.start()
        try:
            return await asyncio.wait_for(asyncio.wrap_future(answer), self._limit_s)
        except TimeoutError:
            self._stuck = thread
            raise KeyStoreError(
                f"The keyring did not answer within {self._limit_s:g} s; it may be waiting to be unlocked. "
                "Unlock it and try again."
            ) from None


def _refused(error: Exception) -> KeyStoreError:
    if type(error).__name__ == "KeyringLocked":
        return KeyStoreError("The keyring is locked. Unlock it and try again.")
    # The words of a backend may hold what it was given, so only the kind of fault is told.
    return KeyStoreError(f"The keyring refused ({type(error).__name__}).")


def clean_key(value: str, words: int = 1) -> str:
    """The key's words with one blank between them. Raises InputError for what cannot be a key."""
    found = value.split()
    key = " ".join(found)
    if not key:
        raise InputError("The key is empty.", field="key")
    if words > 1 and len(found) != words:
        raise InputError(
            f"This key has {words} parts. Give them in their order, with a blank between them.", field="key"
        )
    if len(key) > MAX_KEY_CHARS or not key.isascii() or not key.isprintable() or len(found) != words:
        raise InputError(
            f"That is not a key: a key is one word of at most {MAX_KEY_CHARS:,} plain characters.", field="key"
        )
    return key


def last4(value: str) -> str:
    """The last four characters, "" for a key so short that they would give much of it away."""
    return value[-SHOWN_CHARS:] if len(value) >= SHOWN_FROM_CHARS else ""
