"""Tests of desktop_chat.practice.request: what is read of a body, and what is refused by name."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.practice.rejection import Rejected
from desktop_chat.practice.request import (
    AUTO,
    REQUIRED,
    ChatRequest,
    ReasoningPlan,
    node_for,
    parse_request,
)
from desktop_chat.practice.sampling import Settings
from desktop_chat.practice.schema import ANY_OBJECT, Text

HELLO = [{"role": "user", "content": "hello"}]
TOOL = {"type": "function", "function": {"name": "get_time"}}
NAMED = {"type": "function", "function": {"name": "get_time"}}


def parsed(**fields: Any) -> ChatRequest:
    """Return the request with these fields."""
    return parse_request(msgspec.json.encode({"messages": HELLO, **fields}))


def test_a_bare_request_has_the_defaults() -> None:
    request = parsed()
    assert request.settings == Settings()
    assert request.reasoning == ReasoningPlan()
    assert (request.seed, request.max_tokens, request.alternatives) == (None, None, None)
    assert (request.stop, request.json_node, request.functions) == ((), None, ())
    assert not request.is_streamed


def test_sampling_parameters_reach_the_settings() -> None:
    values: dict[str, Any] = {
        "temperature": 0.5,
        "top_p": 0.9,
        "top_k": 40,
        "min_p": 0.1,
        "top_a": 0.2,
        "frequency_penalty": -1,
        "presence_penalty": 1,
        "repetition_penalty": 1.1,
    }
    settings = parsed(**values, logit_bias={"300": -5}, seed=-7).settings
    assert settings == Settings(**values, logit_bias={300: -5})


def test_null_means_not_set_and_unknown_fields_are_passed_over() -> None:
    nothing: dict[str, Any] = dict.fromkeys(PARAMETERS)
    request = parsed(**nothing | {"provider": {"order": ["x"]}}, transforms=[])
    assert request.settings == Settings()


def test_every_parameter_of_the_program_is_accepted() -> None:
    sampling = Sampling(temperature=1.0, verbosity="low", parallel_tool_calls=True, seed=3)
    assert parsed(**sampling.values()).seed == 3


@pytest.mark.parametrize(("stop", "read"), [("\n", ("\n",)), (["a", "b"], ("a", "b")), ([], ())])
def test_stop_is_a_string_or_a_list(stop: object, read: tuple[str, ...]) -> None:
    assert parsed(stop=stop).stop == read


def test_the_smaller_of_both_limits_holds() -> None:
    assert parsed(max_tokens=9, max_completion_tokens=5).max_tokens == 5
    assert parsed(max_tokens=3).max_tokens == 3


def test_log_probabilities_are_given_when_asked_for() -> None:
    assert parsed(logprobs=True).alternatives == 0
    assert parsed(logprobs=True, top_logprobs=4).alternatives == 4
    assert parsed(logprobs=False).alternatives is None


def test_the_last_messages_tell_what_is_asked() -> None:
    call = {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}
    request = parsed(messages=[*HELLO, call, {"role": "tool", "tool_call_id": "1", "content": "9"}])
    assert (request.last_user_text, request.tool_result, request.prefill) == ("hello", "9", "")
    begun = parsed(messages=[*HELLO, {"role": "assistant", "content": "Well,"}])
    assert (begun.prefill, begun.tool_result) == ("Well,", None)
    assert parsed(messages=[{"role": "system", "content": "x"}]).last_user_text == ""


def test_response_formats_become_what_is_to_be_written() -> None:
    assert parsed(response_format={"type": "text"}).json_node is None
    assert parsed(response_format={"type": "json_object"}).json_node == ANY_OBJECT
    schema = {"name": "x", "strict": True, "schema": {"type": "string"}}
    assert (
        parsed(response_format={"type": "json_schema", "json_schema": schema}).json_node == Text()
    )


@pytest.mark.parametrize(
    ("choice", "called", "count"),
    [("auto", AUTO, 1), ("required", REQUIRED, 1), ("none", AUTO, 0), (NAMED, "get_time", 1)],
)
def test_a_tool_choice_tells_what_is_called(choice: object, called: str, count: int) -> None:
    request = parsed(tools=[TOOL], tool_choice=choice)
    assert (request.called, len(request.functions)) == (called, count)


@pytest.mark.parametrize(
    ("fields", "plan"),
    [
        ({"reasoning": {}}, ReasoningPlan()),
        ({"reasoning": {"enabled": True}}, ReasoningPlan(3)),
        ({"reasoning": {"enabled": False, "effort": "high"}}, ReasoningPlan()),
        ({"reasoning": {"effort": "low"}}, ReasoningPlan(2)),
        ({"reasoning": {"effort": "none"}}, ReasoningPlan()),
        ({"reasoning": {"max_tokens": 9}}, ReasoningPlan(3, 9)),
        ({"reasoning": {"enabled": True, "exclude": True}}, ReasoningPlan(3, is_shown=False)),
        ({"reasoning_effort": "minimal"}, ReasoningPlan(1)),
        ({"reasoning_effort": "max", "include_reasoning": False}, ReasoningPlan(4, is_shown=False)),
        ({"include_reasoning": True}, ReasoningPlan()),
    ],
    ids=str,
)
def test_reasoning_is_planned_from_either_form(fields: Any, plan: ReasoningPlan) -> None:
    assert parsed(**fields).reasoning == plan


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"temperature": 2.1}, 400, "temperature"),
        ({"temperature": "hot"}, 400, "temperature"),
        ({"top_p": 0}, 400, "top_p"),
        ({"top_k": -1}, 400, "top_k"),
        ({"seed": 1.5}, 400, "seed"),
        ({"stop": ["a"] * 33}, 400, "stop"),
        ({"stop": ""}, 400, "stop"),
        ({"max_tokens": 0}, 400, "max_tokens"),
        ({"logit_bias": {"the": 1}}, 400, "logit_bias"),
        ({"logit_bias": {"7": 101}}, 400, "logit_bias"),
        ({"logprobs": True, "top_logprobs": 21}, 400, "top_logprobs"),
        ({"top_logprobs": 2}, 400, "top_logprobs"),
        ({"messages": []}, 400, "messages"),
        ({"messages": "hello"}, 400, "messages"),
        ({"messages": [{"role": "robot"}]}, 400, "messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, 422, "messages"),
        ({"model": "openai/gpt-4o"}, 400, "openai/gpt-4o"),
        ({"n": 2}, 422, "n"),
        ({"stream": "yes"}, 400, "stream"),
        ({"response_format": {"type": "grammar"}}, 422, "response_format"),
        ({"response_format": {"type": "json_schema"}}, 400, "response_format"),
        ({"tools": [{"type": "openrouter:web_search"}]}, 422, "tools"),
        ({"tools": [{"type": "function"}]}, 400, "tools"),
        ({"tool_choice": "required"}, 400, "tool_choice"),
        ({"tool_choice": "always"}, 400, "tool_choice"),
        ({"tool_choice": NAMED}, 400, "tool_choice"),
        ({"reasoning": {"effort": "low"}, "reasoning_effort": "high"}, 400, "reasoning_effort"),
        ({"reasoning": {"max_tokens": 0}}, 400, "reasoning.max_tokens"),
    ],
    ids=str,
)
def test_a_wrong_field_is_refused_by_name(fields: Any, status: int, named: str) -> None:
    with pytest.raises(Rejected) as caught:
        parsed(**fields)
    assert caught.value.status == status
    assert caught.value.text.startswith(named)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'"hello"', b"null"])
def test_a_body_that_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(Rejected, match="The body is not a JSON object"):
        parse_request(body)


def test_a_missing_message_list_is_named() -> None:
    with pytest.raises(Rejected, match="messages"):
        parse_request(b"{}")


def test_a_begun_answer_cannot_be_continued_as_json() -> None:
    messages = [*HELLO, {"role": "assistant", "content": "{"}]
    with pytest.raises(Rejected, match="response_format"):
        parsed(messages=messages, response_format={"type": "json_object"})


def test_a_schema_that_cannot_be_promised_is_refused_with_its_place() -> None:
    with pytest.raises(Rejected, match="response_format: schema uses 'pattern'") as caught:
        node_for({"type": "string", "pattern": "^a"}, "response_format")
    assert caught.value.status == 422
