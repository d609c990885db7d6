"""Newer states of rows, handed on at the pace of frames.

Owns the frame's clock. Must not know what is done with the rows.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from desktop_chat.app.rows import TurnRow

FRAME_MS = 33
"""Thirty frames a second: more is not seen in text that grows."""


class RowFrames(QObject):
    """Collects rows; of several states of one message, the latest counts.

    Signals:
        ready: The rows of a frame, one per message. The first after a pause comes at once.
    """

    ready = Signal(list)

    def __init__(self, parent: QObject, frame_ms: int = FRAME_MS) -> None:
        super().__init__(parent)
        self._frame_ms = frame_ms
        self._rows: dict[str, TurnRow] = {}
        self._is_handing_on = False
        self._since_last = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._hand_on)

    def add(self, row: TurnRow) -> None:
        """Take a newer state of a row."""
        self._rows[row.message_id] = row
        if self._timer.isActive():
            return
        waited = self._since_last.elapsed() if self._since_last.isValid() else self._frame_ms
        if waited >= self._frame_ms and not self._is_handing_on:
            self._hand_on()
        else:
            self._timer.start(max(0, int(self._frame_ms - waited)))

    def clear(self) -> None:
        """Drop what was not handed on yet."""
        self._rows.clear()
        self._timer.stop()

    def _hand_on(self) -> None:
        rows, self._rows = list(self._rows.values()), {}
        self._since_last.start()
        if rows:
            self._is_handing_on = True
            self.ready.emit(rows)
            self._is_handing_on = False
