"""Short strings are shown with their invisible characters, added, removed and wrapped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.widgets.chips import ChipsEditor, escaped, unescaped


@given(st.text())
def test_every_string_survives_being_shown_and_typed(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_line_breaks_and_tabs_are_shown() -> None:
    assert escaped("\n\n##\t\\") == r"\n\n##\t\\"
    assert unescaped(r"\q") == r"\q"


class Editor(ChipsEditor):
    """An editor that shows what it chose."""

    def __init__(self) -> None:
        super().__init__(LIGHT, "Stop", 4)
        self.said: list[tuple[str, ...]] = []
        self.strings_chosen.connect(self._take)

    def _take(self, strings: tuple[str, ...]) -> None:
        self.said.append(strings)
        self.set_strings(strings)

    def button(self, name: str) -> QAbstractButton:
        buttons = self.findChildren(QAbstractButton)
        return next(each for each in buttons if each.accessibleName() == name)

    @property
    def field(self) -> QLineEdit:
        return self.findChildren(QLineEdit)[0]


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[Editor]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Editor()
    QVBoxLayout(window).addWidget(made)
    window.resize(300, 200)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield made
    window.close()


def add(qtbot: QtBot, editor: Editor, typed: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    qtbot.mouseClick(editor.button("Add Stop"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(editor.field.hasFocus)
    qtbot.keyClicks(editor.field, typed)
    qtbot.keyClick(editor.field, key)


def test_what_is_typed_becomes_a_chip(qtbot: QtBot, editor: Editor) -> None:
    add(qtbot, editor, r"\n\n##")
    assert editor.said == [("\n\n##",)]
    assert editor.field.isHidden()
    assert editor.button(r"Remove Stop \n\n##").isVisible()


def test_escape_and_nothing_and_the_same_again_add_nothing(qtbot: QtBot, editor: Editor) -> None:
    editor.set_strings(("END",))
    add(qtbot, editor, "x", Qt.Key.Key_Escape)
    add(qtbot, editor, "")
    add(qtbot, editor, "END")
    assert editor.said == []


def test_the_cross_removes_its_chip(qtbot: QtBot, editor: Editor) -> None:
    editor.set_strings(("one", "two"))
    qtbot.mouseClick(editor.button("Remove Stop one"), Qt.MouseButton.LeftButton)
    assert editor.said == [("two",)]


def test_there_are_no_more_strings_than_allowed(editor: Editor) -> None:
    editor.set_strings(("1", "2", "3", "4"))
    assert editor.button("Add Stop").isHidden()


def test_many_chips_wrap_inside_the_width(qtbot: QtBot, editor: Editor) -> None:
    editor.set_strings(("a long stop string", "another long stop string", "third"))
    chips = [each for each in editor.findChildren(QFrame) if each.property("kind") == "chip"]
    qtbot.waitUntil(lambda: len({chip.y() for chip in chips}) > 1)
    assert all(chip.geometry().right() < editor.width() for chip in chips)
    assert len({chip.geometry().right() for chip in chips}) < len(chips)


def test_chips_mirror_but_their_text_does_not(qtbot: QtBot, editor: Editor) -> None:
    editor.window().setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    editor.set_strings(("\n#",))
    chip = next(each for each in editor.findChildren(QFrame) if each.property("kind") == "chip")
    qtbot.waitUntil(lambda: chip.x() < editor.button("Add Stop").x())
    assert chip.layoutDirection() is Qt.LayoutDirection.LeftToRight
