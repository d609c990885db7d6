"""A search goes through all rows, follows their changes and counts from above."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from support.turn_rows import turn_row
from typing_extensions import override

from desktop_chat.app import finding as finding_module
from desktop_chat.app.find_query import Query
from desktop_chat.app.finding import Finding, HitPlace, Section
from desktop_chat.app.row_source import ListedRows
from desktop_chat.app.rows import TurnRow
from desktop_chat.app.tasks import Tasks
from desktop_chat.errors import ArchiveError


class Rows(ListedRows):
    """Rows in a list, given one at a time."""

    def __init__(self, *texts: str) -> None:
        super().__init__([turn_row(f"m{n}", "user", text) for n, text in enumerate(texts)])
        self.problem: ArchiveError | None = None
        self.read_ranges: list[tuple[int, int | None]] = []

    @property
    def listed(self) -> list[TurnRow]:
        """All rows."""
        return [self.stub(n) for n in range(len(self))]

    def put(self, rows: Sequence[TurnRow]) -> None:
        """Have other rows."""
        self._take(rows)

    @override
    async def read(
        self, first: int = 0, last: int | None = None
    ) -> AsyncIterator[Sequence[TurnRow]]:
        self.read_ranges.append((first, last))
        if self.problem is not None:
            raise self.problem
        for row in self.listed[first:last]:
            yield [row]


def sections(row: TurnRow, may_match: Callable[[str], bool]) -> Iterator[Section]:
    if may_match(row.text):
        yield Section("text", 0, 0, row.text)


@pytest.fixture
def tasks() -> Tasks:
    def unexpected(error: BaseException) -> None:
        raise AssertionError from error

    return Tasks(unexpected, unexpected)


@pytest.fixture
def finding(tasks: Tasks) -> Finding:
    return Finding(tasks, sections)


async def done(finding: Finding) -> None:
    # It tells of much more than its end, and its task ends after the telling.
    while finding.is_searching or len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110
        await asyncio.sleep(0.001)


def places(finding: Finding, rows: Rows) -> list[int]:
    return [len(finding.hits(row.message_id)) for row in rows.listed]


async def test_a_bad_pattern_is_a_sentence_and_no_hit(finding: Finding) -> None:
    finding.look_for(Query("(", is_pattern=True), Rows("(("))
    assert finding.problem == "The pattern is not valid: missing )."
    assert not finding.is_searching
    assert finding.count == 0


async def test_a_pattern_without_end_ends_the_search(finding: Finding) -> None:
    rows = Rows("ab", "a" * 60 + "b", "ab")
    finding.look_for(Query("(a|a)*$", is_pattern=True), rows)
    await done(finding)
    assert finding.problem == "This pattern takes too long. Make it simpler."
    assert finding.count == 0


async def test_rows_that_cannot_be_read_are_told_of(finding: Finding) -> None:
    rows = Rows("a")
    rows.problem = ArchiveError("The archive cannot be read.", advice="")
    finding.look_for(Query("a"), rows)
    await done(finding)
    assert finding.problem == "The archive cannot be read."


async def test_every_row_is_looked_through_those_in_sight_first(finding: Finding) -> None:
    rows = Rows("one a", "b", "a a", "A")
    finding.look_for(Query("a"), rows, first=2)
    await done(finding)
    assert places(finding, rows) == [1, 0, 2, 1]
    assert finding.count == 4
    assert rows.read_ranges == [(2, 4), (0, 2)]


async def test_counts_grow_with_what_was_looked_through(finding: Finding) -> None:
    counts: list[int] = []
    finding.changed.connect(lambda _: counts.append(finding.count))
    finding.look_for(Query("a"), Rows("a", "a", "a"))
    await done(finding)
    assert counts == [0, 1, 2, 3, 3]


async def test_hits_are_numbered_and_walked_around_both_ends(finding: Finding) -> None:
    rows = Rows("a", "b", "a a", "b")
    finding.look_for(Query("a"), rows)
    await done(finding)
    first, last = HitPlace("m0", 0), HitPlace("m2", 1)
    assert [finding.number_of(p) for p in (first, HitPlace("m2", 0), last)] == [0, 1, 2]
    assert finding.beside(first, 1) == HitPlace("m2", 0)
    assert finding.beside(last, 1) == first
    assert finding.beside(first, -1) == last
    assert finding.nearest("m1") == HitPlace("m2", 0)
    assert finding.nearest("m3") == first
    assert finding.nearest("m2", 1) == last
    assert finding.nearest("m2", 2) == first


async def test_nothing_found_has_no_places(finding: Finding) -> None:
    finding.look_for(Query("x"), Rows("a"))
    await done(finding)
    assert finding.nearest("m0") is None
    assert finding.beside(HitPlace("m0", 0), 1) is None


async def test_a_growing_answer_is_looked_through_again(finding: Finding) -> None:
    rows = Rows("a", "")
    finding.look_for(Query("a"), rows)
    await done(finding)
    rows.put([rows.listed[0], replace(rows.listed[1], text="a a a")])
    finding.row_grew("m1")
    await done(finding)
    assert places(finding, rows) == [1, 3]


async def test_other_rows_take_the_place_of_those_that_went(finding: Finding) -> None:
    rows = Rows("a", "a a", "a")
    finding.look_for(Query("a"), rows)
    await done(finding)
    rows.put([*rows.listed[:1], turn_row("n", "user", "a a a")])
    rows.changed.emit(1)
    await done(finding)
    assert finding.count == 4
    assert not finding.hits("m1")


async def test_rows_that_come_above_are_looked_through(finding: Finding) -> None:
    rows = Rows("a")
    finding.look_for(Query("a"), rows)
    await done(finding)
    rows.put([turn_row("above", "user", "a"), *rows.listed])
    rows.grown.emit(1)
    await done(finding)
    assert finding.number_of(HitPlace("m0", 0)) == 1


async def test_a_new_query_leaves_nothing_of_the_old_one(finding: Finding) -> None:
    rows = Rows("a b", "a b")
    finding.look_for(Query("a"), rows)
    finding.look_for(Query("b"), rows)
    await done(finding)
    assert finding.count == 2
    assert [hit.start for hit in finding.hits("m0")] == [2]
    finding.stop()
    assert finding.count == 0
    assert not finding.hits("m0")


async def test_too_many_hits_end_the_search(
    finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding_module, "MAX_HITS", 3)
    rows = Rows("a a", "a a a", "a")
    finding.look_for(Query("a"), rows)
    await done(finding)
    assert finding.is_cut
    assert places(finding, rows) == [2, 1, 0]
    finding.row_grew("m2")
    assert finding.count == 3
