"""Of a long conversation the messages come and go; what the archive does not have stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.archive_disks import UnreadableDisk, mounted
from support.archives import message
from support.long_conversations import answer_text, long_conversation, question_text

from desktop_chat.app.keeping import Keeper
from desktop_chat.app.message_store import MOST_MESSAGES, TAIL_KEPT, MessageStore
from desktop_chat.app.notices import Notices
from desktop_chat.archive import TAIL, Archive
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role
from desktop_chat.core.spending import Spent
from desktop_chat.errors import ArchiveError, DiskFull

COUNT = 900


class FullDisk(Keeper):
    """A keeper that the archive refuses everything."""

    async def keep_message(self, message: Message, spent: Spent | None = None) -> None:
        self._messages[message.id] = message
        self._refusal = DiskFull("No room.")


@dataclass
class Opened:
    """A store over a long conversation."""

    store: MessageStore
    talk: Conversation
    archive: Archive
    keeper: Keeper


@asynccontextmanager
async def opened(
    folder: Path, count: int = COUNT, branch_every: int = 0, *, is_full: bool = False
) -> AsyncIterator[Opened]:
    talk = long_conversation(folder / "archive.db", count, branch_every=branch_every)
    archive = await Archive.open(folder / "archive.db")
    keeper = (FullDisk if is_full else Keeper)(archive, Notices())
    opening = await archive.opening(talk.id, talk.active_leaf_id)
    store = MessageStore(talk.id, opening, talk.active_leaf_id, archive, keeper)
    try:
        yield Opened(store, talk, archive, keeper)
    finally:
        await archive.close()


def text_of(number: int) -> str:
    return answer_text(number) if number % 2 else question_text(number)


async def all_texts(store: MessageStore) -> list[str]:
    return [item.text async for part in store.path_to(None) for item in part]


# What goes wrong --------------------------------------------------------------------------------


async def test_what_the_archive_refused_is_never_let_go(tmp_path: Path) -> None:
    async with opened(tmp_path, is_full=True) as it:
        await it.store.complete()
        said = message(it.talk.id, "only here", parent_id=it.talk.active_leaf_id)
        it.store.skeleton.add(said.id, said.parent_id, said.role)
        it.store.hold(said)
        await it.keeper.keep_message(said)
        it.store.let_go(said.id)
        texts = await all_texts(it.store)
        assert texts == [*map(text_of, range(COUNT)), "only here"]
        for first in range(0, COUNT, 100):
            ids = [it.store.skeleton.id_of(n) for n in range(first, first + 100)]
            await it.store.load(ids)
        assert it.store.get(said.id) == said
        assert it.store.unkept_ids == (said.id,)


async def test_what_is_not_there_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    async with opened(tmp_path) as it:
        await it.store.complete()
        first = it.store.skeleton.id_of(0)
        with pytest.raises(ArchiveError):
            await it.store.load([first, "gone"])
        assert it.store.get(first) is not None


async def test_a_shape_that_cannot_be_read_can_be_read_later(tmp_path: Path) -> None:
    disk = UnreadableDisk()
    with mounted(disk):
        async with opened(tmp_path) as it:
            disk.is_unreadable = True
            with pytest.raises(ArchiveError):
                await it.store.complete()
            assert not it.store.is_complete
            assert len(it.store.tail()) == TAIL
            disk.is_unreadable = False
            await it.store.complete()
            assert len(it.store.skeleton.path) == COUNT


# What it does -----------------------------------------------------------------------------------


async def test_a_short_conversation_is_all_in_memory(tmp_path: Path) -> None:
    async with opened(tmp_path, 10) as it:
        assert it.store.is_complete
        assert [item.text for item in it.store.tail()] == [text_of(n) for n in range(10)]


async def test_of_a_long_one_the_end_comes_first_and_the_rest_grows_above_it(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, branch_every=10) as it:
        assert not it.store.is_complete
        shown = [item.text for item in it.store.tail()]
        assert shown == [text_of(n) for n in range(COUNT - TAIL, COUNT)]
        grown: list[int] = []
        it.store.grown.connect(grown.append)
        await it.store.complete()
        await it.store.complete()
        assert grown == [COUNT - TAIL]
        assert len(it.store.skeleton.path) == COUNT
        assert [item.text for item in it.store.tail()] == shown
        assert await all_texts(it.store) == [text_of(n) for n in range(COUNT)]


async def test_what_is_said_before_all_is_known_stays_at_the_end(tmp_path: Path) -> None:
    async with opened(tmp_path) as it:
        said = message(it.talk.id, "new", parent_id=it.talk.active_leaf_id)
        answer = message(it.talk.id, "reply", parent_id=said.id, role=Role.ASSISTANT)
        for item in (said, answer):
            it.store.skeleton.add(item.id, item.parent_id, item.role)
            it.store.hold(item)
        await it.store.complete()
        path = it.store.skeleton.path
        assert len(path) == COUNT + 2
        assert it.store.skeleton.active_leaf_id == answer.id
        assert [item.text for item in it.store.tail()][-2:] == ["new", "reply"]


async def test_only_so_many_stay_in_memory_and_the_newest_always(tmp_path: Path) -> None:
    async with opened(tmp_path) as it:
        await it.store.complete()
        ids = [it.store.skeleton.id_of(n) for n in range(COUNT)]
        for first in range(0, 800, 100):
            await it.store.load(ids[first : first + 100])
        kept = [message_id for message_id in ids if it.store.get(message_id) is not None]
        assert len(kept) <= MOST_MESSAGES
        assert kept[-TAIL_KEPT:] == ids[-TAIL_KEPT:]
        assert it.store.get(ids[0]) is None
        await it.store.load(ids[:1])
        assert it.store.get(ids[0]) is not None


async def test_reading_leaves_nothing_in_memory_and_gives_the_newest_state(tmp_path: Path) -> None:
    async with opened(tmp_path) as it:
        await it.store.complete()
        ids = [it.store.skeleton.id_of(n) for n in range(3)]
        changed = message(it.talk.id, "changed")
        it.store.hold(Message(ids[1], it.talk.id, Role.ASSISTANT, "changed", ids[0]))
        found = await it.store.read([*ids, "gone", changed.id])
        assert [item.text for item in found] == [text_of(0), "changed", text_of(2)]
        assert it.store.get(ids[0]) is None


async def test_the_end_of_another_branch_is_read_when_it_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, branch_every=10) as it:
        await it.store.complete()
        skeleton = it.store.skeleton
        shown = skeleton.id_of(skeleton.path[9])
        other = next(found for found in skeleton.siblings(shown) if found != shown)
        skeleton.show(other)
        assert it.store.tail() == ()
        await it.store.load_tail()
        assert it.store.tail()[-1].text == "Alternative to 9"
