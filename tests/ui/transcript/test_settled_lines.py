"""A long paragraph that grew is the same as one that was opened, though its lines were settled."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.turn_rows import growing_row

from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.blocks.leaf import ProsePiece
from desktop_chat.ui.transcript.view import TranscriptView

# A caret that pulses would be told from one that does not.
STILL = replace(LIGHT, is_motion_reduced=True)
TEXTS = {
    "bold": "word and another, with **bold** in it and so on. " * 60,
    "chips": "see `code` or [a link](https://x.example) there, really. " * 50,
    "emoji": "some words 😀 and more of them, " * 40,
    "right to left": "مرحبا بالعالم " * 60,
}


def shown(qtbot: QtBot, text: str) -> TranscriptView:
    view = TranscriptView(STILL, frame_ms=0)
    qtbot.addWidget(view)
    view.resize(700, 700)
    view.show()
    view.set_rows([growing_row("a", text)])
    return view


def prose(view: TranscriptView) -> ProsePiece:
    piece = view.layout_.turns[0].pieces[1]
    assert isinstance(piece, ProsePiece)
    return piece


def painted(view: TranscriptView) -> QImage:
    QApplication.processEvents()
    return view.viewport().grab().toImage()


@pytest.mark.parametrize("kind", TEXTS)
def test_what_grew_looks_and_reads_as_what_was_opened(qtbot: QtBot, kind: str) -> None:
    generator, text, end = random.Random(kind), TEXTS[kind].strip()[:1_900], 0
    grown = shown(qtbot, "")
    while end < len(text):
        end += generator.choice([5, 30, 60])
        grown.update_row(growing_row("a", text[:end]))
        QApplication.processEvents()
    opened = shown(qtbot, text)
    for width in (700, 480):
        grown.resize(width, 700)
        opened.resize(width, 700)
        assert painted(grown) == painted(opened)
        assert prose(grown).height == prose(opened).height
    assert prose(grown).shown_text == prose(opened).shown_text
    length = prose(opened).length
    for start in range(0, length, 97):
        one, other = (prose(view).text_between(start, length) for view in (grown, opened))
        assert one == other


def test_only_the_last_lines_are_laid_out_again(qtbot: QtBot) -> None:
    view = shown(qtbot, "")
    text = TEXTS["bold"]
    for end in range(40, len(text), 40):
        view.update_row(growing_row("a", text[:end]))
    document = prose(view).area.document
    assert document.blockCount() > 5
    assert document.lastBlock().layout().lineCount() <= 7
