"""Collects Python's cyclic garbage on the window's thread alone, in portions that hold nothing up.

A widget or a text document in a cycle dies where the collection runs. Python collects on whichever
thread happens to allocate, the archive's too, and Qt ends a process in which that thread deletes an
object with timers. So the automatic collection is off, and a timer does its work.

A collection looks at every object of its generations, about 0.5 us each: what many objects are made
in is collected often, and what has outlived a whole collection is looked at again only at rest.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 250
BUSY_INTERVAL_MS = 50
YOUNG_OBJECTS = 700
"""So many new objects make a collection of the youngest generation worth its while."""
BUSY_OBJECTS = 2_000
MIDDLE_OBJECTS = 15_000
"""So many new objects, some 10 ms to look at, make one of the two younger generations due."""
OLD_OBJECTS = 30_000
"""So many new objects, some 20 ms to look at, make one of all that was not looked at due."""
RESTING_CHECKS = 40
"""After so many checks in a row between which next to nothing was done, nobody minds a pause."""
RESTING_S = 0.005
"""So much processor time between two checks is next to nothing: a caret that blinks."""


class GarbageCollector(QObject):
    """Runs on the thread that makes it, for as long as its parent lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What there is when the program has been loaded is its own: it is looked at only at rest.
        self._keep()
        self._since_rest = 0
        self._resting = 0
        self._worked_s = time.thread_time()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.check)
        self._timer.start()

    def check(self) -> None:
        """Collect the oldest generation that is due, and look again soon where much is made."""
        young = gc.get_count()[0]
        self._timer.setInterval(BUSY_INTERVAL_MS if young > BUSY_OBJECTS else INTERVAL_MS)
        before, self._worked_s = self._worked_s, time.thread_time()
        is_resting = self._worked_s - before < RESTING_S and young <= YOUNG_OBJECTS
        self._resting = self._resting + 1 if is_resting else 0
        if young > YOUNG_OBJECTS:
            self._collect(young)
        if self._resting >= RESTING_CHECKS and self._since_rest > OLD_OBJECTS:
            self.collect_all()

    def _collect(self, young: int) -> None:
        self._since_middle += young
        self._since_old += young
        self._since_rest += young
        if self._since_old > OLD_OBJECTS:
            gc.collect(2)
            self._keep()
        elif self._since_middle > MIDDLE_OBJECTS:
            gc.collect(1)
            self._since_middle = 0
        else:
            gc.collect(0)

    def collect_all(self) -> None:
        """Collect whatever is garbage, also among what had been put aside."""
        gc.unfreeze()
        gc.collect(2)
        self._keep()
        self._since_rest = 0

    def _keep(self) -> None:
        """Put what is left aside: the next collections pass over it."""
        gc.freeze()
        self._since_middle = self._since_old = 0
