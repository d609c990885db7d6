"""The pointer over the conversation: hovering, clicking, selecting, scrolling sideways.

Owns what each gesture means. Must not know how strips are drawn.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip
from typing_extensions import override

from desktop_chat.markup.links import host_of, is_openable
from desktop_chat.ui.transcript.blocks.code import CodePiece
from desktop_chat.ui.transcript.blocks.languages import file_name
from desktop_chat.ui.transcript.blocks.piece import (
    COMMAND,
    COPY_CODE,
    LINK,
    RENDER,
    SAVE_CODE,
    TOGGLE,
    Target,
)
from desktop_chat.ui.transcript.blocks.table import TablePiece
from desktop_chat.ui.transcript.cards.strips import FoldPiece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.selection import Position

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_COPIED_MS = 1_600
_DRAG_SCROLL_MS = 30


class TranscriptPointer(QObject):
    """Follows the pointer in one view; its events come from the view's viewport.

    Attributes:
        turn: Number of the turn under the pointer, -1 for none.
    """

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._hovered: tuple[Place, int] | None = None
        self._pressed: tuple[Place, int] | None = None
        self._is_selecting = False
        self._last_point = QPoint()
        self._drag_scroll = QTimer(view)
        self._drag_scroll.setInterval(_DRAG_SCROLL_MS)
        self._drag_scroll.timeout.connect(self._scroll_while_dragging)
        self.turn = -1
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QContextMenuEvent():
                self._offer_menu(event)
            case QWheelEvent():
                return self._turn_wheel(event)
            case QMouseEvent():
                self._follow(event)
                return True
            case QEvent() if event.type() == QEvent.Type.Leave:
                self._leave()
            case _:
                pass
        return False

    def _follow(self, event: QMouseEvent) -> None:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._press(event)
            case QEvent.Type.MouseMove:
                self._move(event)
            case QEvent.Type.MouseButtonRelease:
                self._release(event)
            case QEvent.Type.MouseButtonDblClick:
                self._double_click(event)
            case _:
                pass

    def target_in(self, place: Place) -> int:
        """Return the number of the hovered target in a strip, -1 for none."""
        return self._hovered[1] if self._hovered and self._hovered[0] == place else -1

    def _press(self, event: QMouseEvent) -> None:
        """Begin a click or a selection."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        self._pressed = self._target_at(point)
        if self._pressed is not None:
            return
        position = self._position_at(point)
        if position is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._view.selection.extend(position)
        else:
            self._view.selection.begin(position)
        self._is_selecting = True
        self._view.viewport().update()

    def _move(self, event: QMouseEvent) -> None:
        """Select, or show what is under the pointer."""
        self._last_point = event.position().toPoint()
        if not self._is_selecting:
            self._hover(self._last_point, event.globalPosition().toPoint())
            return
        self._extend_to(self._last_point)
        inside = self._view.viewport().rect().contains(self._last_point)
        if inside:
            self._drag_scroll.stop()
        elif not self._drag_scroll.isActive():
            self._drag_scroll.start()

    def _release(self, event: QMouseEvent) -> None:
        """Finish a click or a selection."""
        self._drag_scroll.stop()
        pressed, self._pressed = self._pressed, None
        if self._is_selecting:
            self._is_selecting = False
            return
        target = self._target_at(event.position().toPoint())
        if pressed is not None and target == pressed:
            self.activate(*pressed)

    def _double_click(self, event: QMouseEvent) -> None:
        """Select the word under the pointer."""
        position = self._position_at(event.position().toPoint())
        if position is None or self._target_at(event.position().toPoint()) is not None:
            self._press(event)
            return
        start, end = self._view.layout_.piece(position.place).word_at(position.offset)
        self._view.selection.select(Position(position.place, start), Position(position.place, end))
        self._view.viewport().update()

    def forget(self) -> None:
        """Forget what is under the pointer: turns have other numbers now."""
        self.turn, self._hovered, self._pressed = -1, None, None

    def _leave(self) -> None:
        """Forget what was under the pointer."""
        old, self.turn, self._hovered = self.turn, -1, None
        self._view.repaint_turn(old)

    def _turn_wheel(self, event: QWheelEvent) -> bool:
        """Scroll code or a table sideways; tell whether the event was for that."""
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        dx = delta.x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
            dx = delta.y()
        if abs(dx) <= abs(delta.y()) and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        place = self._view.place_at(event.position().toPoint())
        piece = self._view.layout_.piece(place) if place is not None else None
        if place is None or not isinstance(piece, CodePiece | TablePiece):
            return False
        if piece.scroll_by(-dx):
            self._view.viewport().update(self._view.rect_of(place))
        return True

    def _offer_menu(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selection and with what is under the pointer."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view = self._view
        copy = menu.addAction("Copy", view.keys.copy)
        copy.setEnabled(not view.selection.is_empty)
        found = self._target_at(event.pos())
        target = self.target(*found) if found is not None else None
        if target is not None and target.kind == LINK:
            menu.addAction(
                "Copy link address", lambda: QGuiApplication.clipboard().setText(target.value)
            )
        place = view.place_at(event.pos())
        if place is not None:
            message = view.layout_.turns[place.turn].row.message_id
            menu.addAction("Copy message", lambda: view.copy_message(message))
        menu.addAction("Select all", view.keys.select_all)
        menu.popup(event.globalPos())

    def activate(self, place: Place, number: int) -> None:
        """Do what a target is for."""
        view, target = self._view, self.target(place, number)
        if target is None:
            return
        piece = view.layout_.piece(place)
        match target.kind:
            case str() as kind if kind == LINK:
                if is_openable(target.value):
                    view.link_activated.emit(target.value)
            case str() as kind if kind == COMMAND:
                row = view.layout_.turns[place.turn].row
                view.action_requested.emit(target.value, row.message_id)
            case str() as kind if kind == COPY_CODE and isinstance(piece, CodePiece):
                self._copy_code(piece)
            case str() as kind if kind == SAVE_CODE and isinstance(piece, CodePiece):
                view.save_requested.emit(piece.code, file_name(piece.language))
            case str() as kind if kind == RENDER:
                view.render_anyway(place)
            case str() as kind if kind == TOGGLE:
                self._toggle(place, target)
            case _:
                pass

    def _toggle(self, place: Place, target: Target) -> None:
        piece = self._view.layout_.piece(place)
        if isinstance(piece, FoldPiece):
            self.toggle_card(place)
            return
        piece.toggle(target.value)
        self._view.piece_changed(place)
        self._view.access.part_changed(place)

    def toggle_card(self, place: Place) -> None:
        """Open or close the card whose line is at a place."""
        self._view.selection.forget_turn(place.turn)
        self._view.layout_.turns[place.turn].toggle_fold(place.piece)
        self._view.layout_.refresh(place.turn)
        self._view.piece_changed(place)
        self._view.access.part_changed(place)

    def _copy_code(self, piece: CodePiece) -> None:
        QGuiApplication.clipboard().setText(piece.code)
        piece.header.is_copied = True
        said = QCoreApplication.translate("TranscriptPointer", "Copied")
        self._view.access.announce(said)
        self._view.viewport().update()
        QTimer.singleShot(_COPIED_MS, self._view, lambda: self._copied_over(piece))

    def _copied_over(self, piece: CodePiece) -> None:
        piece.header.is_copied = False
        self._view.viewport().update()

    def target(self, place: Place, number: int) -> Target | None:
        """Return a target by its number in a strip."""
        targets = self._view.layout_.piece(place).targets()
        return targets[number] if number < len(targets) else None

    def _local(self, place: Place, point: QPoint) -> QPointF:
        return QPointF(point - self._view.rect_of(place).topLeft())

    def _target_at(self, point: QPoint) -> tuple[Place, int] | None:
        place = self._view.place_at(point)
        if place is None:
            return None
        local = self._local(place, point)
        for number, target in enumerate(self._view.layout_.piece(place).targets()):
            if target.rect.contains(local):
                return place, number
        return None

    def _position_at(self, point: QPoint) -> Position | None:
        place = self._view.place_at(point)
        if place is None:
            return None
        piece = self._view.layout_.piece(place)
        offset = piece.position_at(self._local(place, point)) if piece.is_text else 0
        return Position(place, max(0, offset))

    def _extend_to(self, point: QPoint) -> None:
        view = self._view.viewport().rect()
        inside = QPoint(point.x(), min(max(point.y(), view.top()), view.bottom()))
        position = self._position_at(inside)
        if position is not None:
            self._view.selection.extend(position)
            self._view.viewport().update()

    def _scroll_while_dragging(self) -> None:
        view = self._view.viewport().rect()
        beyond = self._last_point.y() - (
            view.bottom() if self._last_point.y() > view.bottom() else view.top()
        )
        self._view.scroll_by(beyond // 2)
        self._extend_to(self._last_point)

    def _hover(self, point: QPoint, global_point: QPoint) -> None:
        place = self._view.place_at(point)
        turn = place.turn if place is not None else -1
        hovered = self._target_at(point)
        if turn != self.turn or hovered != self._hovered:
            old, self.turn, self._hovered = self.turn, turn, hovered
            self._view.repaint_turn(old)
            self._view.repaint_turn(turn)
            self._show_tip(hovered, global_point)
        self._set_cursor(place, hovered, point)

    def _set_cursor(
        self, place: Place | None, hovered: tuple[Place, int] | None, point: QPoint
    ) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if hovered is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif place is not None:
            piece = self._view.layout_.piece(place)
            if not piece.is_arrow(self._local(place, point)):
                shape = Qt.CursorShape.IBeamCursor
        self._view.viewport().setCursor(shape)

    def _show_tip(self, hovered: tuple[Place, int] | None, global_point: QPoint) -> None:
        target = self.target(*hovered) if hovered is not None else None
        if target is None or not target.tip:
            QToolTip.hideText()
            return
        lines = [target.tip]
        if target.kind == LINK:
            lines.insert(0, host_of(target.value))
        # Escaped, because a tooltip takes what looks like HTML for HTML, and loads its images.
        text = "<p style='white-space:pre-wrap'>" + "<br>".join(escape(line) for line in lines)
        QToolTip.showText(global_point, text, self._view.viewport())
