"""A session's branch as a source of rows.

Owns what is told when the branch changes. Must not know views.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop_chat.app.row_source import ListedRows
from desktop_chat.app.rows import TurnRow
from desktop_chat.core.signal import Signal


class SessionRows(ListedRows):
    """The rows of one session.

    Args:
        rows: Gives the rows of the branch that is shown, as they stand.
        rows_changed: Tells that they are others.
        row_changed: Tells that one has a newer state.
    """

    def __init__(
        self,
        rows: Callable[[], Sequence[TurnRow]],
        rows_changed: Signal[None],
        row_changed: Signal[str],
    ) -> None:
        super().__init__(rows())
        self._current = rows
        rows_changed.connect(lambda _: self._refresh())
        row_changed.connect(lambda _: self._take(self._current()))

    def _refresh(self) -> None:
        """Take over another branch, or another state of this one."""
        before = self._rows
        self._take(self._current())
        same = 0
        for old, new in zip(before, self._rows, strict=False):
            if old.message_id != new.message_id:
                break
            same += 1
        self.changed.emit(same)
