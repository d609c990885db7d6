"""`ask --json`: every field, always."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import msgspec

from desktop_chat.cli.output import Asked, Output, asked, failed
from desktop_chat.core.message import Failure, Message, MessageState, Role, ToolCall, TurnRecord
from desktop_chat.core.usage import Usage
from desktop_chat.errors import DiskFull, KeyRejected, Offline

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


def test_our_own_estimate_is_no_figure_for_a_script() -> None:
    usage = Usage(1, 2, 3, cost_usd=Decimal("0.25"), is_estimate=True)
    message = Message("m", "c", Role.ASSISTANT, "Hi", record=TurnRecord(model="a", usage=usage))
    value = written(asked(message))
    assert (value["usage"], value["cost"]) == (None, None)


def test_an_error_from_before_the_answer_gives_every_field() -> None:
    value = written(failed(KeyRejected("The key is wrong.", code=401), "m"))
    assert set(value) == set(Asked.__struct_fields__) == FIELDS
    assert value["error"] == {"kind": "KeyRejected", "text": "The key is wrong.", "code": 401}


def test_an_answer_that_is_not_kept_says_why() -> None:
    message = Message("m", "c", Role.ASSISTANT, "Hi", record=TurnRecord(model="a"))
    value = written(asked(message, DiskFull("The disk is full.")))
    assert (value["content"], value["interrupted"]) == ("Hi", False)
    assert value["error"] == {"kind": "DiskFull", "text": "The disk is full.", "code": None}


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


HOSTILE = "a\x1b]52;c;Zm9v\x07b\x9b31m\rc\td\n"


def test_a_terminal_is_sent_no_control_characters() -> None:
    out, err = Screen(), Screen()
    Output(out, err).text(HOSTILE)
    Output(out, err).note(HOSTILE)
    assert out.getvalue() == "a␛]52;c;Zm9v␇b\ufffd31mc\td\n"
    assert err.getvalue() == "a␛]52;c;Zm9v␇b\ufffd31m c\td\n"


def test_a_pipe_is_sent_the_text_as_it_is() -> None:
    out = io.StringIO()
    Output(out, io.StringIO()).text(HOSTILE)
    assert out.getvalue() == HOSTILE


def test_only_a_person_at_a_terminal_is_told_of_waits() -> None:
    pipe, screen = io.StringIO(), Screen()
    for err in (pipe, screen):
        Output(io.StringIO(), err).wait_note("Next try in 2 s.")
    assert (pipe.getvalue(), screen.getvalue()) == ("", "Next try in 2 s.\n")


def test_a_sentence_is_one_line_whatever_is_in_it() -> None:
    err = io.StringIO()
    Output(io.StringIO(), err).note("two\nlines\u2028or three")
    assert err.getvalue() == "two lines or three\n"


def test_an_error_is_one_line_on_standard_error() -> None:
    out, err = io.StringIO(), io.StringIO()
    Output(out, err).problem(Offline("No network."))
    assert out.getvalue() == ""
    assert err.getvalue() == f"No network. {Offline.default_advice}\n"
