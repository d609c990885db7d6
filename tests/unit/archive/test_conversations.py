"""The rows of conversations."""

from __future__ import annotations

import msgspec
from support.archives import conversation, message

from desktop_chat.archive import conversations, messages, search
from desktop_chat.archive.database import Database
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.sampling import Sampling


def titles(database: Database, *, include_deleted: bool = False) -> list[str]:
    """Return the titles of all conversations in the list's order."""
    page = conversations.page(database, 100, 0, include_deleted=include_deleted)
    return [item.title for item in page]


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
    assert not search.find(database, "old", 9)
    assert [hit.title for hit in search.find(database, "new", 9)] == ["new words"]


def test_pinned_ones_come_first_then_those_changed_last(database: Database) -> None:
    for number, title in enumerate(("a", "b", "c", "d")):
        conversations.save(database, conversation(title, updated_us=number))
    pinned = msgspec.structs.replace(conversation("pinned"), is_pinned=True)
    conversations.save(database, pinned)
    assert titles(database) == ["pinned", "d", "c", "b", "a"]


def test_pages_continue_where_the_last_one_ended(database: Database) -> None:
    for number in range(5):
        conversations.save(database, conversation(str(number), updated_us=number))
    pages = [
        [item.title for item in conversations.page(database, 2, offset, include_deleted=False)]
        for offset in (0, 2, 4, 6)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"], []]


def test_the_trash_is_listed_only_when_asked_for(database: Database) -> None:
    deleted = msgspec.structs.replace(conversation("gone"), deleted_us=5)
    conversations.save(database, deleted)
    assert titles(database) == []
    assert titles(database, include_deleted=True) == ["gone"]
    assert conversations.load(database, deleted.id) == deleted


def test_purging_erases_messages_requests_logs_and_index(database: Database) -> None:
    kept, purged = conversation("kept title"), conversation("purged title")
    for item in (kept, purged):
        conversations.save(database, item)
        messages.save(database, message(item.id, "secret", request_body='{"secret":1}'))
    conversations.purge(database, purged.id)
    assert titles(database) == ["kept title"]
    assert database.value("SELECT count(*) FROM requests") == 1
    assert [hit.conversation_id for hit in search.find(database, "secret", 9)] == [kept.id]
    assert not search.find(database, "purged", 9)


def test_purging_what_is_not_there_changes_nothing(database: Database) -> None:
    conversations.save(database, conversation("kept"))
    conversations.purge(database, "unknown")
    assert titles(database) == ["kept"]


def test_the_list_needs_no_sorting(database: Database) -> None:
    plan = database.rows(
        "EXPLAIN QUERY PLAN SELECT id FROM conversations WHERE deleted_us IS NULL "
        "ORDER BY is_pinned DESC, updated_us DESC LIMIT 9"
    )
    assert [row[3] for row in plan] == ["SCAN conversations USING INDEX conversations_listed"]
