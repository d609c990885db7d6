"""The rows of messages and the log of running answers."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from support.archives import conversation, message
from support.searches import hits

from desktop_chat.archive import conversations, messages, requests, token_probabilities
from desktop_chat.archive.database import Database
from desktop_chat.core.conversation import Conversation, MessageTree
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord
from desktop_chat.core.token_probabilities import tokens_of
from desktop_chat.core.usage import Usage
from desktop_chat.errors import ArchiveError, Corrupt

TOKENS = tokens_of([{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1.5}])


@pytest.fixture
def talk(database: Database) -> Conversation:
    """Return an empty conversation in the archive."""
    saved = conversation("talk")
    conversations.save(database, saved)
    return saved


def streaming(talk: Conversation, text: str = "") -> Message:
    """Return an answer that is being made."""
    return message(talk.id, text, role=Role.ASSISTANT, state=MessageState.STREAMING)


# What goes wrong --------------------------------------------------------------------------------


def test_a_message_without_its_conversation_is_refused_for_now(database: Database) -> None:
    with pytest.raises(ArchiveError) as caught:
        messages.save(database, message("unknown"))
    assert caught.value.may_retry


def test_a_log_of_an_answer_that_is_not_kept_yet_is_refused(database: Database) -> None:
    with pytest.raises(ArchiveError):
        messages.append_stream(database, "unknown", "text", "")


def test_a_log_of_a_finished_answer_is_refused(database: Database, talk: Conversation) -> None:
    finished = message(talk.id, "done")
    messages.save(database, finished)
    with pytest.raises(ArchiveError):
        messages.append_stream(database, finished.id, "late", "")


def test_what_was_streaming_is_recovered_as_interrupted(
    database: Database, talk: Conversation
) -> None:
    answer = streaming(talk, "Before. ")
    messages.save(database, answer)
    messages.append_stream(database, answer.id, "One, ", "thinking")
    messages.append_stream(database, answer.id, "two \ud83d", " on")
    assert messages.recover(database) == (answer.id,)
    (recovered,) = messages.load(database, talk.id)
    assert recovered.text == "Before. One, two \ufffd"
    assert recovered.reasoning == "thinking on"
    assert recovered.state is MessageState.INTERRUPTED
    assert database.value("SELECT count(*) FROM stream_log") == 0
    assert [hit.message_id for hit in hits(database, "two", 9)] == [answer.id]
    head = conversations.load(database, talk.id)
    assert head is not None
    assert head.state == "interrupted"


def test_tokens_of_a_finished_answer_are_kept_apart(database: Database, talk: Conversation) -> None:
    answer = msgspec.structs.replace(message(talk.id, "ab"), logprobs=TOKENS)
    messages.save(database, answer)
    (loaded,) = messages.load(database, talk.id)
    assert (loaded.logprobs, loaded.logprob_count) == ((), 2)
    messages.save(database, loaded)
    assert token_probabilities.load(database, answer.id) == TOKENS
    messages.save(database, msgspec.structs.replace(loaded, logprob_count=0))
    assert token_probabilities.load(database, answer.id) == ()


def test_tokens_of_a_running_answer_are_recovered_with_its_text(
    database: Database, talk: Conversation
) -> None:
    before = msgspec.structs.replace(message(talk.id, "ab"), logprobs=TOKENS)
    messages.save(database, before)
    (again,) = messages.load(database, talk.id)
    messages.save(database, msgspec.structs.replace(again, state=MessageState.STREAMING))
    for token in TOKENS:
        messages.append_stream(database, before.id, token.text, "", [token])
    messages.append_stream(database, before.id, "c", "", [])
    messages.recover(database)
    (recovered,) = messages.load(database, talk.id)
    assert (recovered.text, recovered.logprob_count) == ("ababc", 4)
    assert token_probabilities.load(database, before.id) == (*TOKENS, *TOKENS)


def test_damaged_tokens_do_not_keep_an_answer_from_being_recovered(
    database: Database, talk: Conversation
) -> None:
    answer = streaming(talk)
    messages.save(database, answer)
    messages.append_stream(database, answer.id, "a", "", TOKENS)
    database.run("UPDATE token_probabilities SET content = x'00'")
    messages.recover(database)
    (recovered,) = messages.load(database, talk.id)
    assert (recovered.text, recovered.logprob_count) == ("a", 1)
    with pytest.raises(Corrupt):
        token_probabilities.load(database, answer.id)


def test_recovering_twice_finds_nothing_more(database: Database, talk: Conversation) -> None:
    messages.save(database, streaming(talk))
    messages.recover(database)
    assert messages.recover(database) == ()


def test_recovery_keeps_the_record_and_the_request(database: Database, talk: Conversation) -> None:
    record = TurnRecord(model="m", request_body='{"a":1}')
    answer = msgspec.structs.replace(streaming(talk), record=record)
    messages.save(database, answer)
    messages.recover(database)
    (recovered,) = messages.load(database, talk.id)
    assert recovered.record == TurnRecord(model="m")
    assert requests.load(database, answer.id) == '{"a":1}'


def test_a_child_saved_before_its_parent_still_comes_after_it(
    database: Database, talk: Conversation
) -> None:
    root = message(talk.id, "root")
    child = message(talk.id, "child", parent_id=root.id)
    grandchild = message(talk.id, "grandchild", parent_id=child.id)
    for item in (grandchild, child, root):
        messages.save(database, item)
    loaded = messages.load(database, talk.id)
    assert [item.text for item in loaded] == ["root", "child", "grandchild"]
    assert len(MessageTree(loaded)) == 3


def test_a_message_whose_parent_is_missing_becomes_a_root(
    database: Database, talk: Conversation
) -> None:
    orphan = message(talk.id, "orphan", parent_id="unknown")
    child = message(talk.id, "child", parent_id=orphan.id)
    messages.save(database, child)
    messages.save(database, orphan)
    loaded = messages.load(database, talk.id)
    assert [(item.text, item.parent_id) for item in loaded] == [
        ("orphan", None),
        ("child", orphan.id),
    ]


def test_messages_that_are_each_others_parents_are_all_shown(
    database: Database, talk: Conversation
) -> None:
    messages.save(database, Message("a", talk.id, Role.USER, parent_id="b"))
    messages.save(database, Message("b", talk.id, Role.USER, parent_id="a"))
    loaded = messages.load(database, talk.id)
    assert [(item.id, item.parent_id) for item in loaded] == [("a", None), ("b", "a")]
    assert len(MessageTree(loaded)) == 2


# What goes right --------------------------------------------------------------------------------


def test_messages_come_in_the_order_in_which_they_were_added(
    database: Database, talk: Conversation
) -> None:
    for text in ("first", "second", "third"):
        messages.save(database, message(talk.id, text))
    assert [item.text for item in messages.load(database, talk.id)] == ["first", "second", "third"]


def test_saving_again_replaces_the_value_and_keeps_the_place(
    database: Database, talk: Conversation
) -> None:
    first, second = message(talk.id, "first"), message(talk.id, "second")
    messages.save(database, first)
    messages.save(database, second)
    messages.save(database, msgspec.structs.replace(first, text="changed"))
    assert [item.text for item in messages.load(database, talk.id)] == ["changed", "second"]
    assert not hits(database, "first", 9)


def test_saving_a_streaming_message_folds_its_log(database: Database, talk: Conversation) -> None:
    answer = streaming(talk)
    messages.save(database, answer)
    messages.append_stream(database, answer.id, "One, ", "")
    messages.save(database, msgspec.structs.replace(answer, text="One, two"))
    messages.append_stream(database, answer.id, ", three", "")
    messages.recover(database)
    assert messages.load(database, talk.id)[0].text == "One, two, three"


def test_a_finished_answer_leaves_no_log(database: Database, talk: Conversation) -> None:
    answer, other = streaming(talk), streaming(talk)
    for item in (answer, other):
        messages.save(database, item)
        messages.append_stream(database, item.id, "piece", "")
    done = msgspec.structs.replace(answer, text="piece", state=MessageState.COMPLETE)
    messages.save(database, done)
    assert database.value("SELECT count(*) FROM stream_log") == 1
    assert messages.recover(database) == (other.id,)


def test_an_unfinished_answer_is_not_found(database: Database, talk: Conversation) -> None:
    messages.save(database, streaming(talk, "halfway"))
    assert not hits(database, "halfway", 9)


def test_request_bodies_are_left_out_and_kept(database: Database, talk: Conversation) -> None:
    answer = message(talk.id, "answer", request_body='{"messages":[]}')
    messages.save(database, answer)
    (loaded,) = messages.load(database, talk.id)
    assert loaded.record == TurnRecord()
    messages.save(database, msgspec.structs.replace(loaded, text="edited"))
    assert requests.load(database, answer.id) == '{"messages":[]}'


def test_deleted_messages_are_neither_listed_nor_found_until_restored(
    database: Database, talk: Conversation
) -> None:
    kept, deleted = message(talk.id, "kept words"), message(talk.id, "deleted words")
    messages.save(database, kept)
    messages.save(database, deleted)
    messages.delete(database, [deleted.id, "unknown"], 5)
    assert messages.load(database, talk.id) == [kept]
    assert [hit.message_id for hit in hits(database, "words", 9)] == [kept.id]
    messages.restore(database, [deleted.id, "unknown"])
    assert messages.load(database, talk.id) == [kept, deleted]
    assert [hit.message_id for hit in hits(database, "words", 9)] == [deleted.id, kept.id]


def test_restoring_what_is_not_deleted_changes_nothing(
    database: Database, talk: Conversation
) -> None:
    kept = message(talk.id, "kept")
    messages.save(database, kept)
    messages.restore(database, [kept.id])
    assert len(hits(database, "kept", 9)) == 1


def test_saving_a_deleted_message_leaves_it_deleted(database: Database, talk: Conversation) -> None:
    deleted = message(talk.id, "gone")
    messages.save(database, deleted)
    messages.delete(database, [deleted.id], 5)
    messages.save(database, msgspec.structs.replace(deleted, text="gone for good"))
    assert messages.load(database, talk.id) == []
    assert not hits(database, "gone", 9)


def test_conversations_do_not_mix(database: Database, talk: Conversation) -> None:
    other = conversation("other")
    conversations.save(database, other)
    messages.save(database, message(other.id, "elsewhere"))
    assert messages.load(database, talk.id) == []


def test_a_record_can_be_asked_for_in_sql(database: Database, talk: Conversation) -> None:
    usage = Usage(12, 34, cost_usd=Decimal("0.00042"))
    record = TurnRecord(model="m", provider="p", usage=usage)
    messages.save(database, msgspec.structs.replace(message(talk.id), record=record))
    names = ("model", "provider", "usage.completion_tokens", "usage.cost_usd")
    columns = ", ".join(f"record ->> '$.{name}'" for name in names)
    assert database.rows(f"SELECT {columns} FROM messages") == [("m", "p", 34, "0.00042")]
