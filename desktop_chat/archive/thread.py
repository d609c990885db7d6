"""One thread that does the archive's work for an event loop; knows no SQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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

    async def close(self) -> None:
        """End the thread once all its work is done."""
        # Awaited first, because the shutdown would wait for the work without letting the loop run.
        await self.run(lambda: None)
        self._executor.shutdown()
