"""Reading foreign JSON values that may be of any type: texts, lists, numbers and times.

Must not know a format.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

_LEAST_MS = 1e11  # in seconds, the year 5138
_LAST_S = 253_402_300_799  # the end of the year 9999


def text_of(value: object) -> str:
    """Return a text as it is, "" for anything else."""
    return value if isinstance(value, str) else ""


def list_of(value: object) -> list[Any]:
    """Return a JSON array as it is, an empty one for anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def time_us(value: object) -> int:
    """Return UTC microseconds of seconds since 1970, as number or text, or of an ISO 8601 text.

    0 for anything else, and for what lies outside the years 1970 to 9999.
    """
    if isinstance(value, bool):
        return 0
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, int | float) and 0 < value <= _LAST_S:
        return round(value * 1_000_000)
    return 0


def time_of_ms(value: object) -> int:
    """Return UTC microseconds of milliseconds since 1970, or as `time_us` of a text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return time_us(value / 1000) if abs(value) < 1e18 else 0
    return time_us(value)


def time_of_any(value: object) -> int:
    """Return UTC microseconds of a time as `time_us`, or of milliseconds where it is so large."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return time_us(value)
    return time_of_ms(value) if value > _LEAST_MS else time_us(value)


def _of_text(text: str) -> int:
    try:
        return time_us(float(text))
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return time_us(aware.timestamp())
    except (ValueError, OverflowError):
        return 0


def count_of(value: object) -> int:
    """Return a number of tokens or the like, 0 for anything that is no number of 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(value) if 0 <= value < 1e15 else 0
