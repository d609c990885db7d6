"""What is typed into a field becomes a number, nothing, or a visible problem."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.core.layers import ValueState
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.value_field import NumberFormat, ValueField

SHARE = NumberFormat(0, 2, 0.01, is_whole=False)
TOP_P = NumberFormat(0, 1, 0.01, is_whole=False, minimum_is_excluded=True)
PENALTY = NumberFormat(-2, 2, 0.01, is_whole=False)
TOKENS = NumberFormat(1, None, 1, is_whole=True, groups_thousands=True)
SEED = NumberFormat(None, None, 1, is_whole=True)


@pytest.mark.parametrize(
    ("numbers", "text", "value"),
    [
        (SHARE, "0.7", 0.7),
        (SHARE, "0,7", 0.7),
        (SHARE, " .5 ", 0.5),
        (SHARE, "٠.٧", 0.7),
        (SHARE, "2.01", None),
        (SHARE, "nan", None),
        (SHARE, "inf", None),
        (SHARE, "warm", None),
        (TOP_P, "0", None),
        (TOP_P, "1", 1.0),
        (PENALTY, "−1.5", -1.5),
        (TOKENS, "1\u202f024", 1024),
        (TOKENS, "1.5", None),
        (TOKENS, "0", None),
        (SEED, "-41", -41),
    ],
)
def test_typed_text_means_a_number_in_range_or_none(
    numbers: NumberFormat, text: str, value: float | None
) -> None:
    assert numbers.parse(text) == value


@pytest.mark.parametrize(
    ("numbers", "value", "text"),
    [
        (SHARE, 0.7, "0.70"),
        (SHARE, 1, "1.00"),
        (SHARE, 0.125, "0.125"),
        (TOKENS, 131072, "131\u202f072"),
        (SEED, 131072, "131072"),
    ],
)
def test_numbers_show_in_one_form_in_every_language(
    numbers: NumberFormat, value: float, text: str
) -> None:
    assert numbers.write(value) == text


class Form(QWidget):
    """A field that shows what it chose, and a second stop for the keyboard."""

    def __init__(self, numbers: NumberFormat) -> None:
        super().__init__()
        self.field = ValueField(LIGHT, numbers, "default")
        self.other = QPushButton()
        self.said: list[Any] = []
        self.problems: list[bool] = []
        row = QHBoxLayout(self)
        row.addWidget(self.field)
        row.addWidget(self.other)
        self.field.value_chosen.connect(self._take)
        self.field.unset_requested.connect(lambda: self._take(None, False))
        self.field.problem_changed.connect(self.problems.append)

    def _take(self, value: float | None, goes_on: bool) -> None:
        self.said.append((value, goes_on))
        state = ValueState.UNSET if value is None else ValueState.SET
        self.field.show_value(value, state, 1.0)


def form(qtbot: QtBot, numbers: NumberFormat) -> Form:
    made = Form(numbers)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    return made


def test_typing_is_taken_at_once_as_one_edit_and_stays_as_typed(qtbot: QtBot) -> None:
    made = form(qtbot, SHARE)
    qtbot.keyClicks(made.field, "0.5")
    assert made.said == [(0.0, False), (0.0, True), (0.5, True)]
    assert made.field.text() == "0.5"
    qtbot.keyClick(made.field, Qt.Key.Key_Return)
    assert made.field.text() == "0.50"
    qtbot.keyClicks(made.field, "1")
    assert made.said[-1][1] is False


def test_a_number_out_of_range_is_shown_as_a_problem_and_not_taken(qtbot: QtBot) -> None:
    made = form(qtbot, SHARE)
    qtbot.keyClicks(made.field, "3")
    assert made.said == []
    assert made.problems == [True]
    assert made.field.property("problem") is True
    qtbot.keyClick(made.field, Qt.Key.Key_Escape)
    assert made.problems == [True, False]
    assert made.field.text() == ""


def test_a_number_on_its_way_into_the_range_is_no_problem_yet(qtbot: QtBot) -> None:
    made = form(qtbot, TOP_P)
    qtbot.keyClicks(made.field, "0.")
    assert made.problems == []
    qtbot.keyClick(made.field, Qt.Key.Key_Return)
    assert made.problems == [True]
    qtbot.keyClicks(made.field, "9")
    assert made.problems == [True, False]
    assert made.said == [(0.9, False)]


def test_emptying_the_field_unsets(qtbot: QtBot) -> None:
    made = form(qtbot, SHARE)
    made.field.show_value(0.7, ValueState.SET)
    made.field.selectAll()
    qtbot.keyClick(made.field, Qt.Key.Key_Backspace)
    assert made.said == [(None, False)]
    assert made.field.placeholderText() == "default"


def test_delete_in_an_empty_field_unsets_what_is_inherited_or_gone(qtbot: QtBot) -> None:
    made = form(qtbot, SHARE)
    qtbot.keyClick(made.field, Qt.Key.Key_Delete)
    assert made.said == [(None, False)]


def test_arrow_keys_step_from_the_default_and_stop_at_the_ends(qtbot: QtBot) -> None:
    made = form(qtbot, SHARE)
    made.field.show_value(None, ValueState.UNSET, 1.0)
    qtbot.keyClick(made.field, Qt.Key.Key_Up)
    qtbot.keyClick(made.field, Qt.Key.Key_PageDown)
    assert [value for value, _ in made.said] == [1.01, 0.91]
    made.field.show_value(2.0, ValueState.SET)
    qtbot.keyClick(made.field, Qt.Key.Key_Up)
    assert made.said[-1][0] == 2.0


def test_arrow_keys_never_choose_an_excluded_end(qtbot: QtBot) -> None:
    made = form(qtbot, TOP_P)
    made.field.show_value(0.01, ValueState.SET)
    qtbot.keyClick(made.field, Qt.Key.Key_Down)
    assert made.said == [(0.01, False)]


def test_thousands_are_grouped_only_while_nobody_types(qtbot: QtBot) -> None:
    made = form(qtbot, TOKENS)
    made.field.show_value(2048, ValueState.SET)
    assert made.field.text() == "2048"
    made.other.setFocus()
    assert made.field.text() == "2\u202f048"


def test_undo_is_the_windows_not_the_fields(qtbot: QtBot) -> None:
    made = form(qtbot, SHARE)
    stack = QUndoStack(made)
    action = stack.createUndoAction(made)
    action.setShortcut(QKeySequence.StandardKey.Undo)
    action.setEnabled(True)
    made.addAction(action)
    qtbot.keyClicks(made.field, "1")
    with qtbot.waitSignal(action.triggered):
        qtbot.keyClick(made.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
