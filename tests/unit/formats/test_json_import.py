"""What was exported comes back as it was."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from support.archives import any_message

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState
from desktop_chat.formats import json_export
from desktop_chat.formats.document import Document
from desktop_chat.formats.import_format import Fate
from desktop_chat.formats.json_export import FORMAT_NAME
from desktop_chat.formats.json_import import count, read, recognises

HEAD = Conversation("c", title="T", active_leaf_id="m")


def written(*messages: Message) -> dict[str, Any]:
    return msgspec.json.decode(json_export.write(Document(HEAD, messages)))


def small(**fields: Any) -> dict[str, Any]:
    return {"format": "desktop-chat/1", "conversation": {"id": "c"}, "messages": []} | fields


def test_a_newer_version_and_a_damaged_head_are_refused_with_the_reason() -> None:
    newer = small(format="desktop-chat/2")
    assert recognises(newer)
    with pytest.raises(ValueError, match="newer version"):
        read(newer)
    with pytest.raises(ValueError, match="conversation is damaged"):
        read(small(conversation={"title": "no id"}))


def test_a_damaged_message_does_not_take_the_others() -> None:
    good = {"id": "m", "conversation_id": "x", "role": "user", "text": "Hi"}
    source = small(messages=[{"id": "bad", "role": 5}, good, good, 7])
    found = read(source)
    assert [message.text for message in found.messages] == ["Hi"]
    assert found.messages[0].conversation_id == "c"
    fates = [node.fate for node in found.nodes]
    assert fates == [Fate.SKIPPED, Fate.IMPORTED, Fate.SKIPPED, Fate.SKIPPED]
    assert count(source) == 4


def test_a_parent_that_is_missing_makes_a_beginning() -> None:
    orphan = {"id": "m", "conversation_id": "c", "role": "user", "parent_id": "gone"}
    assert read(small(messages=[orphan])).messages[0].parent_id is None


@given(any_message)
def test_export_import_export_is_equal_byte_for_byte(message: Message) -> None:
    alone = msgspec.structs.replace(message, conversation_id="c", parent_id=None, logprobs=())
    alone = msgspec.structs.replace(alone, logprob_count=0)
    if alone.state is MessageState.STREAMING:
        alone = msgspec.structs.replace(alone, state=MessageState.COMPLETE)
    head = Conversation("c", title="T", active_leaf_id=alone.id)
    text = json_export.write(Document(head, (alone,)))
    found = read(msgspec.json.decode(text))
    assert json_export.write(Document(found.conversation, found.messages)) == text


def test_children_before_their_parents_keep_them_and_a_cycle_is_cut() -> None:
    fields = [
        {"id": "c", "conversation_id": "x", "role": "user", "parent_id": "b"},
        {"id": "b", "conversation_id": "x", "role": "user", "parent_id": "a"},
        {"id": "a", "conversation_id": "x", "role": "user"},
        {"id": "p", "conversation_id": "x", "role": "user", "parent_id": "q"},
        {"id": "q", "conversation_id": "x", "role": "user", "parent_id": "p"},
    ]
    value = {"format": FORMAT_NAME, "conversation": {"id": "x"}, "messages": fields}
    found = {message.id: message.parent_id for message in read(value).messages}
    assert found == {"a": None, "b": "a", "c": "b", "q": None, "p": "q"}


@pytest.mark.parametrize("time", [10**30, -1])
def test_a_time_out_of_all_bounds_is_told(time: int) -> None:
    head = {"id": "x", "created_us": time}
    with pytest.raises(ValueError, match="out of all bounds"):
        read({"format": FORMAT_NAME, "conversation": head, "messages": []})
    message = {"id": "a", "conversation_id": "x", "role": "user", "created_us": time}
    found = read({"format": FORMAT_NAME, "conversation": {"id": "x"}, "messages": [message]})
    assert [node.fate for node in found.nodes] == [Fate.SKIPPED]
