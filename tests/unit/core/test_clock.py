"""Tests of desktop_chat.core.clock: the unit and the zone of the program's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop_chat.core.clock import utc_now_us

SINCE_1970 = datetime(1970, 1, 1, tzinfo=UTC)


def test_the_clock_gives_utc_microseconds() -> None:
    before = datetime.now(UTC)
    now = SINCE_1970 + timedelta(microseconds=utc_now_us())
    assert before <= now <= datetime.now(UTC)
