"""Requests are exact to the byte and valid by the providers' own descriptions."""

from __future__ import annotations

from functools import cache, reduce
from operator import getitem
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.conformance import conformance_path

from desktop_chat.core.message import Message, Role, ToolCall
from desktop_chat.core.provider import PRACTICE, READY_ENDPOINTS, Endpoint
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.wire.request import (
    build_chat_request,
    build_key_request,
    build_models_request,
    request_with_body,
    sendable_sampling,
)
from desktop_chat.wire.transport import WireRequest

ENDPOINTS = {endpoint.id: endpoint for endpoint in READY_ENDPOINTS}
OPENROUTER = ENDPOINTS["openrouter"]
OPENAI = ENDPOINTS["openai"]
# Documented by OpenRouter, and missing from its own description of the request.
UNLISTED = {"structured_outputs", "include_reasoning", "verbosity", "web_search_options"}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
EVERYTHING = Sampling(
    temperature=0.7,
    top_p=0.9,
    top_k=40,
    min_p=0.05,
    top_a=0.1,
    seed=7,
    max_tokens=100,
    max_completion_tokens=200,
    stop=("END", "###"),
    frequency_penalty=0.5,
    presence_penalty=-0.5,
    repetition_penalty=1.1,
    logit_bias={"42": -100.0, "7": 5.0},
    response_format={"type": "json_object"},
    structured_outputs=True,
    verbosity="low",
    logprobs=True,
    top_logprobs=5,
    reasoning={"effort": "high"},
    reasoning_effort="high",
    include_reasoning=True,
    tools=(TOOL,),
    tool_choice="auto",
    parallel_tool_calls=False,
    web_search_options={"search_context_size": "low"},
    provider={
        "order": ["a", "b"],
        "sort": {"by": "price", "partition": "none"},
        "max_price": {"prompt": "2.5"},
        "zdr": True,
        "enforce_distillable_text": True,
        "preferred_max_latency": {"p50": 1, "p90": 2.5},
    },
    models=("a/b", "c/d"),
    service_tier="flex",
)


def message(role: Role, text: str = "", **fields: Any) -> Message:
    return Message(id="m", conversation_id="c", role=role, text=text, **fields)


CALL = ToolCall("call_1", "f", '{"a":1}')
DETAIL = {"type": "reasoning.text", "text": "why", "signature": "s", "index": 0}
FILE = {"type": "file", "file": {"hash": "h", "content": [{"type": "text", "text": "x"}]}}
CITATION = {"type": "url_citation", "url_citation": {"url": "https://a"}}
CONVERSATION = (
    message(Role.SYSTEM, "Be brief."),
    message(Role.USER, "Hello 👋 \u2028"),
    message(
        Role.ASSISTANT,
        tool_calls=(CALL,),
        reasoning="why",
        reasoning_details=(DETAIL,),
        annotations=(FILE, CITATION),
    ),
    message(Role.TOOL, "42", tool_call_id="call_1"),
    message(Role.ASSISTANT, "It is 42.", reasoning="plain"),
    message(Role.USER, "Thanks"),
)


def built(endpoint: Endpoint = OPENROUTER, **options: Any) -> WireRequest:
    arguments: dict[str, Any] = {
        "messages": CONVERSATION,
        "sampling": Sampling(),
        "conversation_id": "conv-1",
    } | options
    return build_chat_request(endpoint, "maker/model", **arguments)


def body_of(request: WireRequest) -> dict[str, Any]:
    return msgspec.json.decode(request.body)


@cache
def schema(name: str) -> tuple[Draft202012Validator, set[str]]:
    document = msgspec.json.decode(conformance_path(f"{name}-chat.schema.json").read_bytes())
    validator = Draft202012Validator(document | {"$ref": document["request"]["$ref"]})
    return validator, set(listed_fields(document, document["request"]))


def listed_fields(document: dict[str, Any], part: dict[str, Any]) -> set[str]:
    """Return the properties that a schema and those it builds upon name."""
    if "$ref" in part:
        steps = part["$ref"].removeprefix("#/").split("/")
        return listed_fields(document, reduce(getitem, steps, document))
    fields = set(part.get("properties", {}))
    for option in part.get("allOf", []):
        fields |= listed_fields(document, option)
    return fields


# ------------------------------------------------------------ exact bytes


def test_a_request_is_exact_to_the_byte() -> None:
    request = build_chat_request(
        OPENAI, "gpt", [message(Role.USER, "Hi é")], Sampling(temperature=0.5, stop=("x",)), "c"
    )
    assert request == WireRequest(
        "POST",
        "https://api.openai.com/v1/chat/completions",
        {"Content-Type": "application/json", "Accept": "text/event-stream"},
        '{"model":"gpt","messages":[{"role":"user","content":"Hi é"}],"stream":true,'
        '"stream_options":{"include_usage":true},"temperature":0.5,"stop":["x"]}'.encode(),
    )


def test_equal_input_gives_equal_bytes() -> None:
    assert built(sampling=EVERYTHING) == built(sampling=EVERYTHING)


def test_unset_parameters_are_absent() -> None:
    assert set(body_of(built())) == {"model", "messages", "stream", "session_id"}


def test_a_request_that_does_not_stream_says_so() -> None:
    request = built(OPENAI, stream=False)
    assert body_of(request)["stream"] is False
    assert "stream_options" not in body_of(request)
    assert request.headers["Accept"] == "application/json"


def test_usage_is_asked_for_only_where_needed_and_wanted() -> None:
    assert "stream_options" not in body_of(built(OPENROUTER))
    assert "stream_options" not in body_of(built(ENDPOINTS["mistral"]))
    assert body_of(built(OPENAI))["stream_options"] == {"include_usage": True}
    assert "stream_options" not in body_of(built(OPENAI, include_usage=False))


# ------------------------------------------------------------ messages


def test_every_role_has_its_form() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}
    assert body_of(built(OPENAI))["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello 👋 \u2028"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "42"},
        {"role": "assistant", "content": "It is 42."},
        {"role": "user", "content": "Thanks"},
    ]


def test_openrouter_gets_reasoning_and_parsed_files_back_unmodified() -> None:
    sent = body_of(built())["messages"]
    assert sent[2]["reasoning_details"] == [DETAIL]
    assert "reasoning" not in sent[2]
    assert sent[2]["annotations"] == [FILE]
    assert sent[4]["reasoning"] == "plain"


def test_the_system_prompt_goes_first() -> None:
    sent = body_of(built(system_prompt="Rhyme."))["messages"]
    assert sent[0] == {"role": "system", "content": "Rhyme."}
    assert len(sent) == len(CONVERSATION) + 1


def test_an_answer_to_be_continued_goes_last() -> None:
    partial = message(Role.ASSISTANT, "Once upon a ")
    sent = body_of(built(messages=[*CONVERSATION, partial]))["messages"]
    assert sent[-1] == {"role": "assistant", "content": "Once upon a "}


def test_answers_that_say_nothing_are_left_out() -> None:
    empty = message(Role.ASSISTANT, reasoning="thought, then failed")
    assert body_of(built(messages=[*CONVERSATION, empty])) == body_of(built())


def test_a_refusal_is_sent_back_as_one() -> None:
    refusal = message(Role.ASSISTANT, refusal="No.")
    sent = body_of(built(messages=[refusal]))["messages"]
    assert sent == [{"role": "assistant", "content": None, "refusal": "No."}]


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_any_text_can_be_sent(text: str, stop: str) -> None:
    request = built(messages=[message(Role.USER, text)], sampling=Sampling(stop=(stop,)))
    assert body_of(request)["messages"][0]["role"] == "user"


def test_naughty_strings_are_sent_as_they_are() -> None:
    naughty = msgspec.json.decode(conformance_path("blns/blns.json").read_bytes(), type=list[str])
    sent = body_of(built(messages=[message(Role.USER, text) for text in naughty]))["messages"]
    assert [one["content"] for one in sent] == naughty


# ------------------------------------------------------------ what passes where


@pytest.mark.parametrize("endpoint", READY_ENDPOINTS, ids=lambda endpoint: endpoint.id)
def test_only_openrouter_learns_of_the_app_and_the_conversation(endpoint: Endpoint) -> None:
    request = built(endpoint)
    speaks_openrouter = endpoint.dialect == "openrouter"
    names = {"HTTP-Referer", "X-Title", "X-OpenRouter-Title", "X-OpenRouter-Categories"}
    assert (names <= set(request.headers)) is speaks_openrouter
    assert ("session_id" in body_of(request)) is speaks_openrouter
    assert names.isdisjoint(request.headers) or speaks_openrouter


def test_other_servers_get_standard_parameters_unless_extras_are_on() -> None:
    plain = set(body_of(built(OPENAI, sampling=EVERYTHING)))
    assert plain.isdisjoint({"top_k", "min_p", "top_a", "repetition_penalty", "reasoning"})
    assert {"temperature", "seed", "logit_bias", "tools"} <= plain
    extras = msgspec.structs.replace(OPENAI, sends_extras=True)
    sent = set(body_of(built(extras, sampling=EVERYTHING)))
    routing = {name for name, parameter in PARAMETERS.items() if parameter.is_routing}
    assert set(PARAMETERS) - routing <= sent
    assert sent.isdisjoint(routing)


def test_what_stays_behind_is_named() -> None:
    sent, dropped = sendable_sampling(OPENAI, Sampling(temperature=1.0, top_k=5, min_p=0.1))
    assert sent == Sampling(temperature=1.0)
    assert dropped == ("top_k", "min_p")


def test_every_parameter_reaches_openrouter_under_its_name() -> None:
    assert set(EVERYTHING.values()) == set(PARAMETERS)
    body = body_of(built(sampling=EVERYTHING))
    for name, value in msgspec.to_builtins(EVERYTHING.values()).items():
        assert body[name] == (list(value) if isinstance(value, tuple) else value), name


@pytest.mark.parametrize(
    "empty", [{"provider": {}}, {"models": ()}, {"provider": {"max_price": {}, "order": []}}]
)
def test_no_routing_is_sent_until_something_is_set(empty: dict[str, Any]) -> None:
    request = build_chat_request(OPENROUTER, "a/b", [], Sampling(**empty), "")
    assert msgspec.json.decode(request.body).keys() == {"model", "messages", "stream"}


def test_what_is_empty_in_a_routing_stays_behind_with_the_rest_kept() -> None:
    routing = {"order": [], "max_price": {"prompt": "1"}, "sort": None, "zdr": False}
    request = build_chat_request(OPENROUTER, "a/b", [], Sampling(provider=routing), "")
    sent = msgspec.json.decode(request.body)["provider"]
    assert sent == {"max_price": {"prompt": "1"}, "zdr": False}


def test_parameters_take_the_servers_names() -> None:
    mistral = body_of(built(ENDPOINTS["mistral"], sampling=EVERYTHING))
    assert mistral["random_seed"] == 7
    assert {"seed", "top_k", "logprobs", "stream_options"}.isdisjoint(mistral)
    llamacpp = body_of(built(ENDPOINTS["llamacpp"], sampling=EVERYTHING))
    assert llamacpp["repeat_penalty"] == 1.1
    assert "repetition_penalty" not in llamacpp


# ------------------------------------------------------------ the providers' own descriptions


def one_of_each() -> list[Sampling]:
    each = [Sampling(**{name: value}) for name, value in EVERYTHING.values().items()]
    return [Sampling(), EVERYTHING, *each]


@pytest.mark.parametrize("endpoint", [OPENROUTER, PRACTICE], ids=lambda endpoint: endpoint.id)
def test_requests_are_valid_by_openrouters_description(endpoint: Endpoint) -> None:
    validator, listed = schema("openrouter")
    for sampling in one_of_each():
        body = body_of(built(endpoint, sampling=sampling, system_prompt="x"))
        validator.validate(body)
        assert set(body) - listed <= UNLISTED


def test_requests_are_valid_by_openais_description() -> None:
    validator, listed = schema("openai")
    for sampling in one_of_each():
        body = body_of(built(OPENAI, sampling=sampling, system_prompt="x"))
        validator.validate(body)
        assert set(body) <= listed


# ------------------------------------------------------------ the other requests


def test_lists_and_keys_are_asked_for_without_a_body() -> None:
    base = "https://openrouter.ai/api/v1"
    assert build_models_request(OPENROUTER).url == f"{base}/models"
    assert build_key_request(OPENROUTER).url == f"{base}/key"
    assert build_key_request(OPENAI).url == "https://api.openai.com/v1/models"
    request = build_models_request(OPENAI)
    assert (request.method, request.body) == ("GET", b"")


@pytest.mark.parametrize("stream", [True, False])
def test_a_kept_body_is_sent_as_it_was(stream: bool) -> None:
    sent = build_chat_request(OPENROUTER, "m", [message(Role.USER)], EVERYTHING, "c", stream=stream)
    assert request_with_body(OPENROUTER, sent.body.decode()) == sent


@pytest.mark.parametrize("body", ["", "{", "[]", '{"stream":"yes"}'])
def test_a_damaged_body_is_sent_as_it_is_and_asks_for_no_stream(body: str) -> None:
    request = request_with_body(OPENAI, body)
    assert request.body == body.encode()
    assert request.headers["Accept"] == "application/json"


def test_tools_that_are_switched_off_stay_behind() -> None:
    off = TOOL | {"enabled": False}
    sent, dropped = sendable_sampling(OPENROUTER, Sampling(tools=(TOOL, off)))
    assert (sent, dropped) == (Sampling(tools=(TOOL,)), ())
    sent, dropped = sendable_sampling(OPENROUTER, Sampling(tools=(off,)))
    assert (sent, dropped) == (Sampling(), ())
