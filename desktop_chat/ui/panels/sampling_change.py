"""One undoable change of one parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

_MERGE_ID = 1


class SamplingChange(QUndoCommand):
    """Sets one parameter, or unsets it; a drag or an edit that goes on stays one step.

    Args:
        text: What undo says it takes back.
        apply: Sets a parameter: name, value or UNSET.
        name: Of the parameter.
        before: Its value until now, UNSET where it had none.
        after: Its new value, UNSET to take it away.
        is_continuing: Whether this goes on with the drag or edit of the change before.
    """

    def __init__(
        self,
        text: str,
        apply: Callable[[str, Any], None],
        name: str,
        before: Any,
        after: Any,
        *,
        is_continuing: bool,
    ) -> None:
        super().__init__(text)
        self._apply = apply
        self.name = name
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
            or other.name != self.name
        ):
            return False
        self.after = other.after
        return True

    @override
    def redo(self) -> None:
        self._apply(self.name, self.after)

    @override
    def undo(self) -> None:
        self._apply(self.name, self._before)
