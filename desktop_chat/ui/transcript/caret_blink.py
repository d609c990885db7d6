"""The pulse of the caret at the growing end of an answer.

Owns when the caret is faint, and the timer, which runs only while one is in sight. Must not know
how strips are painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF, QTimer

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.look import Look

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

BLINK_MS = 530
_SIZE = (8, 16)
_FAINT = 0.25


def caret_rect(look: Look, piece: Piece) -> QRectF:
    """Return where the caret is in the strip at whose end an answer goes on."""
    width, height = (look.px(length) for length in _SIZE)
    end = piece.position_rect(piece.length)
    left = end.x() - 2 - width if piece.is_rtl else end.x() + 2
    return QRectF(left, end.center().y() - height / 2, width, height)


class CaretBlink(QObject):
    """Makes the carets of one view faint and strong in turn, unless motion is to be reduced.

    What grows shows its caret strong: it pulses only where the reader waits.
    """

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._is_faint = False
        self._timer = QTimer(self, interval=BLINK_MS)
        self._timer.timeout.connect(self._turn_over)
        view.frames.ready.connect(self._begin_anew)

    @property
    def opacity(self) -> float:
        """How strong the caret is to be painted, 1 for fully."""
        return _FAINT if self._is_faint else 1.0

    @property
    def is_running(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    def caret_painted(self) -> None:
        """Say that there is a caret in sight."""
        if not self._view.look.theme.is_motion_reduced and not self._timer.isActive():
            self._timer.start()

    def rects(self) -> list[QRect]:
        """Return where carets are in the viewport."""
        view = self._view
        layout, port = view.layout_, view.viewport().rect()
        if not layout.turns or not view.isVisible():
            return []
        first, last = view.turns_in_sight()
        found: list[QRect] = []
        for number in range(first, last + 1):
            turn = layout.turns[number]
            if turn.row.state is not MessageState.STREAMING or turn.caret_piece < 0:
                continue
            place = Place(number, turn.caret_piece)
            if layout.piece(place).is_measured(layout.width):
                rect = caret_rect(view.look, layout.piece(place)).toAlignedRect()
                found.append(rect.translated(view.rect_of(place).topLeft()))
        return [rect for rect in found if rect.intersects(port)]

    def _begin_anew(self, rows: Sequence[TurnRow]) -> None:
        """Show the caret where the text has grown to; stop where it grows no more."""
        if not self._timer.isActive():
            return
        if self._is_faint:
            self._turn_over()
        self._timer.start()
        if any(row.state is not MessageState.STREAMING for row in rows):
            self._stop_without(self.rects())

    def _turn_over(self) -> None:
        rects = self.rects()
        self._is_faint = not self._is_faint and not self._view.look.theme.is_motion_reduced
        for rect in rects:
            self._view.viewport().update(rect)
        self._stop_without(rects)

    def _stop_without(self, rects: list[QRect]) -> None:
        if not rects or self._view.look.theme.is_motion_reduced:
            self._is_faint = False
            self._timer.stop()
