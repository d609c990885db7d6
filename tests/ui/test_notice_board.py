"""What is done passes by, what is wrong stays, and what can be undone is undone once."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.errors import Offline
from desktop_chat.ui.notice_board import NoticeBoard
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.undo_history import UndoHistory
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.notice_bar import NoticeBar
from desktop_chat.ui.widgets.toast import ToastStack


class Board:
    """A board on an area of its own."""

    def __init__(self, qtbot: QtBot) -> None:
        self.notices = Notices()
        self.area = QWidget()
        qtbot.addWidget(self.area)
        self.area.resize(600, 400)
        self.area.show()
        self.bar = NoticeBar(LIGHT, self.area)
        self.toasts = ToastStack(LIGHT, self.area, lambda: 380)
        self.history = UndoHistory()
        self.stack = self.history.stack
        self.undone: list[str] = []

    def open(self) -> NoticeBoard:
        return NoticeBoard(self.notices, self.bar, self.toasts, self.history)

    def do(self, name: str) -> None:
        self.notices.add_undoable(f"{name} done.", lambda: self.undone.append(name))

    def press_undo(self, toast: int) -> None:
        self.toasts.toasts[toast].findChildren(TextButton)[0].click()


@pytest.fixture
def board(qtbot: QtBot) -> Board:
    return Board(qtbot)


def test_an_error_stays_in_the_bar_with_its_advice(board: Board) -> None:
    board.open()
    board.notices.add_error(Offline("Nothing answers."))
    assert board.bar.text.startswith("Nothing answers. ")
    assert not board.toasts.toasts


def test_what_is_done_passes_by_as_a_toast(board: Board) -> None:
    board.open()
    board.notices.add(Notice(Severity.DONE, "Copied."))
    assert len(board.toasts.toasts) == 1
    assert board.bar.text == ""


def test_what_holds_no_more_leaves_the_bar_and_nothing_else_does(board: Board) -> None:
    board.open()
    full = Notice(Severity.ERROR, "The disk is full.", "Free some space.")
    board.notices.add(full)
    board.notices.add(Notice(Severity.DONE, "Copied."))
    assert board.bar.text == "The disk is full. Free some space."
    board.notices.add(Notice(Severity.DONE, "Saved again.", ended=full))
    assert board.bar.text == ""
    board.notices.add(full)
    board.notices.add_error(Offline("Nothing answers."))
    board.notices.add(Notice(Severity.DONE, "Saved again.", ended=full))
    assert board.bar.text.startswith("Nothing answers.")


def test_what_was_said_before_is_shown_at_first(board: Board) -> None:
    board.notices.add_error(Offline("Nothing answers."))
    board.open()
    assert board.bar.text


def test_after_its_end_nothing_more_is_shown(board: Board) -> None:
    board.open().close()
    board.notices.add_error(Offline("Nothing answers."))
    assert board.bar.text == ""


def test_undo_takes_back_the_newest_first_and_cannot_do_it_again(board: Board) -> None:
    board.open()
    board.do("one")
    board.do("two")
    board.stack.undo()
    board.stack.undo()
    assert board.undone == ["two", "one"]
    assert not board.stack.canRedo()


def test_the_toast_and_the_undo_step_are_one_thing(board: Board) -> None:
    board.open()
    board.do("one")
    board.press_undo(0)
    assert not board.stack.canUndo()
    assert board.undone == ["one"]


def test_an_older_toast_takes_back_its_own_and_only_once(board: Board) -> None:
    board.open()
    board.do("one")
    board.do("two")
    board.press_undo(0)
    assert board.undone == ["one"]
    board.stack.undo()
    board.stack.undo()
    assert board.undone == ["one", "two"]


def test_a_toast_that_outlived_its_step_still_takes_back(board: Board) -> None:
    board.open()
    board.do("one")
    board.stack.clear()
    board.press_undo(0)
    assert board.undone == ["one"]
