"""A replay says the user's side again on a new branch, stops at what fails, and can go on."""

from __future__ import annotations

import asyncio

import pytest
from support.program import LIMIT_S, Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, ending, says

from desktop_chat.app.replay import Replay, ReplayChange, ReplayState, replayed_turns
from desktop_chat.app.session import ChatSession
from desktop_chat.core.message import MessageState
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import UsageError

REFUSED = ScriptedReply([b'{"error":{"code":400,"message":"No"}}'], 400, JSON)
CHANGE = ReplayChange("m-2", "Be brief.", Sampling(temperature=0.1))


async def spoken(opened: Program, *questions: str) -> ChatSession:
    """Return a conversation in which questions were answered."""
    session = opened.session()
    for question in questions:
        session.send(question)
        await opened.ended(session)
    return session


async def new_replay(opened: Program, session: ChatSession) -> Replay:
    turns = await replayed_turns(session)
    return Replay(session, opened.services.tasks, turns, CHANGE)


async def left_running(replay: Replay) -> None:
    """Wait until a replay does not run any more."""
    ended = asyncio.Event()

    def look(_: None = None) -> None:
        if replay.state is not ReplayState.RUNNING:
            ended.set()

    disconnect = replay.changed.connect(look)
    look()
    async with asyncio.timeout(LIMIT_S):
        await ended.wait()
    disconnect()


async def test_a_turn_that_fails_stops_it_and_is_tried_again() -> None:
    replies = (says("a"), says("b"), says("A"), REFUSED, says("B"))
    async with program(ScriptedTransport(*replies)) as opened:
        session = await spoken(opened, "one", "two")
        replay = await new_replay(opened, session)
        replay.start()
        await left_running(replay)
        assert replay.state is ReplayState.STOPPED
        assert replay.reason
        assert [turn.after for turn in replay.turns] == ["A", ""]
        assert replay.turns[1].state is MessageState.FAILED
        replay.start()
        await left_running(replay)
        assert replay.state is ReplayState.DONE
        assert [turn.after for turn in replay.turns] == ["A", "B"]
        assert [message.text for message in session.messages()] == ["one", "A", "two", "B"]


async def test_it_does_not_begin_beside_an_answer() -> None:
    wait = asyncio.Event()
    reply = ScriptedReply([chunk("b"), wait, ending()])
    async with program(ScriptedTransport(says("a"), reply)) as opened:
        session = await spoken(opened, "one")
        replay = await new_replay(opened, session)
        session.send("two")
        with pytest.raises(UsageError):
            replay.start()
        assert replay.state is ReplayState.READY
        wait.set()
        await opened.ended(session)


async def test_it_does_not_go_on_in_another_branch() -> None:
    replies = (says("a"), says("b"), says("A"), REFUSED, says("x"))
    async with program(ScriptedTransport(*replies)) as opened:
        session = await spoken(opened, "one", "two")
        replay = await new_replay(opened, session)
        replay.start()
        await left_running(replay)
        session.send("something else")
        await opened.ended(session)
        with pytest.raises(UsageError):
            replay.start()
        assert replay.state is ReplayState.STOPPED


async def test_a_stop_keeps_what_has_arrived_and_it_can_go_on() -> None:
    wait = asyncio.Event()
    replies = (says("a"), ScriptedReply([chunk("some"), wait, ending()]), says("whole"))
    async with program(ScriptedTransport(*replies)) as opened:
        session = await spoken(opened, "one")
        replay = await new_replay(opened, session)
        replay.start()
        await opened.row_with(session, "some")
        replay.stop()
        await left_running(replay)
        await opened.ended(session)
        assert (replay.state, replay.reason) == (ReplayState.STOPPED, "")
        assert replay.turns[0].after == "some"
        assert replay.turns[0].state is MessageState.STOPPED
        replay.start()
        await left_running(replay)
        assert replay.state is ReplayState.DONE
        assert replay.turns[0].after == "whole"


async def test_every_turn_is_asked_again_with_the_change_on_a_new_branch() -> None:
    transport = ScriptedTransport(says("a"), says("b"), says("A"), says("B"))
    async with program(transport) as opened:
        session = await spoken(opened, "one", "two")
        old = [message.id for message in session.messages()]
        replay = await new_replay(opened, session)
        replay.start()
        replay.start()
        await left_running(replay)
        assert [(turn.before, turn.after) for turn in replay.turns] == [("a", "A"), ("b", "B")]
        assert replay.done_count == 2
        first, second = transport.bodies[2:]
        assert first["model"] == second["model"] == "m-2"
        assert first["temperature"] == 0.1
        said = [message["content"] for message in second["messages"]]
        assert said == ["Be brief.", "one", "A", "two"]
        assert not set(old) & {message.id for message in session.messages()}
        session.show_branch(session.messages()[0].id, -1)
        assert [message.id for message in session.messages()] == old
        replay.start()
        assert replay.state is ReplayState.DONE


async def test_turns_end_at_the_message_that_was_named() -> None:
    async with program(ScriptedTransport(says("a"), says("b"))) as opened:
        session = await spoken(opened, "one", "two")
        ids = [message.id for message in session.messages()]
        for last, count in ((ids[0], 1), (ids[1], 1), (ids[2], 2), ("", 2)):
            assert len(await replayed_turns(session, last)) == count
        assert (await replayed_turns(session, ids[1]))[0].before == "a"
