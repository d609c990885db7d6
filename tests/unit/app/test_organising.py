"""Conversations go to their places and come back by undo, open ones and all others alike."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from support.program import Program, program
from support.scripted import ScriptedReply, ScriptedTransport, chunk, says

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.places import TRASH_US, Place, PlaceKind
from desktop_chat.errors import UsageError

TRASH = Place(PlaceKind.TRASH)
ARCHIVE = Place(PlaceKind.ARCHIVE)


async def fill(opened: Program, *titles: str, **fields: object) -> list[str]:
    """Save conversations that are not open; return their ids."""
    for title in titles:
        head = Conversation(title, title=title, updated_us=5, **fields)  # type: ignore[arg-type]
        await opened.services.archive.save_conversation(head)
    await opened.conversations.reload()
    await opened.conversations.organising.learn()
    return list(titles)


def shown(opened: Program) -> set[str]:
    return {head.title for head in opened.conversations.listed}


async def there(opened: Program, place: Place) -> set[str]:
    return {head.title for head in await opened.services.archive.places.page(place, limit=99)}


async def undo(opened: Program) -> None:
    act = opened.services.notices.history[-1].action
    assert act is not None
    act()
    await opened.settled()


async def test_many_are_moved_with_one_undo() -> None:
    async with program(ScriptedTransport()) as opened:
        ids = await fill(opened, "a", "b", "c")
        organising = opened.conversations.organising
        await organising.put_in_folder(ids[:2], " Work / New ")
        assert organising.places.folders == {"Work": 2, "Work/New": 2}
        assert opened.services.notices.history[-1].text == "2 conversations moved to Work/New."
        await undo(opened)
        assert organising.places.folders == {}


async def test_an_open_conversation_moves_with_the_others_and_keeps_what_is_written() -> None:
    async with program(ScriptedTransport()) as opened:
        ids = await fill(opened, "a", "b")
        session = await opened.conversations.open("a")
        session.change(draft="half a thought")
        await opened.conversations.organising.archive(ids)
        assert shown(opened) == set()
        assert session.conversation.archived_us is not None
        assert await there(opened, ARCHIVE) == {"a", "b"}
        await undo(opened)
        assert shown(opened) == {"a", "b"}
        assert session.conversation.draft == "half a thought"
        kept = await opened.services.archive.conversation("a")
        assert kept is not None
        assert (kept.archived_us, kept.draft) == (None, "half a thought")


async def test_only_what_changes_is_told() -> None:
    async with program(ScriptedTransport()) as opened:
        ids = await fill(opened, "a", "b", folder="f")
        await opened.conversations.organising.put_in_folder(ids, "f")
        assert opened.services.notices.history == ()


async def test_tags_come_and_go_in_order() -> None:
    async with program(ScriptedTransport()) as opened:
        ids = await fill(opened, "a", tags=("old",))
        organising = opened.conversations.organising
        await organising.tag(ids, ["#todo", " ", "Alpha", "todo"], removed=["old"])
        head = await opened.services.archive.conversation("a")
        assert head is not None
        assert head.tags == ("Alpha", "todo")
        assert organising.places.tags == {"Alpha": 1, "todo": 1}


async def test_deleting_stops_the_answer_and_restoring_brings_it_back(tmp_path: Path) -> None:
    endless = ScriptedReply([chunk("a"), asyncio.Event()])
    async with program(ScriptedTransport(endless), tmp_path) as opened:
        session = opened.session()
        session.send("hello")
        await opened.row_with(session, "a")
        await opened.conversations.organising.trash([session.id])
        await opened.settled()
        assert not session.is_answering
        assert await there(opened, TRASH) == {"hello"}
        await opened.conversations.organising.restore([session.id])
        assert shown(opened) == {"hello"}


async def test_the_list_shows_one_place_at_a_time() -> None:
    async with program(ScriptedTransport(says("x"))) as opened:
        await fill(opened, "a", folder="f")
        await fill(opened, "b")
        await opened.conversations.show(Place(PlaceKind.FOLDER, "f"))
        assert shown(opened) == {"a"}
        session = opened.session()
        session.send("new")
        await opened.ended(session)
        await opened.settled()
        assert shown(opened) == {"a"}
        await opened.conversations.organising.put_in_folder([session.id], "f")
        assert shown(opened) == {"a", "new"}
        await opened.conversations.show(Place())
        assert shown(opened) == {"a", "b", "new"}


async def test_what_is_long_in_the_trash_goes_for_good() -> None:
    async with program(ScriptedTransport()) as opened:
        now = opened.services.clock()
        await fill(opened, "old", deleted_us=now - TRASH_US - 1)
        await fill(opened, "recent", deleted_us=now - TRASH_US + 60_000_000)
        assert await opened.conversations.organising.purge() == 1
        assert await there(opened, TRASH) == {"recent"}
        assert await opened.conversations.organising.empty_trash() == 1
        assert await there(opened, TRASH) == set()


async def test_only_what_is_in_the_trash_can_be_deleted_for_good() -> None:
    async with program(ScriptedTransport()) as opened:
        ids = await fill(opened, "a", "b")
        await opened.conversations.open("a")
        await opened.conversations.organising.delete_for_good(ids)
        assert shown(opened) == {"a", "b"}
        await opened.conversations.organising.trash(ids)
        await opened.conversations.organising.delete_for_good(ids)
        assert await there(opened, TRASH) == set()


async def test_folders_are_made_renamed_moved_and_removed() -> None:
    async with program(ScriptedTransport()) as opened:
        organising = opened.conversations.organising
        assert await organising.add_folder("x/y") == "x/y"
        await fill(opened, "a", folder="x/y")
        session = await opened.conversations.open("a")
        assert await organising.rename_folder("x/y", "z") == "x/z"
        await opened.settled()
        assert session.conversation.folder == "x/z"
        assert await organising.move_folder("x/z", "") == "z"
        await opened.settled()
        assert session.conversation.folder == "z"
        await organising.remove_folder("z")
        await opened.settled()
        assert session.conversation.folder == ""
        await undo(opened)
        assert session.conversation.folder == "z"
        assert organising.places.folders == {"z": 1}


@pytest.mark.parametrize(
    "act",
    [
        lambda o: o.add_folder(" / "),
        lambda o: o.add_folder("x"),
        lambda o: o.rename_folder("x", "y"),
        lambda o: o.rename_folder("x", "a/b"),
        lambda o: o.move_folder("x", "x/inner"),
        lambda o: o.put_in_folder(["a"], "/".join("abcdefghijk")),
    ],
)
async def test_what_no_folder_can_be_is_refused_in_a_sentence(act: object) -> None:
    async with program(ScriptedTransport()) as opened:
        organising = opened.conversations.organising
        await organising.add_folder("x")
        await organising.add_folder("y")
        with pytest.raises(UsageError):
            await act(organising)  # type: ignore[operator]
        assert organising.places.folders == {"x": 0, "y": 0}
