"""One cell of a table: its text, which gets a document only when it needs one.

Owns when that is. Must not know where the cell stands in the grid.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat

from desktop_chat.markup.blocks import Cell
from desktop_chat.ui.transcript.blocks.lean_text import lean_text
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.blocks.piece import PaintState, Target
from desktop_chat.ui.transcript.blocks.text import TextArea
from desktop_chat.ui.transcript.look import Look


class GridCell:
    """A cell as it is laid out.

    Attributes:
        natural: The width that its text takes without wrapping.
        first: The position of its first character in the strip.
        place: Where its text begins in the grid.
    """

    def __init__(
        self,
        look: Look,
        images: MathImages,
        cell: Cell,
        font: QFont,
        alignment: Qt.AlignmentFlag,
    ) -> None:
        self._look = look
        self._images = images
        self._cell = cell
        self._font = font
        self._alignment = alignment
        self._room = -1
        self._area: TextArea | None = None
        self._lean = lean_text(cell, font, look.cell_line_px, alignment)
        if self._lean is not None:
            self.natural = self._lean.natural_width()
        else:
            self.natural = self.area.natural_width()
        self.first = 0
        self.place = QPointF()

    @property
    def area(self) -> TextArea:
        """The text in a document, made when it is first asked for."""
        if self._area is None:
            self._area = area = TextArea(
                self._look, self._images, self._font, self._look.cell_line_px
            )
            option = area.document.defaultTextOption()
            option.setAlignment(self._alignment)
            area.document.setDefaultTextOption(option)
            with area.writer.one_change():
                area.writer.write(self._cell, QTextCharFormat())
            if self._room >= 0:
                area.height(self._room)
        return self._area

    @property
    def has_formulas(self) -> bool:
        """Whether formulas wait for their pictures."""
        return self._area is not None and bool(self._area.writer.formulas)

    @property
    def length(self) -> int:
        """Number of positions."""
        return self._lean.length if self._lean is not None else self.area.length

    @property
    def shown_text(self) -> str:
        """The text in which positions count."""
        return self._lean.text if self._lean is not None else self.area.shown_text

    @property
    def middle(self) -> float:
        """How far the middle of the text's column is from `place`."""
        return self._room / 2

    def height(self, room: int) -> int:
        """Lay the text out at a width and return its height."""
        self._room = room
        if self._area is not None:
            return self._area.height(room)
        return self.area.height(room) if self._lean is None else self._lean.height(room)

    def paint(self, painter: QPainter, origin: QPointF, color: QColor, state: PaintState) -> None:
        """Paint the text at a point of the strip."""
        if self._lean is None or self._look.is_paper or self._is_marked(state):
            self.area.paint(painter, origin, color, state, self.first)
        else:
            self._lean.height(self._room)
            self._lean.paint(painter, origin, color)

    def _is_marked(self, state: PaintState) -> bool:
        """Tell whether something in the cell is selected, found, or may be tinted."""
        if state.tints or state.token is not None:
            return True
        last = self.first + self.length
        ranges = [state.selection] if state.selection is not None else []
        ranges += [(hit.start, hit.end) for hit in state.hits]
        return any(start < last and end > self.first for start, end in ranges)

    def link_targets(self, origin: QPointF) -> list[Target]:
        """Return the links as targets."""
        return self.area.link_targets(origin) if self._lean is None else []
