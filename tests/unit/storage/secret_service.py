"""Run inside a D-Bus session with an unlocked Secret Service: the questions of KeyStore to a real keyring.

Usage: secret_service.py KEY
"""

from __future__ import annotations

import asyncio
import sys

import pytest
import secretstorage

from genstudio.core.errors import KeyStoreError
from genstudio.providers.base import KeySpec
from genstudio.storage.keys import FoundKey, KeyStatus, KeyStore

LUMEN = KeySpec(service="lumen", env="LUMEN_API_KEY")


async def main(key: str) -> None:
    assert await KeyStore().get(LUMEN) is None
    await KeyStore().save(LUMEN, "an-earlier-key-0000")
    await KeyStore().save(LUMEN, key)
    assert await KeyStore().get(LUMEN) == FoundKey(key, "keyring")
    assert await KeyStore().status(LUMEN) == KeyStatus("keyring", key[-4:])
    assert await KeyStore("another-studio").get(LUMEN) is None
    lock()
    with pytest.raises(KeyStoreError, match="nlock it"):
        await KeyStore().get(LUMEN)
    print("all answered as they should")


def lock() -> None:
    """Locks the keyring, as a screen saver does; nobody is there to answer the prompt that follows."""
    connection = secretstorage.dbus_init()
    secretstorage.get_default_collection(connection).lock()
    connection.close()


asyncio.run(main(sys.argv[1]))
