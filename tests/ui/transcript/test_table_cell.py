"""What is marked in a cell is seen, though most cells have no document."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from desktop_chat.markup.blocks import Text
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import HitRange, PaintState, TintRange
from desktop_chat.ui.transcript.blocks.table_cell import GridCell
from desktop_chat.ui.transcript.look import Look

MARKS = {
    "selection": PaintState(selection=(12, 16)),
    "hit": PaintState(hits=(HitRange(12, 16, is_current=False),)),
    "tint": PaintState(tints=(TintRange(12, 16, 4),), clip=QRectF(0, 0, 240, 40)),
    "token": PaintState(token=(12, 16)),
}
ELSEWHERE = PaintState(selection=(2, 10), hits=(HitRange(40, 50, is_current=True),))


def cell() -> GridCell:
    look = Look(LIGHT)
    made = GridCell(
        look, MathImages(), (Text("some words"),), look.cell, Qt.AlignmentFlag.AlignLeft
    )
    made.first = 10
    made.height(200)
    return made


def painted(state: PaintState) -> QImage:
    image = QImage(240, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    cell().paint(painter, QPointF(8, 8), Look(LIGHT).color("text"), state)
    painter.end()
    return image


@pytest.mark.parametrize("mark", MARKS)
def test_what_is_marked_in_a_cell_is_seen(qtbot: QtBot, mark: str) -> None:
    assert painted(MARKS[mark]) != painted(PaintState())


def test_marks_in_other_cells_leave_a_cell_as_it_is(qtbot: QtBot) -> None:
    assert painted(ELSEWHERE) == painted(PaintState())
