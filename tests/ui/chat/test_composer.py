"""The composer sends when it should and never otherwise, and loses nothing that was written."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPaintEvent,
    QTextOption,
)
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_chat.ui.chat.composer import DRAFT_DELAY_MS, Composer
from desktop_chat.ui.chat.message_field import LONG_WORD, MAX_LINES
from desktop_chat.ui.theme.tokens import LIGHT

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return
_DIRECTIONS = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer(LIGHT)
    qtbot.addWidget(made)
    made.resize(600, 60)
    made.show()
    made.focus()
    return made


@pytest.fixture
def sent(composer: Composer) -> QSignalSpy:
    return QSignalSpy(composer.submitted)


def test_enter_sends_and_empties_the_field(composer: Composer, sent: QSignalSpy) -> None:
    QTest.keyClicks(composer.field, "Hello")
    QTest.keyClick(composer.field, ENTER)
    assert sent.at(0) == ["Hello", ""]
    assert composer.text == ""


def test_shift_enter_begins_a_line(composer: Composer, sent: QSignalSpy) -> None:
    QTest.keyClicks(composer.field, "a")
    QTest.keyClick(composer.field, ENTER, SHIFT)
    QTest.keyClicks(composer.field, "b")
    assert composer.text == "a\nb"
    assert sent.count() == 0


def test_the_send_key_can_be_ctrl_enter(composer: Composer, sent: QSignalSpy) -> None:
    composer.set_send_key("ctrl+enter")
    QTest.keyClicks(composer.field, "a")
    QTest.keyClick(composer.field, ENTER)
    assert sent.count() == 0
    QTest.keyClick(composer.field, ENTER, CONTROL)
    assert sent.at(0) == ["a\n", ""]


def test_nothing_is_sent_while_an_input_method_composes(
    composer: Composer, sent: QSignalSpy
) -> None:
    QTest.keyClicks(composer.field, "a")
    QApplication.sendEvent(composer.field, QInputMethodEvent("に", []))
    QTest.keyClick(composer.field, ENTER)
    composer.submit()
    assert sent.count() == 0
    ended = QInputMethodEvent("", [])
    ended.setCommitString("日")
    QApplication.sendEvent(composer.field, ended)
    QTest.keyClick(composer.field, ENTER)
    assert sent.count() == 1
    assert "日" in sent.at(0)[0]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_not_sent(composer: Composer, sent: QSignalSpy, text: str) -> None:
    composer.fill(text)
    composer.submit()
    assert sent.count() == 0
    assert not composer.button.isEnabled()


def test_while_an_answer_is_made_the_button_stops_and_enter_waits(
    composer: Composer, sent: QSignalSpy
) -> None:
    stopped = QSignalSpy(composer.stop_requested)
    composer.set_answering(True)
    QTest.keyClicks(composer.field, "a")
    QTest.keyClick(composer.field, ENTER)
    assert sent.count() == 0
    assert composer.button.accessibleName() == "Stop"
    composer.button.click()
    assert stopped.count() == 1
    composer.set_answering(False)
    composer.button.click()
    assert sent.count() == 1


def test_what_is_pasted_is_plain_text(composer: Composer) -> None:
    pasted = QMimeData()
    pasted.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    pasted.setText("bold")
    QGuiApplication.clipboard().setMimeData(pasted)
    composer.field.paste()
    assert composer.text == "bold"


def test_up_in_the_empty_field_asks_for_the_last_message(composer: Composer) -> None:
    asked = QSignalSpy(composer.edit_last_requested)
    QTest.keyClicks(composer.field, "a")
    QTest.keyClick(composer.field, Qt.Key.Key_Up)
    assert asked.count() == 0
    composer.set_draft("")
    QTest.keyClick(composer.field, Qt.Key.Key_Up)
    assert asked.count() == 1


def test_the_draft_settles_after_a_pause_and_not_with_every_key(
    composer: Composer, qtbot: QtBot
) -> None:
    settled = QSignalSpy(composer.draft_settled)
    with qtbot.waitSignal(composer.draft_settled, timeout=DRAFT_DELAY_MS * 20):
        QTest.keyClicks(composer.field, "Hello")
        assert settled.count() == 0
    assert [settled.at(number) for number in range(settled.count())] == [["Hello"]]


def test_a_draft_can_be_had_at_once(composer: Composer) -> None:
    settled = QSignalSpy(composer.draft_settled)
    QTest.keyClicks(composer.field, "Hello")
    composer.flush_draft()
    composer.flush_draft()
    assert settled.count() == 1


def test_showing_a_kept_draft_keeps_it_no_second_time(composer: Composer) -> None:
    settled = QSignalSpy(composer.draft_settled)
    composer.set_draft("kept")
    composer.flush_draft()
    assert settled.count() == 0


def test_editing_puts_the_draft_aside_and_escape_brings_it_back(
    composer: Composer, sent: QSignalSpy
) -> None:
    QTest.keyClicks(composer.field, "draft")
    composer.begin_edit("m-1", "earlier")
    composer.begin_edit("m-2", "another")
    assert (composer.text, composer.draft) == ("another", "draft")
    QTest.keyClick(composer.field, Qt.Key.Key_Escape)
    assert (composer.text, composer.is_editing) == ("draft", False)
    composer.begin_edit("m-1", "earlier")
    QTest.keyClick(composer.field, ENTER)
    assert sent.at(0) == ["earlier", "m-1"]
    assert composer.text == "draft"


def test_the_field_grows_with_its_lines_up_to_twelve(composer: Composer) -> None:
    heights: list[int] = []
    for lines in (1, 2, MAX_LINES, MAX_LINES + 5):
        composer.fill("\n".join("x" * lines))
        QApplication.sendPostedEvents()
        heights.append(composer.field.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_a_word_without_end_is_broken_anywhere_and_words_are_kept_whole_again(
    composer: Composer,
) -> None:
    composer.fill("x" * LONG_WORD)
    assert composer.field.wordWrapMode() is QTextOption.WrapMode.WrapAnywhere
    composer.fill("words again")
    assert composer.field.wordWrapMode() is QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def test_a_starter_that_fills_the_field_can_be_undone(composer: Composer) -> None:
    QTest.keyClicks(composer.field, "mine")
    composer.fill("Tell me a story")
    composer.field.undo()
    assert composer.text == "mine"


def test_undo_is_the_windows_where_the_field_has_nothing_to_undo(composer: Composer) -> None:
    def is_kept_from_the_window() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, CONTROL)
        event.ignore()
        QApplication.sendEvent(composer.field, event)
        return event.isAccepted()

    assert not is_kept_from_the_window()
    QTest.keyClicks(composer.field, "a")
    assert is_kept_from_the_window()


def test_names_and_placeholder(composer: Composer) -> None:
    composer.set_model_title("Mistral Large")
    assert composer.field.accessibleName() == "Message"
    assert composer.field.placeholderText() == "Message Mistral Large"
    assert composer.button.accessibleName() == "Send"


def test_another_text_size_reaches_the_placeholder_too(composer: Composer) -> None:
    larger = dataclasses.replace(LIGHT, text_px=LIGHT.text_px * 2)
    composer.field.set_theme(larger)
    assert composer.field.viewport().font() == composer.field.font()
    assert composer.field.height() >= composer.field.fontMetrics().lineSpacing()


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_the_field_leans_to_the_side_where_its_text_begins(
    composer: Composer, *, is_mirrored: bool
) -> None:
    field = composer.field
    composer.setLayoutDirection(_DIRECTIONS[is_mirrored])

    def leans_right() -> bool:
        return field.cursorRect().left() > field.viewport().width() / 2

    assert leans_right() is is_mirrored
    for text, is_right in (("Hello", False), ("", is_mirrored), ("שלום", True), ("", is_mirrored)):
        field.setPlainText(text)
        assert leans_right() is is_right


class Repaints(QObject):
    """Notes how wide a part of a widget is painted anew."""

    def __init__(self) -> None:
        super().__init__()
        self.widest = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.widest = max(self.widest, event.rect().width())
        return super().eventFilter(watched, event)


def test_another_name_of_the_model_is_seen_at_once(composer: Composer, qtbot: QtBot) -> None:
    composer.set_model_title("first")
    viewport = composer.field.viewport()
    viewport.repaint()
    repaints = Repaints()
    viewport.installEventFilter(repaints)
    composer.set_model_title("Second")
    # The caret that blinks is painted, too, and is as narrow as a letter.
    qtbot.waitUntil(lambda: repaints.widest > viewport.width() // 2)
