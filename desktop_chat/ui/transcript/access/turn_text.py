"""The text of a turn, put together from what its strips say, and followed while it grows.

Owns the offsets, in UTF-16 units. Must not know nodes, and keeps no strip alive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_chat.ui.transcript.access.spoken import spoken
from desktop_chat.ui.transcript.blocks.piece import Piece

_LINE_END = "\n".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class TextChange:
    """What became of a text: at an offset, one part was replaced by another; either may be ""."""

    start: int
    removed: str
    inserted: str


class TurnText:
    """Text by strips: those that say something, a line break between each two."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._starts: list[int] = []
        self.units = b""

    def read(self, pieces: Sequence[Piece], first: int = 0) -> TextChange | None:
        """Read the strips from a number on; return what changed, None for nothing."""
        kept = bisect_right(self._numbers, first - 1)
        begin = len(self.units)
        if kept < len(self._starts):
            begin = self._starts[kept] - len(_LINE_END) if kept else 0
        del self._numbers[kept:], self._starts[kept:]
        parts: list[bytes] = []
        length = begin
        for number in range(first, len(pieces)):
            said = spoken(pieces[number]).text
            if said is None:
                continue
            part = utf16(said)
            if self._numbers:
                part = _LINE_END + part
            self._numbers.append(number)
            self._starts.append(length + (len(_LINE_END) if len(self._numbers) > 1 else 0))
            parts.append(part)
            length += len(part)
        before, now = self.units[begin:], b"".join(parts)
        self.units = self.units[:begin] + now
        return None if before == now else _change(before, now, begin)

    def strip_at(self, offset: int) -> tuple[int, int] | None:
        """Return the strip with an offset, and the offset in what the strip says."""
        index = bisect_right(self._starts, 2 * offset) - 1
        if index < 0:
            return None
        return self._numbers[index], offset - self._starts[index] // 2

    def start_of(self, number: int) -> int:
        """Return where a strip's text begins, -1 where it says nothing."""
        index = bisect_right(self._numbers, number) - 1
        if index < 0 or self._numbers[index] != number:
            return -1
        return self._starts[index] // 2


def utf16(text: str) -> bytes:
    """Return a text in UTF-16 units; what is no character becomes a question mark."""
    return text.encode("utf-16-le", "replace")


def moved_offset(said: bytes, shown: bytes, offset: int) -> int:
    """Return where an offset of one text is in another that says nearly the same.

    Exact where both begin or end alike, in proportion between.
    """
    if said == shown:
        return offset
    before = _common(said, shown)
    if 2 * offset <= before:
        return offset
    after = _common(said[before:], shown[before:], from_end=True)
    if 2 * offset >= len(said) - after:
        return offset + (len(shown) - len(said)) // 2
    here, there = len(said) - before - after, len(shown) - before - after
    return before // 2 + (offset - before // 2) * there // max(2, here)


def _change(before: bytes, now: bytes, begin: int) -> TextChange:
    same = _common(before, now)
    rest = _common(before[same:], now[same:], from_end=True)
    removed = before[same : len(before) - rest].decode("utf-16-le", "replace")
    inserted = now[same : len(now) - rest].decode("utf-16-le", "replace")
    return TextChange((begin + same) // 2, removed, inserted)


def _common(one: bytes, other: bytes, *, from_end: bool = False) -> int:
    """Return how many bytes, in whole characters, two texts share at one end."""
    least, most = 0, min(len(one), len(other)) // 2
    while least < most:
        middle = (least + most + 1) // 2
        size = 2 * middle
        if from_end:
            is_same = one[len(one) - size :] == other[len(other) - size :]
        else:
            is_same = one[:size] == other[:size]
        least, most = (middle, most) if is_same else (least, middle - 1)
    return 2 * _whole(one, least, from_end=from_end)


def _whole(text: bytes, units: int, *, from_end: bool) -> int:
    """Return a number of units that does not cut a character of two units."""
    edge = len(text) // 2 - units if from_end else units
    if units and 2 * edge < len(text) and 0xDC <= text[2 * edge + 1] <= 0xDF:
        return units - 1
    return units
