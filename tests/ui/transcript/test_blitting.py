"""What is moved on screen equals what would be painted afresh."""

from __future__ import annotations

import random

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row, turn_row

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.view import TranscriptView

TEXTS = {
    "mixed": "## Title\n\nSome **bold** words and `code`.\n\n- one\n- two\n\n> quoted\n\n" * 8,
    "code": "```python\n" + "    value = compute(value)  # again\n" * 60,
    "table": "| a | b |\n|---|--:|\n" + "| some words | 12 |\n" * 40,
    "paragraph": "word and another, with **bold and more** in it. " * 40,
}


def on_screen(view: TranscriptView) -> QImage:
    QApplication.processEvents()
    return view.screen().grabWindow(view.winId()).toImage()


def afresh(view: TranscriptView) -> QImage:
    view.viewport().update()
    return on_screen(view)


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT, frame_ms=0)
    qtbot.addWidget(view)
    view.resize(700, 360)
    view.show()
    view.set_rows([turn_row("u", "user", "Hello"), growing_row("a", "")])
    return view


@pytest.mark.parametrize("kind", TEXTS)
def test_growing_and_scrolling_leave_no_trace(view: TranscriptView, kind: str) -> None:
    generator = random.Random(kind)
    text, end = TEXTS[kind], 0
    bar = view.verticalScrollBar()
    while end < len(text):
        end += generator.choice([3, 9, 40])
        view.update_row(growing_row("a", text[:end]))
        QApplication.processEvents()
        move = generator.random()
        if move < 0.1:
            bar.setValue(bar.value() - generator.choice([10, 60]))
        elif move < 0.3:
            view.scroll_to_end()
        if generator.random() < 0.2:
            assert on_screen(view) == afresh(view), end


def test_the_comparison_sees_a_stale_screen(view: TranscriptView) -> None:
    before = on_screen(view)
    view.viewport().setUpdatesEnabled(False)
    view.update_row(growing_row("a", "Something else"))
    stale = on_screen(view)
    view.viewport().setUpdatesEnabled(True)
    assert stale == before
    assert afresh(view) != stale


def test_a_table_that_grew_looks_like_the_same_table_opened(
    view: TranscriptView, qtbot: QtBot
) -> None:
    text = "| a | numbers |\n|:--|--:|\n| some words | 12 |\n"
    for end in range(1, len(text) + 1):
        view.update_row(growing_row("a", text[:end]))
        QApplication.processEvents()
    opened = TranscriptView(LIGHT, frame_ms=0)
    qtbot.addWidget(opened)
    opened.resize(view.size())
    opened.show()
    opened.set_rows([turn_row("u", "user", "Hello"), growing_row("a", text)])
    assert afresh(view) == afresh(opened)
