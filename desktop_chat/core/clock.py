"""The clock of the program: UTC in microseconds, and how it is passed to who needs it."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Gives the current UTC time in microseconds since 1970."""


def utc_now_us() -> int:
    """Return the current UTC time in microseconds since 1970."""
    return time.time_ns() // 1_000
