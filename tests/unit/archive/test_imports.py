"""What an import added can be taken back, but for what was changed or continued since."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from pathlib import Path

import msgspec
import pytest
from support.archives import conversation, message
from support.searches import query_of

from desktop_chat.archive import Archive, Undone
from desktop_chat.core.message import Message


@pytest.fixture
def archive(tmp_path: Path) -> Generator[Archive]:
    """Return an archive of its own."""
    found = asyncio.run(Archive.open(tmp_path / "archive.db"))
    yield found
    asyncio.run(found.close())


async def texts(archive: Archive, conversation_id: str) -> list[str]:
    return [found.text for found in await archive.messages(conversation_id)]


def branch(conversation_id: str) -> list[Message]:
    first = message(conversation_id, "first")
    second = message(conversation_id, "second", parent_id=first.id)
    return [first, second, message(conversation_id, "third", parent_id=second.id)]


async def test_there_is_nothing_to_take_back(archive: Archive) -> None:
    assert await archive.imports.undo("gone", 5) is None
    assert await archive.imports.page(limit=9) == []


async def test_what_was_continued_or_changed_since_stays(archive: Archive) -> None:
    chat, other = conversation("a"), conversation("b")
    first, second, third = branch(chat.id)
    left, changed = message(other.id, "left"), message(other.id, "old")
    await archive.imports.begin("i", "x.zip", 1)
    await archive.imports.merge("i", chat, [first, second, third])
    await archive.imports.merge("i", other, [left, changed])
    await archive.save_message(message(chat.id, "mine", parent_id=second.id))
    await archive.save_message(msgspec.structs.replace(changed, text="new"))
    assert await archive.imports.undo("i", 5) == Undone(deleted=2, kept=3)
    assert await texts(archive, chat.id) == ["first", "second", "mine"]
    assert await texts(archive, other.id) == ["new"]
    assert len(await archive.conversations(limit=9)) == 2


async def test_an_undone_import_leaves_nothing_and_comes_again(archive: Archive) -> None:
    chat = conversation("a")
    added = branch(chat.id)
    await archive.imports.begin("i", "x.zip", 1)
    await archive.imports.merge("i", chat, added)
    await archive.imports.finish("i", "{}")
    assert await archive.imports.undo("i", 5) == Undone(deleted=3, kept=0)
    assert await archive.conversations(limit=9) == []
    assert not (await archive.searches.page(query_of("second"))).hits
    assert (await archive.check()).is_sound
    (head,) = await archive.imports.page(limit=9)
    assert (head.source, head.is_finished, head.undone_us, head.added) == ("x.zip", True, 5, 3)
    await archive.imports.begin("j", "x.zip", 6)
    again = await archive.imports.merge("j", chat, added)
    assert len(again.added) == 3
    assert await texts(archive, chat.id) == ["first", "second", "third"]
    assert [found.id for found in await archive.conversations(limit=9)] == [chat.id]
    assert len((await archive.searches.page(query_of("second"))).hits) == 1


async def test_what_the_user_deleted_stays_deleted(archive: Archive) -> None:
    chat = conversation("a")
    added = branch(chat.id)
    await archive.imports.begin("i", "x.zip", 1)
    await archive.imports.merge("i", chat, added)
    await archive.delete_messages([added[2].id])
    again = await archive.imports.merge("i", chat, added)
    assert (again.added, len(again.known)) == ((), 3)
    assert await texts(archive, chat.id) == ["first", "second"]
