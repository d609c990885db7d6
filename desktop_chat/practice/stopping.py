"""Ends a text at a stop string, exactly before it, even where the string spans several tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from desktop_chat.practice.writer import Step


class StopCutter:
    """Passes steps on, holding back those that may belong to a stop string.

    Args:
        stops: The stop strings, none of them empty.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = stops
        self._held: list[Step] = []
        self.has_stopped = False
        """Whether a stop string came; nothing may be fed afterwards."""

    def feed(self, step: Step) -> Iterator[Step]:
        """Yield the steps that are certain, the last one cut where a stop string begins in it."""
        self._held.append(step)
        text = "".join(held.text for held in self._held)
        found = [index for stop in self._stops if (index := text.find(stop)) >= 0]
        if found:
            self.has_stopped = True
            yield from self._release(min(found), cuts=True)
        else:
            yield from self._release(len(text) - self._doubtful(text), cuts=False)

    def rest(self) -> list[Step]:
        """Return what was held back, once the text has ended by itself."""
        return [] if self.has_stopped else self._held

    def _doubtful(self, text: str) -> int:
        """Return the length of the longest end of the text with which a stop string begins."""
        longest = max((len(stop) for stop in self._stops), default=1) - 1
        for length in range(min(longest, len(text)), 0, -1):
            if any(stop.startswith(text[-length:]) for stop in self._stops):
                return length
        return 0

    def _release(self, length: int, *, cuts: bool) -> Iterator[Step]:
        """Yield the held steps that lie within the first `length` characters."""
        while self._held and len(self._held[0].text) <= length:
            step = self._held.pop(0)
            length -= len(step.text)
            yield step
        if cuts and length:
            yield replace(self._held[0], text=self._held[0].text[:length])
