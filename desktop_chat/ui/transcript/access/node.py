"""What every node of the accessible tree is bound to.

The view paints itself, so Qt knows nothing of what is in it; what is told instead must follow rules
whose breach ends the process:

- `interface_cast` returns an interface or a null pointer, never None, and raises nothing;
- a node lives as long as what it stands for; `child` never makes a second one;
- a node goes by `forget`, after its children, and is not touched after that;
- text and action interfaces are objects of their own, kept by the node.

Owns these rules. Must not know what the nodes stand for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from shiboken6 import Shiboken
from typing_extensions import override

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_NULL = Shiboken.VoidPtr(0)


class Node(QAccessibleInterface):
    """One thing in the conversation; `interfaces` are what else it can do, by their type.

    Attributes:
        view: Whose conversation it is.
        is_leaving: Whether it is being taken out, and knows no more than where it was.
    """

    def __init__(self, view: TranscriptView) -> None:
        super().__init__()
        self.view = view
        self.is_leaving = False
        self._is_lost = False
        self.interfaces: dict[QAccessible.InterfaceType, object] = {}

    @property
    def is_shown(self) -> bool:
        """Whether what the node stands for is in the conversation."""
        raise NotImplementedError

    @property
    def kept_children(self) -> list[Node]:
        """The children that have nodes."""
        return []

    @property
    def name(self) -> str:
        """What it is called aloud."""
        return ""

    @property
    def description(self) -> str:
        """What is said after the name where somebody wants to know more."""
        return ""

    @property
    def is_expandable(self) -> bool:
        """Whether it opens and closes something."""
        return False

    def fill_state(self, state: QAccessible.State) -> None:
        """Set what holds now; only asked for what is shown."""

    def take_children(self) -> list[Node]:
        """Return the children that have nodes, and keep them no longer."""
        return []

    def forget(self) -> None:
        """Take the node and its children out of Qt's books, which deletes them."""
        for child in self.take_children():
            child.forget()
        self.is_leaving = True
        # While it is taken out, Qt still asks it for its parent, to tell that parent's followers.
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(self))
        self._is_lost = True
        # They know the node: without this, both would wait for the collector of cycles.
        self.interfaces.clear()

    @property
    def family(self) -> Iterator[Node]:
        """The node and all nodes below it."""
        yield self
        for child in self.kept_children:
            yield from child.family

    @override
    def isValid(self) -> bool:
        return not self._is_lost and Shiboken.isValid(self.view)

    @override
    def object(self) -> QObject | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    @override
    def child(self, index: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    @override
    def childCount(self) -> int:
        return 0

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    @override
    def rect(self) -> QRect:
        return QRect()

    @override
    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not (self.isValid() and self.is_shown):
            state.invalid = True
            return state
        state.offscreen = not self.rect().intersects(viewport_rect(self.view))
        self.fill_state(state)
        return state

    @override
    def text(self, t: QAccessible.Text) -> str:
        if not (self.isValid() and self.is_shown):
            return ""
        match t:
            case QAccessible.Text.Name:
                return self.name
            case QAccessible.Text.Description:
                return self.description
            case _:
                return ""

    @override
    def setText(self, t: QAccessible.Text, text: str) -> None:
        return

    @override
    def interface_cast(self, arg__1: QAccessible.InterfaceType) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self.interfaces.get(arg__1, _NULL)


def viewport_rect(view: TranscriptView) -> QRect:
    """Return where the visible part of the conversation is on the screen."""
    port = view.viewport()
    return QRect(port.mapToGlobal(QPoint(0, 0)), port.size())
