"""Identifiers: time-ordered UUIDs (version 7, RFC 9562) as text."""

from __future__ import annotations

import secrets
import time
import uuid


def new_id(now_ns: int | None = None) -> str:
    """Return a new UUIDv7: 36 characters, sorting by its creation time to 250 nanoseconds.

    The twelve bits after the millisecond hold its fraction (RFC 9562, section 6.2, method 3).

    Args:
        now_ns: Unix time in nanoseconds; the system clock when None.
    """
    milliseconds, rest_ns = divmod(time.time_ns() if now_ns is None else now_ns, 1_000_000)
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | (rest_ns * 4096 // 1_000_000) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
