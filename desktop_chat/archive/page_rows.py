"""Reads rows straight off the pages of a damaged database file, without what leads to them.

A row lies whole on a leaf page and the overflow pages that follow it: nothing else of the file is
needed to read it. The form of the pages is SQLite's own (sqlite.org/fileformat2.html). Knows no
table of the archive, and runs no SQL.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desktop_chat.archive.database import SqlValue

_HEADER = 100
_LEAF = 0x0D
_DEFAULT_PAGE = 4096
_LOG_HEADER, _FRAME_HEADER = 32, 24
_LOG_MAGIC = 0x377F0682
_MOST_BYTES = 1_000_000_000
_MOST_COLUMNS = 100
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)
_REAL, _ZERO, _ONE, _FIRST_BLOB = 7, 8, 9, 12


class _Unreadable(Exception):
    """What lies at a place is no row."""


def stored_rows(path: Path) -> Iterator[tuple[int, tuple[SqlValue, ...]]]:
    """Give every row of every table with keys that can be read: its key and its stored values.

    A text that is no UTF-8 has U+FFFD where it is not. A column that stands for the key is None,
    and one that is computed is not stored. Rows that were deleted are not there: SQLite overwrites
    them, as the archive has it do.

    Args:
        path: The file, not encrypted; what its log beside it holds is read in its place.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        pages = _Pages(file, path.with_name(path.name + "-wal"))
        for number in range(1, pages.count + 1):
            page = pages.page(number)
            start = _HEADER if number == 1 else 0
            if len(page) < start + 8 or page[start] != _LEAF:
                continue
            for place in _cells(page, start):
                try:
                    yield _row(pages, page, place)
                except (_Unreadable, IndexError, struct.error):
                    continue


class _Pages:
    """The pages of a file, those that its log has in their newest form."""

    def __init__(self, file: BinaryIO, log: Path) -> None:
        self._file = file
        head = file.read(_HEADER)
        stated = int.from_bytes(head[16:18])
        stated = 65_536 if stated == 1 else stated
        is_size = 512 <= stated <= 65_536 and not stated & (stated - 1)
        self.size = stated if is_size else _DEFAULT_PAGE
        self.usable = self.size - (head[20] if is_size else 0)
        self._logged = _logged_pages(log, self.size)
        file.seek(0, 2)
        self.count = max(-(-file.tell() // self.size), *self._logged, 0)

    def page(self, number: int) -> bytes:
        """Return a page, the first of which is number 1; less than one beyond the end."""
        if number in self._logged:
            return self._logged[number]
        self._file.seek((number - 1) * self.size)
        return self._file.read(self.size)


def _logged_pages(log: Path, size: int) -> dict[int, bytes]:
    """Return the pages of a log's finished transactions, by their numbers."""
    found: dict[int, bytes] = {}
    waiting: dict[int, bytes] = {}
    if not log.exists():
        return found
    with log.open("rb") as file:
        head = file.read(_LOG_HEADER)
        if len(head) < _LOG_HEADER or int.from_bytes(head[:4]) & ~1 != _LOG_MAGIC:
            return found
        while len(frame := file.read(_FRAME_HEADER + size)) == _FRAME_HEADER + size:
            # Frames of an earlier round of the log carry other salts.
            if frame[8:16] != head[16:24]:
                break
            waiting[int.from_bytes(frame[:4])] = frame[_FRAME_HEADER:]
            if int.from_bytes(frame[4:8]):
                found |= waiting
                waiting.clear()
    return found


def _cells(page: bytes, start: int) -> Iterator[int]:
    """Give where the cells of a leaf page begin."""
    count = int.from_bytes(page[start + 3 : start + 5])
    places = page[start + 8 : start + 8 + 2 * count]
    for at in range(0, len(places) - 1, 2):
        yield int.from_bytes(places[at : at + 2])


def _row(pages: _Pages, page: bytes, place: int) -> tuple[int, tuple[SqlValue, ...]]:
    length, place = _varint(page, place)
    key, place = _varint(page, place)
    if length > _MOST_BYTES:
        raise _Unreadable
    local = _local_length(length, pages.usable)
    payload = page[place : place + local]
    if local < length:
        following = int.from_bytes(page[place + local : place + local + 4])
        payload += _overflow(pages, following, length - local)
    if len(payload) != length:
        raise _Unreadable
    return _signed(key), tuple(_values(payload))


def _local_length(length: int, usable: int) -> int:
    """Return how much of a row of a length lies on the leaf page itself."""
    if length <= usable - 35:
        return length
    least = (usable - 12) * 32 // 255 - 23
    kept = least + (length - least) % (usable - 4)
    return kept if kept <= usable - 35 else least


def _overflow(pages: _Pages, number: int, length: int) -> bytes:
    pieces: list[bytes] = []
    while length > 0:
        page = pages.page(number) if 0 < number <= pages.count else b""
        piece = page[4 : 4 + min(length, pages.usable - 4)]
        if not piece:
            raise _Unreadable
        pieces.append(piece)
        length -= len(piece)
        number = int.from_bytes(page[:4])
    return b"".join(pieces)


def _values(payload: bytes) -> Iterator[SqlValue]:
    end, at = _varint(payload, 0)
    kinds: list[int] = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != end or len(kinds) > _MOST_COLUMNS:
        raise _Unreadable
    for kind in kinds:
        length = _length_of(kind)
        content = payload[at : at + length]
        if len(content) != length:
            raise _Unreadable
        at += length
        yield _value(kind, content)
    if at != len(payload):
        raise _Unreadable


def _length_of(kind: int) -> int:
    if kind >= _FIRST_BLOB:
        return (kind - _FIRST_BLOB) // 2
    if kind < len(_INTEGER_BYTES):
        return _INTEGER_BYTES[kind]
    if kind == _REAL:
        return 8
    if kind in (_ZERO, _ONE):
        return 0
    raise _Unreadable


def _value(kind: int, content: bytes) -> SqlValue:
    if kind >= _FIRST_BLOB:
        return content.decode(errors="replace") if kind % 2 else content
    if kind == 0:
        return None
    if kind == _REAL:
        return float(struct.unpack(">d", content)[0])
    if kind in (_ZERO, _ONE):
        return kind - _ZERO
    return int.from_bytes(content, signed=True)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return SQLite's number of one to nine bytes at a place, and where it ends."""
    value = 0
    for number in range(8):
        byte = data[at + number]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + number + 1
    return value << 8 | data[at + 8], at + 9


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number
