"""Spans of days that usage is looked at in, and their days put together as bars.

Days are those of the computer's own zone, from midnight to midnight. Must not know where the
figures come from, nor how bars are painted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from msgspec import Struct

from desktop_chat.core.spending import SpentShare, day_name, day_start_us

_US = 1_000_000


class UsageSpan(StrEnum):
    """The spans that are offered; each ends now."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"

    def since_us(self, now_us: int, zone: tzinfo | None = None) -> int:
        """Return when the span begins, in UTC microseconds; 0 for all there is."""
        match self:
            case UsageSpan.TODAY:
                return days_start_us(now_us, 1, zone)
            case UsageSpan.WEEK:
                return days_start_us(now_us, 7, zone)
            case UsageSpan.MONTH:
                return days_start_us(now_us, 30, zone)
            case UsageSpan.YEAR:
                today = date.fromisoformat(day_name(now_us, zone))
                return days_start_us(now_us, today.timetuple().tm_yday, zone)
            case UsageSpan.ALL:
                return 0


class DayBar(Struct, frozen=True):
    """What was used on a day, or on some days that follow each other.

    Attributes:
        first: YYYY-MM-DD.
        last: The same as `first` for a single day.
        share: What was used, without a name.
    """

    first: str
    last: str
    share: SpentShare


def days_start_us(now_us: int, days: int, zone: tzinfo | None = None) -> int:
    """Return when the last days began, today among them, in UTC microseconds; never below 0."""
    midnight = datetime.fromtimestamp(day_start_us(now_us, zone) / _US, zone)
    try:
        # On the clock, not in hours: a day may have 23 or 25 of them.
        began = midnight - timedelta(days=days - 1)
    except OverflowError:
        return 0
    if began.year < 1971:
        return 0
    return round(began.timestamp() * _US)


def day_bars(days: Sequence[SpentShare], since: str, until: str, most: int) -> tuple[DayBar, ...]:
    """Return bars without a gap between two days, so many at most; where that is less, all equal.

    Args:
        days: By their names, in their order.
        since: The first day; "" begins with the first one that has anything.
        until: The last day; later ones with anything are shown, too: a clock may be wrong.
        most: At least 1.
    """
    if not days:
        return ()
    first = date.fromisoformat(since or days[0].name)
    last = date.fromisoformat(max(until, days[-1].name))
    length = (last - first).days + 1
    width = -(-length // max(1, most))
    found = {day.name: day for day in days}
    # The newest bar is a whole one; the oldest may begin before the span.
    start = last - timedelta(days=width * -(-length // width) - 1)
    bars: list[DayBar] = []
    while start <= last:
        names = [(start + timedelta(days=n)).isoformat() for n in range(width)]
        share = SpentShare("")
        for name in names:
            if name in found:
                share = share.with_share(found[name])
        bars.append(DayBar(names[0], names[-1], share))
        start += timedelta(days=width)
    return tuple(bars)
