"""Tests of desktop_chat.practice.transport: it answers as OpenRouter does, and ends when left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from desktop_chat.core import events as ev
from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.secret import Secret
from desktop_chat.errors import BadParameter, ContextTooLong, RequestError, UnknownModel
from desktop_chat.practice.encoding import COMMENT, END_OF_STREAM
from desktop_chat.practice.model import PracticeModel
from desktop_chat.practice.transport import BASE_URL, PracticeTransport
from desktop_chat.wire.faults import fault_of
from desktop_chat.wire.models import parse_key_info, parse_models
from desktop_chat.wire.response import ResponseDecoder
from desktop_chat.wire.transport import Reply, Transport, WireRequest

HELLO = [{"role": "user", "content": "hello"}]
Ask = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


@pytest.fixture
def transport(model: PracticeModel) -> Transport:
    """Return a transport without a pace."""
    return PracticeTransport(None, load=lambda: model)


@asynccontextmanager
async def chat(transport: Transport, **fields: Any) -> AsyncIterator[Reply]:
    """Open a chat request; streamed unless the fields say otherwise."""
    body = msgspec.json.encode({"messages": HELLO, "stream": True, "temperature": 0, **fields})
    async with transport.open(
        WireRequest("POST", f"{BASE_URL}/chat/completions", {}, body)
    ) as reply:
        yield reply


async def fetched(transport: Transport, method: str, path: str) -> tuple[int, bytes]:
    """Return status and body of a request without a body."""
    async with transport.open(WireRequest(method, BASE_URL + path), Secret("any")) as reply:
        return reply.status, b"".join([piece async for piece in reply.body()])


async def decoded(transport: Transport, **fields: Any) -> list[ev.TurnEvent]:
    """Return what the program's own decoder makes of an answer."""
    async with chat(transport, **fields) as reply:
        decoder = ResponseDecoder(reply.status, reply.headers)
        found = [event async for piece in reply.body() for event in decoder.feed(piece)]
        return found + decoder.end()


async def test_a_stream_has_the_frame_of_openrouter(transport: Transport) -> None:
    async with chat(transport) as reply:
        assert reply.status == 200
        assert reply.headers["content-type"] == "text/event-stream"
        stream = b"".join([piece async for piece in reply.body()])
    assert stream.startswith(COMMENT)
    assert stream.endswith(END_OF_STREAM)
    assert stream.count(reply.headers["x-generation-id"].encode()) == stream.count(b"data: {")


async def test_the_programs_decoder_reads_a_streamed_answer(transport: Transport) -> None:
    found = await decoded(transport, reasoning={"effort": "low"}, logprobs=True)
    text = "".join(event.text for event in found if isinstance(event, ev.TextAdded))
    assert text.startswith("Hello, and welcome. I am the practice model")
    kinds = {type(event) for event in found}
    assert kinds >= {ev.KeptAlive, ev.ReasoningAdded, ev.LogprobsAdded, ev.UsageReported}
    assert isinstance(found[-1], ev.Finished)


async def test_streamed_and_whole_answers_are_the_same(transport: Transport, ask: Ask) -> None:
    found = await decoded(transport)
    streamed = "".join(event.text for event in found if isinstance(event, ev.TextAdded))
    status, whole = await ask("hello", temperature=0)
    assert status == 200
    assert whole["choices"][0]["message"]["content"] == streamed


async def test_leaving_the_context_ends_the_answer(transport: Transport) -> None:
    async with chat(transport, logit_bias={"256": -100}) as reply:
        body = reply.body()
        assert await anext(body) == COMMENT
        assert b"Hello" in await anext(body)
    with pytest.raises(StopAsyncIteration):
        await anext(body)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"temperature": 3}, BadParameter),
        ({"n": 2}, BadParameter),
        ({"model": "openai/gpt-4o"}, UnknownModel),
        ({"messages": [{"role": "user", "content": "hello " * 9000}]}, ContextTooLong),
    ],
)
async def test_errors_come_before_the_stream_and_are_understood(
    transport: Transport, fields: dict[str, Any], kind: type[RequestError]
) -> None:
    async with chat(transport, **fields) as reply:
        assert reply.headers["content-type"] == "application/json"
        body = b"".join([piece async for piece in reply.body()])
    assert type(fault_of(reply.status, reply.headers, body)) is kind


async def test_the_model_list_and_the_key_are_read_by_the_program(transport: Transport) -> None:
    status, body = await fetched(transport, "GET", "/models")
    (model,) = parse_models(body)
    assert (status, model.id) == (200, PRACTICE.default_model)
    status, body = await fetched(transport, "GET", "/key")
    assert (status, parse_key_info(body).is_free_tier) == (200, True)


@pytest.mark.parametrize(("method", "path"), [("GET", "/chat/completions"), ("POST", "/models")])
async def test_other_paths_lead_nowhere(transport: Transport, method: str, path: str) -> None:
    status, body = await fetched(transport, method, path)
    assert status == 404
    assert msgspec.json.decode(body)["error"]["metadata"]["error_type"] == "not_found"


async def test_the_model_is_built_once_and_only_for_a_chat(model: PracticeModel) -> None:
    built: list[PracticeModel] = []

    def load() -> PracticeModel:
        built.append(model)
        return model

    transport = PracticeTransport(None, load=load)
    await fetched(transport, "GET", "/models")
    assert not built
    for _ in range(2):
        async with chat(transport, max_tokens=1):
            pass
    assert len(built) == 1


async def test_answers_are_stamped_with_the_clock(model: PracticeModel) -> None:
    transport = PracticeTransport(None, load=lambda: model, clock_s=lambda: 1_700_000_000.9)
    async with chat(transport, stream=False) as reply:
        content = b"".join([piece async for piece in reply.body()])
    assert msgspec.json.decode(content)["created"] == 1_700_000_000


async def test_two_chats_at_once_build_the_model_once(model: PracticeModel) -> None:
    built: list[PracticeModel] = []

    def load() -> PracticeModel:
        built.append(model)
        return model

    transport = PracticeTransport(None, load=load)
    await asyncio.gather(decoded(transport), decoded(transport))
    assert len(built) == 1
