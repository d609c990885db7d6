"""Collects Python's cyclic garbage on the window's thread alone.

A widget or a text document in a cycle dies where the collection runs. Python collects on whichever
thread happens to allocate, the archive's too, and Qt ends a process in which that thread deletes an
object with timers. So the automatic collection is off, and a timer does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1_000


class GarbageCollector(QObject):
    """Runs on the thread that makes it, for as long as its parent lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        timer = QTimer(self, interval=INTERVAL_MS)
        timer.timeout.connect(self._check)
        timer.start()

    def _check(self) -> None:
        """Collect the oldest generation that is due, as the automatic collection would."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return
