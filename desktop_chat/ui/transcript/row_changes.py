"""Which parts of a turn a newer row changes.

Must not know strips.
"""

from __future__ import annotations

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import Role

_HEAD_FIELDS: tuple[str, ...] = (
    "author",
    "via",
    "caption",
    "tool_calls",
    "images",
    "branch_index",
    "branch_count",
)
_TAIL_FIELDS: tuple[str, ...] = ("citations", "notice", "state", "branch_index", "branch_count")


def head_changed(old: TurnRow, row: TurnRow) -> bool:
    """Tell whether what stands above a turn's text is another, the reasoning left aside."""
    if row.role in (Role.USER, Role.TOOL) and old.text != row.text:
        return True
    if row.tool_calls and old.state is not row.state:
        return True
    return _values(old, _HEAD_FIELDS) != _values(row, _HEAD_FIELDS)


def tail_changed(old: TurnRow, row: TurnRow) -> bool:
    """Tell whether what stands below a turn's text is another."""
    if bool(old.text) != bool(row.text):
        return True
    return _values(old, _TAIL_FIELDS) != _values(row, _TAIL_FIELDS)


def _values(row: TurnRow, names: tuple[str, ...]) -> list[object]:
    return [getattr(row, name) for name in names]
