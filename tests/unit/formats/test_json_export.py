"""Our own format loses nothing."""

from __future__ import annotations

import json

import msgspec

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role, ToolCall, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.token_probabilities import tokens_of
from desktop_chat.formats.document import Document
from desktop_chat.formats.json_export import JsonDocument, write


def test_every_branch_and_record_reads_back_equal() -> None:
    record = TurnRecord(
        endpoint_id="practice", sampling=Sampling(temperature=0.5), request_body='{"a":1}'
    )
    messages = (
        Message("1", "c", Role.USER, "Grüße 你好 \u202e"),
        Message("2", "c", Role.ASSISTANT, "one", parent_id="1", record=record),
        Message(
            "3",
            "c",
            Role.ASSISTANT,
            "two",
            parent_id="1",
            state=MessageState.INTERRUPTED,
            tool_calls=(ToolCall("t", "f", '{"x": 1}'),),
            reasoning_details=({"type": "reasoning.text", "text": "hm"},),
        ),
    )
    document = Document(Conversation("c", "Title", active_leaf_id="2"), messages)
    read = msgspec.json.decode(write(document), type=JsonDocument)
    assert read.conversation == document.conversation
    assert tuple(msgspec.convert(item, Message) for item in read.messages) == document.messages
    assert read.format == "desktop-chat/1"


def test_probabilities_are_written_as_the_api_says_them() -> None:
    items = [
        {
            "token": "é",
            "bytes": [0xC3, 0xA9],
            "logprob": -0.25,
            "top_logprobs": [{"token": "e", "bytes": [0x65], "logprob": -9999.0}],
        }
    ]
    answer = Message("1", "c", Role.ASSISTANT, "é", logprobs=tokens_of(items), logprob_count=1)
    written = json.loads(write(Document(Conversation("c"), (answer,))))
    assert written["messages"][0]["logprobs"] == items
    assert "logprob_count" not in written["messages"][0]
