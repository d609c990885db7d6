"""The pointer over the conversation: hovering, clicking, selecting, scrolling sideways.

Owns what each gesture means. Must not know how strips are drawn.
"""

from __future__ import annotations

from functools import partial
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

from desktop_chat.core.message import Role
from desktop_chat.markup.links import host_of, is_openable
from desktop_chat.ui.transcript.blocks.code import CodePiece
from desktop_chat.ui.transcript.blocks.languages import file_name
from desktop_chat.ui.transcript.blocks.piece import (
    COMMAND,
    COPY_CODE,
    IN_TEXT,
    LINK,
    RENDER,
    SAVE_CODE,
    TO_MARK,
    TO_NOTE,
    TOGGLE,
    Target,
)
from desktop_chat.ui.transcript.blocks.table import TablePiece
from desktop_chat.ui.transcript.cards.strips import FoldPiece
from desktop_chat.ui.transcript.drag import SelectionDrag, Unit
from desktop_chat.ui.transcript.footnotes import FootnoteJumps
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_COPIED_MS = 1_600


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
        self._pressed_at = QPoint()
        self._drag = SelectionDrag(view)
        self._footnotes = FootnoteJumps(view)
        self._last_double = (0, QPoint())
        self.turn = -1
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QContextMenuEvent():
                self.menu_at(event.pos()).popup(event.globalPos())
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
        self._pressed, self._pressed_at = self._target_at(point), point
        if self._pressed is None:
            unit = Unit.BLOCK if self._is_third_click(event) else Unit.CHARACTER
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._drag.begin(point, unit, extends=extends)

    def _is_third_click(self, event: QMouseEvent) -> bool:
        since_ms, at = event.timestamp() - self._last_double[0], self._last_double[1]
        hints = QGuiApplication.styleHints()
        distance = (event.position().toPoint() - at).manhattanLength()
        is_near = distance <= hints.mouseDoubleClickDistance()
        return is_near and since_ms <= hints.mouseDoubleClickInterval()

    def _move(self, event: QMouseEvent) -> None:
        """Select, or show what is under the pointer."""
        point = event.position().toPoint()
        if self._drag.is_running:
            self._drag.move(point)
        elif self._pressed is not None and self._is_text_drag(event):
            self._pressed = None
            self._drag.begin(self._pressed_at, Unit.CHARACTER)
            self._drag.move(point)
        else:
            self._hover(point, event.globalPosition().toPoint())

    def _is_text_drag(self, event: QMouseEvent) -> bool:
        """Tell whether the pointer draws a selection that began on a link."""
        target = self.target(*self._pressed) if self._pressed is not None else None
        distance = (event.position().toPoint() - self._pressed_at).manhattanLength()
        is_far = distance >= QGuiApplication.styleHints().startDragDistance()
        return target is not None and target.kind in IN_TEXT and is_far

    def _release(self, event: QMouseEvent) -> None:
        """Finish a click or a selection."""
        pressed, self._pressed = self._pressed, None
        if self._drag.is_running:
            self._drag.end()
            return
        target = self._target_at(event.position().toPoint())
        if pressed is not None and target == pressed:
            self.activate(*pressed)

    def _double_click(self, event: QMouseEvent) -> None:
        """Select the word under the pointer."""
        point = event.position().toPoint()
        if self._target_at(point) is not None:
            self._press(event)
            return
        self._last_double = (event.timestamp(), point)
        self._drag.begin(point, Unit.WORD)

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

    def menu_at(self, point: QPoint) -> QMenu:
        """Return what can be done with the selection and with what is at a point of the view."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view = self._view
        copy = menu.addAction(self.tr("Copy"), view.keys.copy)
        copy.setEnabled(not view.selection.is_empty)
        found = self._target_at(point)
        target = self.target(*found) if found is not None else None
        if target is not None and target.kind == LINK:
            menu.addAction(
                self.tr("Copy link address"),
                lambda: QGuiApplication.clipboard().setText(target.value),
            )
        place = view.place_at(point)
        if place is not None:
            row = view.layout_.turns[place.turn].row
            message = row.message_id
            menu.addAction(self.tr("Copy message"), lambda: view.copying.copy_message(message))
            self._offer_records(menu, message, is_answer=row.role is Role.ASSISTANT)
        menu.addAction(self.tr("Select all"), view.keys.select_all)
        return menu

    def _offer_records(self, menu: QMenu, message: str, *, is_answer: bool) -> None:
        """Offer what can be done with how an answer came about."""
        commands = [
            ("message.replay", self.tr("Replay up to here…")),
            ("message.export", self.tr("Export message…")),
        ]
        if is_answer:
            inspect = ("answer.inspect", self.tr("Inspect answer…"))
            commands = [inspect, ("answer.view_code", self.tr("View code…")), *commands]
        for command, title in commands:
            request = partial(self._view.action_requested.emit, command, message)
            menu.addAction(title, request)

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
            case str() as kind if kind in (TO_NOTE, TO_MARK):
                self._footnotes.jump(place, number)
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
        self._view.copying.copy_text(piece.code)
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
