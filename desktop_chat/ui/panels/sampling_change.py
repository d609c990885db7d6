"""One undoable change of parameters: of one, or of several in one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

_MERGE_ID = 1


class SamplingChange(QUndoCommand):
    """Sets parameters, or unsets them; a drag or an edit that goes on stays one step.

    Args:
        text: What undo says it takes back.
        apply: Sets parameters: each name with its value or UNSET.
        before: The values until now, UNSET where there was none.
        after: The new value of each of the same names, UNSET to take it away.
        is_continuing: Whether this goes on with the drag or edit of the change before.
    """

    def __init__(
        self,
        text: str,
        apply: Callable[[Mapping[str, Any]], None],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        *,
        is_continuing: bool = False,
    ) -> None:
        super().__init__(text)
        self._apply = apply
        self._before = before
        self.after = after
        self.is_continuing = is_continuing

    @override
    def id(self) -> int:
        return _MERGE_ID

    @override
    def mergeWith(self, other: QUndoCommand, /) -> bool:
        if (
            not isinstance(other, SamplingChange)
            or not other.is_continuing
            or other.after.keys() != self.after.keys()
        ):
            return False
        self.after = other.after
        return True

    @override
    def redo(self) -> None:
        self._apply(self.after)

    @override
    def undo(self) -> None:
        self._apply(self._before)
