"""A thread for work that would hold up painting; it lives as long as there is some.

Owns the thread's life. Must not know the work.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Lock, Thread


class Worker:
    """Runs jobs one after another in a thread of its own, which ends when none is left."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: deque[Callable[[], None]] = deque()
        self._lock = Lock()
        self._is_running = False

    def submit(self, job: Callable[..., None], *arguments: object) -> None:
        """Run a job soon. It reports by a signal of its owner, which may be gone by then."""
        with self._lock:
            self._jobs.append(partial(job, *arguments))
            if self._is_running:
                return
            self._is_running = True
        Thread(target=self._run, name=self._name).start()

    def close(self) -> None:
        """Drop the jobs that have not begun."""
        with self._lock:
            self._jobs.clear()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._is_running = False
                    return
                job = self._jobs.popleft()
            # PySide raises it when a signal's owner was deleted meanwhile.
            with suppress(RuntimeError):
                job()
