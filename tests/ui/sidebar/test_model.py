"""The list's rows follow the library, and change without losing the reader's place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says

from desktop_chat.app.session import ChatSession
from desktop_chat.core.conversation import Conversation
from desktop_chat.ui.sidebar.model import ENTRY_ROLE, ConversationModel, Heading, Item, Mark

WRONG_KEY = ScriptedReply([b'{"error":{"code":401,"message":"No"}}'], 401, JSON)


def followed(opened: Program) -> ConversationModel:
    """Return a model that follows the library, its rules watched by Qt's own tester."""
    model = ConversationModel(
        opened.conversations, lambda head: head.model.upper(), lambda: datetime.now(UTC).date()
    )
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    model.tester = QAbstractItemModelTester(model, fatal)  # type: ignore[attr-defined]
    opened.conversations.changed.connect(lambda _: model.refresh())
    opened.conversations.conversation_changed.connect(model.note)
    return model


async def said(opened: Program, text: str) -> ChatSession:
    session = opened.session()
    session.send(text)
    await opened.ended(session)
    await opened.settled()
    return session


def entries(model: ConversationModel) -> list[str]:
    found: list[str] = []
    for row in range(model.rowCount()):
        entry = model.index(row).data(ENTRY_ROLE)
        found.append(f"# {entry.text}" if isinstance(entry, Heading) else entry.title)
    return found


def item(model: ConversationModel, conversation_id: str) -> Item:
    entry = model.index_of(conversation_id).data(ENTRY_ROLE)
    assert isinstance(entry, Item)
    return entry


async def test_conversations_stand_under_headings_that_cannot_be_chosen() -> None:
    async with program(ScriptedTransport(says("a"), says("b"))) as opened:
        model = followed(opened)
        first = await said(opened, "first")
        await said(opened, "second")
        assert entries(model) == ["# Today", "second", "first"]
        assert not model.index(0).flags() & Qt.ItemFlag.ItemIsEnabled
        await opened.conversations.pin(first.id, is_pinned=True)
        assert entries(model) == ["# Pinned", "first", "# Today", "second"]


async def test_a_row_keeps_its_index_while_others_come_and_go() -> None:
    async with program(ScriptedTransport(says("a"), says("b"), says("c"))) as opened:
        model = followed(opened)
        first = await said(opened, "first")
        kept = QPersistentModelIndex(model.index_of(first.id))
        second = await said(opened, "second")
        await opened.conversations.delete(second.id)
        assert kept.isValid()
        assert kept.row() == model.index_of(first.id).row()


async def test_a_new_title_changes_the_row_in_its_place() -> None:
    async with program(ScriptedTransport(says("a"))) as opened:
        model = followed(opened)
        session = await said(opened, "first")
        removed, changed = QSignalSpy(model.rowsRemoved), QSignalSpy(model.dataChanged)
        session.change(title="Better")
        assert (removed.count(), changed.count()) == (0, 1)
        assert model.index_of(session.id).data() == "Better"


async def test_the_second_line_names_the_model_then_the_newest_words() -> None:
    async with program(ScriptedTransport(says("the answer"))) as opened:
        model = followed(opened)
        session = await said(opened, "first")
        assert item(model, session.id).detail == "\u2068M-1\u2069 · \u2068the answer\u2069"


async def test_marks_for_a_draft_a_failure_and_an_answer_being_made() -> None:
    async with program(ScriptedTransport(WRONG_KEY, says("a"))) as opened:
        model = followed(opened)
        session = await said(opened, "first")
        assert item(model, session.id).mark is Mark.FAILED
        session.change(draft="Dear\nall")
        assert item(model, session.id).mark is Mark.DRAFT
        assert "Draft: Dear all" in item(model, session.id).detail
        session.send("again")
        assert item(model, session.id).mark is Mark.ANSWERING
        assert "answering" in model.index_of(session.id).data(
            Qt.ItemDataRole.AccessibleDescriptionRole
        )
        await opened.ended(session)
        assert item(model, session.id).mark is Mark.NONE


async def test_editing_a_title_asks_for_it_and_an_empty_one_does_not() -> None:
    async with program(ScriptedTransport(says("a"))) as opened:
        model = followed(opened)
        session = await said(opened, "first")
        asked = QSignalSpy(model.rename_requested)
        index = model.index_of(session.id)
        assert not model.setData(index, "  ")
        assert model.setData(index, "first")
        assert asked.count() == 0
        assert model.setData(index, " Better ")
        assert asked.at(0) == [session.id, "Better"]


async def test_the_next_page_is_asked_for_only_while_there_is_one() -> None:
    async with program(ScriptedTransport()) as opened:
        model = followed(opened)
        wanted = QSignalSpy(model.more_wanted)
        assert model.canFetchMore(QModelIndex())
        model.fetchMore(QModelIndex())
        assert wanted.count() == 1
        await opened.conversations.load_more()
        assert not model.canFetchMore(QModelIndex())


async def test_neighbours_end_at_both_ends() -> None:
    async with program(ScriptedTransport(says("a"), says("b"))) as opened:
        model = followed(opened)
        first = await said(opened, "first")
        second = await said(opened, "second")
        assert model.neighbour(second.id, 1) == first.id
        assert model.neighbour(first.id, 1) is None
        assert model.neighbour(second.id, -1) is None
        assert model.neighbour("a new chat", 1) == second.id


async def test_a_row_is_made_anew_only_when_what_it_shows_has_changed() -> None:
    async with program(ScriptedTransport(says("one"), says("two"))) as opened:
        first, second = await said(opened, "first"), await said(opened, "second")
        titles = {"": "M"}
        asked: list[str] = []

        def title(head: Conversation) -> str:
            asked.append(head.id)
            return titles[""]

        model = ConversationModel(opened.conversations, title, lambda: datetime.now(UTC).date())
        before = {each.id: item(model, each.id) for each in (first, second)}
        asked.clear()
        model.refresh()
        assert all(item(model, each) is known for each, known in before.items())
        assert len(asked) == 1  # both have one model
        titles[""] = "Another"
        model.refresh()
        assert all("Another" in item(model, each).detail for each in before)


async def test_rows_are_made_anew_on_another_day() -> None:
    async with program(ScriptedTransport(says("one"))) as opened:
        session = await said(opened, "first")
        today = datetime.now().astimezone().date()
        days = [today]
        model = ConversationModel(opened.conversations, lambda _: "", lambda: days[-1])
        assert entries(model)[0] == "# Today"
        days.append(today + timedelta(1))
        model.refresh()
        assert entries(model)[0] == "# Yesterday"
        assert item(model, session.id)
