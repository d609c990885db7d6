"""From rows to turns: which turns are kept, and where a new day begins.

Must not know how turns are laid out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QDate, QLocale

from desktop_chat.app.rows import TurnRow
from desktop_chat.ui.transcript.body import Workshop
from desktop_chat.ui.transcript.turn import Surroundings, Turn

_DAY_US = 86_400_000_000


def turns_for(rows: Sequence[TurnRow], known: Sequence[Turn], workshop: Workshop) -> list[Turn]:
    """Return a turn for each row, reusing those that show the same message in the same place."""
    by_id = {turn.row.message_id: turn for turn in known}
    offset_us = _utc_offset_us()
    turns: list[Turn] = []
    last_day: int | None = None
    for row in rows:
        day = (row.created_us + offset_us) // _DAY_US
        title = _day_title(day) if last_day is not None and day != last_day else ""
        last_day = day
        surroundings = Surroundings(title, turns[-1].row.role if turns else None)
        turn = by_id.get(row.message_id)
        if turn is None or turn.surroundings != surroundings:
            turn = Turn(row, surroundings, workshop)
        elif turn.row is not row and turn.row != row:
            turn.update(row)
        turns.append(turn)
    return turns


def _utc_offset_us() -> int:
    offset = datetime.now(UTC).astimezone().utcoffset()
    return int(offset.total_seconds() * 1_000_000) if offset else 0


def _day_title(day: int) -> str:
    date = QDate(1970, 1, 1).addDays(day)
    return QLocale().toString(date, QLocale.FormatType.LongFormat)
