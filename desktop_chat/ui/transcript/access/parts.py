"""The nodes below a turn: its strips, and what can be activated in them.

Owns how a strip is read and acted on by a screen reader. Must not know the words for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
)
from typing_extensions import override

from desktop_chat.ui.transcript.access.events import report_caret
from desktop_chat.ui.transcript.access.interfaces import HeadingLevel, NodeActions, NodeText
from desktop_chat.ui.transcript.access.node import Node
from desktop_chat.ui.transcript.access.places import StripPlaces, lay_out
from desktop_chat.ui.transcript.access.spoken import (
    Spoken,
    spoken,
    target_description,
    target_role,
)
from desktop_chat.ui.transcript.access.turn_text import utf16
from desktop_chat.ui.transcript.blocks.piece import COMMAND, IN_TEXT, TOGGLE, Piece, Target
from desktop_chat.ui.transcript.cards.notice import NoticePiece
from desktop_chat.ui.transcript.cards.strips import FoldPiece
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.access.turn import TurnNode

_TEXT = QAccessible.InterfaceType.TextInterface
_ACTION = QAccessible.InterfaceType.ActionInterface
_ATTRIBUTES = QAccessible.InterfaceType.AttributesInterface
_PRESS = QAccessibleActionInterface.pressAction()
_FOCUS = QAccessibleActionInterface.setFocusAction()


class PartNode(Node):
    """One strip of a turn.

    Attributes:
        number: Of the strip in its turn.
        kind: What it was made for; a strip of another kind gets another node.
    """

    def __init__(self, turn: TurnNode, number: int) -> None:
        super().__init__(turn.view)
        self.turn = turn
        self.number = number
        self._targets: dict[int, TargetNode] = {}
        said = self.said
        self.kind = kind_of(self.piece, said)
        if said.text is not None:
            self.interfaces[_TEXT] = NodeText(self)
        self.interfaces[_ACTION] = NodeActions(self)
        if said.level:
            self.interfaces[_ATTRIBUTES] = HeadingLevel(said.level)

    @property
    def place(self) -> Place:
        """Where the strip is."""
        return Place(self.turn.number, self.number)

    @property
    def piece(self) -> Piece:
        """The strip."""
        return self.turn.pieces[self.number]

    @property
    def said(self) -> Spoken:
        """What is said of it now."""
        return spoken(self.piece)

    @property
    def is_whole(self) -> bool:
        """Whether the strip itself is what acts: it has no targets of its own to tell apart."""
        return isinstance(self.piece, FoldPiece)

    @property
    @override
    def is_shown(self) -> bool:
        if self.is_leaving or not self.turn.is_shown:
            return False
        return self.number < len(self.turn.pieces)

    @property
    @override
    def kept_children(self) -> list[Node]:
        return list(self._targets.values())

    @override
    def take_children(self) -> list[Node]:
        taken, self._targets = list(self._targets.values()), {}
        return list(taken)

    @property
    @override
    def name(self) -> str:
        return self.said.name

    @property
    @override
    def description(self) -> str:
        return self.said.description

    @override
    def fill_state(self, state: QAccessible.State) -> None:
        state.readOnly = True
        state.focusable = bool(self.targets)
        piece = self.piece
        if isinstance(piece, FoldPiece):
            state.focused = self.view.keys.target_in(self.place) == 0 and self.view.hasFocus()
            _fill_fold(state, is_open=piece.is_open)

    @property
    @override
    def is_expandable(self) -> bool:
        return self.is_whole

    @property
    def targets(self) -> list[Target]:
        """What can be activated in the strip, which is laid out for that."""
        if not self.is_shown:
            return []
        lay_out(self.view, self.place)
        return self.piece.targets()

    def target_node(self, number: int) -> TargetNode | None:
        """Return the node of a target, made when it is first asked for."""
        targets = self.targets
        if not 0 <= number < len(targets):
            return None
        node = self._targets.get(number)
        if node is not None and node.kind != targets[number].kind:
            self._targets.pop(number).forget()
            node = None
        if node is None:
            node = self._targets[number] = TargetNode(self, number, targets[number].kind)
        return node

    @override
    def role(self) -> QAccessible.Role:
        return self.kind[1]

    @override
    def parent(self) -> QAccessibleInterface:
        return self.turn

    @override
    def childCount(self) -> int:
        return 0 if not self.is_shown or self.is_whole else len(self.targets)

    @override
    def child(self, index: int) -> QAccessibleInterface | None:
        if not self.is_shown or self.is_whole:
            return None
        self.turn.touch()
        return self.target_node(index)

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.number if isinstance(child, TargetNode) and child.part is self else -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        if not self.is_shown or self.is_whole:
            return None
        point = self.view.viewport().mapFromGlobal(QPoint(x, y))
        local = (point - self.view.rect_of(self.place).topLeft()).toPointF()
        for number, target in enumerate(self.targets):
            if target.rect.contains(local):
                return self.target_node(number)
        return None

    @override
    def rect(self) -> QRect:
        return self._places.rect if self.is_shown else QRect()

    @property
    def _places(self) -> StripPlaces:
        return StripPlaces(self.view, self.place, self.said)

    # ------------------------------------------------------------ its text

    @property
    def units(self) -> bytes:
        """See `Readable`."""
        return utf16(self.said.text or "") if self.is_shown else b""

    def rect_of_offset(self, offset: int) -> QRect:
        """See `Readable`."""
        return self._places.rect_of(offset) if self.is_shown else QRect()

    def offset_at(self, point: QPoint) -> int:
        """See `Readable`."""
        return self._places.offset_at(point) if self.is_shown else -1

    def show_range(self, start: int, end: int) -> None:
        """See `Readable`."""
        if self.is_shown:
            self._places.show(start, end)

    def caret_moved(self, offset: int) -> None:
        """See `Readable`."""
        report_caret(self, offset)

    # --------------------------------------------------------- its actions

    @property
    def actions(self) -> list[str]:
        """See `Actor`: what its buttons do; links are told apart and have their own nodes."""
        targets = self.targets
        if self.is_whole:
            return [_PRESS, _FOCUS]
        own = [target.name for target in targets if target.kind not in IN_TEXT]
        return [*own, _FOCUS] if targets else [_FOCUS]

    @property
    def key(self) -> str:
        """See `Actor`."""
        return ""

    def act(self, action: str) -> None:
        """See `Actor`."""
        targets = self.targets
        if action == _FOCUS and targets:
            self.view.keys.focus_target(self.place, 0)
        elif action == _FOCUS and self.is_shown:
            self._places.show(0, 1)
        elif action == _PRESS and self.is_whole:
            self.view.pointer.activate(self.place, 0)
        else:
            numbers = [n for n, target in enumerate(targets) if target.name == action]
            if numbers:
                self.view.pointer.activate(self.place, numbers[0])


def _fill_fold(state: QAccessible.State, *, is_open: bool) -> None:
    state.expandable = True
    state.expanded = is_open
    state.collapsed = not is_open


def kind_of(piece: Piece, said: Spoken) -> tuple[type, QAccessible.Role, int, bool]:
    """Return what makes a node unfit for another strip."""
    return type(piece), said.role, said.level, said.text is not None


class TargetNode(Node):
    """A link or a button in a strip.

    Attributes:
        part: The strip's node.
        number: Of the target in the strip.
        kind: As of `Target`; another kind gets another node.
    """

    def __init__(self, part: PartNode, number: int, kind: str) -> None:
        super().__init__(part.view)
        self.part = part
        self.number = number
        self.kind = kind
        self.interfaces[_ACTION] = NodeActions(self)
        if kind in IN_TEXT:
            self.interfaces[_TEXT] = NodeText(self)

    @property
    def target(self) -> Target | None:
        """The target, None where it is gone."""
        targets = [] if self.is_leaving else self.part.targets
        return targets[self.number] if self.number < len(targets) else None

    @property
    @override
    def is_shown(self) -> bool:
        return self.target is not None

    @property
    @override
    def name(self) -> str:
        return self.target.name if self.target else ""

    @property
    @override
    def description(self) -> str:
        return target_description(self.target) if self.target else ""

    @override
    def fill_state(self, state: QAccessible.State) -> None:
        keys = self.view.keys
        state.focusable = True
        state.focused = keys.target_in(self.part.place) == self.number and self.view.hasFocus()
        state.linked = self.kind in IN_TEXT
        piece = self.part.piece
        if self.is_expandable and isinstance(piece, NoticePiece):
            _fill_fold(state, is_open=bool(piece.details))

    @property
    @override
    def is_expandable(self) -> bool:
        return self.kind == TOGGLE and isinstance(self.part.piece, NoticePiece)

    @override
    def role(self) -> QAccessible.Role:
        return target_role(self.kind)

    @override
    def parent(self) -> QAccessibleInterface:
        return self.part

    @override
    def rect(self) -> QRect:
        target = self.target
        if target is None:
            return QRect()
        corner = self.part.rect().topLeft()
        return target.rect.toRect().translated(corner)

    @property
    def units(self) -> bytes:
        """See `Readable`."""
        return utf16(self.name)

    def rect_of_offset(self, offset: int) -> QRect:
        """See `Readable`."""
        return self.rect()

    def offset_at(self, point: QPoint) -> int:
        """See `Readable`."""
        return 0 if self.rect().contains(point) else -1

    def show_range(self, start: int, end: int) -> None:
        """See `Readable`."""
        self.view.keys.show_target(self.part.place, self.number)

    def caret_moved(self, offset: int) -> None:
        """See `Readable`."""
        report_caret(self, offset)

    @property
    def actions(self) -> list[str]:
        """See `Actor`."""
        return [_PRESS, _FOCUS]

    @property
    def key(self) -> str:
        """See `Actor`: the key in the tip, as in "Copy (C)"."""
        target = self.target
        if target is None or target.kind != COMMAND:
            return ""
        return target.tip.removeprefix(target.name).strip(" ()")

    def act(self, action: str) -> None:
        """See `Actor`."""
        if self.target is None:
            return
        if action == _PRESS:
            self.view.pointer.activate(self.part.place, self.number)
        elif action == _FOCUS:
            self.view.keys.focus_target(self.part.place, self.number)
