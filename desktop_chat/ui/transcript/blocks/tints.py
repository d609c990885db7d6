"""Paints under a text how likely its tokens were.

Owns which of the tints in a text are painted, and what gives the text on them a colour that is read
there. Must not know what a tint stands for, nor the strip.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QTextCharFormat

from desktop_chat.ui.token_tint import paint_tint
from desktop_chat.ui.transcript.blocks.piece import PaintState, TintRange, paint_focus

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.blocks.text import TextArea

Selections = list[QAbstractTextDocumentLayout.Selection]
_DEEP = 2


def paint_tints(
    area: TextArea, painter: QPainter, state: PaintState, first: int, clip: QRectF
) -> Selections:
    """Paint the tints of a text; return what gives coloured words on them the text's colour.

    Args:
        area: The text.
        painter: Paints in the document's coordinates.
        state: Has the tints.
        first: The text's first position in the strip.
        clip: What needs painting, in the document's coordinates.
    """
    look = area.look
    inked: Selections = []
    for tint in _in_sight(area, state.tints, first, clip):
        start, end = max(0, tint.start - first), min(tint.end - first, area.length)
        if end > start:
            for rect in area.range_rects(start, end):
                paint_tint(painter, look.theme, rect.adjusted(0, 1, 0, -1), tint.step)
            if tint.step >= _DEEP and area.is_coloured(start, end):
                inked.append(area.marked(start, end, _ink(area)))
    return inked


def paint_token_ring(area: TextArea, painter: QPainter, state: PaintState, first: int) -> None:
    """Paint the ring around the token that the reader has chosen, where it stands in this text."""
    if state.token is None:
        return
    start, end = max(0, state.token[0] - first), min(state.token[1] - first, area.length)
    if end > start:
        for rect in area.range_rects(start, end):
            paint_focus(painter, area.look, rect.adjusted(-1, 0, 1, 0), 3)


def _in_sight(
    area: TextArea, tints: Sequence[TintRange], first: int, clip: QRectF
) -> Iterator[TintRange]:
    if not tints:
        return
    low, high = area.positions_in(clip)
    number = bisect_left(tints, low + first, key=lambda tint: tint.end)
    stop = bisect_right(tints, high + first, key=lambda tint: tint.start)
    yield from tints[number:stop]


def _ink(area: TextArea) -> QTextCharFormat:
    format_ = QTextCharFormat()
    format_.setForeground(area.look.color("text"))
    return format_
