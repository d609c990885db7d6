"""The accessible tree of one conversation, and when what is told about it.

Owns the nodes of the turns: one each, for as long as the turn is in the conversation; of very many,
those asked for last. Of the turns looked at last it also keeps what is below them. Must not know
the words, nor how turns are drawn.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from typing_extensions import override

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import MessageState
from desktop_chat.ui.transcript.access.events import (
    announce,
    report_created,
    report_expanded,
    report_focus,
    report_name,
)
from desktop_chat.ui.transcript.access.spoken import end_announcement
from desktop_chat.ui.transcript.access.turn import TurnNode
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_MOST_NODES = 20_000
_MOST_OPEN = 64
_REMEMBERED_END = 64
_MOST_REPORTED_TURNS = 8


class TranscriptAccess:
    """Keeps the nodes of one view, and reports on them while somebody listens.

    Attributes:
        view: Whose conversation it is.
    """

    def __init__(self, view: TranscriptView, most_nodes: int = _MOST_NODES) -> None:
        """Keep the nodes of a view: of turns at most so many, and of what is below them fewer."""
        self.view = view
        self._most_nodes = most_nodes
        self._nodes: dict[str, TurnNode] = {}
        self._open: OrderedDict[str, TurnNode] = OrderedDict()
        self._growing: dict[str, str] = {}
        self._end: frozenset[str] = frozenset()
        view.destroyed.connect(self.forget_all)
        view.setAccessibleDescription(
            "J and K go from message to message, Tab through what acts in one."
        )

    @property
    def root(self) -> QAccessibleInterface:
        """The list that the conversation is."""
        return QAccessible.queryAccessibleInterface(self.view)

    @property
    def node_count(self) -> int:
        """How many nodes there are below the list."""
        return sum(1 for node in self._nodes.values() for _ in node.family)

    def row(self, number: int) -> TurnRow | None:
        """Return the row of a turn as it is shown, None for one that is still to be read."""
        turn = self.view.layout_.turns.peek(number)
        if turn is not None and not turn.is_waiting:
            return turn.row
        return self.view.source.row(number)

    def node(self, number: int) -> TurnNode:
        """Return the node of a turn, made when it is first asked for."""
        message_id = self.view.source.stub(number).message_id
        node = self._nodes.get(message_id)
        if node is None:
            if len(self._nodes) >= self._most_nodes:
                self._forget_oldest()
            node = self._nodes[message_id] = TurnNode(self, message_id)
        return node

    def _forget_oldest(self) -> None:
        """Forget some nodes of turns that were asked for first; who comes again gets new ones.

        Nodes are made for children of the list alone, so that Qt holds none of these meanwhile.
        """
        oldest = islice(self._nodes, self._most_nodes // 8)
        focused = self.view.keys.turn
        self._forget([m for m in oldest if m not in self._open and not self._is_at(m, focused)])

    def _is_at(self, message_id: str, number: int) -> bool:
        return self.view.source.index_of(message_id) == number

    def pieces_of(self, node: TurnNode) -> Sequence[Piece]:
        """Return the strips of a turn that is shown; those looked at last are kept.

        A turn whose row is not in memory has none, and is asked for.
        """
        number = node.number
        turn = self.view.layout_.turns[number]
        pieces = () if turn.is_waiting else turn.pieces
        if turn.is_waiting:
            node.was_waited_for = True
            # A turn waits for the row above it too.
            self.view.source.want(max(0, number - 1), number + 1)
        self._open[node.message_id] = node
        self._open.move_to_end(node.message_id)
        while len(self._open) > _MOST_OPEN:
            self._close(self._open.popitem(last=False)[1])
        return pieces

    def _close(self, node: TurnNode) -> None:
        node.close()
        turn = self.view.layout_.turns.peek(node.number) if node.is_shown else None
        if turn is not None and not self.view.layout_.is_kept(node.message_id):
            turn.invalidate()

    # ------------------------------------------------ what the view reports

    def turns_changed(self) -> None:
        """Drop the nodes of turns that are gone, and report those that came."""
        source = self.view.source
        self._forget([m for m in self._nodes if source.index_of(m) < 0])
        known = self._end
        last = range(max(0, len(source) - _REMEMBERED_END), len(source))
        ids = [source.stub(number).message_id for number in last]
        self._end = frozenset(ids)
        if not QAccessible.isActive():
            return
        self.turns_came()
        if not known & self._end:
            self._growing = {}
            known = self._end
        new = [number for number, id_ in zip(last, ids, strict=True) if id_ not in known]
        for number in new[-_MOST_REPORTED_TURNS:]:
            report_created(self.node(number))
        for row in map(self.row, last):
            if row is not None:
                self._follow_state(row)

    def turns_came(self) -> None:
        """Report what has become of the turns looked at last: rows may have come for them."""
        if QAccessible.isActive():
            for node in list(self._open.values()):
                node.catch_up()

    def turn_changed(self, number: int, first: int) -> None:
        """Report what a turn has become from a strip on."""
        if not QAccessible.isActive():
            return
        node = self.node(number)
        node.follow(first)
        self._follow_state(node.row)

    def _follow_state(self, row: TurnRow) -> None:
        """Say once that an answer has ended, and each time that it is in trouble."""
        trouble = row.notice.text if row.notice is not None else ""
        if row.state is MessageState.STREAMING:
            known = self._growing.get(row.message_id)
            if known is not None and trouble and trouble != known:
                announce(self.view, f"{row.author}: {trouble}")
            self._growing[row.message_id] = trouble
        elif self._growing.pop(row.message_id, None) is not None:
            report_name(self.node(self.view.layout_.number_of(row.message_id)))
            is_urgent = row.state is MessageState.FAILED
            announce(self.view, end_announcement(row), is_urgent=is_urgent)

    def turn_focused(self, number: int) -> None:
        """Report that a turn has the keyboard's focus."""
        if QAccessible.isActive():
            report_focus(self.node(number))

    def target_focused(self, place: Place, number: int) -> None:
        """Report that a target has the keyboard's focus."""
        if not QAccessible.isActive():
            return
        part = self.node(place.turn).part(place.piece)
        if part is None:
            return
        target = None if part.is_whole else part.target_node(number)
        report_focus(target or part)

    def part_changed(self, place: Place) -> None:
        """Report that a strip was opened or closed, or otherwise looks different."""
        if not QAccessible.isActive():
            return
        node = self.node(place.turn)
        node.follow(place.piece)
        part = node.part(place.piece)
        if part is None:
            return
        for changed in (part, *part.kept_children):
            report_expanded(changed) if changed.is_expandable else report_name(changed)

    def announce(self, text: str) -> None:
        """Have a sentence said politely."""
        announce(self.view, text)

    def forget_all(self) -> None:
        """Drop all nodes: the view closes."""
        self._forget(list(self._nodes))

    def _forget(self, message_ids: Iterable[str]) -> None:
        for message_id in message_ids:
            self._nodes.pop(message_id).forget()
            self._open.pop(message_id, None)
            self._growing.pop(message_id, None)


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
        point = self._view.viewport().mapFromGlobal(QPoint(x, y))
        place = self._view.place_at(point)
        if place is None:
            return None
        node = self._view.access.node(place.turn)
        return node if node.rect().contains(x, y) else None

    @override
    def focusChild(self) -> QAccessibleInterface | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        keys = self._view.keys
        if keys.turn < 0:
            return None
        node = self._view.access.node(keys.turn)
        if keys.target is None:
            return node
        place, number = keys.target
        part = node.part(place.piece)
        if part is None:
            return node
        return part if part.is_whole else part.target_node(number)


def interface_for(_class_name: str, widget: QObject | None) -> QAccessibleInterface | None:
    """Return the accessible list for a transcript, None for every other object."""
    from desktop_chat.ui.transcript.view import TranscriptView

    return TranscriptInterface(widget) if isinstance(widget, TranscriptView) else None
