"""The keyboard in the transcript: turns, letters, scrolling, targets, and the pill to the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row, turn_row

from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LONG = "\n\n".join(f"Paragraph {n} has some words in it." for n in range(60))
LETTERS = {
    Qt.Key.Key_E: "message.edit",
    Qt.Key.Key_C: "message.copy",
    Qt.Key.Key_R: "message.regenerate",
    Qt.Key.Key_B: "message.branch",
    Qt.Key.Key_Delete: "message.delete",
}


@pytest.mark.parametrize("key", LETTERS)
def test_a_letter_acts_on_the_turn_in_focus_and_on_nothing_without_one(
    shown: Opener, qtbot: QtBot, key: Qt.Key
) -> None:
    view = shown(turn_row("a", "assistant", "Hi"))
    with qtbot.assertNotEmitted(view.action_requested):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Qt.Key.Key_J)
    with qtbot.waitSignal(view.action_requested) as asked:
        QTest.keyClick(view, key)
    assert asked.args == [LETTERS[key], "a"]
    with qtbot.assertNotEmitted(view.action_requested):
        QTest.keyClick(view, key, CONTROL)


def test_what_a_question_cannot_do_is_not_asked_for(shown: Opener, qtbot: QtBot) -> None:
    view = shown(turn_row("u", "user", "Hi"))
    QTest.keyClick(view, Qt.Key.Key_J)
    with qtbot.assertNotEmitted(view.action_requested):
        QTest.keyClick(view, Qt.Key.Key_R)


@pytest.mark.parametrize(
    ("reason", "stays"),
    [
        (Qt.FocusReason.MenuBarFocusReason, True),
        (Qt.FocusReason.ActiveWindowFocusReason, True),
        (Qt.FocusReason.TabFocusReason, False),
        (Qt.FocusReason.MouseFocusReason, False),
    ],
)
def test_the_focus_stays_with_a_turn_while_a_menu_is_open(
    shown: Opener, reason: Qt.FocusReason, *, stays: bool
) -> None:
    view = shown(turn_row("a", "assistant", "Hi"))
    told: list[int] = []
    view.keys.turn_changed.connect(lambda _: told.append(view.keys.turn))
    QTest.keyClick(view, Qt.Key.Key_J)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert view.keys.turn == (0 if stays else -1)
    assert told == ([0] if stays else [0, -1])


@pytest.mark.parametrize(
    ("key", "modifiers", "wanted"),
    [
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, "a page down"),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, "a page down"),
        (Qt.Key.Key_Space, SHIFT, "a page up"),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, "a page up"),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, "the top"),
        (Qt.Key.Key_Home, CONTROL, "the top"),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, "the end"),
        (Qt.Key.Key_End, CONTROL, "the end"),
    ],
)
def test_keys_scroll(
    shown: Opener, key: Qt.Key, modifiers: Qt.KeyboardModifier, wanted: str
) -> None:
    view = shown(turn_row("a", "assistant", LONG))
    view.scroll_to(600)
    QTest.keyClick(view, key, modifiers)
    page = view.viewport().height() - 2 * view.look.line_px
    end = view.verticalScrollBar().maximum()
    tops = {"a page down": 600 + page, "a page up": 600 - page, "the top": 0, "the end": end}
    assert view.top == tops[wanted]


def test_a_space_presses_what_has_the_focus(shown: Opener, qtbot: QtBot) -> None:
    view = shown(turn_row("a", "assistant", "[x](https://x.example)"))
    QTest.keyClick(view, Qt.Key.Key_J)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.link_activated):
        QTest.keyClick(view, Qt.Key.Key_Space)


def test_escape_first_takes_the_selection_back(shown: Opener) -> None:
    view = shown(turn_row("a", "assistant", "Hi"))
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert not view.selection.is_empty
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection.is_empty


def test_the_pill_counts_what_came_since_the_reader_left_the_end(shown: Opener) -> None:
    rows = [turn_row("a", "assistant", LONG)]
    view = shown(*rows)
    pill = view.jump_button
    assert not pill.isVisible()
    view.scroll_to(100)
    assert (pill.text(), pill.accessibleName()) == ("Jump to latest ↓", "Jump to latest")
    rows += [turn_row("u", "user", "More"), growing_row("b", "Well")]
    view.set_rows(rows)
    assert (pill.text(), pill.accessibleName()) == ("2 new ↓", "Jump to latest, 2 new")
    assert view.top == 100
    QTest.keyClick(view, Qt.Key.Key_End)
    assert not pill.isVisible()
    view.scroll_to(100)
    assert pill.text() == "Jump to latest ↓"


@pytest.mark.parametrize(("away", "follows"), [(40, True), (60, False)])
def test_growth_is_followed_only_near_the_end(shown: Opener, away: int, *, follows: bool) -> None:
    view = shown(growing_row("a", LONG))
    view.scroll_to(view.verticalScrollBar().maximum() - away)
    before = view.top
    view.update_row(growing_row("a", LONG + "\n\nMore.\n\nAnd more."))
    assert (view.top == view.verticalScrollBar().maximum()) is follows
    assert (view.top == before) is not follows
