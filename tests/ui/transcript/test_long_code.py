"""Long code is written in steps, and nobody sees that: counted in lines, not in time."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.turn_rows import turn_row

from desktop_chat.core.figures import count_text
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.blocks.code import CodePiece
from desktop_chat.ui.transcript.blocks.code_text import LINES_A_STEP
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.view import TranscriptView

COUNT = 5_000
CODE = "".join(f"x_{n} = [{n}, 'a']\n" for n in range(COUNT))
# Without a language nothing is coloured, which takes seconds for so much.
TEXT = f"```\n{CODE}```\n"
_CODE = Place(0, 1)


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView(LIGHT, frame_ms=0)
    qtbot.addWidget(view)
    view.resize(640, 480)
    view.show()
    view.set_rows([turn_row("a", "assistant", TEXT)])
    qtbot.waitUntil(lambda: isinstance(view.layout_.piece(_CODE), CodePiece), timeout=60_000)
    view.grab()
    return view


def piece_of(view: TranscriptView) -> CodePiece:
    piece = view.layout_.piece(_CODE)
    assert isinstance(piece, CodePiece)
    return piece


def lines_written(view: TranscriptView) -> int:
    return piece_of(view).area.document.blockCount()


def test_folded_code_has_only_its_beginning_in_a_document(
    view: TranscriptView, qtbot: QtBot
) -> None:
    for _ in range(5):
        QApplication.processEvents()
    assert lines_written(view) <= LINES_A_STEP + 1
    assert count_text(COUNT) in piece_of(view).targets()[-1].name


def test_unfolded_code_grows_in_steps_to_all_its_lines_and_its_height_stays(
    view: TranscriptView, qtbot: QtBot
) -> None:
    piece = piece_of(view)
    piece.toggle("fold")
    view.piece_changed(_CODE)
    height = piece.height
    assert lines_written(view) <= LINES_A_STEP + 1
    before = lines_written(view)
    while not piece.area.is_whole:
        view.scroll_to(view.layout_.total)
        view.grab()
        QApplication.processEvents()
        assert before < lines_written(view) <= before + 8 * LINES_A_STEP
        before = lines_written(view)
    assert lines_written(view) == COUNT
    assert piece.height == height


def test_what_is_not_written_yet_is_selected_and_copied_all_the_same(
    view: TranscriptView, qtbot: QtBot
) -> None:
    piece = piece_of(view)
    assert piece.length == len(CODE) - 1
    assert piece.text_between(0, piece.length) == CODE.removesuffix("\n")
    middle = CODE.index("x_4000 ")
    assert lines_written(view) <= LINES_A_STEP + 1
    assert piece.text_between(middle, middle + 6) == "x_4000"
    assert piece.shown_text.replace("\u2029", "\n") == CODE.removesuffix("\n")
