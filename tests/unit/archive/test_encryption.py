"""An archive is encrypted and decrypted in use; nothing is lost, and nothing stays in the clear."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from support.archives import conversation, message, unprivileged_folder
from support.searches import query_of

from desktop_chat.archive import Archive, keys
from desktop_chat.archive.database import Database
from desktop_chat.archive.encryption import unlock
from desktop_chat.archive.keys import ArchiveKey, key_path
from desktop_chat.archive.recoding import RecodingStopped, is_encrypted
from desktop_chat.archive.salvage import salvage
from desktop_chat.errors import ArchiveError, Busy, Corrupt, Locked, WrongPassphrase

CANARY = "xylophone-canary"
KEY = ArchiveKey(bytes(range(20)))
PASSPHRASE = "correct horse"
NOW = 1_770_000_000_000_000


@pytest.fixture(autouse=True)
def _quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY_KIB", 64)


def goes_on(_done: int, _total: int) -> bool:
    return True


@asynccontextmanager
async def opened(path: Path, key: ArchiveKey | None = None) -> AsyncGenerator[Archive]:
    archive = await Archive.open(path, key)
    try:
        yield archive
    finally:
        await archive.close()


async def say(archive: Archive, *texts: str, title: str = CANARY) -> None:
    head = conversation(title)
    await archive.save_conversation(head)
    for text in texts:
        await archive.save_message(message(head.id, text, request_body=f'{{"x": "{text}"}}'))


async def said(archive: Archive) -> list[str]:
    heads = await archive.conversations(limit=99)
    return [each.text for head in heads for each in await archive.messages(head.id)]


def files_with_canary(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in found if CANARY.encode() in path.read_bytes()]


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


async def test_what_was_in_the_clear_is_so_no_more(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await say(archive, f"{CANARY} one", "two")
        assert files_with_canary(tmp_path)
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
        assert files_with_canary(tmp_path) == []
        await say(archive, f"{CANARY} three")
        assert files_with_canary(tmp_path) == []
        assert set(await said(archive)) == {f"{CANARY} one", "two", f"{CANARY} three"}
        assert len((await archive.searches.page(query_of(CANARY))).hits) == 4
        assert (await archive.check()).is_sound
        assert archive.encryption.key == KEY
    assert files_with_canary(tmp_path) == []
    assert names(tmp_path) == {"archive.db", "archive.db.key", "archive.db.lock"}


async def test_a_file_in_the_clear_is_overwritten_before_it_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await say(archive, *(f"{CANARY} {number}" for number in range(50)))
        with path.open("rb") as old, path.with_name("archive.db-wal").open("rb") as log:
            await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
            assert old.read().strip(b"\0") == b""
            assert log.read().strip(b"\0") == b""


async def test_it_opens_with_its_key_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await say(archive, "one")
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
    with pytest.raises(Locked):
        await Archive.open(path)
    with pytest.raises(WrongPassphrase):
        await Archive.open(path, ArchiveKey.new())
    with pytest.raises(WrongPassphrase):
        await unlock(path, "wrong horse", is_code=False)
    for text, is_code in ((PASSPHRASE, False), (KEY.code, True)):
        async with opened(path, await unlock(path, text, is_code=is_code)) as archive:
            assert await said(archive) == ["one"]


async def test_without_its_key_file_the_code_opens_and_another_costs_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await say(archive, "one")
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
    key_path(path).unlink()
    with pytest.raises(WrongPassphrase):
        await Archive.open(path, ArchiveKey.new())
    async with opened(path, KEY) as archive:
        assert await said(archive) == ["one"]
        await archive.encryption.change_passphrase("a new one")
    async with opened(path, await unlock(path, "a new one", is_code=False)) as archive:
        assert await said(archive) == ["one"]


async def test_the_encryption_is_taken_off_again(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
        await say(archive, "one")
        await archive.encryption.take_off(goes_on)
        await say(archive, "two")
        assert archive.encryption.key is None
    assert not is_encrypted(path)
    assert not key_path(path).exists()
    async with opened(path) as archive:
        assert sorted(await said(archive)) == ["one", "two"]


async def test_a_new_passphrase_opens_and_the_old_does_not(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
        await archive.encryption.change_passphrase("another horse")
    assert await unlock(path, "another horse", is_code=False) == KEY
    with pytest.raises(WrongPassphrase):
        await unlock(path, PASSPHRASE, is_code=False)


async def test_stopped_it_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await say(archive, *(f"text {number} " * 200 for number in range(100)))
        with pytest.raises(RecodingStopped):
            await archive.encryption.put_on(KEY, PASSPHRASE, lambda _done, _total: False)
        assert len(await said(archive)) == 100
        await say(archive, "one more")
    assert not is_encrypted(path)
    assert names(tmp_path) == {"archive.db", "archive.db.lock"}


async def test_beside_another_reader_it_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await say(archive, "one")
        with closing(Database(path, is_read_only=True)) as other:
            other.run("BEGIN")
            other.value("SELECT count(*) FROM messages")
            await say(archive, "two")
            with pytest.raises(Busy):
                await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
        assert sorted(await said(archive)) == ["one", "two"]
        await say(archive, "three")
    async with opened(path) as archive:
        assert sorted(await said(archive)) == ["one", "three", "two"]


async def test_where_nothing_may_be_written_nothing_is_encrypted() -> None:
    with unprivileged_folder() as folder:
        async with opened(folder / "archive.db") as archive:
            await say(archive, "one")
            folder.chmod(0o500)
            try:
                with pytest.raises(ArchiveError):
                    await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
            finally:
                folder.chmod(0o700)
            assert await said(archive) == ["one"]
            assert not is_encrypted(folder / "archive.db")


_KILL = """
import asyncio, os, sys
from pathlib import Path
from desktop_chat.archive import Archive, keys
from desktop_chat.archive.keys import ArchiveKey
import desktop_chat.archive.recoding as recoding
import desktop_chat.archive.keys as keys
keys._MEMORY_KIB = 64
left = int(sys.argv[2])
def counted(act):
    def do(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
        return act(*args, **kwargs)
    return do
for owner, name in (
    (recoding, "wipe"), (recoding, "flush"), (recoding, "write_key_file"), (keys, "flush"),
    (recoding, "_forget_old"), (Path, "replace"), (Path, "hardlink_to"), (Path, "unlink"),
):
    setattr(owner, name, counted(getattr(owner, name)))
async def main():
    archive = await Archive.open(Path(sys.argv[1]), ArchiveKey(bytes(range(20))))
    act = archive.encryption
    if sys.argv[3] == "on":
        await act.put_on(ArchiveKey(bytes(range(20))), "correct horse", lambda d, t: True)
    else:
        await act.take_off(lambda d, t: True)
    await archive.close()
asyncio.run(main())
"""


def killed(path: Path, whole: dict[str, bytes], step: int, way: str) -> bool:
    """Put the folder back as it was, and kill a recoding at a step; return whether it got there."""
    for name in names(path.parent):
        path.with_name(name).unlink()
    for name, content in whole.items():
        path.with_name(name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", _KILL, path, str(step), way],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode != 0


async def prepare(path: Path, way: str) -> None:
    async with opened(path) as archive:
        await say(archive, f"{CANARY} one", "two")
        if way == "off":
            await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)


async def is_whole_and_encrypted(path: Path) -> bool:
    """Look whether all of an archive is there; return whether it is encrypted."""
    async with opened(path, KEY) as archive:
        assert set(await said(archive)) == {f"{CANARY} one", "two"}
        is_secret = archive.encryption.key is not None
    if is_secret:
        assert files_with_canary(path.parent) == []
        assert await unlock(path, PASSPHRASE, is_code=False) == KEY
    assert names(path.parent) <= {"archive.db", "archive.db.lock", "archive.db.key"}
    return is_secret


@pytest.mark.parametrize("way", ["on", "off"])
def test_a_kill_at_any_step_leaves_all_of_it_in_one_form_or_the_other(
    tmp_path: Path, way: str
) -> None:
    path = tmp_path / "archive.db"
    asyncio.run(prepare(path, way))
    whole = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    forms: set[bool] = set()
    for step in range(1, 99):
        if not killed(path, whole, step, way):
            break
        forms.add(asyncio.run(is_whole_and_encrypted(path)))
    else:
        pytest.fail("it never came to its end")
    assert step > 6
    assert forms == {True, False}


@pytest.mark.parametrize("is_encrypted_now", [True, False])
async def test_backups_of_before_and_after_come_back_into_either(
    tmp_path: Path, *, is_encrypted_now: bool
) -> None:
    path, folder = tmp_path / "archive.db", tmp_path / "kept"
    async with opened(path) as archive:
        await say(archive, f"{CANARY} old")
        plain = await archive.backups.write(folder, NOW, goes_on)
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
        await say(archive, f"{CANARY} new")
        secret = await archive.backups.write(folder, NOW + 10**9, goes_on)
        assert files_with_canary(folder) == [plain.path.name]
        assert await unlock(secret.path, PASSPHRASE, is_code=False) == KEY
        if not is_encrypted_now:
            await archive.encryption.take_off(goes_on)
            with pytest.raises(Locked):
                await archive.backups.check(secret.path)
        key = None if is_encrypted_now else KEY
        await archive.backups.put_back(secret.path, goes_on, key)
        assert sorted(await said(archive)) == [f"{CANARY} new", f"{CANARY} old"]
        await archive.backups.put_back(plain.path, goes_on)
        assert await said(archive) == [f"{CANARY} old"]
        assert (await archive.check()).is_sound
        if is_encrypted_now:
            assert files_with_canary(tmp_path) == [plain.path.name]
        assert await archive.backups.thin(folder, NOW) == []
    async with opened(path, KEY) as archive:
        assert await said(archive) == [f"{CANARY} old"]


async def test_a_backup_is_looked_into_with_its_key(tmp_path: Path) -> None:
    async with opened(tmp_path / "archive.db") as archive:
        await say(archive, "one")
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
        backup = await archive.backups.write(tmp_path / "kept", NOW, goes_on)
    with pytest.raises(Locked):
        await Archive.open_backup(backup.path)
    looked = await Archive.open_backup(backup.path, KEY)
    try:
        assert await said(looked) == ["one"]
    finally:
        await looked.close()


async def test_damage_is_told_and_the_next_archive_is_encrypted_too(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await say(archive, *(f"{CANARY} {number}" for number in range(200)))
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(Corrupt, match="kept as"):
        await Archive.open(path, KEY)
    (name,) = (name for name in names(tmp_path) if ".damaged-" in name and name.endswith(".db"))
    aside = tmp_path / name
    assert aside.read_bytes() == bytes(content)
    assert await unlock(aside, PASSPHRASE, is_code=False) == KEY
    async with opened(path, KEY) as archive:
        await say(archive, f"{CANARY} again")
    assert files_with_canary(tmp_path) == []


async def test_what_is_salvaged_stays_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    async with opened(path) as archive:
        await say(archive, *(f"{CANARY} {number} " * 90 for number in range(300)))
        await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    new = tmp_path / "new.db"
    assert salvage(path, new, key=KEY).messages >= 250
    assert files_with_canary(tmp_path) == []
    assert await unlock(new, PASSPHRASE, is_code=False) == KEY


async def test_an_encrypted_archive_that_cannot_be_written_is_read_with_its_key() -> None:
    with unprivileged_folder() as folder:
        path = folder / "archive.db"
        async with opened(path) as archive:
            await say(archive, "one")
            await archive.encryption.put_on(KEY, PASSPHRASE, goes_on)
        (folder / "archive.db.lock").unlink()
        folder.chmod(0o500)
        try:
            with pytest.raises(Locked):
                await Archive.open(path)
            async with opened(path, KEY) as archive:
                assert archive.is_read_only
                assert await said(archive) == ["one"]
        finally:
            folder.chmod(0o700)
