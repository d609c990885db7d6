"""The keyboard in the conversation: turns, targets, scrolling, selecting, copying.

Owns which turn and which target has the focus. Single letters act only with a turn in focus. Must
not know how strips are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter

from desktop_chat.core.message import Role
from desktop_chat.core.signal import Signal
from desktop_chat.ui.transcript.access.places import lay_out, show_part
from desktop_chat.ui.transcript.blocks.piece import LINK, paint_focus
from desktop_chat.ui.transcript.caret import Caret, Move
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.link_host import label_room, paint_host

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_SINGLE = {
    Qt.Key.Key_E: "message.edit",
    Qt.Key.Key_C: "message.copy",
    Qt.Key.Key_R: "message.regenerate",
    Qt.Key.Key_B: "message.branch",
    Qt.Key.Key_S: "message.sweep",
    Qt.Key.Key_Delete: "message.delete",
    Qt.Key.Key_A: "message.alternatives",
    Qt.Key.Key_P: "message.replay",
}
_SELECTING = {
    Qt.Key.Key_Left: (Move.LEFT, Move.WORD_LEFT),
    Qt.Key.Key_Right: (Move.RIGHT, Move.WORD_RIGHT),
    Qt.Key.Key_Up: (Move.UP, Move.BLOCK_UP),
    Qt.Key.Key_Down: (Move.DOWN, Move.BLOCK_DOWN),
    Qt.Key.Key_Home: (Move.LINE_START, Move.START),
    Qt.Key.Key_End: (Move.LINE_END, Move.END),
    Qt.Key.Key_PageUp: (Move.PAGE_UP, Move.PAGE_UP),
    Qt.Key.Key_PageDown: (Move.PAGE_DOWN, Move.PAGE_DOWN),
}
"""With Shift, and with Ctrl and Shift."""
_STAYING = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.PopupFocusReason,
)
"""The keyboard comes back from these, and the turn has the focus meanwhile."""
_RING = 8


class TranscriptKeys:
    """Follows the keyboard in one view.

    Attributes:
        turn_changed: Told when another turn, or none, has the focus.
        caret: Moves the end of the selection.
    """

    def __init__(self, view: TranscriptView) -> None:
        self.turn_changed: Signal[None] = Signal()
        self._view = view
        self.caret = Caret(view)
        self._turn = -1
        self._message_id = ""
        self._target: tuple[Place, int] | None = None
        self._actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_J: lambda: self.step(1),
            Qt.Key.Key_K: lambda: self.step(-1),
            Qt.Key.Key_Home: lambda: view.scroll_to(0),
            Qt.Key.Key_End: view.scroll_to_end,
            Qt.Key.Key_PageUp: lambda: self._scroll(-self._page),
            Qt.Key.Key_PageDown: lambda: self._scroll(self._page),
            Qt.Key.Key_Up: lambda: self._scroll(-2 * view.look.line_px),
            Qt.Key.Key_Down: lambda: self._scroll(2 * view.look.line_px),
            Qt.Key.Key_Space: lambda: self._scroll(self._page),
        }

    @property
    def turn(self) -> int:
        """Number of the turn with the keyboard's focus, -1 for none."""
        return self._turn

    def _set_turn(self, number: int) -> None:
        had_turn, self._turn = self._turn >= 0, number
        if had_turn != (number >= 0):
            self.turn_changed.emit(None)

    @property
    def _page(self) -> int:
        return self._view.viewport().height() - 2 * self._view.look.line_px

    @property
    def target(self) -> tuple[Place, int] | None:
        """The focused target: its strip, and its number there."""
        return self._target

    @property
    def has_target(self) -> bool:
        """Whether the focus is on a target, not on the turn as a whole."""
        return self._target is not None

    def target_in(self, place: Place) -> int:
        """Return the number of the focused target in a strip, -1 for none."""
        return self._target[1] if self._target and self._target[0] == place else -1

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; tell whether it was one of ours."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return True
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
            return True
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if modifiers == Qt.KeyboardModifier.NoModifier:
            return self._press_plain(key)
        if modifiers == Qt.KeyboardModifier.AltModifier:
            return self._press_branch(key)
        if modifiers == control and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._actions[key]()
            return True
        if modifiers == shift and key == Qt.Key.Key_Space:
            self._scroll(-self._page)
            return True
        if modifiers in (shift, control | shift) and key in _SELECTING:
            self._select(_SELECTING[key][modifiers != shift])
            return True
        return False

    def _press_plain(self, key: Qt.Key) -> bool:
        is_act = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if is_act and self._target is not None:
            self._view.pointer.activate(*self._target)
            return True
        if key in self._actions:
            self._actions[key]()
            return True
        if self.turn >= 0 and key in _SINGLE:
            self.request(_SINGLE[key])
            return True
        if key == Qt.Key.Key_Escape and not self._view.selection.is_empty:
            self._view.selection.clear()
            self._view.viewport().update()
            return True
        return False

    def _press_branch(self, key: Qt.Key) -> bool:
        sides = {Qt.Key.Key_Left: "previous", Qt.Key.Key_Right: "next"}
        if key not in sides or self.turn < 0:
            return False
        self.request(f"message.{sides[key]}_branch")
        return True

    def request(self, command: str) -> None:
        """Ask for a command about the focused turn, if there is one that it is for."""
        if self.turn < 0:
            return
        row = self._view.layout_.turns[self.turn].row
        if command == "message.regenerate" and row.role is not Role.ASSISTANT:
            return
        self._view.action_requested.emit(command, row.message_id)

    def _select(self, move: Move) -> None:
        """Draw the selection on from where it was left; at first, from the focused turn."""
        view, selection = self._view, self._view.selection
        head = selection.head
        if head is None:
            number = self.turn if self.turn >= 0 else self._turn_in_sight
            if number < 0:
                return
            head = self.caret.start_of_turn(number)
            selection.begin(head)
        moved = self.caret.moved(head, move)
        selection.extend(moved)
        self.caret.show(moved)
        view.copying.offer_primary()
        view.viewport().update()

    @property
    def _turn_in_sight(self) -> int:
        place = self._view.layout_.place_at(self._view.top + self._view.look.line_px)
        return place.turn if place is not None else -1

    def copy(self) -> None:
        """Copy the selection; without one, the focused turn."""
        if not self._view.selection.is_empty:
            self._view.copying.copy_selection()
        elif self._message_id:
            self._view.copying.copy_message(self._message_id)

    def select_all(self) -> None:
        """Select the whole conversation."""
        self._view.selection.select_all()
        self._view.copying.offer_primary()
        self._view.viewport().update()

    def focus_turn(self, number: int) -> None:
        """Give a turn the focus and bring its beginning into sight."""
        view = self._view
        self._set_turn(number)
        self._message_id = view.layout_.turns[number].row.message_id
        self._target = None
        self.reveal_turn(number)
        view.access.turn_focused(number)
        view.viewport().update()

    def reveal_turn(self, number: int) -> None:
        """Bring the beginning of a turn into sight."""
        view = self._view
        top = view.layout_.top_of_turn(number)
        bottom = view.layout_.top_of_turn(number + 1)
        view.show_band(top, min(bottom, top + view.viewport().height()))

    def step(self, step: int) -> None:
        """Give the focus to a turn some places further; at first, to the one in sight."""
        turns = self._view.layout_.turns
        if not turns:
            return
        if self.turn >= 0:
            number = self.turn + step
        elif step < 0 and self._view.scroll_anchor() is None:
            # Upwards from the end: what was written last comes first.
            number = len(turns) - 1
        else:
            number = self._turn_in_sight
        self.focus_turn(min(max(number, 0), len(turns) - 1))

    def focus_next(self, *, forward: bool) -> bool:
        """Move the focus to the next target in the focused turn; tell whether there was one."""
        if self.turn < 0:
            return False
        spots = self._spots()
        if self._target is None:
            number = 0 if forward else -1
        elif self._target in spots:
            number = spots.index(self._target) + (1 if forward else -1)
        else:
            number = -1
        if not spots or (not (0 <= number < len(spots)) and self._target is not None):
            self._target = None
            return False
        if number < 0 and forward is False and self._target is None:
            return False
        self._focus(*spots[number])
        return True

    def _spots(self) -> list[tuple[Place, int]]:
        layout = self._view.layout_
        spots: list[tuple[Place, int]] = []
        for index in range(len(layout.turns[self.turn].pieces)):
            place = Place(self.turn, index)
            layout.turns[self.turn].measure(index, layout.width)
            spots += [(place, n) for n in range(len(layout.piece(place).targets()))]
        layout.refresh(self.turn)
        return spots

    def focus_target(self, place: Place, number: int) -> None:
        """Give a target the focus, wherever the focus is, and bring it into sight."""
        self._view.setFocus()
        self._set_turn(place.turn)
        self._message_id = self._view.layout_.turns[place.turn].row.message_id
        self._focus(place, number)

    def _focus(self, place: Place, number: int) -> None:
        self._target = (place, number)
        self.show_target(place, number)
        self._view.access.target_focused(place, number)

    def show_target(self, place: Place, number: int) -> None:
        """Bring a target into sight."""
        lay_out(self._view, place)
        target = self._view.pointer.target(place, number)
        if target is not None:
            top, bottom = round(target.rect.top()), round(target.rect.bottom())
            room = max(_RING, label_room(self._view) if target.kind == LINK else 0)
            show_part(self._view, place, top - _RING, bottom + room)
        self._view.viewport().update()

    def _scroll(self, distance: int) -> None:
        self._view.scroll_by(distance)

    def leave(self, reason: Qt.FocusReason) -> None:
        """Give up the focus, unless it comes back."""
        if reason in _STAYING:
            return
        self._target = None
        self._view.repaint_turn(self.turn)
        self._set_turn(-1)

    def forget_lost(self) -> None:
        """Follow the focused message to where it stands now, or give up the focus."""
        number = self._view.layout_.number_of(self._message_id)
        self._set_turn(number if self.turn >= 0 else -1)
        self._target = None

    def paint(self, painter: QPainter) -> None:
        """Paint the ring around the focused turn, or what is said beside a focused link."""
        view = self._view
        paint_host(view, painter)
        if self.turn < 0 or self._target is not None:
            return
        first = view.layout_.turns[self.turn].pieces[0]
        top = view.layout_.top_of_turn(self.turn) + first.gap - view.top
        bottom = view.layout_.top_of_turn(self.turn + 1) - view.top
        ring = QRectF(view.column_left, top, view.layout_.width, bottom - top)
        paint_focus(painter, view.look, ring.adjusted(-_RING, -4, _RING, 0), _RING)
