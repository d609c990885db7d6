"""Folders, tags, archive and trash: many at once, undone whole, nothing found twice or lost."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from pathlib import Path

import apsw
import pytest
from support.archives import conversation, message
from support.searches import query_of

from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.places import Place, PlaceKind

ALL = Place()
ARCHIVE = Place(PlaceKind.ARCHIVE)
TRASH = Place(PlaceKind.TRASH)


@pytest.fixture
def archive(tmp_path: Path) -> Generator[Archive]:
    """Return an archive of its own."""
    found = asyncio.run(Archive.open(tmp_path / "archive.db"))
    yield found
    asyncio.run(found.close())


async def fill(archive: Archive, *names: str, **fields: object) -> list[str]:
    """Save a conversation for each name; return their ids."""
    ids: list[str] = []
    for number, name in enumerate(names):
        head = with_changes(conversation(name), title=name, updated_us=100 - number, **fields)
        await archive.save_conversation(head)
        ids.append(head.id)
    return ids


async def titles(archive: Archive, place: Place) -> list[str]:
    return [head.title for head in await archive.places.page(place, limit=99)]


def in_folder(path: str) -> Place:
    return Place(PlaceKind.FOLDER, path)


async def test_a_folder_holds_what_is_in_it_and_below(archive: Archive) -> None:
    await fill(archive, "a", "b", folder="Work")
    await fill(archive, "c", folder="Work/Clients")
    await fill(archive, "d", folder="Works")
    assert await titles(archive, in_folder("Work")) == ["a", "c", "b"]
    assert await titles(archive, in_folder("Work/Clients")) == ["c"]
    assert (await archive.places.overview()).folders == {"Work": 3, "Work/Clients": 1, "Works": 1}
    assert len(await titles(archive, ALL)) == 4


async def test_a_tag_holds_what_has_it(archive: Archive) -> None:
    await fill(archive, "a", tags=("todo", "home"))
    await fill(archive, "b", tags=("todo",))
    assert await titles(archive, Place(PlaceKind.TAG, "todo")) == ["a", "b"]
    assert (await archive.places.overview()).tags == {"home": 1, "todo": 2}


async def test_archived_and_deleted_ones_are_in_their_places_only(archive: Archive) -> None:
    await fill(archive, "shown", folder="f", tags=("t",))
    await fill(archive, "archived", folder="f", tags=("t",), archived_us=5)
    await fill(archive, "gone", folder="f", tags=("t",), deleted_us=6)
    for place in (ALL, in_folder("f"), Place(PlaceKind.TAG, "t")):
        assert await titles(archive, place) == ["shown"]
    assert await titles(archive, ARCHIVE) == ["archived"]
    assert await titles(archive, TRASH) == ["gone"]
    overview = await archive.places.overview()
    assert (overview.archived, overview.trashed) == (1, 1)
    assert (overview.folders, overview.tags) == ({"f": 1}, {"t": 1})


async def test_many_change_at_once_and_all_are_put_back(archive: Archive) -> None:
    ids = await fill(archive, "a", "b", "c", folder="old", tags=("x",))
    before = await archive.places.change(
        [*ids, "no such"], lambda head: with_changes(head, folder="new", tags=(), archived_us=9)
    )
    assert [head.id for head in before] == ids
    assert await titles(archive, ARCHIVE) == ["a", "b", "c"]
    await archive.places.put_back(before)
    assert await titles(archive, in_folder("old")) == ["a", "b", "c"]
    assert (await archive.places.overview()).tags == {"x": 3}


async def test_what_does_not_change_is_not_told(archive: Archive) -> None:
    ids = await fill(archive, "a", folder="f")
    assert await archive.places.change(ids, lambda head: with_changes(head, folder="f")) == []


async def test_putting_back_takes_nothing_else_back(archive: Archive) -> None:
    (only,) = await fill(archive, "a")
    before = await archive.places.change([only], lambda head: with_changes(head, folder="f"))
    head = await archive.conversation(only)
    assert head is not None
    await archive.save_conversation(with_changes(head, title="renamed meanwhile"))
    await archive.places.put_back(before)
    assert await titles(archive, ALL) == ["renamed meanwhile"]
    assert await titles(archive, in_folder("f")) == []


async def test_a_folder_is_renamed_with_all_in_it(archive: Archive) -> None:
    await fill(archive, "a", folder="x")
    await fill(archive, "b", folder="x/y")
    await archive.places.keep_folder("x/empty")
    before = await archive.places.move_folder("x", "z/new")
    assert list((await archive.places.overview()).folders) == [
        "z",
        "z/new",
        "z/new/empty",
        "z/new/y",
    ]
    await archive.places.put_back(before)
    assert await titles(archive, in_folder("x/y")) == ["b"]


async def test_a_folder_that_is_taken_away_leaves_what_was_in_it(archive: Archive) -> None:
    await fill(archive, "a", folder="x/y")
    await fill(archive, "b", folder="x/y/z")
    await archive.places.keep_folder("x/y")
    await archive.places.move_folder("x/y", "")
    assert (await archive.places.overview()).folders == {"x": 2, "x/z": 1}
    assert await titles(archive, in_folder("x/z")) == ["b"]


async def test_an_empty_folder_stays_until_it_is_taken_away(archive: Archive) -> None:
    await archive.places.keep_folder("empty")
    await archive.places.keep_folder("empty")
    assert (await archive.places.overview()).folders == {"empty": 0}
    assert await archive.places.kept_folders() == ["empty"]
    await archive.places.move_folder("empty", "")
    assert (await archive.places.overview()).is_plain


async def test_only_what_is_in_the_trash_is_deleted_for_good(archive: Archive) -> None:
    (chat_id,) = await fill(archive, "a")
    said = message(chat_id, "hello world")
    await archive.save_message(said)
    await archive.places.remove(chat_id)
    assert await archive.conversation(chat_id) is not None
    await archive.places.change([chat_id], lambda head: with_changes(head, deleted_us=50))
    assert await archive.places.trashed(before_us=50, limit=9) == []
    assert await archive.places.trashed(before_us=51, limit=9) == [chat_id]
    await archive.places.remove(chat_id)
    assert await archive.conversation(chat_id) is None
    assert await archive.messages_by_id("", [said.id]) == {}
    assert not (await archive.searches.page(query_of("hello"))).hits
    report = await archive.check()
    assert report.is_sound
    assert (report.conversations, report.messages) == (0, 0)


async def test_a_title_and_a_prompt_are_found_after_every_kind_of_change(archive: Archive) -> None:
    head = with_changes(conversation("a"), title="Alpha", system_prompt="Be brief")
    for changed in (
        head,
        with_changes(head, draft="half"),
        with_changes(head, title="Beta"),
        with_changes(head, title="Beta", system_prompt="Be long"),
    ):
        await archive.save_conversation(changed)
        for word in (changed.title, changed.system_prompt.split()[1]):
            assert (await archive.searches.page(query_of(word))).hits
        assert (await archive.check()).is_sound
    assert not (await archive.searches.page(query_of("Alpha"))).hits


async def test_damaged_heads_are_listed_and_can_be_moved(tmp_path: Path) -> None:
    first = await Archive.open(tmp_path / "archive.db")
    (only,) = await fill(first, "a", folder="f")
    await first.close()
    connection = apsw.Connection(str(tmp_path / "archive.db"))
    connection.execute("UPDATE conversations SET rest = '{broken'")
    connection.close()
    again = await Archive.open(tmp_path / "archive.db")
    try:
        assert await titles(again, ALL) == ["a"]
        assert await titles(again, in_folder("f")) == []
        await again.places.change([only], lambda head: with_changes(head, folder="g"))
        assert await titles(again, in_folder("g")) == ["a"]
    finally:
        await again.close()


def test_a_head_knows_its_place() -> None:
    head = Conversation("i", folder="a/b", tags=("x",), archived_us=3)
    assert (head.folder, head.tags, head.archived_us) == ("a/b", ("x",), 3)


async def test_titles_are_told_by_id_those_in_the_trash_too(archive: Archive) -> None:
    one, two = await fill(archive, "One", "Two")
    await archive.places.change([two], lambda head: with_changes(head, deleted_us=7))
    assert await archive.places.titles([one, two, conversation("none").id]) == {
        one: "One",
        two: "Two",
    }
