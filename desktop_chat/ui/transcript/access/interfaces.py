"""The text, the actions and the attributes of a node, as Qt asks for them.

Must not know what the nodes stand for. Offsets count UTF-16 units, and nothing is ever selected:
the selection belongs to the view, and the binding cannot report one.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleAttributesInterface,
    QAccessibleTextInterface,
)
from typing_extensions import override


class Readable(Protocol):
    """Something with a text."""

    @property
    def units(self) -> bytes:
        """The text in UTF-16, little end first."""
        ...

    def rect_of_offset(self, offset: int) -> QRect:
        """Return where a character is on the screen."""
        ...

    def offset_at(self, point: QPoint) -> int:
        """Return the character at a point of the screen, -1 where there is none."""
        ...

    def show_range(self, start: int, end: int) -> None:
        """Bring a part of the text into sight."""
        ...

    def caret_moved(self, offset: int) -> None:
        """Take notice of another place of the reader's caret."""
        ...


class Actor(Protocol):
    """Something that can be told to do things."""

    @property
    def actions(self) -> list[str]:
        """Names of what it does, the most usual first."""
        ...

    @property
    def key(self) -> str:
        """The key that does the first of them, "" for none."""
        ...

    def act(self, action: str) -> None:
        """Do what is called so; unknown names do nothing."""
        ...


class NodeText(QAccessibleTextInterface):
    """The text of a node.

    Attributes:
        caret: Where the reader is; it is the reader's own, no text cursor is shown.
    """

    def __init__(self, node: Readable) -> None:
        super().__init__()
        self._node = node
        self.caret = 0

    @override
    def text(self, startOffset: int, endOffset: int) -> str:
        start, end = max(0, startOffset), max(0, endOffset)
        return self._node.units[2 * start : 2 * end].decode("utf-16-le", "replace")

    @override
    def characterCount(self) -> int:
        return len(self._node.units) // 2

    @override
    def cursorPosition(self) -> int:
        return min(self.caret, self.characterCount())

    @override
    def setCursorPosition(self, position: int) -> None:
        self.caret = min(max(0, position), self.characterCount())
        self._node.show_range(self.caret, self.caret + 1)
        self._node.caret_moved(self.caret)

    @override
    def characterRect(self, offset: int) -> QRect:
        return self._node.rect_of_offset(min(max(0, offset), self.characterCount()))

    @override
    def offsetAtPoint(self, point: QPoint) -> int:
        return self._node.offset_at(point)

    @override
    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        self._node.show_range(max(0, startIndex), max(startIndex, endIndex))

    @override
    def selectionCount(self) -> int:
        return 0

    @override
    def addSelection(self, startOffset: int, endOffset: int) -> None:
        return

    @override
    def removeSelection(self, selectionIndex: int) -> None:
        return

    @override
    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        return


class NodeActions(QAccessibleActionInterface):
    """What a node does."""

    def __init__(self, node: Actor) -> None:
        super().__init__()
        self._node = node

    @override
    def actionNames(self) -> list[str]:
        return self._node.actions

    @override
    def doAction(self, actionName: str) -> None:
        self._node.act(actionName)

    @override
    def keyBindingsForAction(self, actionName: str) -> list[str]:
        key = self._node.key
        return [key] if key and actionName == self._node.actions[0] else []

    @override
    def localizedActionName(self, name: str) -> str:
        return name

    @override
    def localizedActionDescription(self, name: str) -> str:
        return name


class HeadingLevel(QAccessibleAttributesInterface):
    """Which rank a heading has."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    @override
    def attributeKeys(self) -> list[QAccessible.Attribute]:
        return [QAccessible.Attribute.Level]

    @override
    def attributeValue(self, key: QAccessible.Attribute) -> object:
        return self._level if key is QAccessible.Attribute.Level else None
