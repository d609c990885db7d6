"""A merge brings all that hangs on conversations, and changes nothing that is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from support.archives import conversation, message, varied_text

from desktop_chat.app.restoring import merge_from
from desktop_chat.archive import Archive
from desktop_chat.archive.text_packing import packed
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Role
from desktop_chat.core.places import Place, PlaceKind
from desktop_chat.core.spending import Spent
from desktop_chat.core.token_probabilities import TokenProbability

NOW = 1_770_000_000_000_000


@asynccontextmanager
async def two(tmp_path: Path) -> AsyncIterator[tuple[Archive, Archive]]:
    """Open two archives."""
    first = await Archive.open(tmp_path / "first" / "archive.db")
    second = await Archive.open(tmp_path / "second" / "archive.db")
    try:
        yield first, second
    finally:
        await first.close()
        await second.close()


async def backup(archive: Archive, folder: Path) -> Path:
    return (await archive.backups.write(folder, NOW, lambda _d, _t: True)).path


async def talk(archive: Archive, head: Conversation) -> str:
    """Save a conversation with an answer that has all there is; return the answer's id."""
    await archive.save_conversation(head)
    said = message(head.id, "yes", role=Role.ASSISTANT, request_body='{"n":1}')
    said = msgspec.structs.replace(said, logprobs=(TokenProbability("yes", b"yes", -0.5),))
    await archive.save_message(said, [Spent(f"s-{said.id}", sent_us=5, message_id=said.id)])
    return said.id


async def test_everything_comes_along(tmp_path: Path) -> None:
    async with two(tmp_path) as (old, new):
        answer = await talk(old, with_changes(conversation("a"), folder="f", tags=("t",)))
        await talk(old, with_changes(conversation("archived"), archived_us=1))
        await talk(old, with_changes(conversation("gone"), deleted_us=1))
        await old.places.keep_folder("empty")
        file = await backup(old, tmp_path / "kept")
        report = await merge_from(file, new, lambda _d, _t: True, lambda: NOW)
        assert report.is_whole
        assert len(report.conversations) == 3
        overview = await new.places.overview()
        assert (overview.folders, overview.tags) == ({"empty": 0, "f": 1}, {"t": 1})
        assert (overview.archived, overview.trashed) == (1, 1)
        assert await new.request_body(answer) == '{"n":1}'
        assert len(await new.token_probabilities(answer)) == 1
        assert len(await new.spent_rows()) == 3
        assert (await new.check()).is_sound


async def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    async with two(tmp_path) as (old, new):
        head = conversation("old title")
        await talk(old, head)
        file = await backup(old, tmp_path / "kept")
        await new.save_conversation(with_changes(head, title="new title"))
        await merge_from(file, new, lambda _d, _t: True, lambda: NOW)
        await merge_from(file, new, lambda _d, _t: True, lambda: NOW)
        assert [found.title for found in await new.conversations(limit=9)] == ["new title"]
        assert len(await new.messages(head.id)) == 1
        assert len(await new.spent_rows()) == 1


async def test_stopped_it_says_so_and_keeps_what_came(tmp_path: Path) -> None:
    async with two(tmp_path) as (old, new):
        for number in range(5):
            await talk(old, conversation(str(number)))
        file = await backup(old, tmp_path / "kept")
        report = await merge_from(file, new, lambda done, _t: done < 2, lambda: NOW)
        assert report.was_stopped
        assert len(await new.places.page(Place(PlaceKind.ALL), limit=9)) == 2


async def test_the_backup_itself_is_not_touched(tmp_path: Path) -> None:
    async with two(tmp_path) as (old, new):
        await talk(old, conversation("a"))
        file = await backup(old, tmp_path / "kept")
        content = file.read_bytes()
        await merge_from(file, new, lambda _d, _t: True, lambda: NOW)
        assert file.read_bytes() == content
        assert [path.name for path in file.parent.iterdir()] == [file.name]


async def test_of_a_damaged_archive_what_can_be_read_is_added(tmp_path: Path) -> None:
    async with two(tmp_path) as (old, new):
        for number in range(60):
            head = conversation(str(number))
            await old.save_conversation(head)
            for place in range(10):
                await old.save_message(message(head.id, varied_text(number * 10 + place, 40)))
        content = bytearray((await backup(old, tmp_path / "kept")).read_bytes())
        stored = packed(varied_text(305, 40))
        assert isinstance(stored, bytes)
        page = content.index(stored) // 4096 * 4096
        content[page : page + 4096] = b"\0" * 4096
        damaged = tmp_path / "damaged.db"
        damaged.write_bytes(content)
        report = await merge_from(damaged, new, lambda _d, _t: True, lambda: NOW)
        assert not report.is_whole
        assert any("cannot be read" in gap.reason for gap in report.left_out)
        assert report.total("added") > 500
        assert damaged.read_bytes() == content
        assert (await new.check()).is_sound
