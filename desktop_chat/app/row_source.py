"""The rows of a conversation as they are read: by number, some at once, the rest when asked for.

Owns the contract between who has rows and who shows, prints, searches or speaks them. Must not know
archives, sessions or views.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import Role
from desktop_chat.core.signal import Signal
from desktop_chat.core.skeleton import LINE_BYTES

BATCH = 128
"""Rows that one step of reading gives at most."""


@dataclass(frozen=True, slots=True)
class RowText:
    """What a row says, without anything that is only shown beside it.

    Attributes:
        index: The row's number when the reading began.
        text: Markdown, or plain text of the user and of tools; "" where there is none.
    """

    index: int
    message_id: str
    role: Role
    text: str


class Weight(NamedTuple):
    """How much some rows take on screen, roughly, known without their texts.

    Attributes:
        asked: How many of them are the user's.
        lines: Lines of LINE_BYTES that their texts fill, at least one for each.
    """

    asked: int
    lines: int


class RowSource(Protocol):
    """The rows of the branch that is shown, numbered from 0 at the top.

    Nothing here blocks: what is not in memory is read from the archive beside the event loop. All
    numbers are those of the present; `changed` and `grown` tell when they become others.
    """

    changed: Signal[int]
    """Rows from this number on are others, or there are more or fewer; those before it stand as
    they were. Any row may have a newer state."""
    grown: Signal[int]
    """So many rows came in above the first: each number is higher by as many."""
    loaded: Signal[range]
    """The rows of these numbers have come into memory."""

    def __len__(self) -> int:
        """How many rows there are; at any length as quick as for ten."""
        ...

    def row(self, index: int) -> TurnRow | None:
        """Return a row that is in memory, None for one that is not."""
        ...

    def stub(self, index: int) -> TurnRow:
        """Return what is known of a row at any time: its id, role and time; the text is ""."""
        ...

    def index_of(self, message_id: str) -> int:
        """Return the number of a message's row, -1 where the branch does not hold it."""
        ...

    def weight(self, first: int, last: int) -> Weight:
        """Return the weight of the rows from `first` to before `last`."""
        ...

    def want(self, first: int, last: int) -> None:
        """Have the rows from `first` to before `last` come into memory; `loaded` tells when.

        What cannot be read comes as a row that says so and offers to try again.
        """
        ...

    def read(self, first: int = 0, last: int | None = None) -> AsyncIterator[Sequence[TurnRow]]:
        """Give rows in their order, at most BATCH at a time, without keeping them in memory.

        They are those of the branch as it is when the reading begins.

        Args:
            first: Number of the first row.
            last: Number behind the last one, None for the end.

        Raises:
            ArchiveError: They cannot be read.
        """
        ...

    def texts(self, first: int = 0, last: int | None = None) -> AsyncIterator[Sequence[RowText]]:
        """Give what the rows say; as `read`, and quicker."""
        ...


class ListedRows:
    """Rows that are all in memory, as a source."""

    def __init__(self, rows: Sequence[TurnRow]) -> None:
        self.changed: Signal[int] = Signal()
        self.grown: Signal[int] = Signal()
        self.loaded: Signal[range] = Signal()
        self._take(rows)

    def _take(self, rows: Sequence[TurnRow]) -> None:
        self._rows = tuple(rows)
        self._numbers = {row.message_id: number for number, row in enumerate(rows)}

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, index: int) -> TurnRow | None:
        """Return a row."""
        return self._rows[index]

    def stub(self, index: int) -> TurnRow:
        """Return a row, which is all in memory."""
        return self._rows[index]

    def index_of(self, message_id: str) -> int:
        """Return the number of a message's row, -1 where there is none."""
        return self._numbers.get(message_id, -1)

    def weight(self, first: int, last: int) -> Weight:
        """Return the weight of the rows from `first` to before `last`."""
        rows = self._rows[first:last]
        lines = sum(1 + len(row.text) // LINE_BYTES for row in rows)
        return Weight(sum(row.role is Role.USER for row in rows), lines)

    def want(self, first: int, last: int) -> None:
        """Do nothing: everything is in memory."""

    async def read(
        self, first: int = 0, last: int | None = None
    ) -> AsyncIterator[Sequence[TurnRow]]:
        """Give rows in their order, at most BATCH at a time."""
        rows = self._rows[first:last]
        for start in range(0, len(rows), BATCH):
            yield rows[start : start + BATCH]

    async def texts(
        self, first: int = 0, last: int | None = None
    ) -> AsyncIterator[Sequence[RowText]]:
        """Give what the rows say, at most BATCH at a time."""
        index = first
        async for rows in self.read(first, last):
            yield [
                RowText(index + n, row.message_id, row.role, row.text) for n, row in enumerate(rows)
            ]
            index += len(rows)
