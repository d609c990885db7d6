"""The library lists what is kept, and what is deleted can come back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from support.program import Program, program
from support.scripted import ScriptedReply, ScriptedTransport, chunk, says

from desktop_chat.app.conversation_library import PAGE
from desktop_chat.app.session import ChatSession
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import MessageState
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import UsageError


async def said(opened: Program, text: str) -> ChatSession:
    session = opened.session()
    session.send(text)
    await opened.ended(session)
    await opened.settled()
    return session


def titles(opened: Program) -> list[str]:
    return [conversation.title for conversation in opened.conversations.listed]


async def test_a_conversation_is_listed_with_its_first_message_and_not_before() -> None:
    async with program(ScriptedTransport(says("a"), says("b"))) as opened:
        opened.session()
        assert titles(opened) == []
        await said(opened, "first")
        await said(opened, "second")
        assert titles(opened) == ["second", "first"]


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    async with program(ScriptedTransport(says("answer")), tmp_path) as opened:
        first = await said(opened, "question")
    async with program(ScriptedTransport(), tmp_path) as opened:
        await opened.conversations.load_more()
        assert titles(opened) == ["question"]
        assert not opened.conversations.has_more
        session = await opened.conversations.open(first.id)
        assert [row.text for row in session.rows()] == ["question", "answer"]
        assert await opened.conversations.open(first.id) is session


async def test_pinned_conversations_come_first_and_titles_can_be_changed() -> None:
    async with program(ScriptedTransport(says("a"), says("b"))) as opened:
        first = await said(opened, "first")
        await said(opened, "second")
        await opened.conversations.pin(first.id, is_pinned=True)
        assert titles(opened) == ["first", "second"]
        await opened.conversations.rename(first.id, "  A better title ")
        await opened.conversations.rename(first.id, "   ")
        assert titles(opened) == ["A better title", "second"]


async def test_a_deleted_conversation_comes_back_by_undo(tmp_path: Path) -> None:
    async with program(ScriptedTransport(says("a")), tmp_path) as opened:
        session = await said(opened, "first")
        await opened.conversations.delete(session.id)
        await opened.settled()
        assert titles(opened) == []
        assert await opened.services.archive.conversations(limit=9) == []
        undo = opened.services.notices.history[-1].action
        assert undo is not None
        undo()
        await opened.settled()
        assert titles(opened) == ["first"]
        assert len(await opened.services.archive.conversations(limit=9)) == 1


async def test_search_finds_messages_of_every_conversation() -> None:
    async with program(ScriptedTransport(says("a cloud"), says("a tree"))) as opened:
        await said(opened, "one")
        await said(opened, "two")
        hits = (await opened.conversations.searching.find("cloud")).hits
        assert [hit.title for hit in hits] == ["one"]


async def test_an_unknown_conversation_is_said_to_be_gone() -> None:
    async with program(ScriptedTransport()) as opened:
        with pytest.raises(UsageError):
            await opened.conversations.open("no such id")


async def test_a_chat_that_is_only_a_draft_is_kept_until_the_draft_is_gone(tmp_path: Path) -> None:
    async with program(ScriptedTransport(), tmp_path) as opened:
        opened.session().change(draft="Dear")
        await opened.settled()
    async with program(ScriptedTransport(), tmp_path) as opened:
        await opened.conversations.load_more()
        (kept,) = opened.conversations.listed
        assert kept.draft == "Dear"
        (await opened.conversations.open(kept.id)).change(draft="")
        assert opened.conversations.listed == ()
        await opened.settled()
    async with program(ScriptedTransport(), tmp_path) as opened:
        await opened.conversations.load_more()
        assert opened.conversations.listed == ()


async def test_a_conversation_whose_messages_are_all_deleted_can_be_renamed_and_deleted(
    tmp_path: Path,
) -> None:
    async with program(ScriptedTransport(says("a")), tmp_path) as opened:
        session = await said(opened, "first")
        session.delete(session.messages()[0].id)
        await opened.conversations.rename(session.id, "emptied")
        assert titles(opened) == ["emptied"]
        await opened.settled()
    async with program(ScriptedTransport(), tmp_path) as opened:
        await opened.conversations.load_more()
        assert titles(opened) == ["emptied"]
        await opened.conversations.delete(session.id)
        await opened.settled()
    async with program(ScriptedTransport(), tmp_path) as opened:
        await opened.conversations.load_more()
        assert titles(opened) == []


async def test_sending_a_draft_that_was_just_emptied_brings_its_chat_back() -> None:
    async with program(ScriptedTransport(says("a"))) as opened:
        session = opened.session()
        session.change(draft="Dear")
        session.change(draft="")
        session.send("Hi")
        await opened.ended(session)
        assert titles(opened) == ["Hi"]
        assert session.conversation.deleted_us is None


async def test_deleting_a_conversation_stops_its_answer() -> None:
    transport = ScriptedTransport(ScriptedReply([chunk("Hal"), asyncio.Event()]))
    async with program(transport) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.row_with(session, "Hal")
        await opened.conversations.delete(session.id)
        await opened.ended(session)
        assert session.messages()[-1].state is MessageState.STOPPED
        assert transport.closed_count == 1


async def test_every_conversation_is_listed_once_whatever_happens_between_two_pages() -> None:
    async with program(ScriptedTransport(says("b"))) as opened:
        count = PAGE + 9
        for number in range(count):
            talk = Conversation(f"c-{number}", f"c-{number}", updated_us=number + 1)
            await opened.services.archive.save_conversation(talk)
        await opened.conversations.load_more()
        assert len(opened.conversations.listed) == PAGE
        await opened.conversations.rename("c-0", "found by a search")
        await said(opened, "new")
        await opened.conversations.delete("c-50")
        await opened.settled()
        await opened.conversations.load_more()
        older = [f"c-{number}" for number in reversed(range(1, count)) if number != 50]
        assert titles(opened) == ["new", *older, "found by a search"]


async def test_a_new_conversation_takes_its_models_usual_preset() -> None:
    async with program(ScriptedTransport(says("a"))) as opened:
        presets = opened.services.presets
        kept = presets.keep(Preset("", "Careful", Sampling(temperature=0.2), "Be brief."))
        presets.set_default(kept.id, "m-2")
        assert opened.session(model="m-1").conversation.preset_id == ""
        session = opened.session(model="m-2")
        session.send("Hi")
        await opened.ended(session)
        body = opened.transport.bodies[0]
        assert body["temperature"] == 0.2
        assert body["messages"][0] == {"role": "system", "content": "Be brief."}
        record = session.messages()[-1].record
        assert record is not None
        assert (record.preset, record.origins) == ("Careful", {"temperature": "preset:Careful"})


async def test_the_preset_of_a_conversation_is_kept_with_it(tmp_path: Path) -> None:
    async with program(ScriptedTransport(says("a")), tmp_path) as opened:
        kept = opened.services.presets.keep(Preset("", "Careful", Sampling(seed=1), "Be brief."))
        session = opened.session()
        session.change(preset_id=kept.id, sampling=Sampling(seed=2), system_prompt="Be long.")
        session.send("Hi")
        await opened.ended(session)
        await opened.settled()
    async with program(ScriptedTransport(), tmp_path) as opened:
        again = await opened.conversations.open(session.id)
        assert opened.services.presets.of(again.conversation) == kept
        assert again.layers.merged == Sampling(seed=2)
        assert again.system_prompt == "Be long."
        record = again.messages()[-1].record
        assert record is not None
        assert record.origins == {"seed": "conversation"}


async def test_a_conversation_from_elsewhere_goes_on_where_new_ones_would() -> None:
    async with program(ScriptedTransport(says("answer"))) as opened:
        foreign = Conversation("f", title="Imported", model="gpt-4o")
        await opened.services.archive.save_conversation(foreign)
        session = await opened.conversations.open("f")
        endpoint, _ = opened.services.account.chosen
        assert session.endpoint == endpoint
        assert session.conversation.endpoint_id == endpoint.id
        session.send("Hi")
        await opened.ended(session)
        assert session.rows()[-1].text == "answer"
        assert opened.services.notices.history == ()
