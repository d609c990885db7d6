"""The accessible tree of the transcript, walked as Qt walks it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row, turn_row

from desktop_chat.core.message import MessageState
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.accessible import turn_name, turn_text
from desktop_chat.ui.transcript.view import TranscriptView

TEXT = "# Title\n\nSome **bold** 😀 text\n\n- one\n- [x](https://x.example)\n\n```py\nx = 1\n```\n"


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.set_rows([turn_row("u", "user", "Hello"), turn_row("a", "assistant", TEXT)])
    return view


def tree(view: TranscriptView) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(view)


def test_the_conversation_is_a_list_of_its_turns(view: TranscriptView) -> None:
    root = tree(view)
    assert root.role() == QAccessible.Role.List
    assert root.text(QAccessible.Text.Name) == "Conversation"
    assert root.childCount() == 2
    assert root.child(1).role() == QAccessible.Role.ListItem
    assert root.indexOfChild(root.child(1)) == 1


def test_a_turn_is_named_by_role_author_and_time(view: TranscriptView) -> None:
    name = tree(view).child(1).text(QAccessible.Text.Name)
    assert name.startswith("Assistant, Model, ")


def test_a_turn_has_one_node_for_as_long_as_it_is_shown(view: TranscriptView) -> None:
    assert view.access.node(1) is view.access.node(1)
    view.set_rows([turn_row("b", "user", "New"), turn_row("a", "assistant", TEXT)])
    assert tree(view).child(1).text(QAccessible.Text.Name).startswith("Assistant")


def test_the_text_of_a_turn_is_what_it_says_in_utf_16(view: TranscriptView) -> None:
    text = view.access.node(1).text_interface
    said = "Title\nSome bold 😀 text\n• one\n• x\nx = 1\n"
    assert text.characterCount() == len(said) + 1
    assert text.text(0, text.characterCount()) == said
    assert text.text(16, 18) == "😀"


def test_growth_is_reported_as_what_was_added(view: TranscriptView) -> None:
    view.set_rows([growing_row("g", "One")])
    text = view.access.node(0).text_interface
    assert text.refresh() == (0, "One")
    view.layout_.turns[0].update(growing_row("g", "One two"))
    assert text.refresh() == (3, " two")
    assert text.refresh() == (0, "")


def test_nodes_of_turns_that_are_gone_go_with_them(view: TranscriptView) -> None:
    node = view.access.node(0)
    view.set_rows([turn_row("a", "assistant", TEXT)])
    assert node.number == -1
    assert tree(view).childCount() == 1


def test_the_focused_turn_is_the_focused_child(view: TranscriptView) -> None:
    assert tree(view).focusChild() is None
    view.focus_message("a")
    assert tree(view).focusChild() is view.access.node(1)
    assert view.access.node(1).state().focused


def test_a_point_on_a_turn_finds_it(view: TranscriptView) -> None:
    middle = view.access.node(1).rect().intersected(view.geometry()).center()
    found = tree(view).childAt(middle.x(), middle.y())
    assert found is view.access.node(1)
    assert view.access.node(1).childAt(QPoint(0, 0).x(), 0) is None


def test_a_failed_answer_says_so(view: TranscriptView) -> None:
    from desktop_chat.app.rows import RowNotice

    row = turn_row(
        "f", "assistant", "", state=MessageState.FAILED, notice=RowNotice("error", "No.", "Retry.")
    )
    view.set_rows([row])
    assert turn_text(view.layout_.turns[0]) == "No. Retry."
    assert "writing" not in turn_name(view.layout_.turns[0])
