"""A search through the conversation that is shown, message by message, kept up to date.

Owns which messages hold hits, and how many come before one. The texts are read, parsed and
matched beside the event loop. What of a row is seen, in which stretches, is the view's to say. Must
not know views.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from time import monotonic

from desktop_chat.app.find_query import Matcher, Query
from desktop_chat.app.row_source import RowSource
from desktop_chat.app.rows import TurnRow
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.ids import new_id
from desktop_chat.core.signal import Signal
from desktop_chat.errors import AppError, UsageError

MAX_HITS = 100_000
"""A search that has found so many ends: nobody goes through them one by one."""
_PAUSE_S = 0.15
_REST = 9
"""A growing answer is looked through again after so many times what the last time took."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a row that is shown as one: a paragraph, a block of code, a table.

    Attributes:
        part: Where in the row it stands: "text", "reasoning", "sources", "tool0" and so on.
        index: Its number in the part.
        start: Offset of its block in the part's normalised source.
        text: What is read there.
        formulas: Where in `text` sources of formulas stand that may be shown as pictures.
    """

    part: str
    index: int
    start: int
    text: str
    formulas: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a section's text, in characters."""

    section: Section
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HitPlace:
    """A hit by its message and its number among the hits in that message."""

    message_id: str
    number: int


Sections = Callable[[TurnRow, Callable[[str], bool]], Iterable[Section]]
"""Gives what is seen of a row; parts whose source the second argument denies may be left out."""


class Finding:
    """One search at a time.

    Attributes:
        changed: Told when hits came or went, or the search ended.
        problem: Why nothing is found, a sentence, "" where nothing is wrong.
        is_searching: Whether there are texts that were not looked through yet.
        is_cut: Whether there are more hits than are kept.
        count: How many hits there are so far.
    """

    def __init__(self, tasks: Tasks, sections: Sections) -> None:
        self.changed: Signal[None] = Signal()
        self.problem = ""
        self.is_searching = False
        self.is_cut = False
        self.count = 0
        self._tasks = tasks
        self._sections = sections
        self._matcher: Matcher | None = None
        self._rows: RowSource | None = None
        self._ranges: list[tuple[int, int]] = []
        self._grown: set[str] = set()
        self._hits: dict[str, tuple[Hit, ...]] = {}
        self._order: tuple[list[int], list[str], list[int]] | None = None
        self._disconnects: list[Callable[[], None]] = []
        self._task = ""

    def look_for(self, query: Query, rows: RowSource, first: int = 0) -> None:
        """Begin anew: look for something in these rows, from a row's number on and around."""
        self.stop()
        self._rows = rows
        self._disconnects = [
            rows.changed.connect(self._follow_change),
            rows.grown.connect(self._follow_growth),
        ]
        if query.text:
            try:
                self._matcher = Matcher(query)
            except UsageError as error:
                self._fail(error)
                return
            self._ranges = [(first, len(rows)), (0, first)]
            self._go_on()
        self.changed.emit(None)

    def stop(self) -> None:
        """Forget query and hits."""
        self._tasks.cancel(self._task)
        self._task = ""
        for disconnect in self._disconnects:
            disconnect()
        self._disconnects = []
        self._matcher = self._rows = self._order = None
        self._ranges.clear()
        self._grown.clear()
        self._hits.clear()
        self.count, self.problem = 0, ""
        self.is_searching = self.is_cut = False

    def row_grew(self, message_id: str) -> None:
        """Take note that a row has a newer state."""
        if self._matcher is not None:
            self._grown.add(message_id)
            self._go_on()

    # What was found ----------------------------------------------------------------------------

    def hits(self, message_id: str) -> tuple[Hit, ...]:
        """Return the hits in a message, in reading order."""
        return self._hits.get(message_id, ())

    def number_of(self, place: HitPlace) -> int:
        """Return how many hits stand before one in the whole branch."""
        numbers, _, before = self._ordered()
        at = bisect_left(numbers, self._index_of(place.message_id))
        return (before[at] if at < len(before) else self.count) + place.number

    def nearest(self, message_id: str, number: int = 0) -> HitPlace | None:
        """Return a hit of a message, or the first one below it, around the end; None for none."""
        numbers, ids, _ = self._ordered()
        if not ids:
            return None
        at = bisect_left(numbers, self._index_of(message_id))
        if at < len(ids) and ids[at] == message_id and number < len(self._hits[message_id]):
            return HitPlace(message_id, number)
        is_passed = at < len(ids) and ids[at] == message_id
        return HitPlace(ids[(at + is_passed) % len(ids)], 0)

    def beside(self, place: HitPlace, step: int) -> HitPlace | None:
        """Return the next hit, or for -1 the one before, around both ends; None for none."""
        number = place.number + step
        if 0 <= number < len(self.hits(place.message_id)):
            return HitPlace(place.message_id, number)
        numbers, ids, _ = self._ordered()
        if not ids:
            return None
        at = bisect_left(numbers, self._index_of(place.message_id))
        is_there = at < len(ids) and ids[at] == place.message_id
        other = ids[(at + is_there if step > 0 else at - 1) % len(ids)]
        return HitPlace(other, 0 if step > 0 else len(self._hits[other]) - 1)

    def _index_of(self, message_id: str) -> int:
        return self._rows.index_of(message_id) if self._rows is not None else -1

    def _ordered(self) -> tuple[list[int], list[str], list[int]]:
        """Return row numbers and ids of what holds hits, from above, and the hits before each."""
        if self._order is None:
            pairs = sorted((self._index_of(message_id), message_id) for message_id in self._hits)
            counts = (len(self._hits[message_id]) for _, message_id in pairs)
            before = list(accumulate(counts, initial=0))
            self._order = [n for n, _ in pairs], [m for _, m in pairs], before
        return self._order

    # How it is done ----------------------------------------------------------------------------

    def _follow_change(self, first: int) -> None:
        """Take note that rows from a number on are others, more or fewer."""
        rows = self._rows
        if rows is None or self._matcher is None:
            return
        for message_id in [m for m in self._hits if rows.index_of(m) < 0]:
            self._keep(message_id, ())
        self._order = None
        self._ranges = [(start, min(end, len(rows))) for start, end in self._ranges]
        self._ranges.append((first, len(rows)))
        self._go_on()

    def _follow_growth(self, count: int) -> None:
        """Take note that rows came in above the first."""
        if self._matcher is None:
            return
        self._order = None
        self._ranges = [(start + count, end + count) for start, end in self._ranges]
        self._ranges.append((0, count))
        self._go_on()

    def _go_on(self) -> None:
        if self.is_cut:
            return
        self.is_searching = True
        if not self._tasks.is_running(self._task):
            self._task = f"find:{new_id()}"
            self._tasks.start(self._task, self._search(self._task))

    async def _search(self, task: str) -> None:
        """Look through everything that waits, until nothing does."""
        matcher, rows = self._matcher, self._rows
        if matcher is None or rows is None:
            return
        try:
            while self.is_searching:
                await self._look_through_waiting(task, matcher, rows)
                if self._task != task:
                    return
                # Who listens may bring more to look through.
                self.is_searching = False
                self.changed.emit(None)
        except AppError as error:
            if self._task == task:
                self._fail(error)

    async def _look_through_waiting(self, task: str, matcher: Matcher, rows: RowSource) -> None:
        while self._task == task and (self._ranges or self._grown):
            if self._ranges:
                first, last = self._ranges.pop(0)
                async for batch in rows.read(first, last):
                    await self._look_through(task, matcher, batch)
                    if self.is_cut or self._task != task:
                        break
            else:
                await self._look_again(task, matcher, rows)
            if self.is_cut:
                self._ranges.clear()
                self._grown.clear()

    async def _look_again(self, task: str, matcher: Matcher, rows: RowSource) -> None:
        """Look through answers that grow; not oftener than leaves time for everything else."""
        numbers = [rows.index_of(message_id) for message_id in self._grown]
        grown = [rows.row(number) for number in numbers if number >= 0]
        self._grown.clear()
        before_s = monotonic()
        await self._look_through(task, matcher, [row for row in grown if row is not None])
        await asyncio.sleep(max(_PAUSE_S, _REST * (monotonic() - before_s)))

    async def _look_through(self, task: str, matcher: Matcher, batch: Sequence[TurnRow]) -> None:
        def work() -> list[tuple[str, tuple[Hit, ...]]]:
            found: list[tuple[str, tuple[Hit, ...]]] = []
            for row in batch:
                if self._task != task:
                    break
                found.append((row.message_id, self._hits_in(row, matcher)))
            return found

        found = await asyncio.to_thread(work)
        if self._task != task:
            return
        for message_id, hits in found:
            self._keep(message_id, hits)
        self.changed.emit(None)

    def _hits_in(self, row: TurnRow, matcher: Matcher) -> tuple[Hit, ...]:
        hits = (
            Hit(section, *span)
            for section in self._sections(row, matcher.may_match)
            for span in matcher.spans(section.text)
        )
        return tuple(islice(hits, MAX_HITS))

    def _keep(self, message_id: str, hits: tuple[Hit, ...]) -> None:
        before = self._hits.pop(message_id, ())
        hits = hits[: MAX_HITS - self.count + len(before)]
        self.count += len(hits) - len(before)
        if hits:
            self._hits[message_id] = hits
        if len(before) != len(hits):
            self._order = None
        self.is_cut = self.count >= MAX_HITS

    def _fail(self, error: AppError) -> None:
        self.stop()
        self.problem = f"{error.text} {error.advice}".strip()
        self.changed.emit(None)
