"""The keyboard in the conversation: turns, targets, scrolling, copying.

Owns which turn and which target has the focus. Single letters act only with a turn in focus. Must
not know how strips are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter

from desktop_chat.core.message import Role
from desktop_chat.ui.transcript.access.places import lay_out, show_part
from desktop_chat.ui.transcript.blocks.piece import paint_focus
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_SINGLE = {
    Qt.Key.Key_E: "message.edit",
    Qt.Key.Key_C: "message.copy",
    Qt.Key.Key_R: "message.regenerate",
    Qt.Key.Key_Delete: "message.delete",
}
_RING = 8


class TranscriptKeys:
    """Follows the keyboard in one view.

    Attributes:
        turn: Number of the turn with the keyboard's focus, -1 for none.
    """

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._message_id = ""
        self._target: tuple[Place, int] | None = None
        self.turn = -1
        self._actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_J: lambda: self._step(1),
            Qt.Key.Key_K: lambda: self._step(-1),
            Qt.Key.Key_Home: lambda: view.scroll_to(0),
            Qt.Key.Key_End: view.scroll_to_end,
            Qt.Key.Key_PageUp: lambda: self._scroll(-self._page),
            Qt.Key.Key_PageDown: lambda: self._scroll(self._page),
            Qt.Key.Key_Up: lambda: self._scroll(-2 * view.look.line_px),
            Qt.Key.Key_Down: lambda: self._scroll(2 * view.look.line_px),
        }

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
        if modifiers == Qt.KeyboardModifier.AltModifier:
            return self._press_branch(event.key())
        if modifiers != Qt.KeyboardModifier.NoModifier:
            return False
        return self._press_plain(event.key())

    def _press_plain(self, key: int) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._target is None:
                return False
            self._view.pointer.activate(*self._target)
            return True
        if key in self._actions:
            self._actions[key]()
            return True
        if self.turn >= 0 and key in _SINGLE:
            self._request(_SINGLE[Qt.Key(key)])
            return True
        return False

    def _press_branch(self, key: int) -> bool:
        sides = {Qt.Key.Key_Left: "previous", Qt.Key.Key_Right: "next"}
        if key not in sides or self.turn < 0:
            return False
        self._request(f"message.{sides[Qt.Key(key)]}_branch")
        return True

    def _request(self, command: str) -> None:
        row = self._view.layout_.turns[self.turn].row
        if command == "message.regenerate" and row.role is not Role.ASSISTANT:
            return
        self._view.action_requested.emit(command, row.message_id)

    def copy(self) -> None:
        """Copy the selection; without one, the focused turn."""
        if not self._view.selection.is_empty:
            self._view.copy_selection()
        elif self._message_id:
            self._view.copy_message(self._message_id)

    def select_all(self) -> None:
        """Select the whole conversation."""
        self._view.selection.select_all()
        self._view.viewport().update()

    def focus_turn(self, number: int) -> None:
        """Give a turn the focus and bring its beginning into sight."""
        view = self._view
        self.turn = number
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

    def _step(self, step: int) -> None:
        turns = self._view.layout_.turns
        if not turns:
            return
        if self.turn >= 0:
            number = self.turn + step
        elif step < 0 and self._view.scroll_anchor() is None:
            # Upwards from the end: what was written last comes first.
            number = len(turns) - 1
        else:
            place = self._view.layout_.place_at(self._view.top + self._view.look.line_px)
            number = place.turn if place is not None else 0
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
        self.turn = place.turn
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
            show_part(self._view, place, top - _RING, bottom + _RING)
        self._view.viewport().update()

    def _scroll(self, distance: int) -> None:
        self._view.scroll_by(distance)

    def leave(self) -> None:
        """Give up the focus."""
        self._target = None
        self._view.repaint_turn(self.turn)
        self.turn = -1

    def forget_lost(self) -> None:
        """Follow the focused message to where it stands now, or give up the focus."""
        self.turn = self._view.layout_.number_of(self._message_id) if self.turn >= 0 else -1
        self._target = None

    def paint(self, painter: QPainter) -> None:
        """Paint the ring around the focused turn."""
        view = self._view
        if self.turn < 0 or self._target is not None:
            return
        first = view.layout_.turns[self.turn].pieces[0]
        top = view.layout_.top_of_turn(self.turn) + first.gap - view.top
        bottom = view.layout_.top_of_turn(self.turn + 1) - view.top
        ring = QRectF(view.column_left, top, view.layout_.width, bottom - top)
        paint_focus(painter, view.look, ring.adjusted(-_RING, -4, _RING, 0), _RING)
