"""Tests of desktop_chat.practice.pace: steady to the clock, in small batches, never stalling."""

from __future__ import annotations

from contextlib import aclosing

import pytest

from desktop_chat.practice.pace import Pace


class Time:
    """A clock that moves only when someone sleeps; every sleep is `late_s` too long."""

    def __init__(self, late_s: float = 0.0) -> None:
        self.now_s = 100.0
        self.naps: list[float] = []
        self._late_s = late_s

    def clock(self) -> float:
        """Return the time."""
        return self.now_s

    async def sleep(self, duration_s: float) -> None:
        """Let the time pass."""
        self.naps.append(duration_s)
        self.now_s += duration_s + self._late_s


async def released(rate: float | None, count: int, time: Time) -> list[tuple[float, list[int]]]:
    """Return when each batch came, in seconds from the start, and what it held."""
    pace = Pace(rate, time.clock, time.sleep)
    async with aclosing(pace.batches(range(count))) as source:
        return [(time.now_s - 100.0, batch) async for batch in source]


async def test_items_come_whole_and_in_order() -> None:
    for rate in (None, 1.0, 60.0, 5000.0):
        batches = await released(rate, 100, Time())
        assert [item for _, batch in batches for item in batch] == list(range(100))


async def test_slow_items_come_one_by_one_when_they_are_due() -> None:
    batches = await released(50, 5, Time())
    assert [batch for _, batch in batches] == [[0], [1], [2], [3], [4]]
    assert [at_s for at_s, _ in batches] == pytest.approx([0, 0.02, 0.04, 0.06, 0.08])


async def test_late_wake_ups_do_not_add_up() -> None:
    batches = await released(60, 600, Time(late_s=0.004))
    assert batches[-1][0] == pytest.approx(599 / 60, abs=0.03)


async def test_a_fast_rate_sleeps_seldom_and_gives_small_batches() -> None:
    time = Time()
    batches = await released(1000, 1000, time)
    assert batches[-1][0] == pytest.approx(1, abs=0.02)
    assert max(len(batch) for _, batch in batches) <= 8
    assert all(nap == 0 or nap >= 0.015 for nap in time.naps)


async def test_without_a_rate_other_tasks_run_between_batches() -> None:
    time = Time()
    batches = await released(None, 100, time)
    assert set(time.naps) == {0.0}
    assert len(time.naps) == len(batches) == 13


async def test_nothing_is_released_of_nothing() -> None:
    assert await released(60, 0, Time()) == []
