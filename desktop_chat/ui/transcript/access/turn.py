"""The node of one turn: its name, its text, and the nodes of its parts.

Owns which of a turn's strips are parts, and how long their nodes live. Must not know when a
conversation changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
)
from typing_extensions import override

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState
from desktop_chat.ui.transcript.access.events import (
    report_busy,
    report_caret,
    report_created,
    report_name,
    report_text,
)
from desktop_chat.ui.transcript.access.interfaces import NodeActions, NodeText
from desktop_chat.ui.transcript.access.node import Node
from desktop_chat.ui.transcript.access.parts import PartNode, kind_of
from desktop_chat.ui.transcript.access.places import StripPlaces
from desktop_chat.ui.transcript.access.spoken import beginning, spoken, turn_name
from desktop_chat.ui.transcript.access.turn_text import TurnText
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.cards.strips import ActionsPiece, CaretPiece
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.access.tree import TranscriptAccess

_FOCUS = QAccessibleActionInterface.setFocusAction()
_MOST_REPORTED_PARTS = 16


class TurnNode(Node):
    """One turn.

    Attributes:
        message_id: Of the message that it shows.
        was_waited_for: Whether somebody looked for its parts while its row was still to be read.
    """

    def __init__(self, access: TranscriptAccess, message_id: str) -> None:
        super().__init__(access.view)
        self._access = access
        self.message_id = message_id
        self.was_waited_for = False
        self._said: TurnText | None = None
        self._said_version = -1
        self._version = -1
        self._part_numbers: list[int] = []
        self._nodes: dict[int, PartNode] = {}
        self.interfaces[QAccessible.InterfaceType.TextInterface] = NodeText(self)
        self.interfaces[QAccessible.InterfaceType.ActionInterface] = NodeActions(self)

    @property
    def number(self) -> int:
        """The turn's place in the conversation, -1 when it is gone."""
        return self.view.layout_.number_of(self.message_id)

    @property
    @override
    def is_shown(self) -> bool:
        return self.number >= 0

    @property
    def row(self) -> TurnRow:
        """What is shown; of a row that is not in memory, what is known of it."""
        return self._access.row(self.number) or self.view.source.stub(self.number)

    @property
    def is_waiting(self) -> bool:
        """Whether its row is still to be read."""
        return self._access.row(self.number) is None

    @property
    def pieces(self) -> Sequence[Piece]:
        """Its strips; none where it is gone."""
        return self._access.pieces_of(self) if self.is_shown else ()

    @property
    @override
    def kept_children(self) -> list[Node]:
        return list(self._nodes.values())

    @override
    def take_children(self) -> list[Node]:
        taken, self._nodes = list(self._nodes.values()), {}
        return list(taken)

    @property
    @override
    def name(self) -> str:
        return turn_name(self.row, is_waiting=self.is_waiting)

    @property
    @override
    def description(self) -> str:
        row = self.row
        parts = [beginning(self.said.units)]
        if row.branch_count > 1:
            parts.insert(0, f"Alternative {row.branch_index + 1} of {row.branch_count}.")
        return " ".join(filter(None, parts))

    @override
    def fill_state(self, state: QAccessible.State) -> None:
        keys = self.view.keys
        state.focusable = True
        state.readOnly = True
        state.multiLine = True
        state.busy = self.is_waiting or self.row.state is MessageState.STREAMING
        is_focused = keys.turn == self.number and not keys.has_target
        state.focused = is_focused and self.view.hasFocus()

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    @override
    def parent(self) -> QAccessibleInterface:
        return self._access.root

    @override
    def rect(self) -> QRect:
        if not self.is_shown:
            return QRect()
        view, number = self.view, self.number
        top = view.layout_.top_of_turn(number)
        height = view.layout_.top_of_turn(number + 1) - top
        corner = view.viewport().mapToGlobal(QPoint(view.column_left, top - view.top))
        return QRect(corner.x(), corner.y(), view.layout_.width, height)

    # ----------------------------------------------------------- its parts

    def touch(self) -> None:
        """Note that somebody looks at the parts: they are kept a while longer."""
        if self.is_shown:
            self._access.pieces_of(self)

    @property
    def _turn_version(self) -> int:
        return self.view.layout_.turns[self.number].version if self.is_shown else -1

    def _numbers(self) -> list[int]:
        """Return the numbers of the strips that are parts."""
        pieces = self.pieces
        version = self._turn_version
        if version != self._version or version < 0:
            self._version = version
            self._part_numbers = [n for n, piece in enumerate(pieces) if _is_part(piece)]
        return self._part_numbers

    def part(self, number: int) -> PartNode | None:
        """Return the node of a strip, made when it is first asked for."""
        pieces = self.pieces
        if not 0 <= number < len(pieces):
            return None
        node = self._nodes.get(number)
        if node is not None and node.kind != kind_of(pieces[number], spoken(pieces[number])):
            self._nodes.pop(number).forget()
            node = None
        if node is None:
            node = self._nodes[number] = PartNode(self, number)
        return node

    @override
    def childCount(self) -> int:
        return len(self._numbers())

    @override
    def child(self, index: int) -> QAccessibleInterface | None:
        numbers = self._numbers()
        return self.part(numbers[index]) if 0 <= index < len(numbers) else None

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if not isinstance(child, PartNode) or child.turn is not self:
            return -1
        numbers = self._numbers()
        return numbers.index(child.number) if child.number in numbers else -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        point = self.view.viewport().mapFromGlobal(QPoint(x, y))
        place = self.view.place_at(point)
        if place is None or place.turn != self.number or place.piece not in self._numbers():
            return None
        is_on_it = self.view.rect_of(place).contains(point)
        return self.part(place.piece) if is_on_it else None

    def close(self) -> None:
        """Let go of the parts and of the text: nobody has looked at them for long."""
        for node in self.take_children():
            node.forget()
        self._said = None
        self._version = -1
        self._part_numbers = []

    # ------------------------------------------------------------ its text

    @property
    def said(self) -> TurnText:
        """The text as it was read last; it is read when it is first asked for."""
        pieces = self.pieces
        if self._said is None or self._said_version != self._turn_version:
            self._said = TurnText()
            self._said.read(pieces)
            self._said_version = self._turn_version
        return self._said

    def catch_up(self) -> None:
        """Report what the turn has become since somebody looked at it last."""
        if not self.is_shown:
            return
        if self.was_waited_for and not self.is_waiting:
            self.was_waited_for = False
            report_name(self)
            report_busy(self)
            self.follow(0)
        elif self._said is not None and self._said_version != self._turn_version:
            self.follow(0)

    def follow(self, first: int) -> None:
        """Report what has become of the turn from a strip on."""
        pieces = self.pieces
        known = self._numbers_known()
        if self._said is None:
            self._said, first = TurnText(), 0
        change = self._said.read(pieces, first)
        self._said_version = self._turn_version
        for number in [n for n in self._nodes if n >= first]:
            self._refresh_part(number, pieces)
        if change is not None:
            report_text(self, change)
        added = [n for n in self._numbers() if n not in known] if known else []
        for number in added[-_MOST_REPORTED_PARTS:]:
            node = self.part(number)
            if node is not None:
                report_created(node)

    def _numbers_known(self) -> set[int]:
        return set(self._part_numbers) if self._nodes else set()

    def _refresh_part(self, number: int, pieces: Sequence[Piece]) -> None:
        """Drop the node of a strip that is gone or has become something else."""
        node = self._nodes[number]
        is_same = number < len(pieces) and node.kind == kind_of(
            pieces[number], spoken(pieces[number])
        )
        if not is_same:
            self._nodes.pop(number).forget()

    @property
    def units(self) -> bytes:
        """See `Readable`."""
        return self.said.units if self.is_shown else b""

    def _places(self, offset: int) -> tuple[StripPlaces, int] | None:
        found = self.said.strip_at(offset) if self.is_shown else None
        if found is None or found[0] >= len(self.pieces):
            return None
        number, local = found
        return StripPlaces(
            self.view, Place(self.number, number), spoken(self.pieces[number])
        ), local

    def rect_of_offset(self, offset: int) -> QRect:
        """See `Readable`."""
        found = self._places(offset)
        return found[0].rect_of(found[1]) if found else self.rect()

    def offset_at(self, point: QPoint) -> int:
        """See `Readable`."""
        place = self.view.place_at(self.view.viewport().mapFromGlobal(point))
        if not self.is_shown or place is None or place.turn != self.number:
            return -1
        start = self.said.start_of(place.piece)
        if start < 0:
            return -1
        local = StripPlaces(self.view, place, spoken(self.pieces[place.piece])).offset_at(point)
        return start + local if local >= 0 else -1

    def show_range(self, start: int, end: int) -> None:
        """See `Readable`."""
        first, last = self._places(start), self._places(max(start, end - 1))
        if first is None or last is None:
            return
        same_strip = first[0].place == last[0].place
        first[0].show(first[1], last[1] + 1 if same_strip else first[1] + 1)

    def caret_moved(self, offset: int) -> None:
        """See `Readable`."""
        report_caret(self, offset)

    # --------------------------------------------------------- its actions

    @property
    def actions(self) -> list[str]:
        """See `Actor`: buttons have their own nodes."""
        return [_FOCUS]

    @property
    def key(self) -> str:
        """See `Actor`."""
        return ""

    def act(self, action: str) -> None:
        """See `Actor`."""
        if action == _FOCUS and self.is_shown:
            self.view.focus_message(self.message_id)


def _is_part(piece: Piece) -> bool:
    """Tell whether there is anything to say of a strip."""
    if isinstance(piece, CaretPiece):
        return False
    return bool(piece.targets()) if isinstance(piece, ActionsPiece) else True
