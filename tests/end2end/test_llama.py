"""Parameters really act on llama.cpp's own server, whose model has exactly known probabilities."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import jsonschema
import msgspec
import pytest
from support.servers import LlamaServer, start_llama

from desktop_chat import errors as er
from desktop_chat.core import events as ev
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.provider import READY_ENDPOINTS, Endpoint
from desktop_chat.core.reducer import Draft, apply
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.secret import Secret
from desktop_chat.net.client import HttpTransport
from desktop_chat.net.probe import find_local_servers
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.models import parse_models
from desktop_chat.wire.request import build_chat_request, build_models_request
from desktop_chat.wire.response import ResponseDecoder
from desktop_chat.wire.transport import WireRequest

pytestmark = pytest.mark.real

DRAWS = 80
SLOT_LIMIT_S = 10
# The server has limits of its own where a request says nothing: these take them off.
OPEN: dict[str, Any] = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"count": {"type": "integer"}, "done": {"type": "boolean"}},
    "required": ["count", "done"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def server() -> Iterator[LlamaServer]:
    with start_llama() as running:
        yield running


@asynccontextmanager
async def network() -> AsyncIterator[HttpTransport]:
    transport = HttpTransport()
    try:
        yield transport
    finally:
        await transport.close()


def endpoint_of(server: LlamaServer) -> Endpoint:
    ready = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "llamacpp")
    return msgspec.structs.replace(ready, base_url=f"{server.url}/v1")


def request_to(server: LlamaServer, prompt: str = "Say something.", **fields: Any) -> WireRequest:
    message = Message(id="m", conversation_id="c", role=Role.USER, text=prompt)
    sampling = Sampling(**fields)
    return build_chat_request(endpoint_of(server), server.model, [message], sampling, "c")


async def answer(
    transport: HttpTransport, request: WireRequest, key: Secret | None = None
) -> Draft:
    draft = Draft()
    async with transport.open(request, key) as reply:
        decoder = ResponseDecoder(reply.status, reply.headers)
        async for piece in reply.body():
            for event in decoder.feed(piece):
                apply(draft, event)
        for event in decoder.end():
            apply(draft, event)
    return draft


async def text_with(server: LlamaServer, **fields: Any) -> str:
    limited: dict[str, Any] = {"max_tokens": 24} | fields
    async with network() as transport:
        draft = await answer(transport, request_to(server, **limited))
    assert draft.state is MessageState.COMPLETE
    return str(draft.text)


# ------------------------------------------------------------ sampling


async def test_the_server_is_found_with_its_model(server: LlamaServer) -> None:
    endpoint = endpoint_of(server)
    async with network() as transport:
        (found,) = await find_local_servers(transport, [endpoint])
        models = parse_models(await fetch(transport, build_models_request(endpoint)))
    assert [model.id for model in found.models] == [server.model]
    assert models[0].context_length is not None


async def test_a_seed_repeats_an_answer_and_another_gives_another(server: LlamaServer) -> None:
    first, again, other = [await text_with(server, **OPEN, seed=seed) for seed in (1, 1, 2)]
    assert first == again
    assert first != other


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
async def test_temperature_bends_the_distribution_as_it_should(
    server: LlamaServer, temperature: float
) -> None:
    weights = [p ** (1 / temperature) for p in server.first_token_probabilities]
    likeliest = max(range(len(weights)), key=weights.__getitem__)
    expected = weights[likeliest] / sum(weights)
    word = server.vocabulary[likeliest].replace("▁", " ")
    hits = 0
    async with network() as transport:
        for seed in range(DRAWS):
            fields = OPEN | {"temperature": temperature, "seed": seed, "max_tokens": 1}
            draft = await answer(transport, request_to(server, **fields))
            hits += str(draft.text) == word
    deviation = math.sqrt(expected * (1 - expected) / DRAWS)
    assert abs(hits / DRAWS - expected) < 4 * deviation + 0.01


@pytest.mark.parametrize(
    "narrowest", [{"temperature": 0.0}, {"top_k": 1}, {"top_p": 0.0001}, {"min_p": 1.0}]
)
async def test_the_narrowest_setting_takes_the_likeliest_token(
    server: LlamaServer, narrowest: dict[str, Any]
) -> None:
    probabilities = server.first_token_probabilities
    likeliest = max(range(len(probabilities)), key=probabilities.__getitem__)
    for seed in range(5):
        text = await text_with(server, **(OPEN | narrowest), seed=seed, max_tokens=1)
        assert text == server.vocabulary[likeliest].replace("▁", " ")


@pytest.mark.parametrize(
    "penalty",
    [{"frequency_penalty": 2.0}, {"presence_penalty": 2.0}, {"repetition_penalty": 2.0}],
    ids=lambda penalty: next(iter(penalty)),
)
async def test_penalties_avoid_repetition(server: LlamaServer, penalty: dict[str, float]) -> None:
    plain = await text_with(server, temperature=0.0)
    penalised = await text_with(server, temperature=0.0, **penalty)
    assert len(set(penalised.split())) > len(set(plain.split()))


async def test_a_bias_forces_a_token(server: LlamaServer) -> None:
    word = server.vocabulary[-1] if "unused" not in server.vocabulary[-1] else "▁river"
    token = server.vocabulary.index(word)
    text = await text_with(server, logit_bias={str(token): 100.0}, max_tokens=3)
    assert text == word.replace("▁", " ") * 3


async def test_a_stop_string_ends_the_answer_before_it(server: LlamaServer) -> None:
    whole = await text_with(server, temperature=0.0)
    last = whole.split()[-1]
    text = await text_with(server, temperature=0.0, stop=(f" {last}", "never said"))
    assert text == whole[: whole.index(f" {last}")]


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
async def test_the_length_is_limited_and_counted(server: LlamaServer, name: str) -> None:
    fields: dict[str, Any] = {"temperature": 0.0, name: 7}
    async with network() as transport:
        draft = await answer(transport, request_to(server, **fields))
    assert draft.usage is not None
    assert draft.usage.completion_tokens == 7
    assert draft.finish_reason == "length"


async def test_log_probabilities_are_the_models_own(server: LlamaServer) -> None:
    fields = OPEN | {"logprobs": True, "top_logprobs": 5, "max_tokens": 1}
    async with network() as transport:
        draft = await answer(transport, request_to(server, **fields))
    (item,) = draft.logprobs
    best = sorted(server.first_token_probabilities, reverse=True)[:5]
    for told, probability in zip(item.alternatives, best, strict=True):
        assert told.logprob == pytest.approx(math.log(probability), abs=0.01)


# ------------------------------------------------------------ formats and tools


async def test_a_json_object_is_begun_as_one(server: LlamaServer) -> None:
    text = await text_with(server, response_format={"type": "json_object"}, seed=1)
    assert text.startswith("{")


async def test_a_schema_is_kept_to(server: LlamaServer) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}}
    text = await text_with(server, response_format=wanted, seed=1, max_tokens=200)
    jsonschema.validate(msgspec.json.decode(text), SCHEMA)


async def test_a_tool_is_called(server: LlamaServer) -> None:
    city = {"type": "object", "properties": {"city": {"type": "string"}}}
    function = {"name": "get_weather", "parameters": city}
    tag = server.vocabulary.index("<tool_call>")
    fields: dict[str, Any] = {
        "tools": ({"type": "function", "function": function},),
        "logit_bias": {str(tag): 16.0},
        "max_tokens": 40,
        "temperature": 0.0,
    }
    async with network() as transport:
        draft = await answer(transport, request_to(server, **fields))
    (call, *_) = draft.finished_tool_calls
    assert (call.name, msgspec.json.decode(call.arguments)) == ("get_weather", {"city": "Oslo"})
    assert draft.finish_reason == "tool_calls"


# ------------------------------------------------------------ stop and refusals


async def test_stop_frees_the_slot(server: LlamaServer) -> None:
    async with network() as transport:
        request = request_to(server, **OPEN, logit_bias={"2": -100.0, "4": -100.0})
        async with transport.open(request) as reply:
            decoder = ResponseDecoder(reply.status, reply.headers)
            async for piece in reply.body():
                if any(isinstance(event, ev.TextAdded) for event in decoder.feed(piece)):
                    break
            assert await busy_slots(transport, server) == 1
        async with asyncio.timeout(SLOT_LIMIT_S):
            while await busy_slots(transport, server):
                pass


async def busy_slots(transport: HttpTransport, server: LlamaServer) -> int:
    body = await fetch(transport, WireRequest("GET", f"{server.url}/slots"))
    return sum(slot["is_processing"] for slot in msgspec.json.decode(body))


async def test_too_long_a_conversation_is_told_as_such(server: LlamaServer) -> None:
    async with network() as transport:
        draft = await answer(transport, request_to(server, "word " * 9_000))
    assert draft.failure is not None
    assert draft.failure.kind == er.ContextTooLong.__name__


async def test_the_key_decides(server: LlamaServer) -> None:
    with start_llama(api_key="sk-local-0123456789") as locked:
        async with network() as transport:
            request = request_to(locked, max_tokens=1)
            refused = await answer(transport, request, Secret("sk-wrong-0123456789"))
            taken = await answer(transport, request, Secret("sk-local-0123456789"))
            (found,) = await find_local_servers(transport, [endpoint_of(locked)])
    assert refused.failure is not None
    assert refused.failure.kind == er.KeyRejected.__name__
    assert taken.state is MessageState.COMPLETE
    assert found.models or found.wants_key
