"""From rows to turns: made when they are asked for, and kept as long as they are near the screen.

Owns which turns are kept, and where a new day begins. Must not know how turns are laid out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import overload

from PySide6.QtCore import QDate, QLocale
from typing_extensions import override

from desktop_chat.app.row_source import ListedRows, RowSource
from desktop_chat.app.rows import TurnRow
from desktop_chat.ui.transcript.body import Workshop
from desktop_chat.ui.transcript.turn import Surroundings, Turn
from desktop_chat.ui.transcript.waiting import WaitingTurn

_DAY_US = 86_400_000_000
_MOST_KEPT = 256


class Turns(Sequence[Turn]):
    """The turns of a source, by number; a row that is not in memory gives one that waits for it.

    Args:
        height_of: Gives the height of a turn as it was last, or as it is estimated.
    """

    def __init__(self, height_of: Callable[[int], int]) -> None:
        self.source: RowSource = ListedRows(())
        self._height_of = height_of
        self._workshop: Workshop | None = None
        self._kept: OrderedDict[int, Turn] = OrderedDict()
        self._spare: dict[str, Turn] = {}
        self._folds: dict[str, dict[str, bool]] = {}

    def __len__(self) -> int:
        return len(self.source)

    @overload
    def __getitem__(self, index: int) -> Turn: ...
    @overload
    def __getitem__(self, index: slice) -> list[Turn]: ...
    @override
    def __getitem__(self, index: int | slice) -> Turn | list[Turn]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = index + len(self) if index < 0 else index
        turn = self._kept.get(number)
        if turn is None:
            turn = self._kept[number] = self._made(number)
            self._let_go()
        else:
            self._kept.move_to_end(number)
        return turn

    def peek(self, number: int) -> Turn | None:
        """Return a turn if it is kept; it is kept no longer for that."""
        return self._kept.get(number)

    def kept(self) -> list[tuple[int, Turn]]:
        """Return the turns that are kept, with their numbers, in no order."""
        return list(self._kept.items())

    # What changes ------------------------------------------------------------------------------

    def show(self, source: RowSource, workshop: Workshop) -> None:
        """Show the rows of another source; a turn of a message that is in both is kept."""
        self._spare = {turn.row.message_id: turn for turn in self._kept.values()}
        self._kept.clear()
        self.source, self._workshop = source, workshop

    def set_workshop(self, workshop: Workshop) -> None:
        """Make the strips of all turns anew, with another look."""
        self._workshop = workshop
        self._spare = {}
        for turn in self._kept.values():
            turn.invalidate(workshop)

    def renumber(self, first: int) -> None:
        """Take over that the rows from a number on are others."""
        moved = [number for number in self._kept if number >= first]
        self._spare = {}
        for number in moved:
            turn = self._kept.pop(number)
            self._spare[turn.row.message_id] = turn

    def shift(self, above: int) -> None:
        """Take over that so many rows came in above the first."""
        # What stands above the one that was first is known only now.
        first = self._kept.pop(0, None)
        self._spare = {} if first is None else {first.row.message_id: first}
        self._kept = OrderedDict((n + above, turn) for n, turn in self._kept.items())

    def renew(self, numbers: range | None = None) -> list[int]:
        """Take over newer states of rows, of all or of some; return the numbers of such turns."""
        changed: list[int] = []
        for number, turn in self.kept():
            if numbers is not None and number not in numbers:
                continue
            row = self.source.row(number)
            if turn.is_waiting or row is None:
                if turn.is_waiting and not self._is_ready(number):
                    continue
                del self._kept[number]
                changed.append(number)
            elif row is not turn.row and row != turn.row:
                turn.update(row)
                changed.append(number)
        return changed

    def clear(self) -> None:
        """Let go of all turns."""
        self._kept.clear()
        self._spare = {}
        self.source = ListedRows(())

    # How they are made -------------------------------------------------------------------------

    def _made(self, number: int) -> Turn:
        if not 0 <= number < len(self):
            raise IndexError(number)
        workshop = self._workshop
        if workshop is None:
            raise IndexError(number)
        row = self.source.row(number)
        above = self.source.row(number - 1) if number else None
        height = self._height_of(number)
        if row is None or (number and above is None):
            return WaitingTurn(self.source.stub(number), workshop, height)
        surroundings = _surroundings(row, above)
        turn = self._spare.pop(row.message_id, None)
        if turn is None or turn.is_waiting or turn.surroundings != surroundings:
            folds = self._folds.pop(row.message_id, None)
            return Turn(row, surroundings, workshop, height=height, folds=folds)
        if turn.row is not row and turn.row != row:
            turn.update(row)
        return turn

    def _is_ready(self, number: int) -> bool:
        is_there = self.source.row(number) is not None
        return is_there and (number == 0 or self.source.row(number - 1) is not None)

    def _let_go(self) -> None:
        """Keep the turns that have strips, and those asked for last; of others, open cards."""
        if len(self._kept) <= _MOST_KEPT:
            return
        # The newest is about to be given out.
        for number, turn in list(self._kept.items())[: -_MOST_KEPT // 2]:
            if not turn.is_built:
                del self._kept[number]
                if turn.folds:
                    self._folds[turn.row.message_id] = turn.folds

    @override
    def __iter__(self) -> Iterator[Turn]:
        return (self[number] for number in range(len(self)))


def turns_for(rows: Sequence[TurnRow], workshop: Workshop) -> list[Turn]:
    """Return a turn for each of some rows that follow each other."""
    return [
        Turn(row, _surroundings(row, rows[number - 1] if number else None), workshop)
        for number, row in enumerate(rows)
    ]


def _surroundings(row: TurnRow, above: TurnRow | None) -> Surroundings:
    if above is None:
        return Surroundings()
    day = _day_of(row)
    return Surroundings(_day_title(day) if day != _day_of(above) else "", above.role)


def _day_of(row: TurnRow) -> int:
    return (row.created_us + _utc_offset_us()) // _DAY_US


def _utc_offset_us() -> int:
    offset = datetime.now(UTC).astimezone().utcoffset()
    return int(offset.total_seconds() * 1_000_000) if offset else 0


def _day_title(day: int) -> str:
    date = QDate(1970, 1, 1).addDays(day)
    return QLocale().toString(date, QLocale.FormatType.LongFormat)
