"""`ask --json`: every field, always."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import msgspec

from desktop_chat.cli.output import Asked, Output, asked, failed
from desktop_chat.core.message import Failure, Message, MessageState, Role, ToolCall, TurnRecord
from desktop_chat.core.usage import Usage
from desktop_chat.errors import KeyRejected, Offline

FIELDS = {
    "content",
    "reasoning",
    "tool_calls",
    "finish_reason",
    "native_finish_reason",
    "usage",
    "cost",
    "model",
    "provider",
    "generation_id",
    "annotations",
    "interrupted",
    "error",
}


def written(value: object) -> dict[str, Any]:
    out = io.StringIO()
    Output(out, io.StringIO()).json(value)
    assert out.getvalue().count("\n") == 1
    return msgspec.json.decode(out.getvalue())


def test_an_answer_gives_every_field() -> None:
    usage = Usage(1, 2, 3, cost_usd=Decimal("0.25"), raw={"prompt_tokens": 1, "cost": 0.25})
    message = Message(
        "m",
        "c",
        Role.ASSISTANT,
        "Hi",
        reasoning="hm",
        tool_calls=(ToolCall("t", "f", "{}"),),
        record=TurnRecord(
            model="a",
            resolved_model="a-1",
            provider="P",
            generation_id="gen-1",
            finish_reason="stop",
            native_finish_reason="end_turn",
            usage=usage,
        ),
    )
    value = written(asked(message))
    assert set(value) == FIELDS
    assert value["content"] == "Hi"
    assert value["tool_calls"] == [{"id": "t", "name": "f", "arguments": "{}"}]
    assert value["usage"] == {"prompt_tokens": 1, "cost": 0.25}
    assert value["cost"] == 0.25
    assert value["model"] == "a-1"
    assert (value["interrupted"], value["error"]) == (False, None)


def test_an_interrupted_answer_keeps_its_text_and_says_why() -> None:
    failure = Failure("StreamCut", "The connection ended.")
    message = Message(
        "m",
        "c",
        Role.ASSISTANT,
        "Hal",
        state=MessageState.INTERRUPTED,
        record=TurnRecord(model="a", failure=failure),
    )
    value = written(asked(message))
    assert (value["content"], value["interrupted"]) == ("Hal", True)
    assert value["error"] == {
        "kind": "StreamCut",
        "text": "The connection ended.",
        "code": None,
    }


def test_an_error_from_before_the_answer_gives_every_field() -> None:
    value = written(failed(KeyRejected("The key is wrong.", code=401), "m"))
    assert set(value) == set(Asked.__struct_fields__) == FIELDS
    assert value["error"] == {"kind": "KeyRejected", "text": "The key is wrong.", "code": 401}


def test_an_error_is_one_line_on_standard_error() -> None:
    out, err = io.StringIO(), io.StringIO()
    Output(out, err).error(Offline("No network."))
    assert out.getvalue() == ""
    assert err.getvalue() == f"No network. {Offline.default_advice}\n"
