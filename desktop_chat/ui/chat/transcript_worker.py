"""A thread for work that would hold up painting, started when there is some.

Owns the thread's life. Must not know the work.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ParamSpec

_P = ParamSpec("_P")


class Worker:
    """Runs jobs one after another in its own thread, until it is closed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pool: ThreadPoolExecutor | None = None
        self._is_closed = False

    @property
    def is_running(self) -> bool:
        """Whether the thread has been started."""
        return self._pool is not None

    def submit(self, job: Callable[_P, None], /, *arguments: _P.args, **named: _P.kwargs) -> None:
        """Run a job soon; nothing once the worker is closed.

        A job reports by a signal of its owner; the owner may be gone by then.
        """
        if self._is_closed:
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        self._pool.submit(_run_for_owner, job, *arguments, **named)

    def close(self) -> None:
        """Drop the jobs that have not begun and end the thread after the one that has."""
        self._is_closed = True
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _run_for_owner(job: Callable[_P, None], /, *arguments: _P.args, **named: _P.kwargs) -> None:
    # PySide raises RuntimeError when a signal's owner was deleted meanwhile.
    with suppress(RuntimeError):
        job(*arguments, **named)
