"""A long conversation in the real window: rows come from the archive, and nothing moves by it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.archive_disks import UnreadableDisk, mounted
from support.long_conversations import answer_text, long_conversation, question_text
from support.scripted import ScriptedTransport, says
from support.window import ENDPOINT, Desktop, desktop

from desktop_chat.core.conversation import Conversation
from desktop_chat.ui.main_window import SIZE

COUNT = 700
MORE_THAN_SQLITE_KEEPS = 9_000


def text_of(number: int) -> str:
    return answer_text(number) if number % 2 else question_text(number)


def conversation(folder: Path, count: int = COUNT) -> Conversation:
    path = folder / "archive.db"
    return long_conversation(path, count, branch_every=10, endpoint_id=ENDPOINT.id)


def numbers_in_sight(opened: Desktop) -> range:
    first, last = opened.window.chat.transcript.turns_in_sight()
    return range(first, last + 1)


def is_read(opened: Desktop) -> bool:
    turns = opened.window.chat.transcript.layout_.turns
    return not any(turns[number].is_waiting for number in numbers_in_sight(opened))


async def show(opened: Desktop, talk: Conversation, message_id: str = "") -> None:
    opened.window.navigation.open(talk.id, message_id)
    await opened.until(lambda: opened.session.id == talk.id)


async def show_all(opened: Desktop, talk: Conversation) -> None:
    await show(opened, talk)
    await opened.session.complete()
    await opened.settled()


async def test_it_opens_at_its_end_and_stays_there_when_the_rest_is_joined(tmp_path: Path) -> None:
    talk = conversation(tmp_path)
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await show(opened, talk)
        view = opened.window.chat.transcript
        assert not opened.session.is_complete
        assert view.layout_.turns[-1].row.text == text_of(COUNT - 1)
        few = view.verticalScrollBar().maximum()
        distance = view.layout_.total - view.top
        await opened.until(lambda: opened.session.is_complete)
        assert view.verticalScrollBar().maximum() > 10 * few
        assert view.layout_.total - view.top == distance
        assert view.layout_.turns[-1].row.text == text_of(COUNT - 1)
        assert view.layout_.turns[-1].row.branch_count == 2


async def test_every_row_comes_as_it_is_in_the_archive_while_paging_down(tmp_path: Path) -> None:
    talk = conversation(tmp_path)
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await show_all(opened, talk)
        view = opened.window.chat.transcript
        view.scroll_to(0)
        seen: dict[int, str] = {}
        while len(seen) < COUNT:
            await opened.until(lambda: is_read(opened))
            for number in numbers_in_sight(opened):
                seen[number] = view.layout_.turns[number].row.text
            QTest.keyClick(view, Qt.Key.Key_PageDown)
        assert [seen[number] for number in range(COUNT)] == [text_of(n) for n in range(COUNT)]


async def test_a_page_up_moves_by_a_page_whatever_the_heights_turn_out_to_be(
    tmp_path: Path,
) -> None:
    talk = conversation(tmp_path)
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await show_all(opened, talk)
        view = opened.window.chat.transcript
        for _ in range(40):
            edge = view.layout_.place_at(view.top)
            assert edge is not None
            message_id = view.layout_.turns[edge.turn].row.message_id
            QTest.keyClick(view, Qt.Key.Key_PageUp)
            await opened.until(lambda: is_read(opened))
            # What stood at the upper edge stands near the lower one.
            number = view.layout_.number_of(message_id)
            assert number in numbers_in_sight(opened)


async def test_a_message_of_another_branch_is_brought_into_sight(tmp_path: Path) -> None:
    talk = conversation(tmp_path)
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        (hit,) = (await opened.opened.conversations.searching.find('"Alternative to 309"')).hits
        await show(opened, talk, hit.message_id or "")
        view = opened.window.chat.transcript
        await opened.until(lambda: view.layout_.number_of(hit.message_id or "") == 309)
        await opened.until(lambda: is_read(opened) and 309 in numbers_in_sight(opened))
        assert view.layout_.turns[309].row.text == "Alternative to 309"
        assert view.keys.turn == 309


async def test_a_resize_keeps_the_place_while_its_rows_are_still_being_read(
    tmp_path: Path,
) -> None:
    talk = conversation(tmp_path)
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await show_all(opened, talk)
        view = opened.window.chat.transcript
        target = opened.session.source.stub(250).message_id
        view.focus_message(target)
        assert view.layout_.turns[250].is_waiting
        opened.window.resize(SIZE.width() - 200, SIZE.height())
        await opened.until(lambda: is_read(opened))
        assert numbers_in_sight(opened)[0] == 250
        assert abs(view.layout_.top_of_turn(250) - view.top) <= 2


async def test_an_answer_is_streamed_at_the_end_and_a_deletion_in_the_middle_undone(
    tmp_path: Path,
) -> None:
    talk = conversation(tmp_path)
    async with desktop(ScriptedTransport(says("So ", "it is.")), tmp_path) as opened:
        await show_all(opened, talk)
        await opened.say("Really?")
        view = opened.window.chat.transcript
        assert [row.text for row in opened.session.rows()][-2:] == ["Really?", "So it is."]
        assert len(view.layout_.turns) == COUNT + 2
        middle = opened.session.source.stub(400).message_id
        opened.window.run("message.delete", middle)
        assert len(view.layout_.turns) == 400
        await opened.settled()
        undo = opened.opened.services.notices.history[-1].action
        assert undo is not None
        undo()
        await opened.settled()
        assert len(view.layout_.turns) == COUNT + 2
        view.scroll_to_end()
        await opened.until(lambda: is_read(opened))
        assert view.layout_.turns[-1].row.text == "So it is."


async def test_switching_a_branch_near_the_top_stays_there(tmp_path: Path) -> None:
    talk = conversation(tmp_path)
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await show_all(opened, talk)
        view = opened.window.chat.transcript
        view.scroll_to(0)
        await opened.until(lambda: is_read(opened))
        shown = opened.session.source.stub(9).message_id
        opened.window.run("message.previous_branch", shown)
        await opened.settled()
        assert len(view.layout_.turns) == 10
        other = opened.session.source.stub(9).message_id
        opened.window.run("message.next_branch", other)
        await opened.settled()
        await opened.until(lambda: is_read(opened))
        assert len(view.layout_.turns) == COUNT
        assert numbers_in_sight(opened)[0] <= 9


async def test_leaving_while_rows_are_read_does_no_harm(tmp_path: Path) -> None:
    talk = conversation(tmp_path)
    async with desktop(ScriptedTransport(), tmp_path) as opened:
        await show_all(opened, talk)
        opened.window.chat.transcript.scroll_to(0)
        opened.window.navigation.start()
        await opened.settled()
        assert len(opened.window.chat.transcript.layout_.turns) == 0
        await show(opened, talk)
        opened.window.chat.transcript.scroll_to(0)


async def test_rows_that_cannot_be_read_say_so_and_are_read_again_when_asked(
    tmp_path: Path,
) -> None:
    talk = conversation(tmp_path, MORE_THAN_SQLITE_KEEPS)
    disk = UnreadableDisk()
    with mounted(disk):
        async with desktop(ScriptedTransport(), tmp_path) as opened:
            await show_all(opened, talk)
            view = opened.window.chat.transcript
            disk.is_unreadable = True
            view.focus_message(opened.session.source.stub(300).message_id)
            await opened.until(lambda: is_read(opened))
            notice = view.layout_.turns[300].row.notice
            assert notice is not None
            assert notice.text.startswith("This message could not be read. The disk reported")
            assert [action.command_id for action in notice.actions] == ["message.read_again"]
            disk.is_unreadable = False
            opened.window.run("message.read_again", view.layout_.turns[300].row.message_id)
            await opened.until(lambda: view.layout_.turns[300].row.text == text_of(300))
