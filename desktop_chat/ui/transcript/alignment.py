"""From places in what is read to positions in what a strip shows of it.

A strip shows a mark in place of a hidden sign, a picture in place of a formula, and breaks a line
that is too long; and it counts UTF-16 units. Owns the way from one to the other. Must not know Qt.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

PICTURE = "\ufffc"
"""What stands in a document where a picture is drawn."""
_MARK = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")
_BREAKS = str.maketrans("\u2028\u2029", "\n\n")
_STRIDE = 4_096
_SIGHT = 64
_ENOUGH = 6


class Alignment:
    """Where the characters of a text stand in the document that shows it."""

    def __init__(self, read: str, shown: str, formulas: Sequence[tuple[int, int]] = ()) -> None:
        """Take what is read, what the document holds, and where in `read` formulas stand."""
        self.shown = shown
        self._read_starts: list[int] = []
        self._shown_starts: list[int] = []
        self._lengths: list[int] = []
        self._formulas = dict(formulas)
        is_wide = not shown.isascii() and max(shown) > "\uffff"
        self._wide = [n for n, sign in enumerate(shown) if sign > "\uffff"] if is_wide else []
        self._align(read.translate(_BREAKS), shown.translate(_BREAKS))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return from and to which position, in UTF-16 units, a stretch of what is read is shown.

        What is shown in another way is all in it, however small a share of it was meant.
        """
        first = bisect_right(self._read_starts, start) - 1
        inside = min(start - self._read_starts[first], self._lengths[first])
        last = bisect_right(self._read_starts, max(end - 1, 0)) - 1
        past = end - self._read_starts[last]
        stop = self._shown_starts[last] + past
        if past > self._lengths[last]:
            is_last = last + 1 == len(self._shown_starts)
            stop = len(self.shown) if is_last else self._shown_starts[last + 1]
        return self._units(self._shown_starts[first] + inside), self._units(stop)

    def _units(self, place: int) -> int:
        # Each of these counts as two.
        return place + bisect_left(self._wide, place)

    def _align(self, read: str, shown: str) -> None:
        at, place = 0, 0
        while True:
            same = _common(read, at, shown, place)
            self._read_starts.append(at)
            self._shown_starts.append(place)
            self._lengths.append(same)
            at, place = at + same, place + same
            if at >= len(read) or place >= len(shown):
                return
            at, place = self._past_difference(read, at, shown, place)

    def _past_difference(self, read: str, at: int, shown: str, place: int) -> tuple[int, int]:
        """Return where both go on behind a difference."""
        mark = _MARK.match(shown, place)
        if mark is not None and ord(read[at]) == int(mark[1], 16):
            return at + 1, mark.end()
        if shown[place] == PICTURE:
            return self._formulas.get(at, at + 1), place + 1
        if shown[place] == "\n":
            return at, place + 1
        for distance in range(1, _SIGHT):
            ahead = shown[place + distance : place + distance + _ENOUGH]
            if ahead and read.startswith(ahead, at):
                return at, place + distance
            ahead = read[at + distance : at + distance + _ENOUGH]
            if ahead and shown.startswith(ahead, place):
                return at + distance, place
        return at + 1, place + 1


def _common(one: str, at: int, other: str, place: int) -> int:
    """Return how many characters two texts have in common from two places on."""
    length = 0
    stride = _STRIDE
    while stride:
        part = one[at + length : at + length + stride]
        if part and len(part) == stride and other.startswith(part, place + length):
            length += stride
        else:
            stride //= 2
    return length
