"""The ledger put together by day, model, provider or conversation, without a row kept in memory.

It is read in steps, so that whatever else is asked for meanwhile comes between.
"""

from __future__ import annotations

from decimal import Decimal

from desktop_chat.archive.database import Database
from desktop_chat.archive.imports import Run
from desktop_chat.archive.ledger import PROVIDER
from desktop_chat.archive.rows import unpacked_id
from desktop_chat.core.spending import CostSource, Shares, SpentBy, SpentShare, day_name

_STEP = 5_000
_QUARTER_US = 900 * 1_000_000
"""Every zone's days begin with a quarter of an hour: one look at the clock does for all in it."""

Sums = tuple[tuple[SpentShare, ...], tuple[SpentShare, ...]]


class UsageSums:
    """Sums of the ledger of an archive; its methods raise as those of the archive do."""

    def __init__(self, read: Run) -> None:
        self._read = read

    async def shares(self, by: SpentBy, *, since_us: int = 0) -> Sums:
        """Return what requests since a time took together, and the same by day."""
        reader = _Reader(by, since_us)
        while not await self._read(reader.read):
            pass
        days = reader.days.found(SpentBy.DAY)
        return (days if by is SpentBy.DAY else reader.named.found(by)), days


class _Reader:
    """Reads the ledger from a time on, some thousand rows a step."""

    def __init__(self, by: SpentBy, since_us: int) -> None:
        self.named = Shares()
        self.days = Shares()
        self._by = by
        name = {
            SpentBy.DAY: "''",
            SpentBy.MODEL: "model",
            SpentBy.PROVIDER: PROVIDER,
            SpentBy.CONVERSATION: "conversation",
        }[by]
        self._query = (
            f"SELECT sent_us, key, {name}, prompt_tokens, completion_tokens, cost_usd, source "  # noqa: S608
            "FROM ledger WHERE (sent_us, key) > (?, ?) ORDER BY sent_us, key LIMIT ?"
        )
        self._after = (since_us - 1, 2**63 - 1)
        self._names: dict[int, str] = {}

    def read(self, database: Database) -> bool:
        """Read a step; return whether that was the last."""
        count = 0
        for sent_us, key, name, prompt, completion, cost, source in database.each_row(
            self._query, *self._after, _STEP
        ):
            known = None if cost is None else Decimal(cost)
            used = (known, CostSource(source), prompt, completion)
            self.days.add(self._day(sent_us), *used)
            if self._by is SpentBy.CONVERSATION:
                self.named.add(unpacked_id(name), *used)
            elif self._by is not SpentBy.DAY:
                self.named.add(name or "", *used)
            self._after = (sent_us, key)
            count += 1
        return count < _STEP

    def _day(self, time_us: int) -> str:
        quarter = time_us // _QUARTER_US
        if quarter not in self._names:
            self._names[quarter] = day_name(quarter * _QUARTER_US)
        return self._names[quarter]
