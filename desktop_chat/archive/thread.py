"""One thread that does the archive's work for an event loop; knows no SQL."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class WorkThread:
    """Does pieces of work one after another, in the order in which they were asked for."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns, or raise what it raises.

        Work that was asked for is always done: cancelling the caller only stops the waiting.
        """
        return await asyncio.shield(asyncio.wrap_future(self._executor.submit(work)))

    @contextmanager
    def paused(self) -> Generator[None]:
        """Let the thread do nothing while something is done on another, not the event loop's."""
        has_begun, is_over = threading.Event(), threading.Event()

        def wait() -> None:
            has_begun.set()
            is_over.wait()

        pause = self._executor.submit(wait)
        has_begun.wait()
        try:
            yield
        finally:
            is_over.set()
            pause.result()

    async def close(self) -> None:
        """End the thread once all its work is done."""
        # Awaited first, because the shutdown would wait for the work without letting the loop run.
        await self.run(lambda: None)
        self._executor.shutdown()


async def aside(work: Callable[[], T]) -> T:
    """Do what takes long on a thread of its own: the list and the search must not wait for it."""
    thread = WorkThread("archive-aside")
    try:
        return await thread.run(work)
    finally:
        await thread.close()
