"""The caret of a growing answer pulses, alone, and only while there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPaintEvent, QRegion
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row, turn_row
from typing_extensions import override

from desktop_chat.core.message import MessageState
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

Opener = Callable[..., TranscriptView]
ANSWER = growing_row("a", "Some words that grow")
LONG = growing_row("a", "\n\n".join(f"Paragraph {n} has some words." for n in range(60)))


class Painted(QObject):
    """Collects what of a viewport is painted."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self.region = QRegion()
        view.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def turn_over(view: TranscriptView) -> None:
    timer = view.blink.findChild(QTimer)
    assert isinstance(timer, QTimer)
    timer.timeout.emit()


def painted(view: TranscriptView) -> None:
    """Paint the view."""
    QCoreApplication.processEvents()


def colour(view: TranscriptView) -> QColor:
    (rect,) = view.blink.rects()
    image = view.viewport().grab(rect).toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2)


@pytest.mark.parametrize("row", [turn_row("a", "assistant", "Done"), turn_row("u", "user", "Hi")])
def test_nothing_pulses_where_nothing_grows(shown: Opener, row: object) -> None:
    view = shown(row)
    painted(view)
    assert not view.blink.is_running
    assert view.blink.rects() == []


def test_nothing_pulses_where_motion_is_to_be_reduced(qtbot: QtBot) -> None:
    view = TranscriptView(replace(LIGHT, is_motion_reduced=True), frame_ms=0)
    qtbot.addWidget(view)
    view.set_rows([ANSWER])
    view.show()
    painted(view)
    assert not view.blink.is_running
    assert colour(view) == view.look.color("accent")


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
@pytest.mark.parametrize("text", ["", "Some words that grow", "نص ينمو", "```\ncode"])
def test_the_caret_pulses_and_only_its_own_place_is_painted(
    shown: Opener, text: str, direction: Qt.LayoutDirection
) -> None:
    view = shown(growing_row("a", text))
    view.setLayoutDirection(direction)
    painted(view)
    assert view.blink.is_running
    assert colour(view) == view.look.color("accent")
    seen = Painted(view)
    turn_over(view)
    QCoreApplication.processEvents()
    (rect,) = view.blink.rects()
    assert seen.region == QRegion(rect)
    assert colour(view) != view.look.color("accent")
    turn_over(view)
    assert colour(view) == view.look.color("accent")


def test_what_grows_shows_its_caret_strong(shown: Opener, qtbot: QtBot) -> None:
    view = shown(ANSWER)
    painted(view)
    turn_over(view)
    with qtbot.waitSignal(view.frames.ready):
        view.update_row(replace(ANSWER, text=ANSWER.text + " more", revision=99))
    assert colour(view) == view.look.color("accent")
    assert view.blink.is_running


@pytest.mark.parametrize("state", [MessageState.COMPLETE, MessageState.STOPPED])
def test_the_timer_stops_with_the_answer(shown: Opener, qtbot: QtBot, state: MessageState) -> None:
    view = shown(ANSWER)
    painted(view)
    turn_over(view)
    with qtbot.waitSignal(view.frames.ready):
        view.update_row(replace(ANSWER, state=state, revision=0))
    painted(view)
    assert not view.blink.is_running
    assert view.blink.opacity == 1


def test_the_timer_rests_while_the_caret_is_out_of_sight(shown: Opener) -> None:
    view = shown(LONG)
    painted(view)
    assert view.blink.is_running
    view.scroll_to(0)
    painted(view)
    turn_over(view)
    assert not view.blink.is_running
    view.scroll_to_end()
    painted(view)
    assert view.blink.is_running
    view.hide()
    turn_over(view)
    assert not view.blink.is_running
