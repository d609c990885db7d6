"""A typed signal without Qt: who publishes does not know who listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Signal(Generic[T]):
    """Calls its listeners in the order they connected, on the caller's thread.

    A listener that raises stops the call: that is a bug and must be seen.
    """

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        self._listeners: dict[object, Callable[[T], None]] = {}

    def connect(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Add a listener and return what removes it, which may be called more than once."""
        # A key of its own: one listener may be connected twice and each connection ends by itself.
        connection = object()
        self._listeners[connection] = listener

        def disconnect() -> None:
            self._listeners.pop(connection, None)

        return disconnect

    def emit(self, value: T) -> None:
        """Call every listener that is connected now."""
        for listener in tuple(self._listeners.values()):
            listener(value)
