"""Reads the conversations of a source one by one, and counts what holds none.

Which format a record is of, and how, is the formats' affair. Must not know the archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from msgspec import Struct

from desktop_chat.app.import_report import LeftOut
from desktop_chat.archive.foreign import ForeignDatabase
from desktop_chat.core.conflict import entries
from desktop_chat.formats.import_database import Databases
from desktop_chat.formats.import_files import illustrated
from desktop_chat.formats.import_format import Brought, ImportFormat
from desktop_chat.formats.import_source import HARMLESS, Found, Limits, records_of
from desktop_chat.formats.json_splitting import decoded
from desktop_chat.formats.large_record import LargeRecord
from desktop_chat.formats.registry import IMPORTS

UNKNOWN_FORM = "no conversation of a known form"
DATABASES = Databases(
    ForeignDatabase, tuple(known.database for known in IMPORTS if known.database is not None)
)
"""The databases of other programs that can be read, by the formats that they belong to."""
TOO_LARGE = "it is too large, and no conversation that can be read in parts"
MOST_ELEMENTS = 250_000
"""Of a conversation that is read in parts."""
TOO_MANY = f"it is a large conversation of more than {MOST_ELEMENTS:,} messages"
_RECORDS_BETWEEN_RESTS = 256


class Read(Struct, frozen=True):
    """One conversation as it was read, or why it was not."""

    file: str
    format: ImportFormat
    source_nodes: int
    brought: Brought | None
    problem: str = ""


class Reader:
    """Reads a source record by record and counts what is left out."""

    def __init__(self, path: Path, limits: Limits | None) -> None:
        self._found = records_of(path, limits, DATABASES, _aside_for)
        self._left_out: Counter[tuple[str, str, bool]] = Counter()
        self._count = 0

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What holds no conversation so far, equal ones together."""
        return tuple(LeftOut(*key, count) for key, count in self._left_out.items())

    def records(self) -> Iterator[Read | None]:
        """Give each conversation; None now and then between them, to let others work."""
        # A loop would hold each record until the next is decoded; it may be large.
        return filter(self._is_due, map(self._read, self._found))

    def _is_due(self, read: Read | None) -> bool:
        self._count += 1
        return read is not None or self._count % _RECORDS_BETWEEN_RESTS == 0

    def _read(self, found: Found) -> Read | None:
        problem = found.problem if found.piece is None else found.piece.problem
        if found.piece is None or problem:
            self._left_out[found.name, problem, problem not in HARMLESS] += 1
            return None
        if isinstance(found.piece.aside, LargeRecord):
            return self._read_large(found.name, found.piece.aside)
        try:
            value = entries(decoded(found.piece.content))
        except ValueError as error:
            self._left_out[found.name, str(error), True] += 1
            return None
        format_ = next((known for known in IMPORTS if value and known.recognises(value)), None)
        if format_ is None:
            self._left_out[found.name, UNKNOWN_FORM, False] += 1
            return None
        count = format_.count(value)
        try:
            brought = illustrated(format_.read(value), found.files)
            return Read(found.name, format_, count, brought)
        except ValueError as error:
            return Read(found.name, format_, count, None, str(error))

    def _read_large(self, name: str, record: LargeRecord) -> Read | None:
        for known in IMPORTS:
            large = known.large
            head = None if large is None else record.head(large.list_name)
            if large is None or head is None or not known.recognises(head):
                continue
            elements = partial(record.elements, large.list_name)
            # Each is remembered, a damaged one too: a number of two signs would take a hundred.
            count = sum(1 for _ in islice(elements(), MOST_ELEMENTS + 1))
            if count > MOST_ELEMENTS:
                self._left_out[name, TOO_MANY, True] += 1
                return None
            try:
                return Read(name, known, count, large.read(head, elements))
            except ValueError as error:
                return Read(name, known, count, None, str(error))
        self._left_out[name, TOO_LARGE, True] += 1
        return None


def _aside_for(beginning: bytes) -> LargeRecord | None:
    """Return what takes a large record where a format may read it."""
    larges = (known.large for known in IMPORTS)
    is_known = any(large is not None and large.begins.match(beginning) for large in larges)
    return LargeRecord() if is_known else None
