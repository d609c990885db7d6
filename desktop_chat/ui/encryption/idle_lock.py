"""Notices that nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from typing_extensions import override

LOOK_EVERY_MS = 5_000

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class IdleLock(QObject):
    """Says when the limit has passed; while there is none it costs nothing.

    Args:
        is_busy: Says whether something goes on that is not to be ended: then it waits.
        clock: Seconds of a clock that only goes forward; sleep of the computer may count or not.
    """

    due = Signal()

    def __init__(
        self,
        is_busy: Callable[[], bool],
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        self._clock = clock
        self._limit_s = 0
        self._touched_s = clock()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def set_limit(self, limit_s: int) -> None:
        """Take another limit in seconds, 0 for none."""
        if limit_s == self._limit_s:
            return
        self._limit_s = limit_s
        self._touched_s = self._clock()
        application = QCoreApplication.instance()
        if application is None:
            return
        # A filter sees each event of the program: only who wants to be locked pays for it.
        application.removeEventFilter(self)
        if limit_s:
            application.installEventFilter(self)
            self._timer.start()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Look at the clock."""
        if self._is_busy():
            self._touched_s = self._clock()
        elif self._limit_s and self._clock() - self._touched_s >= self._limit_s:
            self._touched_s = self._clock()
            self.due.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched_s = self._clock()
        return False
