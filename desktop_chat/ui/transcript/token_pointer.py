"""The pointer over the tokens of one view: where it rests, and which one it clicks.

Owns when a token counts as pointed at. It takes no event away from who selects. Must not know what
is shown of a token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from typing_extensions import override

from desktop_chat.ui.transcript.token_tints import TintMode

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

REST_MS = 450


class TokenPointer(QObject):
    """Follows the pointer while tokens are tinted; its events come from the view's viewport."""

    rested = Signal(str, int)
    """The pointer rests on a token, or clicked it: its message and index."""
    left = Signal()
    """The pointer is on no token any more."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._over: tuple[str, int] | None = None
        self._pressed_at: QPoint | None = None
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._report)
        view.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._view.tints.mode is not TintMode.OFF:
            match event.type():
                case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                    self._move(event)
                case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent):
                    self._rest.stop()
                    self._pressed_at = event.position().toPoint()
                case QEvent.Type.MouseButtonRelease if isinstance(event, QMouseEvent):
                    self._release(event)
                case QEvent.Type.Leave | QEvent.Type.Wheel:
                    self._leave()
                case _:
                    pass
        return False

    def _move(self, event: QMouseEvent) -> None:
        if event.buttons() != Qt.MouseButton.NoButton:
            self._rest.stop()
            return
        over = self._view.tints.token_at(event.position().toPoint())
        if over == self._over:
            return
        self._over = over
        self._rest.stop()
        if over is None:
            self.left.emit()
        else:
            self._rest.start()

    def _release(self, event: QMouseEvent) -> None:
        pressed_at, self._pressed_at = self._pressed_at, None
        point = event.position().toPoint()
        distance = QGuiApplication.styleHints().startDragDistance()
        is_click = pressed_at is not None and (point - pressed_at).manhattanLength() < distance
        is_plain = (
            event.button() is Qt.MouseButton.LeftButton
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        )
        if is_click and is_plain and self._view.selection.is_empty:
            self._over = self._view.tints.token_at(point)
            self._report()

    def _leave(self) -> None:
        self._rest.stop()
        if self._over is not None:
            self._over = None
            self.left.emit()

    def _report(self) -> None:
        # Over a link or a button a click means these.
        is_on_target = self._view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
        if self._over is not None and not is_on_target:
            self.rested.emit(*self._over)
