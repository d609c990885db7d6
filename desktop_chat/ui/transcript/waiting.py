"""What stands in the place of a message for the moment in which it is read from the archive.

Owns its look. Must not know what is being read.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from typing_extensions import override

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import Role
from desktop_chat.ui.transcript.blocks.piece import PaintState, paint_card
from desktop_chat.ui.transcript.body import TurnBody, Workshop
from desktop_chat.ui.transcript.cards.strips import Strip
from desktop_chat.ui.transcript.look import Look
from desktop_chat.ui.transcript.turn import Surroundings, Turn

_BAR = 10
_BETWEEN = 14
_TOP = 8
_SHARES = (0.72, 0.88, 0.54)


class WaitingPiece(Strip):
    """Quiet bars where lines of text will be."""

    def __init__(self, look: Look, height: int, *, is_at_end: bool) -> None:
        super().__init__(look)
        self.height = height
        self._is_at_end = is_at_end

    @override
    def laid_out(self, width: int) -> int:
        return self.height

    @override
    def paint(self, painter: QPainter, state: PaintState) -> None:
        look = self.look
        bar, y = look.px(_BAR), float(look.px(_TOP))
        place = self.place_at_end if self._is_at_end else self.place
        for share in _SHARES:
            if y + bar > self.height:
                return
            rect: QRectF = place(0, y, self.width * share, bar)
            paint_card(painter, rect, look.color("bg_hover"), None, bar // 2)
            y += bar + look.px(_BETWEEN)


class WaitingTurn(Turn):
    """A turn whose row is not in memory: one strip of the height that the turn will have, about."""

    is_waiting = True

    def __init__(self, row: TurnRow, workshop: Workshop, height: int) -> None:
        super().__init__(row, Surroundings(), workshop, height=height)

    @override
    def update(self, row: TurnRow) -> int:
        return 0

    @override
    def _build(self) -> None:
        self._body = TurnBody(self._workshop)
        is_user = self.row.role is Role.USER
        self._head = [WaitingPiece(self._workshop.look, self._last_height, is_at_end=is_user)]
        self._tail = []
        self._join(0)
