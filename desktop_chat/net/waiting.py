"""Waiting with a limit that costs nothing where there is nothing to wait for.

`asyncio.timeout` sets a timer each time; on Qt's loop that costs more than the piece of a stream
that is already there. Must not know what is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Generator
from typing import Any, TypeVar

from typing_extensions import override

T = TypeVar("T")


async def within(limit_s: float | None, work: Awaitable[T]) -> T:
    """Return what `work` gives; the clock runs only from where it first has to wait.

    Raises:
        TimeoutError: It had to wait for longer than `limit_s` seconds; it was cancelled.
    """
    steps = work.__await__()
    try:
        awaited = next(steps)
    except StopIteration as end:
        return end.value
    async with asyncio.timeout(limit_s):
        return await _Begun(steps, awaited)


class _Begun(Generator[Any, Any, T]):
    """Work that has begun, and what it waits for."""

    def __init__(self, steps: Generator[Any, Any, T], awaited: object) -> None:
        self._steps = steps
        self._awaited: list[object] = [awaited]

    def __await__(self) -> Generator[Any, Any, T]:
        return self

    @override
    def send(self, value: Any, /) -> Any:
        """Hand out what was waited for before, then go on with the work."""
        return self._awaited.pop() if self._awaited else self._steps.send(value)

    @override
    def throw(self, *error: Any) -> Any:
        """Let the work decide what an error or a cancellation means."""
        return self._steps.throw(*error)
