"""The archive of the running program is encrypted and decrypted, with the keyring and without."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from support.memory_keyring import MemoryKeyring
from support.program import program
from support.scripted import ScriptedTransport, says

from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.recoding import RecodingStopped, is_encrypted
from desktop_chat.errors import UsageError, WrongPassphrase
from desktop_chat.settings.secrets import KeyStore

KEY = ArchiveKey(bytes(range(20)))
PASSPHRASE = "correct horse"


def answers() -> ScriptedTransport:
    return ScriptedTransport(says("one"), says("two"))


async def test_an_answer_goes_on_over_the_change(tmp_path: Path) -> None:
    async with program(answers(), tmp_path) as opened:
        encrypting = opened.conversations.encrypting
        changes: list[bool] = []
        encrypting.changed.connect(lambda _: changes.append(encrypting.is_on))
        session = opened.session()
        session.send("first")
        await opened.ended(session)
        await encrypting.put_on(KEY, PASSPHRASE)
        assert changes == [False, True]
        assert encrypting.job is None
        session.send("second")
        await opened.ended(session)
        assert len(await opened.services.archive.messages(session.id)) == 4
    assert is_encrypted(tmp_path / "archive.db")


async def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    async with program(answers(), tmp_path) as opened:
        encrypting = opened.conversations.encrypting
        with pytest.raises(UsageError, match="8 characters"):
            await encrypting.put_on(KEY, "1234567")
        await encrypting.put_on(KEY, PASSPHRASE)
        with pytest.raises(UsageError, match="8 characters"):
            await encrypting.change_passphrase(PASSPHRASE, "")


async def test_nothing_begins_beside_a_backup(tmp_path: Path) -> None:
    async with program(answers(), tmp_path) as opened:
        backups, encrypting = opened.conversations.backups, opened.conversations.encrypting
        writing = asyncio.create_task(backups.write())
        await asyncio.sleep(0)
        assert backups.job is not None
        with pytest.raises(UsageError, match="backup"):
            await encrypting.put_on(KEY, PASSPHRASE)
        await writing
        await encrypting.put_on(KEY, PASSPHRASE)
        assert encrypting.is_on


async def test_stopped_it_stays_in_the_clear(tmp_path: Path) -> None:
    async with program(answers(), tmp_path) as opened:
        encrypting = opened.conversations.encrypting
        encrypting.changed.connect(lambda _: encrypting.stop())
        with pytest.raises(RecodingStopped):
            await encrypting.put_on(KEY, PASSPHRASE)
        assert not encrypting.is_on


async def test_a_passphrase_is_changed_with_the_old_one_or_the_code(tmp_path: Path) -> None:
    async with program(answers(), tmp_path) as opened:
        encrypting = opened.conversations.encrypting
        await encrypting.put_on(KEY, PASSPHRASE)
        with pytest.raises(WrongPassphrase):
            await encrypting.change_passphrase("wrong horse", "another horse")
        await encrypting.change_passphrase(PASSPHRASE, "another horse")
        assert await encrypting.recovery_code("another horse") == KEY.code
        as_long_as_a_code = "a" * 36
        await encrypting.change_passphrase(KEY.code.lower(), as_long_as_a_code)
        assert await encrypting.recovery_code(as_long_as_a_code) == KEY.code
        with pytest.raises(WrongPassphrase):
            await encrypting.take_off(PASSPHRASE)
        await encrypting.take_off(as_long_as_a_code)
        assert not encrypting.is_on


async def test_the_keyring_remembers_the_key_until_the_encryption_is_off(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    keys = KeyStore(lambda: keyring, environment={})
    async with program(answers(), tmp_path, keys=keys) as opened:
        encrypting = opened.conversations.encrypting
        await encrypting.remember(is_remembered=True)
        assert keyring.passwords == {}
        await encrypting.put_on(KEY, PASSPHRASE)
        await encrypting.remember(is_remembered=True)
        assert await encrypting.unlocking.remembered() == KEY
        await encrypting.remember(is_remembered=False)
        assert await encrypting.unlocking.remembered() is None
        await encrypting.remember(is_remembered=True)
        await encrypting.take_off(PASSPHRASE)
        assert keyring.passwords == {}


async def test_copies_in_the_clear_are_found_and_removed(tmp_path: Path) -> None:
    async with program(answers(), tmp_path) as opened:
        backups, encrypting = opened.conversations.backups, opened.conversations.encrypting
        plain = await backups.write()
        before = tmp_path / "archive.before-v2.db"
        before.write_bytes(plain.path.read_bytes())
        await encrypting.put_on(KEY, PASSPHRASE)
        secret = await backups.write()
        found = await encrypting.plain_copies(await backups.list())
        assert found == [before, plain.path]
        await encrypting.remove_copies(found)
        assert await encrypting.plain_copies(await backups.list()) == []
        assert [each.path for each in await backups.list()] == [secret.path]
