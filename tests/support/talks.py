"""Conversations to export: branches, reasoning, tools, sources, costs, texts that deceive."""

from __future__ import annotations

from decimal import Decimal

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role, ToolCall, TurnRecord
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.usage import Usage
from desktop_chat.formats.document import Document

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> =1+1"
TIME = 1_700_000_000_000_000


def answer(message_id: str, parent_id: str, text: str, **fields: object) -> Message:
    """Return an answer with a record."""
    record = TurnRecord(
        endpoint_id="openrouter",
        model="m/a",
        provider="P",
        sampling=Sampling(temperature=0.5),
        finish_reason="stop",
        usage=Usage(prompt_tokens=5, completion_tokens=7, cost_usd=Decimal("0.00012")),
    )
    made = {"created_us": TIME + 2_000_000, "record": record} | fields
    return Message(message_id, "c", Role.ASSISTANT, text, parent_id=parent_id, **made)  # type: ignore[arg-type]


def document() -> Document:
    """Return a conversation with two answers to its question; one of them is gone on with."""
    citation = {"type": "url_citation", "url_citation": {"url": "https://a.x", "title": "A"}}
    messages = (
        Message("q", "c", Role.USER, f"Question {HOSTILE}", created_us=TIME),
        answer("a", "q", "**Bold** answer", reasoning="Hm.\nSo.", annotations=(citation,)),
        answer("b", "q", "Cut", state=MessageState.INTERRUPTED),
        Message("q2", "c", Role.USER, "More", parent_id="a", created_us=TIME + 5_000_000),
        answer("call", "q2", "", tool_calls=(ToolCall("t1", "f", '{"x":1}'),)),
        Message("t", "c", Role.TOOL, "42", parent_id="call", tool_call_id="t1"),
        answer("end", "t", HOSTILE),
    )
    head = Conversation(
        "c",
        title=f"Talk {HOSTILE}",
        created_us=TIME,
        updated_us=TIME + 9_000_000,
        system_prompt="Be brief",
        active_leaf_id="end",
        model="m/a",
        tags=("todo",),
    )
    return Document(head, messages)
