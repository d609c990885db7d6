"""The idle lock is due when nobody was there, and waits for what must not be ended."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop_chat.ui.encryption.idle_lock import IdleLock


class Watched:
    """An idle lock on a clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.is_busy = False
        self.count = 0
        self.lock = IdleLock(lambda: self.is_busy, clock=lambda: self.now_s)
        self.lock.due.connect(self._note)

    def _note(self) -> None:
        self.count += 1

    def at(self, now_s: float) -> int:
        """Look at a time; return how often it was due until now."""
        self.now_s = now_s
        self.lock.look()
        return self.count


def test_it_is_due_after_the_limit_and_never_without_one(qapp: object) -> None:
    watched = Watched()
    assert watched.at(10_000) == 0
    watched.lock.set_limit(60)
    assert watched.at(10_059) == 0
    assert watched.at(10_060) == 1
    watched.lock.set_limit(0)
    assert watched.at(99_999) == 1


def test_a_key_begins_the_time_anew(qapp: object) -> None:
    watched = Watched()
    watched.lock.set_limit(60)
    field = QLineEdit()
    watched.now_s = 50
    QTest.keyClick(field, Qt.Key.Key_A)
    assert watched.at(100) == 0
    assert watched.at(110) == 1
    watched.lock.set_limit(0)


def test_it_waits_while_something_goes_on(qapp: object) -> None:
    watched = Watched()
    watched.lock.set_limit(60)
    watched.is_busy = True
    assert watched.at(100) == 0
    watched.is_busy = False
    assert watched.at(159) == 0
    assert watched.at(160) == 1
    watched.lock.set_limit(0)
