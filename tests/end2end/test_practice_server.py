"""The practice model as a server, asked by the official `openai` SDK over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import openai
import pytest
from openai import AsyncOpenAI
from openai.types.chat import (
    ChatCompletionChunk,
    ChatCompletionMessageParam,
    ChatCompletionToolParam,
)

from desktop_chat.core.provider import PRACTICE
from desktop_chat.core.secret import Secret
from desktop_chat.practice.server import serve
from desktop_chat.practice.transport import PracticeTransport

MODEL = PRACTICE.default_model
KEY = "sk-practice-0123456789"
QUESTION: list[ChatCompletionMessageParam] = [
    {"role": "user", "content": "What does temperature do in Paris?"}
]
WEATHER: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "celsius": {"type": "boolean"}},
            "required": ["city", "celsius"],
            "additionalProperties": False,
        },
    },
}
PLAN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "maxLength": 60},
        "days": {"type": "integer", "minimum": 2, "maximum": 5},
        "mood": {"type": "string", "enum": ["calm", "bright"]},
        "steps": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3},
    },
    "required": ["title", "days", "mood", "steps"],
    "additionalProperties": False,
}


@asynccontextmanager
async def client(key: str = KEY) -> AsyncIterator[AsyncOpenAI]:
    """Serve the practice model and connect the SDK to it."""
    async with (
        serve(PracticeTransport(None), 0, key=Secret(KEY)) as url,
        AsyncOpenAI(base_url=url, api_key=key, max_retries=0) as sdk,
    ):
        yield sdk


def text_of(chunks: Iterable[ChatCompletionChunk]) -> str:
    """Return the text that chunks carry."""
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


async def test_a_chat_is_answered_whole() -> None:
    async with client() as sdk:
        answer = await sdk.chat.completions.create(model=MODEL, messages=QUESTION, temperature=0)
    assert (answer.choices[0].message.content or "").startswith("Temperature decides how bold")
    assert answer.choices[0].finish_reason == "stop"
    assert answer.model == MODEL
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


async def test_a_chat_is_streamed_with_its_usage_at_the_end() -> None:
    async with client() as sdk:
        stream = await sdk.chat.completions.create(
            model=MODEL, messages=QUESTION, seed=4, max_tokens=12, stream=True
        )
        chunks = [chunk async for chunk in stream]
        again = await sdk.chat.completions.create(
            model=MODEL, messages=QUESTION, seed=4, max_tokens=12
        )
    assert text_of(chunks) == again.choices[0].message.content
    assert chunks[-2].choices[0].finish_reason == "length"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 12


async def test_a_stream_that_is_closed_early_leaves_the_server_ready() -> None:
    async with client() as sdk:
        stream = await sdk.chat.completions.create(
            model=MODEL, messages=QUESTION, logit_bias={"256": -100}, stream=True
        )
        async for chunk in stream:
            if text_of([chunk]):
                break
        await stream.close()
        assert (await sdk.models.list()).data[0].id == MODEL


async def test_a_tool_is_called_and_its_result_answered() -> None:
    async with client() as sdk:
        asked = await sdk.chat.completions.create(
            model=MODEL, messages=QUESTION, tools=[WEATHER], tool_choice="required"
        )
        (call,) = asked.choices[0].message.tool_calls or []
        assert call.type == "function"
        arguments = msgspec.json.decode(call.function.arguments)
        assert arguments["city"] == "Paris"
        assert isinstance(arguments["celsius"], bool)
        assert asked.choices[0].finish_reason == "tool_calls"
        turn: Any = asked.choices[0].message.model_dump(exclude_none=True)
        result: ChatCompletionMessageParam = {
            "role": "tool",
            "tool_call_id": call.id,
            "content": "21 degrees",
        }
        answer = await sdk.chat.completions.create(
            model=MODEL, messages=[*QUESTION, turn, result], tools=[WEATHER]
        )
    assert "21 degrees" in (answer.choices[0].message.content or "")


async def test_a_streamed_tool_call_is_put_together_by_the_sdk() -> None:
    async with (
        client() as sdk,
        sdk.chat.completions.stream(
            model=MODEL, messages=QUESTION, tools=[WEATHER], tool_choice="required"
        ) as stream,
    ):
        message = (await stream.get_final_completion()).choices[0].message
    (call,) = message.tool_calls or []
    assert call.function.name == "get_weather"
    assert msgspec.json.decode(call.function.arguments).keys() == {"city", "celsius"}


@pytest.mark.parametrize("seed", range(3))
async def test_json_fits_the_schema(seed: int) -> None:
    async with client() as sdk:
        answer = await sdk.chat.completions.create(
            model=MODEL,
            messages=QUESTION,
            seed=seed,
            temperature=1.5,
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "plan", "strict": True, "schema": PLAN},
            },
        )
    plan = msgspec.json.decode(answer.choices[0].message.content or "")
    assert plan.keys() == PLAN["properties"].keys()
    assert len(plan["title"]) <= 60
    assert 2 <= plan["days"] <= 5
    assert plan["mood"] in {"calm", "bright"}
    assert 1 <= len(plan["steps"]) <= 3


async def test_log_probabilities_arrive_for_every_token() -> None:
    async with client() as sdk:
        answer = await sdk.chat.completions.create(
            model=MODEL, messages=QUESTION, logprobs=True, top_logprobs=3, max_tokens=5
        )
    assert answer.choices[0].logprobs is not None
    tokens = answer.choices[0].logprobs.content or []
    assert "".join(token.token for token in tokens) == answer.choices[0].message.content
    for token in tokens:
        assert bytes(token.bytes or []).decode() == token.token
        logprobs = [other.logprob for other in token.top_logprobs]
        assert len(logprobs) == 3
        assert logprobs == sorted(logprobs, reverse=True)
        assert token.logprob <= logprobs[0] < 0


async def test_there_is_one_model() -> None:
    async with client() as sdk:
        assert [model.id async for model in sdk.models.list()] == [MODEL]


async def test_a_wrong_model_is_a_bad_request() -> None:
    async with client() as sdk:
        with pytest.raises(openai.BadRequestError, match="gpt-9 is not a valid model ID"):
            await sdk.chat.completions.create(model="gpt-9", messages=QUESTION)


async def test_a_wrong_key_is_refused() -> None:
    async with client(key="sk-wrong") as sdk:
        with pytest.raises(openai.AuthenticationError, match="The key is missing or wrong"):
            await sdk.models.list()
