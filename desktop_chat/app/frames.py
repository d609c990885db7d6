"""One timer for everything that changes quickly and is shown: at most 30 times a second.

Knows neither what changes nor who shows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from desktop_chat.app.answer import FRAME_S

K = TypeVar("K", bound=Hashable)


class Frames(Generic[K]):
    """Collects what has changed and tells it together.

    Args:
        show: Told of everything that changed since the last frame, each once, in the order in
            which it changed first.
    """

    def __init__(self, show: Callable[[tuple[K, ...]], None]) -> None:
        self._show = show
        self._changed: dict[K, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def want(self, changed: K) -> None:
        """Have the next frame tell of a change."""
        self._changed[changed] = None
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FRAME_S, self.flush)

    def flush(self) -> None:
        """Tell at once of what waits for the next frame."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        changed = tuple(self._changed)
        self._changed.clear()
        if changed:
            self._show(changed)
