"""A thread for work that would hold up painting; it lives as long as there is some.

Owns the thread's life and the way back of results. The thread knows nothing of Qt's objects: one
that dies while another thread holds on to it, or sends its signal, ends the process.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from itertools import count
from threading import Lock, Thread
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

_T = TypeVar("_T")
_POLL_MS = 15
_SWITCH_S = 0.0003


class Worker(QObject):
    """Runs jobs one after another in a thread, and hands on their results on its own one."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A thread that computes in Python hands over only when asked, by default after 5 ms; the
        # window asks dozens of times while it paints.
        sys.setswitchinterval(_SWITCH_S)
        self._jobs = _Jobs(name)
        self._numbers = count()
        self._waiting: dict[int, Callable[[Any], None]] = {}
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._hand_on)
        self.destroyed.connect(self._jobs.drop)

    @property
    def is_busy(self) -> bool:
        """Whether a job has not handed on its result yet."""
        return bool(self._waiting)

    def submit(self, job: Callable[[], _T], then: Callable[[_T], None]) -> None:
        """Run a job, which holds on to nothing of Qt's, and call `then` with its result.

        A job that raises has no result.
        """
        number = next(self._numbers)
        self._waiting[number] = then
        self._jobs.add(number, job)
        self._poll.start()

    def _hand_on(self) -> None:
        for number, results in self._jobs.take_results():
            then = self._waiting.pop(number)
            for result in results:
                then(result)
        if not self._waiting:
            self._poll.stop()


class _Jobs:
    """What both threads touch."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: deque[tuple[int, Callable[[], Any]]] = deque()
        self._results: deque[tuple[int, list[Any]]] = deque()
        self._lock = Lock()
        self._is_running = False

    def add(self, number: int, job: Callable[[], Any]) -> None:
        """Have a job run."""
        with self._lock:
            self._jobs.append((number, job))
            self._start_if_idle()

    def drop(self) -> None:
        """Forget the jobs that have not begun."""
        with self._lock:
            self._jobs.clear()

    def take_results(self) -> list[tuple[int, list[Any]]]:
        """Return the jobs that have ended, each with its result, or with none when it raised."""
        with self._lock:
            results = list(self._results)
            self._results.clear()
        return results

    def _start_if_idle(self) -> None:
        if self._jobs and not self._is_running:
            self._is_running = True
            Thread(target=self._run, name=self._name).start()

    def _run(self) -> None:
        try:
            while (entry := self._next()) is not None:
                number, job = entry
                result: list[Any] = []
                try:
                    result.append(job())
                finally:
                    with self._lock:
                        self._results.append((number, result))
        finally:
            # Also after a job that raised: the next one gets a new thread.
            with self._lock:
                self._is_running = False
                self._start_if_idle()

    def _next(self) -> tuple[int, Callable[[], Any]] | None:
        with self._lock:
            return self._jobs.popleft() if self._jobs else None
