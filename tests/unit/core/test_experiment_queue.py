"""Cells begin in turn; a lane that is told to wait holds back its own cells alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.experiment_queue import CellQueue


def queue(concurrency: int, **lanes: list[int]) -> CellQueue:
    made = CellQueue(concurrency)
    for lane, indices in lanes.items():
        for index in indices:
            made.add(index, lane)
    return made


def taken(made: CellQueue, now_s: float = 0.0) -> list[int]:
    found: list[int] = []
    while (index := made.next(now_s)) is not None:
        found.append(index)
    return found


def test_a_lane_that_waits_does_not_hold_back_another() -> None:
    made = queue(2, slow=[1, 2, 3], quick=[4, 5])
    assert taken(made) == [1, 4]
    made.hold(1, until_s=10)
    assert made.waiting == (1,)
    assert taken(made, 5) == [5]
    made.end(4)
    assert taken(made, 5) == []
    made.end(5)
    assert made.next_due_s(5) == 10
    assert taken(made, 10) == [1]


def test_a_lane_told_to_wait_has_half_as_many_at_once_and_grows_again() -> None:
    made = queue(4, only=list(range(20)))
    assert taken(made) == [0, 1, 2, 3]
    made.hold(0, until_s=1)
    for index in (1, 2, 3):
        made.end(index, is_well=False)
    assert taken(made, 1) == [0, 4]
    made.end(0)
    assert taken(made, 1) == [5, 6]
    made.end(4)
    assert taken(made, 1) == [7, 8]


def test_what_was_told_to_wait_goes_on_before_others_begin() -> None:
    made = queue(1, only=[1, 2])
    assert taken(made) == [1]
    made.hold(1, until_s=3)
    assert taken(made, 2) == []
    assert made.peek(3) == 1
    assert made.next(3, only_returning=True) == 1


def test_nothing_new_begins_where_only_returning_cells_may() -> None:
    made = queue(2, only=[1])
    assert made.next(0, only_returning=True) is None
    assert made.peek(0) == 1
    assert len(made) == 1


def test_what_has_not_begun_can_be_taken_out() -> None:
    made = queue(1, a=[1, 2], b=[3])
    taken(made)
    assert made.clear() == (2, 3)
    assert len(made) == 0
    assert made.running == (1,)


def test_a_waiting_cell_may_end_without_its_turn() -> None:
    made = queue(1, only=[1, 2])
    taken(made)
    made.hold(1, until_s=9)
    made.end(1, is_well=False)
    assert made.waiting == ()
    assert taken(made, 9) == [2]


@pytest.mark.parametrize("concurrency", [1, 3])
@given(lanes=st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_every_cell_begins_once_and_never_too_many(concurrency: int, lanes: list[int]) -> None:
    made = CellQueue(concurrency)
    for index, lane in enumerate(lanes):
        made.add(index, lane)
    begun: list[int] = []
    while len(begun) < len(lanes):
        new = taken(made)
        assert new
        assert len(made.running) <= concurrency
        begun += new
        made.end(made.running[0])
    assert sorted(begun) == list(range(len(lanes)))
