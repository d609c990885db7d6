"""Many ids in little memory: 16 bytes each, found by bisection.

Owns how ids are stored and found. Must not know what they name.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence

from desktop_chat.core.ids import packed_id, unpacked_id

_WIDTH = 16
_LEAST_SORTED_ANEW = 1_024


class IdColumn:
    """Ids, numbered from 0 in the order in which they were appended.

    UUIDs of one program ascend and are found where they stand. Others are found through an order
    that is made when it is first needed; what was appended since then is in a table beside it.
    """

    def __init__(self) -> None:
        self._packed = bytearray()
        self._odd: dict[int, str] = {}
        self._odd_numbers: dict[str, int] = {}
        self._last = b""
        self._is_ascending = True
        self._order = array("i")
        self._recent: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._packed) // _WIDTH

    def __getitem__(self, number: int) -> str:
        odd = self._odd.get(number) if self._odd else None
        return unpacked_id(self._raw(number)) if odd is None else odd

    def append(self, identifier: str) -> None:
        """Add an id behind the others; of two equal ones the newer is found."""
        raw = packed_id(identifier)
        if raw is not None:
            self.extend_packed([raw])
            return
        self._odd[len(self)] = identifier
        self._odd_numbers[identifier] = len(self)
        self._packed += bytes(_WIDTH)
        self._turn_unordered(len(self) - 1)

    def extend_packed(self, ids: Sequence[bytes]) -> None:
        """Add UUIDs of 16 bytes each."""
        if not ids:
            return
        first = len(self)
        self._packed += b"".join(ids)
        ascends = self._last < ids[0] and (len(ids) == 1 or list(ids) == sorted(set(ids)))
        self._last = max(self._last, ids[-1])
        if self._is_ascending and not ascends:
            self._turn_unordered(first)
        if not self._is_ascending:
            self._recent.update((raw, first + n) for n, raw in enumerate(ids))

    def number_of(self, identifier: str) -> int:
        """Return the number of an id, -1 for one that is not here."""
        raw = packed_id(identifier)
        if raw is None:
            return self._odd_numbers.get(identifier, -1)
        return self.number_of_packed(raw)

    def number_of_packed(self, raw: bytes) -> int:
        """Return the number of a UUID of 16 bytes, -1 for one that is not here."""
        if self._is_ascending:
            numbers: Sequence[int] = range(len(self))
        else:
            recent = self._recent.get(raw)
            if recent is not None:
                return recent
            numbers = self._sorted()
        place = bisect_left(numbers, raw, key=self._raw)
        if place < len(numbers) and self._raw(numbers[place]) == raw:
            return numbers[place]
        return -1

    def _raw(self, number: int) -> bytes:
        return bytes(self._packed[_WIDTH * number : _WIDTH * (number + 1)])

    def _turn_unordered(self, count: int) -> None:
        """Find ids by an order from now on; the first `count` ascend."""
        if self._is_ascending:
            self._is_ascending = False
            self._order = array("i", range(count))

    def _sorted(self) -> Sequence[int]:
        if len(self._recent) > max(_LEAST_SORTED_ANEW, len(self) // 8):
            # A number that is higher comes first, so that of two equal ids the newer is found.
            numbers = [n for n in range(len(self) - 1, -1, -1) if n not in self._odd]
            self._order = array("i", sorted(numbers, key=self._raw))
            self._recent = {}
        return self._order
