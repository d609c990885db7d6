"""Tests of desktop_chat.practice.encoding: the bytes fit OpenRouter's own description."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from support.conformance import conformance_path

from desktop_chat.practice.answer import (
    CallBegun,
    CallPiece,
    Event,
    Finished,
    ReasoningPiece,
    TextPiece,
)
from desktop_chat.practice.encoding import AnswerEncoder
from desktop_chat.practice.writer import Step, forced

TEXT: list[Event] = [
    ReasoningPiece("I draw.", is_shown=True),
    ReasoningPiece(" Unseen.", is_shown=False),
    TextPiece(Step("He", "Hello", -0.5, (("Hello", -0.5), ("é", -1.5)))),
    TextPiece(forced(".")),
    Finished("stop", "end", 7, 4, 2),
]
CALL: list[Event] = [
    CallBegun("call_1", "get_time"),
    CallPiece("{"),
    CallPiece("}"),
    Finished("tool_calls", "tool_call", 7, 2, 0),
]


def encoder(*, shows_logprobs: bool = False) -> AnswerEncoder:
    """Return an encoder for one answer."""
    return AnswerEncoder(1_700_000_000, shows_logprobs=shows_logprobs)


def chunks(answer: list[Event], *, shows_logprobs: bool = False) -> list[dict[str, Any]]:
    """Return the decoded chunks of a streamed answer."""
    source = encoder(shows_logprobs=shows_logprobs)
    stream = b"".join(map(source.chunks, answer))
    *events, rest = stream.split(b"\n\n")
    assert rest == b""
    return [msgspec.json.decode(event.removeprefix(b"data: ")) for event in events]


def whole(answer: list[Event], *, shows_logprobs: bool = False) -> dict[str, Any]:
    """Return an answer that is not streamed, decoded."""
    return msgspec.json.decode(encoder(shows_logprobs=shows_logprobs).completion(answer))


def validator(name: str) -> Draft202012Validator:
    """Return what checks a value against one of the API's own schemas."""
    described = msgspec.json.decode(conformance_path("openrouter-chat.schema.json").read_bytes())
    reference = {"$ref": f"#/components/schemas/{name}"}
    return Draft202012Validator({**reference, "components": described["components"]})


@pytest.mark.parametrize("answer", [TEXT, CALL])
@pytest.mark.parametrize("shows_logprobs", [True, False])
def test_answers_fit_the_apis_own_description(answer: list[Event], shows_logprobs: bool) -> None:
    for chunk in chunks(answer, shows_logprobs=shows_logprobs):
        validator("ChatStreamChunk").validate(chunk)
    validator("ChatResult").validate(whole(answer, shows_logprobs=shows_logprobs))


def test_every_chunk_has_the_head_of_the_answer() -> None:
    source = encoder()
    heads = [
        msgspec.json.decode(source.chunks(event).removeprefix(b"data: ")) for event in CALL[:3]
    ]
    assert {head["id"] for head in heads} == {source.generation_id}
    assert source.generation_id.startswith("gen-1700000000-")
    assert {head["provider"] for head in heads} == {"Practice"}
    assert {head["model"] for head in heads} == {"practice/markov-small"}
    assert {head["choices"][0]["delta"]["role"] for head in heads} == {"assistant"}


def test_reasoning_comes_in_both_forms_and_hidden_reasoning_not_at_all() -> None:
    first, second = (chunk["choices"][0]["delta"] for chunk in chunks(TEXT)[:2])
    assert first["reasoning"] == first["reasoning_details"][0]["text"] == "I draw."
    assert second["content"] == "He"


def test_the_stream_ends_with_a_finish_chunk_and_a_usage_chunk() -> None:
    finish, usage = chunks(TEXT)[-2:]
    assert finish["choices"][0]["finish_reason"] == "stop"
    assert finish["choices"][0]["native_finish_reason"] == "end"
    assert usage["choices"] == []
    assert usage["usage"]["prompt_tokens"] == 7
    assert usage["usage"]["completion_tokens"] == 4
    assert usage["usage"]["total_tokens"] == 11
    assert usage["usage"]["completion_tokens_details"] == {"reasoning_tokens": 2}
    assert usage["usage"]["cost"] == 0


def test_log_probabilities_carry_tokens_and_their_bytes() -> None:
    (entry,) = chunks(TEXT, shows_logprobs=True)[1]["choices"][0]["logprobs"]["content"]
    assert entry == {
        "token": "Hello",
        "logprob": -0.5,
        "bytes": [72, 101, 108, 108, 111],
        "top_logprobs": [
            {"token": "Hello", "logprob": -0.5, "bytes": [72, 101, 108, 108, 111]},
            {"token": "é", "logprob": -1.5, "bytes": [0xC3, 0xA9]},
        ],
    }
    assert len(whole(TEXT, shows_logprobs=True)["choices"][0]["logprobs"]["content"]) == 2


def test_a_streamed_call_begins_with_its_name_and_goes_on_in_fragments() -> None:
    calls = [chunk["choices"][0]["delta"]["tool_calls"][0] for chunk in chunks(CALL)[:3]]
    function = {"name": "get_time", "arguments": ""}
    assert calls[0] == {"index": 0, "id": "call_1", "type": "function", "function": function}
    assert calls[1:] == [{"index": 0, "function": {"arguments": sign}} for sign in "{}"]


def test_a_whole_answer_has_one_message() -> None:
    message = whole(TEXT)["choices"][0]["message"]
    assert (message["content"], message["reasoning"]) == ("He.", "I draw.")
    (detail,) = message["reasoning_details"]
    assert detail["type"] == "reasoning.text"
    call = whole(CALL)["choices"][0]["message"]
    assert call["content"] is None
    assert call["tool_calls"][0]["function"] == {"name": "get_time", "arguments": "{}"}
