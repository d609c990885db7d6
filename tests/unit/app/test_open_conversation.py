"""What a long conversation answers before and after all of it is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.archives import message
from support.long_conversations import COST, answer_text, long_conversation
from support.program import program
from support.scripted import ScriptedTransport, says

from desktop_chat.app.tally import Tally
from desktop_chat.archive import TAIL, Archive
from desktop_chat.core.conversation import with_changes
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.errors import UsageError

COUNT = 700


async def test_a_long_conversation_is_known_by_its_end_first(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT, branch_every=10)
    async with program(ScriptedTransport(), tmp_path) as opened:
        session = await opened.conversations.open(talk.id)
        assert not session.is_complete
        assert session.totals is None
        assert session.newest == (talk.active_leaf_id, Role.ASSISTANT)
        assert session.message_counts == (TAIL, TAIL)
        assert len(session.source) == len(session.rows()) == TAIL
        await session.complete()
        assert session.message_counts == (COUNT, COUNT + COUNT // 10)
        assert session.totals is not None
        assert Tally(session).cost_usd() == (COUNT // 2 + COUNT // 10) * COST
        rows = [row async for part in session.source.read(690) for row in part]
        assert [row.text for row in rows if row.role is Role.ASSISTANT] == [
            answer_text(n) for n in range(691, COUNT, 2)
        ]
        assert (rows[9].branch_index, rows[9].branch_count) == (1, 2)


async def test_a_message_that_is_not_in_memory_is_read_before_something_is_done_with_it(
    tmp_path: Path,
) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT)
    async with program(ScriptedTransport(), tmp_path) as opened:
        session = await opened.conversations.open(talk.id)
        await session.complete()
        first = session.source.stub(1).message_id
        with pytest.raises(UsageError):
            session.message(first)
        found: list[Message] = []
        session.with_message(first, found.append)
        assert found == []
        await opened.settled()
        assert [message.text for message in found] == [answer_text(1)]
        session.with_message(first, found.append)
        assert len(found) == 2


async def test_the_branch_to_a_message_is_read_whole(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT)
    async with program(ScriptedTransport(), tmp_path) as opened:
        session = await opened.conversations.open(talk.id)
        branch = await session.branch_to()
        assert len(branch) == COUNT
        assert branch[0].parent_id is None
        assert await session.branch_to(branch[7].id) == branch[:8]


async def test_a_branch_that_was_shown_and_is_gone_gives_way_to_the_newest(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT)
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert talk.active_leaf_id is not None
        await opened.services.archive.delete_messages([talk.active_leaf_id])
        session = await opened.conversations.open(talk.id)
        assert session.is_complete
        assert len(session.source) == COUNT - 1


async def test_a_message_of_another_branch_is_shown_in_its_branch(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT, branch_every=10)
    async with program(ScriptedTransport(), tmp_path) as opened:
        (hit,) = [
            found
            for found in (await opened.conversations.searching.find('"Alternative to 109"')).hits
            if found.message_id
        ]
        session = await opened.conversations.open(talk.id)
        assert await session.reveal(hit.message_id or "")
        assert session.source.index_of(hit.message_id or "") == 109
        assert len(session.source) == 110
        await opened.settled()
        assert session.messages()[-1].text == "Alternative to 109"
        assert not await session.reveal("gone")


async def test_acts_before_all_is_known_wait_for_it(tmp_path: Path) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT, branch_every=10)
    transport = ScriptedTransport(says("again"))
    async with program(transport, tmp_path) as opened:
        session = await opened.conversations.open(talk.id)
        shown = session.source.stub(TAIL - 1).message_id
        session.show_branch(shown, -1)
        await opened.settled()
        assert session.messages()[-1].text == "Alternative to 699"
        session.show_branch(session.newest[0] if session.newest else "", 1)
        # The first of what is known follows a message that is not.
        again = await opened.conversations.open(talk.id)
        assert again is session
        session.regenerate(session.source.stub(COUNT - TAIL + 1).message_id)
        await opened.ended(session)
        assert session.messages()[-1].text == "again"
        assert session.messages()[-1].state is MessageState.COMPLETE


async def test_deleting_in_the_middle_and_undoing_it_leaves_everything_as_it_was(
    tmp_path: Path,
) -> None:
    talk = long_conversation(tmp_path / "archive.db", COUNT, branch_every=10)
    async with program(ScriptedTransport(), tmp_path) as opened:
        session = await opened.conversations.open(talk.id)
        await session.complete()
        before = session.totals
        middle = session.source.stub(300).message_id
        session.delete(middle)
        assert len(session.source) == 300
        await opened.settled()
        assert session.totals is not None
        assert session.totals.counted == 150 + 30
        undo = opened.services.notices.history[-1].action
        assert undo is not None
        undo()
        await opened.settled()
        assert len(session.source) == COUNT
        assert session.totals == before
        texts = [said.text async for part in session.source.texts(299, 303) for said in part]
        assert texts[0] == answer_text(299)


async def test_an_answer_that_the_end_of_the_program_cut_is_at_the_end_of_a_long_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "archive.db"
    talk = long_conversation(path, COUNT)
    archive = await Archive.open(path)
    cut = message(
        talk.id, parent_id=talk.active_leaf_id, role=Role.ASSISTANT, state=MessageState.STREAMING
    )
    await archive.save_message(cut)
    await archive.append_stream(cut.id, "Half a", "")
    await archive.save_conversation(with_changes(talk, active_leaf_id=cut.id))
    await archive.close()
    transport = ScriptedTransport(says(" sentence."))
    async with program(transport, tmp_path) as opened:
        assert opened.services.archive.recovered == (cut.id,)
        session = await opened.conversations.open(talk.id)
        row = session.rows()[-1]
        assert (row.text, row.state) == ("Half a", MessageState.INTERRUPTED)
        session.continue_answer(cut.id)
        await opened.ended(session)
        assert session.rows()[-1].text == "Half a sentence."
        assert len(transport.bodies[0]["messages"]) == COUNT + 1
