"""Identifiers: time-ordered UUIDs (version 7, RFC 9562) as text."""

from __future__ import annotations

import secrets
import time
import uuid


def new_id(now_ms: int | None = None) -> str:
    """Return a new UUIDv7: 36 characters, sorting by its creation time to the millisecond.

    Args:
        now_ms: Unix time in milliseconds; the system clock when None.
    """
    timestamp = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    value = (timestamp & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
