"""The history of a long conversation is read for its request, and only then."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
from support.long_conversations import answer_text, long_conversation, question_text
from support.program import program
from support.scripted import ScriptedTransport, says

from desktop_chat.app.answering import COMPOSED_AT_ONCE
from desktop_chat.app.message_store import MOST_MESSAGES
from desktop_chat.archive import TAIL

COUNT = 700


async def test_everything_that_was_said_is_sent_and_little_of_it_stays(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT)
    transport = ScriptedTransport(says("more"))
    async with program(transport, tmp_path) as opened:
        session = await opened.conversations.open(talk.id)
        session.send("And now?")
        await opened.ended(session)
        sent = [item["content"] for item in transport.bodies[0]["messages"]]
        expected = [answer_text(n) if n % 2 else question_text(n) for n in range(COUNT)]
        assert COUNT > COMPOSED_AT_ONCE
        assert sent == [*expected, "And now?"]
        assert [message.text for message in session.messages()][-2:] == ["And now?", "more"]
        assert len(session.messages()) <= TAIL + 2 < MOST_MESSAGES
        kept = await opened.services.archive.messages(talk.id)
        assert [message.text for message in kept][-2:] == ["And now?", "more"]
        head = await opened.services.archive.conversation(talk.id)
        assert head is not None
        assert head.active_leaf_id == kept[-1].id


async def test_a_short_preview_leaves_out_what_is_not_in_memory(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT)
    async with program(ScriptedTransport(), tmp_path) as opened:
        session = await opened.conversations.open(talk.id)
        short = await session.preview("And now?", is_short=True)
        whole = await session.preview("And now?")
        counts = [len(msgspec.json.decode(request.body)["messages"]) for request in (short, whole)]
        assert counts == [TAIL + 1, COUNT + 1]


async def test_a_stop_while_the_history_is_read_ends_the_answer(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT)
    async with program(ScriptedTransport(), tmp_path) as opened:
        session = await opened.conversations.open(talk.id)
        session.send("And now?")
        await asyncio.sleep(0)
        session.stop()
        await opened.ended(session)
        assert session.messages()[-1].state.value == "stopped"
        assert opened.transport.requests == []
