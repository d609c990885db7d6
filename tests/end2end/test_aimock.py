"""Turns with a stand-in for OpenRouter that nobody here wrote: endings, refusals, chaos."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.servers import start_aimock

from desktop_chat import errors as er
from desktop_chat.app.turn import run_turn
from desktop_chat.core import events as ev
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.provider import Endpoint, custom_endpoint
from desktop_chat.core.reducer import Draft, apply
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.secret import Secret
from desktop_chat.net.client import HttpTransport
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.models import parse_key_info, parse_models
from desktop_chat.wire.request import build_chat_request, build_key_request, build_models_request

pytestmark = pytest.mark.real

FIXTURE = Path(__file__).resolve().parents[1] / "data" / "aimock" / "openrouter.json"
KEY = Secret("sk-or-test-0123456789")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with start_aimock(FIXTURE, options=("--chunk-size", "3"), api_key=KEY.reveal()) as address:
        yield address


@asynccontextmanager
async def network() -> AsyncIterator[HttpTransport]:
    transport = HttpTransport()
    try:
        yield transport
    finally:
        await transport.close()


class Turn:
    """What one turn published, folded into a draft."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.events: list[ev.TurnEvent] = []
        self.slept_s: list[float] = []

    async def run(
        self,
        endpoint: Endpoint,
        prompt: str,
        model: str = "maker/model",
        *,
        key: Secret = KEY,
        fields: dict[str, Any] | None = None,
    ) -> Turn:
        """Ask once; `fields` are added to the body that the program builds."""
        message = Message(id="m", conversation_id="c", role=Role.USER, text=prompt)
        request = build_chat_request(endpoint, model, [message], Sampling(), "c")
        body = msgspec.json.encode(msgspec.json.decode(request.body) | (fields or {}))
        async with network() as transport:
            await run_turn(
                replace(request, body=body),
                transport,
                key,
                self.take,
                rng=random.Random(1),
                sleep=self.sleep,
            )
        return self

    def take(self, event: ev.TurnEvent) -> None:
        self.events.append(event)
        apply(self.draft, event)

    async def sleep(self, delay_s: float) -> None:
        self.slept_s.append(delay_s)

    @property
    def failure(self) -> er.AppError:
        """The error with which the turn ended."""
        assert isinstance(self.events[-1], ev.Failed)
        return self.events[-1].error


async def ask(url: str, prompt: str, model: str = "maker/model", **options: Any) -> Turn:
    return await Turn().run(custom_endpoint(f"{url}/api/v1"), prompt, model, **options)


async def test_an_answer_arrives_whole_with_its_cost_and_names(url: str) -> None:
    turn = await ask(url, "greet")
    assert str(turn.draft.text) == "Grüße, 你好, مرحبا 👩‍💻 and **welcome**."
    assert turn.draft.state is MessageState.COMPLETE
    assert (turn.draft.finish_reason, turn.draft.native_finish_reason) == ("stop", "stop")
    assert turn.draft.generation_id.startswith("gen-")
    assert (turn.draft.model, turn.draft.provider) == ("maker/model", "maker")
    assert turn.draft.usage is not None
    assert turn.draft.usage.cost_usd == Decimal("0.00031")
    assert ev.KeptAlive("OPENROUTER PROCESSING") in turn.events


async def test_an_openai_compatible_path_gives_the_same_text_and_asks_for_usage(url: str) -> None:
    turn = await Turn().run(custom_endpoint(f"{url}/v1"), "greet")
    assert str(turn.draft.text) == "Grüße, 你好, مرحبا 👩‍💻 and **welcome**."
    assert turn.draft.usage is not None
    assert turn.draft.usage.completion_tokens == 9


async def test_reasoning_is_apart_from_the_answer(url: str) -> None:
    turn = await ask(url, "reason", "deepseek/deepseek-r1")
    assert str(turn.draft.reasoning) == "Twice three is six."
    assert str(turn.draft.text) == "Six."


async def test_a_tool_call_is_put_together(url: str) -> None:
    turn = await ask(url, "weather")
    (call,) = turn.draft.finished_tool_calls
    assert call.name == "get_weather"
    assert msgspec.json.decode(call.arguments) == {"city": "Oslo", "days": 3}
    assert turn.draft.finish_reason == "tool_calls"


async def test_a_rate_limit_is_waited_for_as_asked_and_then_told(url: str) -> None:
    turn = await ask(url, "too many")
    assert turn.slept_s == [1.0, 1.0]
    assert type(turn.failure) is er.RateLimited
    assert turn.failure.code == 429
    assert "Rate limit exceeded" in turn.failure.text


async def test_a_fallback_model_answers_and_is_named(url: str) -> None:
    models = {"models": ["maker/down", "maker/up"]}
    turn = await ask(url, "fall back", "maker/down", fields=models)
    assert str(turn.draft.text) == "The second model answers."
    assert turn.draft.model == "maker/up"


@pytest.mark.parametrize("prompt", ["cut short", "hang up"])
async def test_an_answer_that_breaks_off_is_interrupted_and_keeps_its_text(
    url: str, prompt: str
) -> None:
    turn = await ask(url, prompt)
    assert turn.draft.state is MessageState.INTERRUPTED
    assert type(turn.failure) is er.StreamCut
    assert len(turn.draft.text) > 0
    assert turn.slept_s == []


async def test_a_wrong_key_is_told_at_once(url: str) -> None:
    turn = await ask(url, "greet", key=Secret("sk-or-wrong-0123456789"))
    assert type(turn.failure) is er.KeyRejected
    assert turn.slept_s == []
    assert "0123456789" not in turn.failure.text + turn.failure.detail


async def test_models_and_the_state_of_the_key_are_read(url: str) -> None:
    endpoint = custom_endpoint(f"{url}/api/v1")
    async with network() as transport:
        models = parse_models(await fetch(transport, build_models_request(endpoint), KEY))
        assert {"maker/up", "maker/down"} <= {model.id for model in models}
        key = parse_key_info(await fetch(transport, build_key_request(endpoint), KEY))
        assert key.usage_usd is not None


@pytest.mark.parametrize(
    ("chaos", "kind", "retries"),
    [
        ("--chaos-drop", er.ProviderFailed, 2),
        ("--chaos-disconnect", er.Offline, 2),
        ("--chaos-ratelimit", er.RateLimited, 2),
        ("--chaos-malformed", er.NotJson, 0),
    ],
)
async def test_chaos_is_told_in_one_sentence(
    chaos: str, kind: type[er.AppError], retries: int
) -> None:
    with start_aimock(FIXTURE, options=(chaos, "1")) as url:
        turn = await ask(url, "greet")
    assert type(turn.failure) is kind
    assert turn.failure.text.endswith(".")
    assert len(turn.slept_s) == retries
