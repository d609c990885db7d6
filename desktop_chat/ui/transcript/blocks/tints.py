"""Paints under a text how likely its tokens were.

Owns which of the tints in a text are painted, and what gives the text on them a colour that is read
there. Must not know what a tint stands for, nor the strip.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAbstractTextDocumentLayout, QFontMetricsF, QPainter, QTextCharFormat

from desktop_chat.ui.token_tint import TintBrushes
from desktop_chat.ui.transcript.blocks.piece import PaintState, TintRange, paint_focus
from desktop_chat.ui.transcript.blocks.text_lines import cursor_x

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
    if not state.tints:
        return []
    low, high = area.positions_in(clip)
    number = bisect_left(state.tints, low + first, key=lambda tint: tint.end)
    stop = bisect_right(state.tints, high + first, key=lambda tint: tint.start)
    if number == stop:
        return []
    shown = state.tints[number:stop]
    brushes = TintBrushes(area.look.theme)
    for rect, step in _rects(area, shown, first, high):
        brushes.paint(painter, rect, step)
    return _inked(area, shown, first)


def _rects(
    area: TextArea, tints: Sequence[TintRange], first: int, high: int
) -> Iterator[tuple[QRectF, int]]:
    """Give the places of tints, line by line: many stand in a line, which is looked at once."""
    ascent = QFontMetricsF(area.document.defaultFont()).ascent()
    starts = [tint.start - first for tint in tints]
    ends = [tint.end - first for tint in tints]
    block = area.document.findBlock(max(0, starts[0]))
    while block.isValid() and block.position() <= high:
        layout, begin = block.layout(), block.position()
        left, top = layout.position().x(), layout.position().y()
        line = layout.lineForTextPosition(max(0, starts[0] - begin))
        number = line.lineNumber() if line.isValid() else 0
        for line in (layout.lineAt(n) for n in range(number, layout.lineCount())):
            from_, to = begin + line.textStart(), begin + line.textStart() + line.textLength()
            if from_ > high:
                break
            y = top + line.y() + line.ascent() - ascent
            height = ascent + line.descent()
            for index in range(bisect_right(ends, from_), len(starts)):
                if starts[index] >= to:
                    break
                x = cursor_x(line, max(starts[index], from_) - begin)
                end_x = cursor_x(line, min(ends[index], to) - begin)
                rect = QRectF(left + min(x, end_x), y, abs(end_x - x), height)
                yield rect, tints[index].step
        block = block.next()


def _inked(area: TextArea, tints: Sequence[TintRange], first: int) -> Selections:
    """Return what gives words in colours of their own the text's colour on deep tints."""
    format_ = QTextCharFormat()
    format_.setForeground(area.look.color("text"))
    inked: Selections = []
    block_end, is_code = 0, False
    for tint in tints:
        start, end = max(0, tint.start - first), min(tint.end - first, area.length)
        if tint.step < _DEEP or end <= start:
            continue
        if start >= block_end:
            block = area.document.findBlock(start)
            block_end = block.position() + block.length()
            is_code = bool(block.layout().formats())
        if is_code or any(link.start < end and link.end > start for link in area.links):
            inked.append(area.marked(start, end, format_))
    return inked


def paint_token_ring(area: TextArea, painter: QPainter, state: PaintState, first: int) -> None:
    """Paint the ring around the token that the reader has chosen, where it stands in this text."""
    if state.token is None:
        return
    start, end = max(0, state.token[0] - first), min(state.token[1] - first, area.length)
    if end > start:
        for rect in area.range_rects(start, end):
            paint_focus(painter, area.look, rect.adjusted(-1, 0, 1, 0), 3)
