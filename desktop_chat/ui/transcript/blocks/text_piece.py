"""A strip whose positions are those of one text laid out in it.

Owns the way from the strip's questions to its text. Must not know what else the strip shows.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from typing_extensions import override

from desktop_chat.ui.transcript.blocks.piece import Piece, breaks_between
from desktop_chat.ui.transcript.blocks.text import TextArea


class TextPiece(Piece):
    """A strip about one text; a kind of strip says how it is made and where it stands."""

    is_text = True
    _area: TextArea | None = None

    @property
    def area(self) -> TextArea:
        """The text, laid out when it is first asked for."""
        if self._area is None:
            self._area = self.new_area()
        return self._area

    def new_area(self) -> TextArea:
        """Return the text, written into an area of its own."""
        raise NotImplementedError

    @property
    def text_origin(self) -> QPointF:
        """Where the text begins in the strip."""
        raise NotImplementedError

    @override
    def breaks(self) -> list[float]:
        top = self.text_origin.y()
        return breaks_between([top + bottom for bottom in self.area.line_bottoms()])

    @property
    @override
    def length(self) -> int:
        return self.area.length

    @property
    @override
    def shown_text(self) -> str:
        return self.area.shown_text

    @override
    def text_between(self, start: int, end: int) -> str:
        return self.area.text_between(start, end)

    @override
    def position_at(self, point: QPointF) -> int:
        return self.area.position_at(point - self.text_origin)

    @override
    def word_at(self, position: int) -> tuple[int, int]:
        return self.area.word_at(position)

    @override
    def position_rect(self, position: int) -> QRectF:
        return self.area.position_rect(position).translated(self.text_origin)
