"""A long conversation is read in parts that agree with reading it whole."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from support.archives import conversation, message
from support.long_conversations import COST, answer_text, long_conversation

from desktop_chat.archive import Archive, conversations, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.outline import (
    STEP,
    TAIL,
    SkeletonReader,
    UsageReader,
    by_ids,
    opening,
    texts_by_ids,
)
from desktop_chat.core.conversation import Conversation, MessageTree
from desktop_chat.core.message import Message, Role
from desktop_chat.core.skeleton import LINE_BYTES, Skeleton


@pytest.fixture
def talk(database: Database) -> Conversation:
    """Return an empty conversation in the archive."""
    saved = conversation("talk")
    conversations.save(database, saved)
    return saved


def chain(talk: Conversation, count: int) -> list[Message]:
    found: list[Message] = []
    for number in range(count):
        parent = found[-1].id if found else None
        found.append(message(talk.id, f"text {number}", parent_id=parent))
    return found


def save_all(database: Database, found: list[Message]) -> None:
    for item in found:
        messages.save(database, item)


def skeleton_of(database: Database, talk: Conversation) -> Skeleton:
    reader = SkeletonReader(talk.id)
    while not reader.read(database):
        pass
    return reader.skeleton


def assert_same_tree(database: Database, talk: Conversation) -> None:
    skeleton = skeleton_of(database, talk)
    whole = messages.load(database, talk.id)
    tree = MessageTree(whole)
    assert len(skeleton) == len(whole)
    assert sorted(skeleton.children(None)) == sorted(tree.children(None))
    for item in whole:
        assert skeleton.parent_of(item.id) == item.parent_id
        assert sorted(skeleton.children(item.id)) == sorted(tree.children(item.id))
        node = skeleton.node_of(item.id)
        assert skeleton.role_of(node) is item.role
        lines = 1 + len(item.text.encode()) // LINE_BYTES
        position = skeleton.path_to(item.id).position_of(node)
        skeleton.show_leaf(item.id)
        assert skeleton.weight(position, position + 1) == (int(item.role is Role.USER), lines)


# What goes wrong --------------------------------------------------------------------------------


def test_messages_saved_before_their_parents_stand_below_them(
    database: Database, talk: Conversation
) -> None:
    found = chain(talk, 12)
    random.Random(3).shuffle(found)
    save_all(database, found)
    assert_same_tree(database, talk)
    skeleton = skeleton_of(database, talk)
    skeleton.show_leaf(None)
    assert len(skeleton.path) == 12


def test_messages_without_or_below_themselves_are_seen(
    database: Database, talk: Conversation
) -> None:
    lost = message(talk.id, "lost", parent_id="gone")
    below = message(talk.id, "below", parent_id=lost.id)
    one, other = message(talk.id), message(talk.id)
    one = msgspec.structs.replace(one, parent_id=other.id)
    other = msgspec.structs.replace(other, parent_id=one.id)
    itself = message(talk.id)
    itself = msgspec.structs.replace(itself, parent_id=itself.id)
    save_all(database, [below, lost, one, other, itself])
    assert_same_tree(database, talk)


def test_ids_that_are_no_uuids_are_read(database: Database, talk: Conversation) -> None:
    found = chain(talk, 5)
    odd = msgspec.structs.replace(found[2], id="odd")
    found[2:4] = [odd, msgspec.structs.replace(found[3], parent_id="odd")]
    save_all(database, found)
    assert_same_tree(database, talk)
    assert texts_by_ids(database, ["odd"]) == {"odd": "text 2"}


def test_a_damaged_record_or_price_counts_for_nothing(
    database: Database, talk: Conversation
) -> None:
    found = chain(talk, 3)
    save_all(database, found)
    for item, record in zip(
        found, ["{", '{"usage":{"cost_usd":"x","completion_tokens":"y"}}', None], strict=True
    ):
        query = "UPDATE messages SET record = ? WHERE text = ?"
        database.run(query, record, item.text)
    reader = UsageReader(talk.id, ())
    assert reader.read(database)
    assert (reader.totals.priced, reader.totals.counted) == (0, 0)


def test_a_branch_that_is_not_there_has_no_end(database: Database, talk: Conversation) -> None:
    save_all(database, chain(talk, TAIL + 1))
    for leaf in (None, "gone"):
        assert opening(database, talk.id, leaf).messages == ()
    assert not opening(database, talk.id, None).is_whole


# What is read -----------------------------------------------------------------------------------


def test_a_short_conversation_is_opened_whole(database: Database, talk: Conversation) -> None:
    found = chain(talk, TAIL)
    save_all(database, found)
    opened = opening(database, talk.id, None)
    assert opened.is_whole
    assert list(opened.messages) == found


def test_of_a_long_one_the_end_of_its_branch_is_read_first(
    database: Database, talk: Conversation
) -> None:
    found = chain(talk, TAIL + 40)
    beside = message(talk.id, "beside", parent_id=found[-1].id)
    save_all(database, [*found, beside])
    opened = opening(database, talk.id, found[-1].id)
    assert not opened.is_whole
    assert list(opened.messages) == found[-TAIL:]


def test_what_was_deleted_ends_a_branch_and_is_no_part_of_the_shape(
    database: Database, talk: Conversation
) -> None:
    found = chain(talk, TAIL + 2)
    save_all(database, found)
    messages.delete(database, [found[-1].id], 1)
    assert opening(database, talk.id, found[-1].id).messages == ()
    assert found[-1].id not in skeleton_of(database, talk)
    # It may be asked for while its deletion is being undone.
    assert list(by_ids(database, talk.id, [found[-1].id])) == [found[-1].id]


def test_messages_and_their_texts_are_read_by_their_ids(
    database: Database, talk: Conversation
) -> None:
    found = chain(talk, 4)
    refused = message(talk.id, role=Role.ASSISTANT)
    refused = msgspec.structs.replace(refused, refusal="I cannot.")
    save_all(database, [*found, refused])
    ids = [found[2].id, "gone", refused.id]
    assert by_ids(database, talk.id, ids) == {found[2].id: found[2], refused.id: refused}
    assert texts_by_ids(database, ids) == {found[2].id: "text 2", refused.id: "I cannot."}


async def test_a_branched_conversation_of_several_steps_is_read_as_it_is(tmp_path: Path) -> None:
    count = STEP + 300
    talk = long_conversation(tmp_path / "archive.db", count, branch_every=10)
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        skeleton = await archive.skeleton(talk.id)
        skeleton.show_leaf(talk.active_leaf_id)
        assert len(skeleton.path) == count
        assert len(skeleton) == count + count // 10
        node = skeleton.path[count - 1]
        texts = await archive.texts_by_id([skeleton.id_of(node)])
        assert texts[skeleton.id_of(node)] == answer_text(count - 1)
        assert skeleton.place_of(skeleton.path[9]) == (1, 2)
        answers = count // 2 + count // 10
        left_out = skeleton.siblings(skeleton.id_of(skeleton.path[9]))
        totals = await archive.usage_totals(talk.id, left_out)
        assert totals.priced == totals.counted == answers - 2
        assert totals.cost_usd == COST * (answers - 2) != Decimal(0)
    finally:
        await archive.close()
