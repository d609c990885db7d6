"""An answer measures itself, logs what it has, and tells of frames, not of tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from support.program import program
from support.scripted import (
    EVENT_STREAM,
    ScriptedReply,
    ScriptedTransport,
    chunk,
    ending,
    says,
    scored,
)

from desktop_chat.app.answer import Answer
from desktop_chat.app.asking import Question
from desktop_chat.app.keeping import Keeper
from desktop_chat.app.notices import Notices
from desktop_chat.app.running_cost import uncapped_cost
from desktop_chat.archive import Archive
from desktop_chat.core.arrivals import arrivals
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role, TurnRecord
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.wire.transport import WireRequest

REQUEST = WireRequest("POST", "http://127.0.0.1/v1/chat/completions", {}, b"{}")
QUESTION = Question(REQUEST, TurnRecord(), None, 7, splits_thinking=False)
GROWING = Message("m", "c", Role.ASSISTANT, created_us=1, state=MessageState.STREAMING)


class SteppingClock:
    """A clock on which every look takes a hundredth of a second."""

    def __init__(self) -> None:
        self.now_us = 0

    def __call__(self) -> int:
        self.now_us += 10_000
        return self.now_us


async def begun(keeper: Keeper, on_frame: Callable[[], None] = lambda: None) -> Answer:
    """Return an answer that is about to run; its conversation and empty message are kept."""
    await keeper.keep_conversation(Conversation("c", created_us=1, updated_us=1))
    await keeper.keep_message(GROWING)
    return Answer(
        GROWING,
        QUESTION,
        cost=uncapped_cost(QUESTION, None),
        keeper=keeper,
        clock=SteppingClock(),
        on_frame=on_frame,
    )


async def run(transport: ScriptedTransport, on_frame: Callable[[], None] = lambda: None) -> Message:
    async with program(transport) as opened:
        answer = await begun(opened.services.keeper, on_frame)
        return await answer.run(transport, None)


async def test_times_are_measured_from_the_request() -> None:
    reply = ScriptedReply(
        [chunk(delta={"content": None, "reasoning": "hm"}), chunk("a"), chunk("b"), ending()]
    )
    record = (await run(ScriptedTransport(reply))).record
    assert record is not None
    timings = record.timings
    assert timings.first_token_after_us is not None
    assert timings.reasoning_ended_after_us is not None
    assert timings.finished_after_us is not None
    assert 0 < timings.first_token_after_us < timings.reasoning_ended_after_us
    assert timings.reasoning_ended_after_us < timings.finished_after_us
    assert timings.tokens_per_s(10) is not None


async def test_the_record_says_when_each_piece_came_and_what_served_it() -> None:
    headers = EVENT_STREAM | {"cf-ray": "ray-1"}
    call = {"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}}]}
    steps = [
        chunk(delta={"content": None, "reasoning": "hmm"}, system_fingerprint="fp_1"),
        chunk("ab"),
        chunk(delta={"refusal": "No"}),
        chunk(delta=call, service_tier="flex", seed=5),
        ending(),
    ]
    record = (await run(ScriptedTransport(ScriptedReply(list(steps), 200, headers)))).record
    assert record is not None
    found = list(arrivals(record.arrivals) or ())
    pieces = [(piece.size, piece.kind.name) for piece in found]
    assert pieces == [(3, "REASONING"), (2, "TEXT"), (2, "TEXT"), (2, "TOOL_CALL")]
    assert found[0].after_us == record.timings.first_token_after_us
    backend = (record.system_fingerprint, record.service_tier, record.seed)
    assert backend == ("fp_1", "flex", 5)
    assert record.headers == {"cf-ray": "ray-1"}


async def test_an_answer_without_usage_is_counted_by_us_and_marked() -> None:
    reply = ScriptedReply([chunk("abcd" * 10), chunk(finish_reason="stop"), b"data: [DONE]\n\n"])
    record = (await run(ScriptedTransport(reply))).record
    assert record is not None
    assert record.usage is not None
    assert record.usage.is_estimate
    assert record.usage.completion_tokens == 10


async def test_many_tokens_at_once_make_few_frames() -> None:
    frames: list[None] = []
    message = await run(ScriptedTransport(says(*"x" * 500)), lambda: frames.append(None))
    assert message.text == "x" * 500
    assert len(frames) < 50


class WatchedKeeper(Keeper):
    """A keeper that tells when the log of a running answer has grown."""

    def __init__(self, archive: Archive, notices: Notices) -> None:
        super().__init__(archive, notices)
        self.logged = ""
        self.logged_tokens: list[TokenProbability] = []
        self.has_logged = asyncio.Event()

    async def keep_stream(
        self,
        message_id: str,
        text: str,
        reasoning: str,
        tokens: Sequence[TokenProbability] = (),
    ) -> bool:
        was_taken = await super().keep_stream(message_id, text, reasoning, tokens)
        self.logged += text
        self.logged_tokens += tokens
        self.has_logged.set()
        return was_taken


async def test_a_running_answer_is_logged_before_it_ends() -> None:
    gate = asyncio.Event()
    transport = ScriptedTransport(ScriptedReply([scored("so far"), gate, ending()]))
    async with program(transport) as opened:
        keeper = WatchedKeeper(opened.services.archive, opened.services.notices)
        answer = await begun(keeper)
        running = asyncio.get_running_loop().create_task(answer.run(transport, None))
        async with asyncio.timeout(10):
            await keeper.has_logged.wait()
        assert keeper.logged == "so far"
        assert [token.text for token in keeper.logged_tokens] == ["so far"]
        assert not running.done()
        gate.set()
        assert (await running).text == "so far"
