"""From places in a Markdown text to places in what is read of one of its leaves.

Marks of the markup are not read, and have no place; a word that is written otherwise than it is
read (an entity, an escape) has none either. Owns the way from one to the other. Touches no object
of Qt's. Must not know what stands at the places.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from typing_extensions import override

from desktop_chat.markup.blocks import Link, RefusedLink
from desktop_chat.ui.transcript.blocks.flow import Leaf
from desktop_chat.ui.transcript.seen import SeenWriter

_WORD = re.compile(r"\S+")
_WORD_SIGHT = 80
"""How far beyond the place that was reached something short is looked for."""
_LONG = 12


class SourceMap(SeenWriter):
    """Where the source of one leaf is read in it.

    Args:
        leaf: What is shown.
        source: The whole text that it was parsed from, as `parser.normalised` gives it.
    """

    def __init__(self, leaf: Leaf, source: str) -> None:
        super().__init__()
        self._source = source
        self._reached = leaf.block.start
        self._end = leaf.block.end
        self._starts: list[int] = []
        self._runs: list[tuple[int, int, int]] = []
        self.write_leaf(leaf)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return from and to which character a stretch of the source is read; None for nowhere."""
        number = max(0, bisect_right(self._starts, start) - 1)
        found: tuple[int, int] | None = None
        for place, seen, length in self._runs[number:]:
            if place >= end:
                break
            low, high = max(start, place), min(end, place + length)
            if low < high:
                first = seen + low - place if found is None else found[0]
                found = first, seen + high - place
        return found

    @override
    def add(self, text: str) -> None:
        line_start = self.length
        super().add(text)
        for line in text.split("\n"):
            self._follow(line, line_start)
            line_start += len(line) + 1

    @override
    def write_link(self, link: Link | RefusedLink) -> None:
        super().write_link(link)
        # Words behind it must not be found in the address.
        written = self._source.find(link.target, self._reached, self._end) if link.target else -1
        closing = self._source.find(")", self._reached, self._end)
        if 0 <= written <= closing:
            self._reached = written + len(link.target)

    def _follow(self, line: str, seen: int) -> None:
        """Find a line in the source, whole or else word by word."""
        words = line.strip()
        if not words:
            return
        lead = len(line) - len(line.lstrip())
        sight = self._end if len(words) >= _LONG else self._reached + len(words) + _WORD_SIGHT
        if self._take(words, seen + lead, min(self._end, sight)):
            return
        for word in _WORD.finditer(line):
            limit = self._reached + len(word[0]) + _WORD_SIGHT
            self._take(word[0], seen + word.start(), min(self._end, limit))

    def _take(self, text: str, seen: int, limit: int) -> bool:
        place = self._source.find(text, self._reached, limit)
        if place < 0:
            return False
        self._starts.append(place)
        self._runs.append((place, seen, len(text)))
        self._reached = place + len(text)
        return True
