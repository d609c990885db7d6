"""A line for each branch that ends with a whole answer, as OpenAI's API takes it."""

from __future__ import annotations

import msgspec
from support.talks import document

from desktop_chat.core.conversation import Conversation
from desktop_chat.formats.document import Document
from desktop_chat.formats.jsonl_export import JSONL
from desktop_chat.formats.messages_import import read


def test_each_whole_branch_is_a_line_with_prompt_and_tools() -> None:
    (line,) = JSONL.write(document()).splitlines()
    record = msgspec.json.decode(line)
    roles = [message["role"] for message in record["messages"]]
    assert roles == ["system", "user", "assistant", "user", "assistant", "tool", "assistant"]
    assert record["messages"][0]["content"] == "Be brief"
    call = record["messages"][4]
    assert call["content"] is None
    assert call["tool_calls"][0]["function"] == {"name": "f", "arguments": '{"x":1}'}
    assert record["messages"][5]["tool_call_id"] == "t1"


def test_our_own_import_reads_it_back() -> None:
    record = msgspec.json.decode(JSONL.write(document()))
    found = read(record)
    assert found.conversation.system_prompt == "Be brief"
    assert [message.text for message in found.messages] == [
        message.text for message in document().branch
    ]


def test_a_conversation_without_an_answer_is_no_line() -> None:
    assert JSONL.write(Document(Conversation("c"), ())) == ""
