"""A parameter's value as one short line: as it would stand in the request."""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_chat.core.fields import short_text


def value_text(value: Any, limit: int = 40) -> str:
    """Return a value as JSON on one line of at most `limit` characters, API digits and all."""
    return short_text(msgspec.json.encode(value).decode(), limit)
