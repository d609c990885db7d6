"""Makes rows for the transcript with little said."""

from __future__ import annotations

from typing import Any

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState, Role

NOON_US = 1_763_985_600_000_000


def turn_row(message_id: str, role: str, text: str, **values: Any) -> TurnRow:
    """Return a finished row; `values` are fields of TurnRow."""
    fields: dict[str, Any] = {
        "message_id": message_id,
        "revision": len(text),
        "role": Role(role),
        "author": "You" if role == "user" else "Model",
        "via": "",
        "created_us": NOON_US,
        "text": text,
        "reasoning": "",
        "reasoning_s": None,
        "tool_calls": (),
        "citations": (),
        "images": (),
        "state": MessageState.COMPLETE,
        "caption": "",
        "notice": None,
    }
    return TurnRow(**(fields | values))


def growing_row(message_id: str, text: str, **values: Any) -> TurnRow:
    """Return the row of an answer that is being streamed."""
    return turn_row(message_id, "assistant", text, **({"state": MessageState.STREAMING} | values))
