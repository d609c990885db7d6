"""A title from the model: on demand or by consent, cleaned, accounted for, never over one's own."""

from __future__ import annotations

import msgspec
import pytest
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says

from desktop_chat.app.session import ChatSession
from desktop_chat.app.titling import PROMPT
from desktop_chat.errors import AppError, UsageError

REFUSED = ScriptedReply([b'{"error":{"code":401,"message":"No"}}'], 401, JSON)


def consent(opened: Program) -> None:
    """Let titles come from the model."""
    settings = opened.services.settings.settings
    writing = msgspec.structs.replace(settings.writing, titles_from_model=True)
    opened.services.settings.update(msgspec.structs.replace(settings, writing=writing))


async def said(opened: Program, text: str = "how do clouds form over the sea?") -> ChatSession:
    session = opened.session()
    session.send(text)
    await opened.ended(session)
    await opened.settled()
    return session


async def test_nothing_is_asked_without_consent() -> None:
    transport = ScriptedTransport(says("by cooling"), says("Clouds"))
    async with program(transport) as opened:
        session = await said(opened)
        assert session.conversation.title == "how do clouds form over the sea?"
        assert len(transport.requests) == 1


async def test_with_consent_the_first_answer_brings_a_title_and_later_ones_none() -> None:
    replies = (says("by cooling"), says("**“Clouds over the sea”**\nmore"), says("second"))
    transport = ScriptedTransport(*replies)
    async with program(transport) as opened:
        consent(opened)
        session = await said(opened)
        assert session.conversation.title == "Clouds over the sea"
        body = msgspec.json.decode(transport.requests[1].body)
        assert body["messages"][-1]["content"] == PROMPT
        assert body["max_tokens"] > 0
        session.send("and fog?")
        await opened.ended(session)
        await opened.settled()
        assert len(transport.requests) == 3
        kept = await opened.services.archive.conversation(session.id)
        assert kept is not None
        assert kept.title == "Clouds over the sea"


async def test_a_title_of_ones_own_stays() -> None:
    transport = ScriptedTransport(says("by cooling"), says("Other"))
    async with program(transport) as opened:
        session = opened.session()
        session.change(title="Mine")
        consent(opened)
        session.send("how?")
        await opened.ended(session)
        await opened.settled()
        assert session.conversation.title == "Mine"
        assert len(transport.requests) == 1


async def test_a_failed_request_leaves_the_first_words_and_says_nothing() -> None:
    async with program(ScriptedTransport(says("by cooling"), REFUSED)) as opened:
        consent(opened)
        session = await said(opened)
        assert session.conversation.title == "how do clouds form over the sea?"
        assert opened.services.notices.history == ()


async def test_on_demand_it_can_be_undone_and_is_in_the_ledger() -> None:
    async with program(ScriptedTransport(says("by cooling"), says("Clouds"))) as opened:
        session = await said(opened)
        await opened.conversations.titling.write(session)
        assert session.conversation.title == "Clouds"
        assert len(await opened.services.archive.spent_rows()) == 2
        undo = opened.services.notices.history[-1].action
        assert undo is not None
        undo()
        assert session.conversation.title == "how do clouds form over the sea?"


@pytest.mark.parametrize("reply", [says(" \n"), says("“”"), REFUSED])
async def test_on_demand_no_title_is_an_error_in_words(reply: ScriptedReply) -> None:
    async with program(ScriptedTransport(says("by cooling"), reply)) as opened:
        session = await said(opened)
        with pytest.raises(AppError):
            await opened.conversations.titling.write(session)
        assert session.conversation.title == "how do clouds form over the sea?"


async def test_without_an_answer_there_is_nothing_to_name() -> None:
    async with program(ScriptedTransport()) as opened:
        with pytest.raises(UsageError):
            await opened.conversations.titling.write(opened.session())
