"""The rows of conversations."""

from __future__ import annotations

import msgspec
from support.archives import conversation
from support.searches import hits

from desktop_chat.archive import conversations
from desktop_chat.archive.database import Database
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.sampling import Sampling


def titles(database: Database, limit: int = 100, offset: int = 0) -> list[str]:
    """Return the titles of conversations in the list's order."""
    return [item.title for item in conversations.page(database, limit, offset)]


def test_a_saved_conversation_comes_back_whole(database: Database) -> None:
    saved = Conversation(
        "c-1", "Title", 1, 2, model="m", system_prompt="Be brief.", sampling=Sampling(seed=7)
    )
    conversations.save(database, saved)
    assert conversations.load(database, "c-1") == saved


def test_an_unknown_conversation_is_none(database: Database) -> None:
    assert conversations.load(database, "c-1") is None


def test_saving_again_replaces_the_value_and_its_title_in_the_index(database: Database) -> None:
    first = conversation("old words")
    conversations.save(database, first)
    conversations.save(database, msgspec.structs.replace(first, title="new words"))
    assert titles(database) == ["new words"]
    assert not hits(database, "old", 9)
    assert [hit.title for hit in hits(database, "new", 9)] == ["new words"]


def test_pinned_ones_come_first_then_those_changed_last(database: Database) -> None:
    for number, title in enumerate(("a", "b", "c", "d")):
        conversations.save(database, conversation(title, updated_us=number))
    pinned = msgspec.structs.replace(conversation("pinned"), is_pinned=True)
    conversations.save(database, pinned)
    assert titles(database) == ["pinned", "d", "c", "b", "a"]


def test_pages_continue_where_the_last_one_ended(database: Database) -> None:
    for number in range(5):
        conversations.save(database, conversation(str(number), updated_us=number))
    pages = [titles(database, 2, offset) for offset in (0, 2, 4, 6)]
    assert pages == [["4", "3"], ["2", "1"], ["0"], []]


def test_one_in_the_trash_is_not_listed_but_can_be_had_by_its_id(database: Database) -> None:
    deleted = msgspec.structs.replace(conversation("gone"), deleted_us=5)
    conversations.save(database, deleted)
    assert titles(database) == []
    assert conversations.load(database, deleted.id) == deleted


def test_the_list_needs_no_sorting(database: Database) -> None:
    plan = database.rows(
        "EXPLAIN QUERY PLAN SELECT id FROM conversations "
        "WHERE deleted_us IS NULL AND archived_us IS NULL "
        "ORDER BY is_pinned DESC, updated_us DESC LIMIT 9"
    )
    assert [row[3] for row in plan] == ["SCAN conversations USING INDEX conversations_listed"]
