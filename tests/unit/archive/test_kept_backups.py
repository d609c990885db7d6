"""An open archive is backed up while it is written, and a backup is put back into it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.archives import conversation, message, unprivileged_folder

from desktop_chat.archive import Archive
from desktop_chat.errors import ArchiveError

NOW = 1_770_000_000_000_000


def goes_on(_done: int, _total: int) -> bool:
    return True


async def test_a_backup_is_written_listed_checked_and_put_back(tmp_path: Path) -> None:
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        head = conversation("kept")
        await archive.save_conversation(head)
        await archive.save_message(message(head.id, "one"))
        folder = tmp_path / "backups"
        written = await archive.backups.write(folder, NOW, goes_on)
        assert await archive.backups.within(folder) == [written]
        assert await archive.backups.own_within(folder) == [written]
        foreign = written.path.with_name("desktop-chat-20260202T024000Z-0123abcd.db")
        foreign.write_bytes(written.path.read_bytes())
        assert await archive.backups.own_within(folder) == [written]
        foreign.unlink()
        assert await archive.backups.check(written.path) > 0
        assert await archive.backups.thin(folder, NOW) == []
        await archive.save_conversation(conversation("later"))
        await archive.backups.put_back(written.path, goes_on)
        assert [found.title for found in await archive.conversations(limit=9)] == ["kept"]
        assert [each.text for each in await archive.backups.whole_messages(head.id)] == ["one"]
        await archive.save_conversation(conversation("after"))
        assert (await archive.check()).is_sound
    finally:
        await archive.close()


async def test_nothing_is_put_back_into_an_archive_that_cannot_be_written() -> None:
    with unprivileged_folder() as folder:
        archive = await Archive.open(folder / "archive.db")
        written = await archive.backups.write(folder / "kept", NOW, goes_on)
        beside = await Archive.open_beside(folder / "archive.db")
        try:
            with pytest.raises(ArchiveError):
                await beside.backups.put_back(written.path, goes_on)
        finally:
            await beside.close()
            await archive.close()
