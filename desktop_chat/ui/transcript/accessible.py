"""The conversation as a screen reader sees it: a list with one item per turn, each with its text.

Owns the accessible tree and the events about it. The view paints itself, so Qt knows nothing of its
turns; what is told here must follow rules whose breach ends the process:

- `interface_cast` returns an interface or a null pointer, never None, and raises nothing;
- a turn has one node for as long as it is shown, kept here; `child` never makes a second one;
- a node goes by `deleteAccessibleInterface`, and only then is forgotten here;
- offsets count UTF-16 units, and nothing is ever selected.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleTextInsertEvent,
    QAccessibleTextInterface,
)
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import Shiboken
from typing_extensions import override

from desktop_chat.core.figures import clock_text
from desktop_chat.core.message import MessageState, Role
from desktop_chat.ui.transcript.blocks.flow import leaf_text
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.cards.notice import NoticePiece

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.turn import Turn
    from desktop_chat.ui.transcript.view import TranscriptView

_NULL = Shiboken.VoidPtr(0)
_ROLES = {Role.ASSISTANT: "Assistant", Role.USER: "You", Role.SYSTEM: "System", Role.TOOL: "Tool"}


class TranscriptAccess:
    """Keeps the nodes of one view's turns, and reports on them while somebody listens."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._nodes: dict[str, TurnNode] = {}
        view.destroyed.connect(self.forget_all)

    def node(self, number: int) -> TurnNode:
        """Return the node of a turn, made when it is first asked for."""
        message_id = self._view.layout_.turns[number].row.message_id
        node = self._nodes.get(message_id)
        if node is None:
            node = self._nodes[message_id] = TurnNode(self._view, message_id)
        return node

    def turns_changed(self) -> None:
        """Drop the nodes of turns that are gone, and report those that came."""
        gone = [m for m in self._nodes if self._view.layout_.number_of(m) < 0]
        self._forget(gone)
        if QAccessible.isActive() and self._view.layout_.turns:
            last = self.node(len(self._view.layout_.turns) - 1)
            event = QAccessibleEvent(last, QAccessible.Event.ObjectCreated)
            QAccessible.updateAccessibility(event)

    def turn_changed(self, number: int, *, has_ended: bool) -> None:
        """Report what a turn's text has grown by; announce its end once."""
        if not QAccessible.isActive():
            return
        node = self.node(number)
        start, added = node.text_interface.refresh()
        if added:
            event = QAccessibleTextInsertEvent(node, start, added)
            QAccessible.updateAccessibility(event)
        if has_ended:
            author = self._view.layout_.turns[number].row.author
            said = QAccessibleAnnouncementEvent(self._view, f"{author} has answered")
            QAccessible.updateAccessibility(said)

    def turn_focused(self, number: int) -> None:
        """Report that a turn has the keyboard's focus."""
        if QAccessible.isActive():
            event = QAccessibleEvent(self.node(number), QAccessible.Event.Focus)
            QAccessible.updateAccessibility(event)

    def forget_all(self) -> None:
        """Drop all nodes: the view closes."""
        self._forget(list(self._nodes))

    def _forget(self, message_ids: Iterable[str]) -> None:
        for message_id in message_ids:
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(self._nodes[message_id]))
            del self._nodes[message_id]


class TranscriptInterface(QAccessibleWidget):
    """The list that the conversation is."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view, QAccessible.Role.List, view.accessibleName())
        self._view = view

    @override
    def childCount(self) -> int:
        return len(self._view.layout_.turns)

    @override
    def child(self, index: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        if 0 <= index < self.childCount():
            return self._view.access.node(index)
        return None

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.number if isinstance(child, TurnNode) else -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        place = self._view.place_at(self._view.viewport().mapFromGlobal(QPoint(x, y)))
        return self._view.access.node(place.turn) if place is not None else None

    @override
    def focusChild(self) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        number = self._view.keys.turn
        return self._view.access.node(number) if number >= 0 else None


class TurnNode(QAccessibleInterface):
    """One turn."""

    def __init__(self, view: TranscriptView, message_id: str) -> None:
        super().__init__()
        self._view = view
        self._message_id = message_id
        self.text_interface = TurnText(self)

    @property
    def number(self) -> int:
        """The turn's place in the conversation, -1 when it is gone."""
        return self._view.layout_.number_of(self._message_id)

    @property
    def turn(self) -> Turn:
        """What is shown."""
        return self._view.layout_.turns[self.number]

    @override
    def isValid(self) -> bool:
        return Shiboken.isValid(self._view) and self.number >= 0

    @override
    def object(self) -> QObject | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    @override
    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._view)

    @override
    def child(self, index: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    @override
    def childCount(self) -> int:
        return 0

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return None

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    @override
    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        view, number = self._view, self.number
        top = view.layout_.top_of_turn(number) - view.top
        corner = view.viewport().mapToGlobal(QPoint(view.column_left, top))
        return QRect(corner.x(), corner.y(), view.layout_.width, self.turn.height)

    @override
    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.readOnly = True
        if self.isValid():
            is_focused = self._view.keys.turn == self.number
            state.focused = is_focused
            is_seen = self.rect().intersects(_global_rect(self._view))
            state.offscreen = not is_seen
        return state

    @override
    def text(self, t: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        return turn_name(self.turn) if t is QAccessible.Text.Name else ""

    @override
    def setText(self, t: QAccessible.Text, text: str) -> None:
        return

    @override
    def interface_cast(self, arg__1: QAccessible.InterfaceType) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        if arg__1 == QAccessible.InterfaceType.TextInterface:
            return self.text_interface
        return _NULL


class TurnText(QAccessibleTextInterface):
    """The text of a turn; it is read anew when the turn reports that it changed."""

    def __init__(self, node: TurnNode) -> None:
        super().__init__()
        self._node = node
        self._revision: object = None
        self._units = b""

    def refresh(self) -> tuple[int, str]:
        """Read the turn; return where text was added to what was known, and that text."""
        before = self._units
        now = self._read()
        if now.startswith(before) and len(now) > len(before):
            return len(before) // 2, now[len(before) :].decode("utf-16-le", "replace")
        return 0, ""

    def _read(self) -> bytes:
        if self._node.isValid():
            turn = self._node.turn
            if self._revision != (turn.row.revision, turn.row.state):
                self._revision = (turn.row.revision, turn.row.state)
                self._units = turn_text(turn).encode("utf-16-le", "replace")
        return self._units

    @override
    def text(self, startOffset: int, endOffset: int) -> str:
        return self._read()[2 * startOffset : 2 * endOffset].decode("utf-16-le", "replace")

    @override
    def characterCount(self) -> int:
        return len(self._read()) // 2

    @override
    def selectionCount(self) -> int:
        return 0

    @override
    def cursorPosition(self) -> int:
        return 0

    @override
    def setCursorPosition(self, position: int) -> None:
        return

    @override
    def addSelection(self, startOffset: int, endOffset: int) -> None:
        return

    @override
    def removeSelection(self, selectionIndex: int) -> None:
        return

    @override
    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        return

    @override
    def characterRect(self, offset: int) -> QRect:
        return self._node.rect()

    @override
    def offsetAtPoint(self, point: QPoint) -> int:
        return 0

    @override
    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        return


def turn_name(turn: Turn) -> str:
    """Return who wrote a turn, and when: "Assistant, MODEL, 14:03"."""
    row = turn.row
    parts = [_ROLES[row.role]]
    if row.role is Role.ASSISTANT:
        parts.append(row.author)
    if row.created_us:
        parts.append(clock_text(row.created_us))
    if row.state is MessageState.STREAMING:
        parts.append("writing")
    return ", ".join(parts)


def turn_text(turn: Turn) -> str:
    """Return what a turn says, block by block, without marks."""
    if turn.row.role in (Role.USER, Role.TOOL):
        return turn.row.text
    lines: list[str] = []
    for piece in turn.pieces:
        if isinstance(piece, LeafPiece):
            lines.append(leaf_text(piece.leaf))
        elif isinstance(piece, NoticePiece):
            lines.append(piece.text)
    return "\n".join(lines)


def _global_rect(view: TranscriptView) -> QRect:
    port = view.viewport()
    return QRect(port.mapToGlobal(QPoint(0, 0)), port.size())


def interface_for(_class_name: str, widget: QObject | None) -> QAccessibleInterface | None:
    """Return the accessible list for a transcript, None for every other object."""
    from desktop_chat.ui.transcript.view import TranscriptView

    return TranscriptInterface(widget) if isinstance(widget, TranscriptView) else None
