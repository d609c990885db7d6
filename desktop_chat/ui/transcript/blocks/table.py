"""Tables: cells in columns whose widths follow their content, with rules only between rows.

Owns the grid. Must not know turns.
"""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from typing_extensions import override

from desktop_chat.markup.blocks import Alignment, Cell, Table
from desktop_chat.ui.transcript.blocks.flow import Leaf
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import PaintState, Target, paint_card, paint_focus
from desktop_chat.ui.transcript.blocks.table_cell import GridCell
from desktop_chat.ui.transcript.look import Look

_PAD_X = 10
_PAD_Y = 5
_MIN_COLUMN = 56
_BOTTOM = 2


class TablePiece(LeafPiece):
    """One table. Wider than the column it is scrolled sideways by itself."""

    is_text = True

    def __init__(self, look: Look, leaf: Leaf, images: MathImages) -> None:
        super().__init__(look, leaf)
        self._images = images
        self._table: Table = _table_of(leaf)
        self._rows: list[list[GridCell]] = []
        self._bottoms: list[int] = []
        self._widths: list[int] = []
        self._natural: list[int] = []
        self.scroll_x = 0.0
        self.height = (len(self._table.rows) + 1) * (look.cell_line_px + look.px(2 * _PAD_Y) + 1)

    @override
    def grown(self, leaf: Leaf) -> bool:
        new, old = leaf.block, self._table
        if not isinstance(new, Table):
            return False
        # The line under the header arrives in pieces, too, and each may align a column anew.
        if (new.header, new.alignments) != (old.header, old.alignments):
            return False
        same = 0
        while same < min(len(old.rows), len(new.rows)) and _is_same(old.rows[same], new.rows[same]):
            same += 1
        self.leaf, self._table = leaf, new
        del self._rows[same + 1 :], self._bottoms[same + 1 :]
        self.changed_from = self._bottoms[-1] if self._bottoms else 0
        self.invalidate()
        return True

    def _build(self) -> None:
        known = len(self._rows)
        position = 0
        if known:
            last = self._rows[-1][-1]
            position = last.first + last.length + 1
        else:
            self._natural = [0] * len(self._table.header)
            self._rows.append(self._row(self._table.header, self.look.head_cell))
        for row in self._table.rows[len(self._rows) - 1 :]:
            self._rows.append(self._row(row, self.look.cell))
        for cells in self._rows[known:]:
            for column, cell in enumerate(cells):
                cell.first = position
                position += cell.length + 1
                self._natural[column] = max(self._natural[column], cell.natural)

    def _row(self, cells: tuple[Cell, ...], font: QFont) -> list[GridCell]:
        return [
            GridCell(self.look, self._images, cell, font, self._qt_alignment(alignment))
            for cell, alignment in zip(cells, self._table.alignments, strict=True)
        ]

    def _qt_alignment(self, alignment: Alignment) -> Qt.AlignmentFlag:
        """Return where cells stand: as the column says, else at the side where the table begins."""
        if alignment == "center":
            return Qt.AlignmentFlag.AlignHCenter
        is_right = alignment == "right" or (alignment == "" and self.is_rtl)
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignAbsolute

    @override
    def laid_out(self, width: int) -> int:
        self._build()
        widths = self._column_widths(self.content_width)
        if widths != self._widths:
            self._widths, self._bottoms, self.changed_from = widths, [], 0
        pad_y = self.look.px(_PAD_Y)
        y = self._bottoms[-1] if self._bottoms else 0
        for row in self._rows[len(self._bottoms) :]:
            height = self.look.cell_line_px
            for column, cell in enumerate(row):
                left, room = self._room(column)
                height = max(height, cell.height(room))
                cell.place = QPointF(left, y + pad_y)
            y += height + 2 * pad_y + 1
            self._bottoms.append(y)
        self.scroll_x = min(self.scroll_x, self.max_scroll_x)
        self.repeated_px = self._bottoms[0]
        return y + self.look.px(_BOTTOM)

    @override
    def breaks(self) -> list[float]:
        # The header has at least one row under it.
        return [float(bottom) for bottom in self._bottoms[1:-1]]

    def _room(self, column: int) -> tuple[int, int]:
        """Return where the text of a column begins, and its width; the first has no margin."""
        pad = self.look.px(_PAD_X)
        before = 0 if column == 0 else pad
        start = sum(self._widths[:column]) + before
        room = max(1, self._widths[column] - before - pad)
        if self.is_rtl:
            start = self._columns_width - start - room
        return start, room

    def _column_widths(self, available: int) -> list[int]:
        pad = 2 * self.look.px(_PAD_X)
        natural = [width + pad for width in self._natural]
        total = sum(natural)
        if total <= available:
            spare = available - total
            widths = [w + spare * w // total for w in natural]
        else:
            widths = self._shrunk(natural, available)
        if sum(widths) < available:
            widths[-1] += available - sum(widths)
        return widths

    def _shrunk(self, natural: list[int], available: int) -> list[int]:
        """Share the width out: columns that need less than an equal share keep what they need."""
        # Paper cannot be scrolled sideways.
        least = 1 if self.look.is_paper else self.look.px(_MIN_COLUMN)
        widths = [0] * len(natural)
        left, open_columns = available, sorted(range(len(natural)), key=lambda i: natural[i])
        for done, column in enumerate(open_columns):
            share = max(left // (len(natural) - done), least)
            widths[column] = min(natural[column], share)
            left -= widths[column]
        return widths

    @property
    def _columns_width(self) -> int:
        return sum(self._widths)

    @property
    def max_scroll_x(self) -> float:
        """How far the table can be moved to the left."""
        return max(0.0, self._columns_width - self.content_width)

    def scroll_by(self, dx: float) -> bool:
        """Move the table sideways; tell whether it moved."""
        moved = min(max(0.0, self.scroll_x + dx), self.max_scroll_x)
        has_moved = moved != self.scroll_x
        self.scroll_x = moved
        return has_moved

    @override
    def paint_content(self, painter: QPainter, state: PaintState) -> None:
        painter.save()
        left, width = self.origin.x(), self.content_width
        if self.max_scroll_x > 0:
            painter.setClipRect(QRectF(left, 0, width, self.height), Qt.ClipOperation.IntersectClip)
        for number in self._rows_in(state.clip):
            token = "text_2" if number == 0 else "text"
            for cell in self._rows[number]:
                self._paint_cell(painter, cell, token, state)
            line = "border_control" if number == 0 else "border"
            painter.fillRect(
                QRectF(left, self._bottoms[number] - 1, width, 1), self.look.color(line)
            )
        self._paint_scroll_bar(painter)
        painter.restore()
        targets = self.targets() if state.focused >= 0 else []
        if 0 <= state.focused < len(targets):
            paint_focus(painter, self.look, targets[state.focused].rect)

    def _rows_in(self, clip: QRectF) -> range:
        """Return the numbers of the rows that touch a clip."""
        first = bisect_left(self._bottoms, clip.top())
        return range(first, min(bisect_left(self._bottoms, clip.bottom()) + 1, len(self._rows)))

    def _paint_cell(self, painter: QPainter, cell: GridCell, token: str, state: PaintState) -> None:
        cell.paint(painter, self._shown_at(cell), self.look.color(token), state)

    def _paint_scroll_bar(self, painter: QPainter) -> None:
        if self.max_scroll_x <= 0:
            return
        share = self.content_width / self._columns_width
        thumb = self.content_width * share
        x = self.origin.x() + self.scroll_x * share
        bar = self.look.px(4)
        rect = QRectF(x, self.height - bar, thumb, bar)
        paint_card(painter, rect, self.look.color("stroke"), None, bar // 2)

    def _shown_at(self, cell: GridCell) -> QPointF:
        return cell.place + QPointF(self.origin.x() - self.scroll_x, 0)

    @override
    def targets(self) -> list[Target]:
        return [
            target
            for row in self._rows
            for cell in row
            for target in cell.link_targets(self._shown_at(cell))
        ]

    @property
    @override
    def length(self) -> int:
        last = self._rows[-1][-1] if self._rows else None
        return last.first + last.length if last else 0

    @property
    @override
    def shown_text(self) -> str:
        return "\n".join("\t".join(cell.shown_text for cell in row) for row in self._rows)

    @override
    def text_between(self, start: int, end: int) -> str:
        lines = (
            "\t".join(
                cell.area.text_between(start - cell.first, end - cell.first)
                for cell in row
                if cell.first <= end and cell.first + cell.length >= start
            )
            for row in self._rows
        )
        return "\n".join(line for line in lines if line)

    @override
    def position_at(self, point: QPointF) -> int:
        cell = self._cell_at(point)
        return cell.first + cell.area.position_at(point - self._shown_at(cell))

    def _cell_at(self, point: QPointF) -> GridCell:
        below = (n for n, bottom in enumerate(self._bottoms) if point.y() < bottom)
        row = self._rows[next(below, len(self._rows) - 1)]
        return min(row, key=lambda cell: abs(self._middle(cell) - point.x()))

    def _middle(self, cell: GridCell) -> float:
        return self._shown_at(cell).x() + cell.middle

    @override
    def word_at(self, position: int) -> tuple[int, int]:
        cell = self._cell_of(position)
        start, end = cell.area.word_at(position - cell.first)
        return start + cell.first, end + cell.first

    @override
    def position_rect(self, position: int) -> QRectF:
        cell = self._cell_of(position)
        rect = cell.area.position_rect(position - cell.first)
        return rect.translated(self._shown_at(cell))

    def _cell_of(self, position: int) -> GridCell:
        cells = [cell for row in self._rows for cell in row]
        return max((c for c in cells if c.first <= position), key=lambda c: c.first)

    @override
    def reveal(self, position: int) -> None:
        rect = self.position_rect(position)
        left = self.origin.x() + self.look.px(_PAD_X)
        right = self.origin.x() + self.content_width - self.look.px(4 * _PAD_X)
        if rect.x() < left:
            self.scroll_by(rect.x() - left)
        elif rect.x() > right:
            self.scroll_by(rect.x() - right)

    @property
    @override
    def marker_baseline(self) -> float:
        return QFontMetricsF(self.look.cell).ascent() + self.look.px(_PAD_Y)

    @override
    def refresh_formulas(self) -> None:
        if any(cell.has_formulas for row in self._rows for cell in row):
            self._rows, self._bottoms, self._widths = [], [], []
            self.invalidate()


def _is_same(one: tuple[Cell, ...], other: tuple[Cell, ...]) -> bool:
    return one is other or one == other


def _table_of(leaf: Leaf) -> Table:
    if not isinstance(leaf.block, Table):
        raise TypeError(leaf)
    return leaf.block
