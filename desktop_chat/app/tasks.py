"""The one place that starts asyncio tasks: each has a name and an owner, and none fails unseen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from desktop_chat.errors import AppError

_log = logging.getLogger(__name__)

ErrorListener = Callable[[AppError], None]
BugListener = Callable[[BaseException], None]


class Tasks:
    """Runs coroutines by name and takes them down together.

    Args:
        on_error: Told of an AppError that a task lets out.
        on_bug: Told of any other exception, after it was logged.
    """

    def __init__(self, on_error: ErrorListener, on_bug: BugListener) -> None:
        self._on_error = on_error
        self._on_bug = on_bug
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task under a name that no running task has.

        Raises:
            ValueError: A task of that name is running.
        """
        if self.is_running(name):
            work.close()
            raise ValueError(f"the task {name!r} is running already")
        task = asyncio.get_running_loop().create_task(self._guard(name, work), name=name)
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._forget(name, done))
        return task

    @property
    def running(self) -> tuple[str, ...]:
        """The names of the tasks that have not ended yet."""
        return tuple(self._tasks)

    def is_running(self, name: str) -> bool:
        """Return whether a task of that name has not ended yet."""
        task = self._tasks.get(name)
        return task is not None and not task.done()

    def cancel(self, name: str) -> None:
        """Cancel a task; nothing happens when none of that name runs."""
        task = self._tasks.get(name)
        if task is not None:
            # A task cancelled before its first step would never reach its own clean-up.
            asyncio.get_running_loop().call_soon(task.cancel)

    async def finish(self, prefix: str) -> None:
        """Cancel the tasks whose names begin with `prefix` and wait until they have ended."""
        chosen = [task for name, task in self._tasks.items() if name.startswith(prefix)]
        await asyncio.sleep(0)
        for task in chosen:
            task.cancel()
        await asyncio.gather(*chosen, return_exceptions=True)

    async def close(self) -> None:
        """Cancel all tasks and wait until they have ended."""
        await self.finish("")

    async def _guard(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except AppError as error:
            _log.info("%s: %s", name, error.text)
            self._on_error(error)
        except Exception as bug:
            _log.exception("the task %s failed", name)
            self._on_bug(bug)

    def _forget(self, name: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(name) is task:
            del self._tasks[name]
