"""Selecting with the pointer: from where, by which unit, and how far beyond the edge.

Owns the run of one drag. Must not know what else a press may mean.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QTimer

from desktop_chat.ui.transcript.blocks.leaf import ProsePiece
from desktop_chat.ui.transcript.caret import line_around
from desktop_chat.ui.transcript.selection import Position

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_STEP_MS = 30
_SLOWEST, _FASTEST = 2, 240
_SIDEWAYS_PX = 12


class Unit(Enum):
    """What a drag selects by: one click, two or three."""

    CHARACTER = auto()
    WORD = auto()
    BLOCK = auto()


class SelectionDrag(QObject):
    """Draws a selection in one view while the button is down."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._unit = Unit.CHARACTER
        self._origin: tuple[Position, Position] | None = None
        self._point = QPoint()
        self._scroll = QTimer(self)
        self._scroll.setInterval(_STEP_MS)
        self._scroll.timeout.connect(self._scroll_on)

    @property
    def is_running(self) -> bool:
        """Whether a selection is being drawn."""
        return self._origin is not None

    def begin(self, point: QPoint, unit: Unit, *, extends: bool = False) -> None:
        """Start at a point of the viewport; or go on from where the selection began."""
        position = self.position_at(point)
        if position is None:
            return
        selection = self._view.selection
        anchor = selection.anchor if extends else None
        self._unit = unit
        self._origin = self._around(anchor or position)
        if anchor is not None:
            self._draw_to(position)
        elif unit is Unit.CHARACTER:
            selection.begin(position)
        else:
            selection.select(*self._origin)
        self._view.viewport().update()

    def move(self, point: QPoint) -> None:
        """Draw to a point; beyond the upper or lower edge, go on by itself."""
        self._point = point
        self._extend()
        area = self._view.viewport().rect()
        if area.top() <= point.y() <= area.bottom():
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()

    def end(self) -> None:
        """Stop; what is drawn stays."""
        self._scroll.stop()
        self._origin = None
        self._view.copying.offer_primary()

    def position_at(self, point: QPoint) -> Position | None:
        """Return the position nearest to a point of the viewport."""
        place = self._view.place_at(point)
        if place is None:
            return None
        piece = self._view.layout_.piece(place)
        local = QPointF(point - self._view.rect_of(place).topLeft())
        offset = piece.position_at(local) if piece.is_text else 0
        return Position(place, max(0, offset))

    def _extend(self) -> None:
        area = self._view.viewport().rect()
        y = min(max(self._point.y(), area.top()), area.bottom())
        position = self.position_at(QPoint(self._point.x(), y))
        if position is None or self._origin is None:
            return
        self._follow_sideways(position)
        self._draw_to(position)
        self._view.viewport().update()

    def _draw_to(self, position: Position) -> None:
        if self._origin is None:
            return
        start, end = self._around(position)
        if end >= self._origin[1]:
            self._view.selection.select(self._origin[0], end)
        else:
            self._view.selection.select(self._origin[1], start)

    def _around(self, position: Position) -> tuple[Position, Position]:
        """Return the unit that holds a position."""
        piece, place = self._view.layout_.piece(position.place), position.place
        if self._unit is Unit.CHARACTER or not piece.is_text:
            return position, position
        if self._unit is Unit.WORD:
            start, end = piece.word_at(position.offset)
        elif isinstance(piece, ProsePiece):
            start, end = 0, piece.length
        else:
            start, end = line_around(piece, position.offset)
        return Position(place, start), Position(place, end)

    def _follow_sideways(self, position: Position) -> None:
        """Let code and tables that are wider than the column follow the pointer sideways."""
        rect = self._view.rect_of(position.place)
        x = self._point.x()
        if not rect.left() + _SIDEWAYS_PX < x < rect.right() - _SIDEWAYS_PX:
            self._view.layout_.piece(position.place).reveal(position.offset)

    def _scroll_on(self) -> None:
        area = self._view.viewport().rect()
        edge = area.bottom() if self._point.y() > area.bottom() else area.top()
        beyond = self._point.y() - edge
        speed = min(max(abs(beyond) // 2, _SLOWEST), _FASTEST)
        self._view.scroll_by(speed if beyond > 0 else -speed)
        self._extend()
