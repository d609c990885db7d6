"""The steps that Undo takes back: one stack for each conversation, and that on screen is used.

It owns which stack is used. It knows nothing of what a step does.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

MOST_STEPS = 500
"""Steps that one conversation keeps."""


class UndoHistory(QObject):
    """A stack for each conversation: who comes back to one finds its steps again.

    What a step changes belongs to its conversation, so it can be taken back only there.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stacks: dict[str, QUndoStack] = {}
        self.show("")

    def show(self, conversation_id: str) -> None:
        """Use the stack of a conversation, "" before there is one."""
        if conversation_id not in self._stacks:
            stack = QUndoStack(self)
            stack.setUndoLimit(MOST_STEPS)
            self._stacks[conversation_id] = stack
        self.stack = self._stacks[conversation_id]

    def push(self, step: QUndoCommand) -> None:
        """Do a step, and keep it for undo."""
        self.stack.push(step)

    def undo(self) -> None:
        """Take back the newest step of the conversation on screen."""
        self.stack.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.stack.redo()


class Step(QUndoCommand):
    """A step of two acts, one the reverse of the other.

    Args:
        text: What undo says it takes back.
        do: Does it; called at once when the step is pushed.
        take_back: Reverses it.
    """

    def __init__(
        self, text: str, do: Callable[[], object], take_back: Callable[[], object]
    ) -> None:
        super().__init__(text)
        self._do = do
        self._take_back = take_back

    @override
    def redo(self) -> None:
        self._do()

    @override
    def undo(self) -> None:
        self._take_back()
