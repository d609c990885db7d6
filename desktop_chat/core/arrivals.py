"""When the pieces of an answer arrived: kept while it streams, and as few bytes.

Owns the form of those bytes. Knows no clock: the caller says when a piece came.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

TOGETHER_US = 500
"""Pieces that come within this time count as one: one read of the connection brought them."""

_VERSION = 1
_LARGEST = 2**32 - 1
_WORD = 4


class PieceKind(IntEnum):
    """What a piece belongs to; the values are written into archives."""

    TEXT = 0
    REASONING = 1
    TOOL_CALL = 2


class Arrival(NamedTuple):
    """One piece.

    Attributes:
        after_us: Microseconds from sending the request to its coming, 0 or more, never falling.
        size: Its length in characters.
        kind: What it belongs to.
    """

    after_us: int
    size: int
    kind: PieceKind


class ArrivalLog:
    """Takes pieces as they come, at a cost that does not grow."""

    __slots__ = ("_kinds", "_last_us", "_sizes", "_waits")

    def __init__(self) -> None:
        self._waits = array("I")
        self._sizes = array("I")
        self._kinds = bytearray()
        self._last_us = 0

    def __len__(self) -> int:
        return len(self._kinds)

    def note(self, after_us: int, size: int, kind: PieceKind) -> None:
        """Take one piece; where the clock went back, it came with the one before."""
        wait = after_us - self._last_us
        kinds = self._kinds
        if kinds and wait < TOGETHER_US and kinds[-1] == kind:
            self._sizes[-1] = min(self._sizes[-1] + size, _LARGEST)
            return
        wait = min(max(wait, 0), _LARGEST)
        self._waits.append(wait)
        self._sizes.append(min(size, _LARGEST))
        kinds.append(kind)
        self._last_us += wait

    def packed(self) -> bytes:
        """Return what `arrivals` reads, b"" where nothing has come.

        One byte for the form, the waits between pieces, their sizes, their kinds. The four bytes of
        the numbers stand apart, lowest first, so that what compresses them finds runs of zeros.
        """
        if not self._kinds:
            return b""
        columns = (_planes(self._waits), _planes(self._sizes), bytes(self._kinds))
        return bytes([_VERSION]) + b"".join(columns)


def arrivals(content: bytes) -> tuple[Arrival, ...] | None:
    """Return the pieces of a packed log, () for b""; None where it is none."""
    if not content:
        return ()
    count, rest = divmod(len(content) - 1, 2 * _WORD + 1)
    if content[0] != _VERSION or rest:
        return None
    try:
        return tuple(_each(content[1:], count))
    except ValueError:
        return None


def _each(columns: bytes, count: int) -> Iterator[Arrival]:
    waits = _numbers(columns[: _WORD * count])
    sizes = _numbers(columns[_WORD * count : 2 * _WORD * count])
    after_us = 0
    for wait, size, kind in zip(waits, sizes, columns[2 * _WORD * count :], strict=True):
        after_us += wait
        yield Arrival(after_us, size, PieceKind(kind))


def _planes(numbers: array[int]) -> bytes:
    raw = _little_endian(numbers).tobytes()
    return b"".join(raw[place::_WORD] for place in range(_WORD))


def _numbers(planes: bytes) -> array[int]:
    count = len(planes) // _WORD
    raw = bytearray(len(planes))
    for place in range(_WORD):
        raw[place::_WORD] = planes[place * count : (place + 1) * count]
    numbers = array("I")
    numbers.frombytes(bytes(raw))
    return _little_endian(numbers)


def _little_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "little":
        return numbers
    swapped = numbers[:]
    swapped.byteswap()
    return swapped
