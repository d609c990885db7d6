"""Where what a strip says is on the screen.

Owns the way from offsets in the spoken text to the strip's own positions and back. Must not know
nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF

from desktop_chat.ui.transcript.access.spoken import Spoken
from desktop_chat.ui.transcript.access.turn_text import moved_offset, utf16
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_MOST_PASSES = 4


def lay_out(view: TranscriptView, place: Place) -> None:
    """Lay out a strip that may be out of sight, without moving what is in sight."""
    layout = view.layout_
    if layout.piece(place).is_measured(layout.width):
        return
    anchor = view.scroll_anchor()
    layout.turns[place.turn].measure(place.piece, layout.width)
    layout.refresh(place.turn)
    top = layout.top_at(anchor) if anchor is not None else None
    if top is None:
        view.settle()
    else:
        view.move_to(top)


def show_part(view: TranscriptView, place: Place, top: int, bottom: int) -> None:
    """Bring a band of a strip, given in its coordinates, into sight; of a high one the beginning.

    What comes into sight above it may turn out higher than it was taken for.
    """
    lay_out(view, place)
    bottom = min(bottom, top + view.viewport().height())
    for _ in range(_MOST_PASSES):
        above = view.layout_.top_of(place)
        view.show_band(above + top, above + bottom)
        if view.layout_.top_of(place) == above:
            break


@dataclass(frozen=True, slots=True)
class StripPlaces:
    """The places of one strip at this moment; `said` is what is said of it."""

    view: TranscriptView
    place: Place
    said: Spoken

    @property
    def _piece(self) -> Piece:
        return self.view.layout_.piece(self.place)

    @property
    def rect(self) -> QRect:
        """Where the strip is."""
        local = self.view.rect_of(self.place)
        return QRect(self.view.viewport().mapToGlobal(local.topLeft()), local.size())

    @property
    def _follows_text(self) -> bool:
        is_laid_out = self._piece.is_measured(self.view.layout_.width)
        return self.said.is_exact and self._piece.is_text and is_laid_out

    def _texts(self) -> tuple[bytes, bytes]:
        shown = self._piece.text_between(0, self._piece.length)
        return utf16(self.said.text or "")[2 * self.said.lead :], utf16(shown)

    def rect_of(self, offset: int) -> QRect:
        """Return where a character is: the strip where it is not laid out or drawn otherwise."""
        if not self._follows_text:
            return self.rect
        return self._local_rect(offset).translated(self.rect.topLeft())

    def _local_rect(self, offset: int) -> QRect:
        said, shown = self._texts()
        position = moved_offset(said, shown, max(0, offset - self.said.lead))
        return self._character_rect(position).toAlignedRect()

    def _character_rect(self, position: int) -> QRectF:
        """Return where a character is in the strip, from either side."""
        here = self._piece.position_rect(position)
        there = self._piece.position_rect(position + 1)
        is_beside = there.top() == here.top() and there.left() != here.left()
        if not is_beside:
            return here
        left, right = sorted((here.left(), there.left()))
        return QRectF(left, here.top(), right - left, here.height())

    def offset_at(self, point: QPoint) -> int:
        """Return the offset of the character at a point of the screen, -1 outside the strip."""
        if not self.rect.contains(point):
            return -1
        if not self._follows_text:
            return 0
        said, shown = self._texts()
        local = QPointF(point - self.rect.topLeft())
        position = max(0, self._piece.position_at(local))
        # Where the pointer would put a caret is behind a character from its middle on.
        if position > 0 and self._character_rect(position - 1).contains(local):
            position -= 1
        return moved_offset(shown, said, position) + self.said.lead

    def show(self, start: int, end: int) -> None:
        """Bring the beginning of a range into sight, and its end where there is room for both."""
        view = self.view
        lay_out(view, self.place)
        top, bottom = 0, self._piece.height
        if self._follows_text:
            top = self._local_rect(start).top()
            bottom = self._local_rect(max(start, end - 1)).bottom()
        show_part(view, self.place, top, bottom)
