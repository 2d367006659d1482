"""Keys: the keyring first, the environment second, and a sentence where neither can be asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from genstudio.core.errors import InputError, KeyStoreError
from genstudio.providers.base import KeySpec
from genstudio.storage.keys import FoundKey, Keyring, KeyStatus, KeyStore, NoKeyringError, system_keyring

LUMEN = KeySpec(service="lumen", env="LUMEN_API_KEY")
KEY = "lk-0123456789abcdef-wxyz"
NO_KEYRING = "This machine has no keyring that keeps keys safe."


class Memory:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Forgetful(Memory):
    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps nothing, as keyring's own null backend does."""


class KeyringLocked(Exception):  # noqa: N818  # the name is keyring's own
    pass


def store(ring: Keyring, limit_s: float = 5.0) -> KeyStore:
    return KeyStore(keyring=lambda: ring, limit_s=limit_s)


def broken(error: Exception) -> KeyStore:
    def ring() -> Keyring:
        raise error

    return KeyStore(keyring=ring)


async def test_saved_key_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Memory()
    keys = store(ring)
    assert await keys.get(LUMEN) is None
    monkeypatch.setenv("LUMEN_API_KEY", " from-outside\n")
    assert await keys.get(LUMEN) == FoundKey("from-outside", "environment")
    await keys.save(LUMEN, f" {KEY}\n")
    assert ring.kept == {("genstudio", "lumen"): KEY}
    assert await keys.get(LUMEN) == FoundKey(KEY, "keyring")
    assert await keys.remove(LUMEN)
    assert not await keys.remove(LUMEN)
    assert await keys.get(LUMEN) == FoundKey("from-outside", "environment")


async def test_status_shows_four_characters_of_a_long_key_and_none_of_a_short_one() -> None:
    keys = store(Memory())
    await keys.save(LUMEN, KEY)
    assert await keys.status(LUMEN) == KeyStatus("keyring", last4="wxyz")
    await keys.save(LUMEN, "short-key")
    assert await keys.status(LUMEN) == KeyStatus("keyring", last4="")
    assert KEY not in repr(FoundKey(KEY, "keyring"))


@pytest.mark.parametrize("value", ["", "  ", "two words", "k\x00ey", "ключ", "k" * 4_097])
async def test_what_cannot_be_a_key_is_refused(value: str) -> None:
    ring = Memory()
    with pytest.raises(InputError):
        await store(ring).save(LUMEN, value)
    assert not ring.kept


async def test_keyring_that_keeps_nothing_is_found_out() -> None:
    with pytest.raises(KeyStoreError, match="did not keep the key"):
        await store(Forgetful()).save(LUMEN, KEY)


async def test_without_a_keyring_the_environment_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = KeyStore()  # conftest names the backend that stands for "none"
    with pytest.raises(NoKeyringError, match=NO_KEYRING):
        system_keyring()
    assert await keys.get(LUMEN) is None
    assert await keys.status(LUMEN) == KeyStatus(None, problem=NO_KEYRING, has_keyring=False)
    with pytest.raises(KeyStoreError, match="Set the environment variable LUMEN_API_KEY instead"):
        await keys.save(LUMEN, KEY)
    monkeypatch.setenv("LUMEN_API_KEY", KEY)
    assert await keys.get(LUMEN) == FoundKey(KEY, "environment")
    assert await keys.status(LUMEN) == KeyStatus("environment", "wxyz", NO_KEYRING, has_keyring=False)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (KeyringLocked(KEY), "The keyring is locked. Unlock it and try again."),
        (OSError(KEY), "The keyring refused (OSError)."),
    ],
)
async def test_refusing_keyring_is_told_in_a_sentence_without_its_words(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    keys = broken(error)
    for call in (keys.get(LUMEN), keys.save(LUMEN, KEY), keys.remove(LUMEN)):
        with pytest.raises(KeyStoreError) as caught:
            await call
        assert caught.value.message == sentence
        assert KEY not in caught.value.detail
    monkeypatch.setenv("LUMEN_API_KEY", "outside")
    assert await keys.get(LUMEN) == FoundKey("outside", "environment")


class Hanging(Memory):
    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.unlocked.wait()
        return super().get_password(service, username)


async def test_hanging_keyring_is_given_up_and_asked_again_once_it_answers() -> None:
    ring = Hanging()
    ring.kept["genstudio", "lumen"] = KEY
    keys = store(ring, limit_s=0.05)
    with pytest.raises(KeyStoreError, match=r"did not answer within 0\.05 s"):
        await keys.get(LUMEN)
    with pytest.raises(KeyStoreError, match="still does not answer"):
        await keys.get(LUMEN)
    assert "still does not answer" in (await keys.status(LUMEN)).problem
    (stuck,) = (thread for thread in threading.enumerate() if thread.name == "keyring")
    ring.unlocked.set()
    stuck.join()
    assert await keys.get(LUMEN) == FoundKey(KEY, "keyring")


SCRIPT = Path(__file__).with_name("secret_service.py")


@pytest.mark.keyring
def test_real_secret_service_keeps_finds_hides_and_locks(tmp_path: Path) -> None:
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing; .ci/run installs it")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    unlocked = "printf secret | gnome-keyring-daemon --unlock --components=secrets"
    session = ["dbus-run-session", "--", "sh", "-c", f'{unlocked} && exec "$@"', "sh", sys.executable, str(SCRIPT), KEY]
    ran = subprocess.run(session, env=environment, capture_output=True, text=True, timeout=60)
    assert ran.stdout.splitlines()[-1:] == ["all answered as they should"], ran.stderr
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert kept, "the keyring wrote no file"
    assert KEY.encode() not in kept
    assert KEY not in ran.stdout + ran.stderr
