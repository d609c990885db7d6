"""Tests of desktop_chat.core.clock: the unit and the zone of the program's time."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine

from desktop_chat.core.clock import utc_now_us


@time_machine.travel(datetime(2026, 8, 1, 12, 30, 0, 250_000, tzinfo=UTC), tick=False)
def test_the_clock_gives_utc_microseconds() -> None:
    assert utc_now_us() == 1_785_587_400_250_000
