"""Releases items at a steady rate, in small batches, without holding up the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

# Making a token takes about a millisecond, in which nothing else runs.
_LARGEST_BATCH = 8
_SHORTEST_WAIT_S = 0.015


class Pace:
    """A rate at which tokens are released.

    The time of each token is reckoned from the start, so late wake-ups do not add up.

    Args:
        tokens_per_s: The rate, above 0; None for as fast as they are made.
        clock: Gives the time in seconds.
        sleep: Waits for a number of seconds; 0 lets other tasks run.
    """

    def __init__(
        self,
        tokens_per_s: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._tokens_per_s = tokens_per_s
        self._clock = clock
        self._sleep = sleep

    async def batches(self, items: Iterable[T]) -> AsyncGenerator[list[T], None]:
        """Yield the items in their order, each no earlier than it is due; the first at once."""
        source = iter(items)
        start_s = self._clock()
        released = 0
        while batch := list(islice(source, self._size(released, self._clock() - start_s))):
            released += len(batch)
            yield batch
            await self._sleep(self._wait_s(released, self._clock() - start_s))

    def _size(self, released: int, elapsed_s: float) -> int:
        """Return how many items to release now, at least one: the wait before was for that one."""
        if self._tokens_per_s is None:
            return _LARGEST_BATCH
        due = int(elapsed_s * self._tokens_per_s) + 1
        return max(1, min(due - released, _LARGEST_BATCH))

    def _wait_s(self, released: int, elapsed_s: float) -> float:
        """Return how long to wait until the next item is due."""
        if self._tokens_per_s is None:
            return 0.0
        wait_s = released / self._tokens_per_s - elapsed_s
        return max(wait_s, _SHORTEST_WAIT_S) if wait_s > 0 else 0.0
