"""What is moved on screen equals what would be painted afresh."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row, turn_row

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.repaint import Repainter
from desktop_chat.ui.transcript.view import TranscriptView

TEXTS = {
    "mixed": "## Title\n\nSome **bold** words and `code`.\n\n- one\n- two\n\n> quoted\n\n" * 8,
    "code": "```python\n" + "    value = compute(value)  # again\n" * 60,
    "table": "| a | b |\n|---|--:|\n" + "| some words | 12 |\n" * 40,
    "paragraph": "word and another, with **bold and more** in it. " * 40,
}

# Two pictures of one screen are taken one after another: a caret that pulses would differ.
STILL = replace(LIGHT, is_motion_reduced=True)


def on_screen(view: TranscriptView) -> QImage:
    QApplication.processEvents()
    # What came with the last of these events is painted too.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
    return view.screen().grabWindow(view.winId()).toImage()


def afresh(view: TranscriptView) -> QImage:
    # At once: colours that arrived in between would be no fault of the picture before.
    view.viewport().repaint()
    return view.screen().grabWindow(view.winId()).toImage()


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(STILL, frame_ms=0)
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


def screens(view: TranscriptView) -> Iterator[tuple[QImage, QImage]]:
    """Stream and scroll; return what is on screen after some steps, each with the same afresh."""
    generator, text, end = random.Random(7), "\n\n".join(TEXTS.values()), 0
    bar = view.verticalScrollBar()
    while end < len(text):
        for _ in range(12):
            end += generator.choice([3, 9, 40])
            view.update_row(growing_row("a", text[:end]))
            QApplication.processEvents()
            if generator.random() < 0.2:
                bar.setValue(bar.value() - generator.choice([-60, 10, 60, 400]))
            elif generator.random() < 0.5:
                view.scroll_to_end()
        yield on_screen(view), afresh(view)


def test_twenty_screens_equal_their_fresh_painting(view: TranscriptView) -> None:
    pairs = list(islice(screens(view), 20))
    assert len(pairs) == 20
    for number, (moved, fresh) in enumerate(pairs):
        assert moved == fresh, number


def test_the_comparison_sees_a_move_that_is_off_by_a_pixel(
    view: TranscriptView, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Repainter.move

    def wrong(self: Repainter, moved: int, end: int | None = None) -> None:
        right(self, moved + 1, end)

    monkeypatch.setattr(Repainter, "move", wrong)
    assert any(moved != fresh for moved, fresh in islice(screens(view), 20))


@pytest.mark.parametrize("kind", ["mixed", "table", "paragraph"])
def test_nothing_above_the_open_block_moves(view: TranscriptView, kind: str) -> None:
    text = TEXTS[kind] + "\n\n" + TEXTS["mixed"]
    looked = 0
    for end in range(0, len(text), 11):
        turn = view.layout_.turns[-1]
        strips, top, before = list(turn.pieces), view.top, on_screen(view)
        view.update_row(growing_row("a", text[:end]))
        after = on_screen(view)
        same = [strip for strip, now in zip(strips, turn.pieces, strict=False) if strip is now]
        # The last strip that is still the same may have grown, or be followed by another gap.
        settled = Place(len(view.layout_.turns) - 1, max(0, len(same) - 2))
        moved, bottom = view.top - top, view.layout_.top_of(settled) - view.top
        width = view.viewport().width()
        if bottom > 0:
            looked += 1
            shown = after.copy(QRect(0, 0, width, bottom))
            assert shown == before.copy(QRect(0, moved, width, bottom)), end
    assert looked > 20


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
    opened = TranscriptView(STILL, frame_ms=0)
    qtbot.addWidget(opened)
    opened.resize(view.size())
    opened.show()
    opened.set_rows([turn_row("u", "user", "Hello"), growing_row("a", text)])
    assert on_screen(view) == on_screen(opened)
