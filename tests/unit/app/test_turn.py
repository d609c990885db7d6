"""A turn is tried again only before its first token, and ends exactly once."""

from __future__ import annotations

import asyncio
import random

import pytest
from support.scripted import (
    EVENT_STREAM,
    JSON,
    ScriptedReply,
    ScriptedTransport,
    chunk,
    ending,
    says,
)

from desktop_chat.app.turn import run_turn
from desktop_chat.core import events as ev
from desktop_chat.core.redaction import MASK
from desktop_chat.core.secret import Secret
from desktop_chat.errors import Offline, StreamCut
from desktop_chat.wire.transport import WireRequest

REQUEST = WireRequest("POST", "http://127.0.0.1/v1/chat/completions", {}, b"{}")
BUSY = ScriptedReply([b'{"error":{"code":429,"message":"Slow down"}}'], 429, JSON)
WRONG_KEY = ScriptedReply([b'{"error":{"code":401,"message":"No"}}'], 401, JSON)


class Turn:
    """Runs a turn and keeps what it published and how long it would have slept."""

    def __init__(self, transport: ScriptedTransport) -> None:
        self.transport = transport
        self.events: list[ev.TurnEvent] = []
        self.slept_s: list[float] = []
        self.has_text = asyncio.Event()

    async def run(self) -> Turn:
        await run_turn(
            REQUEST,
            self.transport,
            Secret("sk-test"),
            self.take,
            rng=random.Random(1),
            sleep=self.sleep,
        )
        return self

    def take(self, event: ev.TurnEvent) -> None:
        self.events.append(event)
        if isinstance(event, ev.TextAdded):
            self.has_text.set()

    async def sleep(self, delay_s: float) -> None:
        self.slept_s.append(delay_s)

    @property
    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, ev.TextAdded))


async def test_a_key_that_a_server_quotes_is_masked() -> None:
    body = b'{"error":{"code":401,"message":"sk-test? Never heard of sk-test."}}'
    turn = await Turn(ScriptedTransport(ScriptedReply([body], 401, JSON))).run()
    failed = turn.events[-1]
    assert isinstance(failed, ev.Failed)
    assert "••••? Never heard of ••••." in failed.error.text
    assert "sk-test" not in failed.error.text + failed.error.detail


async def test_a_key_that_a_servers_head_quotes_is_masked() -> None:
    headers = EVENT_STREAM | {"x-request-id": "for sk-test", "x-generation-id": "sk-test"}
    turn = await Turn(ScriptedTransport(ScriptedReply([chunk("a"), ending()], 200, headers))).run()
    assert isinstance(turn.events[0], ev.Opened)
    assert turn.events[0].generation_id == MASK
    assert dict(turn.events[0].headers) == {"x-generation-id": MASK, "x-request-id": f"for {MASK}"}


async def test_a_whole_answer_ends_with_finished() -> None:
    turn = await Turn(ScriptedTransport(says("Hel", "lo"))).run()
    assert turn.text == "Hello"
    assert turn.kinds.count("Finished") == 1
    assert turn.kinds[-1] == "Finished"
    assert turn.transport.keys == [Secret("sk-test")]
    assert turn.transport.closed_count == 1


async def test_a_busy_endpoint_is_tried_again_after_an_announced_wait() -> None:
    turn = await Turn(ScriptedTransport(BUSY, says("ok"))).run()
    assert turn.text == "ok"
    assert turn.kinds.count("Retrying") == 1
    assert len(turn.slept_s) == 1


async def test_retries_come_to_an_end() -> None:
    failure = Offline("No network.")
    turn = await Turn(ScriptedTransport(*[failure] * 9)).run()
    assert turn.kinds == ["Retrying", "Retrying", "Failed"]
    assert turn.events[-1] == ev.Failed(failure)


async def test_a_wrong_key_is_not_tried_again() -> None:
    turn = await Turn(ScriptedTransport(WRONG_KEY)).run()
    assert turn.kinds[-1] == "Failed"
    assert turn.slept_s == []


async def test_nothing_is_sent_again_once_text_has_arrived() -> None:
    cut = ScriptedReply([chunk("Hal"), StreamCut("The connection ended.")])
    turn = await Turn(ScriptedTransport(cut)).run()
    assert turn.text == "Hal"
    assert turn.kinds[-1] == "Failed"
    assert len(turn.transport.requests) == 1


async def test_a_stream_that_ends_without_an_end_is_a_cut() -> None:
    turn = await Turn(ScriptedTransport(ScriptedReply([chunk("Hal")]))).run()
    last = turn.events[-1]
    assert isinstance(last, ev.Failed)
    assert isinstance(last.error, StreamCut)


async def test_the_end_is_not_waited_for_after_done() -> None:
    held_open = ScriptedReply([chunk("ok"), ending(), asyncio.Event()])
    turn = await Turn(ScriptedTransport(held_open)).run()
    assert turn.kinds[-1] == "Finished"


async def test_cancelling_closes_the_connection_and_publishes_nothing_more() -> None:
    turn = Turn(ScriptedTransport(ScriptedReply([chunk("Hal"), asyncio.Event()])))
    task = asyncio.get_running_loop().create_task(turn.run())
    await turn.has_text.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert turn.transport.closed_count == 1
    assert turn.kinds[-1] == "TextAdded"
