"""The key of an encrypted archive is found in the keyring, or by what a person types."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.memory_keyring import MemoryKeyring

from desktop_chat.app.opening import Archiving, Wanted
from desktop_chat.app.unlocking import Unlocking, keyring_name
from desktop_chat.archive import Archive
from desktop_chat.archive.keys import ArchiveKey, key_path
from desktop_chat.bootstrap import open_program, unlocking_of
from desktop_chat.errors import Locked, WrongPassphrase
from desktop_chat.settings.secrets import Backend, KeyStore

KEY = ArchiveKey(bytes(range(20)))
PASSPHRASE = "correct horse"


class BrokenKeyring(MemoryKeyring):
    def get_password(self, _service: str, _username: str, /) -> str | None:
        raise OSError("the keyring is broken")


@asynccontextmanager
async def keys_over(backend: Backend) -> AsyncGenerator[KeyStore]:
    keys = KeyStore(lambda: backend, environment={})
    yield keys
    keys.close()


async def make_encrypted(path: Path) -> None:
    archive = await Archive.open(path)
    await archive.encryption.put_on(KEY, PASSPHRASE, lambda _done, _total: True)
    await archive.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return an encrypted archive."""
    asyncio.run(make_encrypted(tmp_path / "archive.db"))
    return tmp_path / "archive.db"


async def test_a_remembered_key_is_found_until_it_is_forgotten(path: Path) -> None:
    keyring = MemoryKeyring()
    async with keys_over(keyring) as keys:
        unlocking = Unlocking(path, keys)
        assert await unlocking.remembered() is None
        await unlocking.remember(KEY)
        assert await unlocking.remembered() == KEY
        await unlocking.forget(KEY)
        assert keyring.passwords == {}
        assert await unlocking.remembered() is None


@pytest.mark.parametrize("kept", ["", "no code", ArchiveKey(bytes(20)).code])
async def test_what_the_keyring_has_wrong_counts_for_nothing(path: Path, kept: str) -> None:
    keyring = MemoryKeyring()
    keyring.passwords[keyring_name(KEY.id)] = kept
    async with keys_over(keyring) as keys:
        assert await Unlocking(path, keys).remembered() is None


async def test_a_keyring_that_fails_or_a_damaged_key_file_leaves_the_passphrase(path: Path) -> None:
    async with keys_over(BrokenKeyring()) as keys:
        unlocking = Unlocking(path, keys)
        assert await unlocking.remembered() is None
        assert await unlocking.unlock(PASSPHRASE, is_code=False) == KEY
        key_path(path).write_bytes(b"damaged")
        assert await unlocking.remembered() is None
        assert await unlocking.unlock(KEY.code, is_code=True) == KEY


async def test_an_archive_in_the_clear_asks_no_keyring(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    async with keys_over(keyring) as keys:
        assert await Unlocking(tmp_path / "archive.db", keys).remembered() is None
    assert keyring.count == 0


async def test_the_file_is_described_without_its_key(path: Path) -> None:
    async with keys_over(MemoryKeyring()) as keys:
        found = Unlocking(path, keys).file()
        assert found.size > 4096
        assert found.changed_us > 0
        missing = Unlocking(path.with_name("none.db"), keys).file()
        assert (missing.size, missing.changed_us) == (0, 0)


async def test_the_program_opens_with_the_key_alone(path: Path) -> None:
    with pytest.raises(Locked):
        async with open_program(Wanted(path.parent)):
            pass
    with pytest.raises(WrongPassphrase):
        async with open_program(Wanted(path.parent, key=ArchiveKey.new())):
            pass
    key = await unlocking_of(Wanted(path.parent)).unlock(PASSPHRASE, is_code=False)
    async with open_program(Wanted(path.parent, key=key)) as opened:
        assert opened.conversations.encrypting.is_on
        reading = Wanted(path.parent, Archiving.READ, key=key)
        async with open_program(reading) as beside:
            assert beside.services.archive.is_read_only
