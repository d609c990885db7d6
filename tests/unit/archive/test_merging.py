"""A merge adds what is not there and changes nothing that is."""

from __future__ import annotations

from support.archives import conversation, message

from desktop_chat.archive import conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.merging import merge
from desktop_chat.core.conversation import with_changes


def test_what_is_there_stays_as_it_is(database: Database) -> None:
    chat = conversation("kept")
    old, gone = message(chat.id, "mine"), message(chat.id, "gone")
    conversations.save(database, chat)
    messages.save(database, old)
    messages.save(database, gone)
    messages.delete(database, [gone.id], 1)
    new = message(chat.id, "new", parent_id=old.id)
    theirs = [message(chat.id, "theirs"), new]
    done = merge(
        database,
        with_changes(chat, title="theirs"),
        [*(m for m in (old, gone)), *theirs],
        is_dry=False,
    )
    assert (done.is_new, done.added, done.known) == (
        False,
        tuple(m.id for m in theirs),
        (old.id, gone.id),
    )
    assert conversations.load(database, chat.id) == chat
    texts = [m.text for m in messages.load(database, chat.id)]
    assert sorted(texts) == ["mine", "new", "theirs"]


def test_what_was_deleted_comes_back_where_something_new_follows_it(database: Database) -> None:
    chat = conversation("kept")
    first = message(chat.id, "first")
    gone = message(chat.id, "gone", parent_id=first.id)
    below = message(chat.id, "gone too", parent_id=gone.id)
    beside = message(chat.id, "beside", parent_id=first.id)
    conversations.save(database, chat)
    for each in (first, gone, below, beside):
        messages.save(database, each)
    messages.delete(database, [gone.id, below.id, beside.id], 1)
    new = message(chat.id, "new", parent_id=below.id)
    source = [first, gone, below, beside, new]
    for is_dry in (True, False):
        done = merge(database, chat, source, is_dry=is_dry)
        assert done.added == (new.id, gone.id, below.id)
        assert done.known == (first.id, beside.id)
    found = {m.text: m.parent_id for m in messages.load(database, chat.id)}
    assert found == {"first": None, "gone": first.id, "gone too": gone.id, "new": below.id}
    again = merge(database, chat, source, is_dry=False)
    assert (again.added, len(again.known)) == ((), 5)


def test_an_id_of_another_conversation_is_left_alone(database: Database) -> None:
    chat, other = conversation("a"), conversation("b")
    conversations.save(database, other)
    taken = message(other.id, "b's")
    messages.save(database, taken)
    done = merge(database, chat, [message(chat.id, "a's"), taken], is_dry=False)
    assert (done.is_new, done.foreign) == (True, (taken.id,))
    assert [m.text for m in messages.load(database, other.id)] == ["b's"]


def test_a_dry_merge_writes_nothing(database: Database) -> None:
    chat = conversation("a")
    done = merge(database, chat, [message(chat.id, "x")], is_dry=True)
    assert (done.is_new, len(done.added)) == (True, 1)
    assert conversations.load(database, chat.id) is None
