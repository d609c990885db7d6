"""Raised surfaces: the frame with a shadow, and the popover that opens at a control.

They are children of the window, not windows of their own: a desktop without a compositor draws
black corners around those.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.tokens import Theme

SHADOW = 12
"""Room around the frame for its shadow, at 100 %."""


class RaisedFrame(QWidget):
    """A rounded surface with a border and a shadow.

    Args:
        theme: The colours and sizes at first.
        radius: Of its corners at 100 %.
    """

    def __init__(self, theme: Theme, parent: QWidget, radius: int = 10) -> None:
        super().__init__(parent)
        self._theme = theme
        self._radius = radius
        self._ground = QPixmap()
        self._drawn: tuple[QSize, float, Theme] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # Whatever changes on the surface lets it be painted below: its shadow is drawn once.
        ratio = self.devicePixelRatio()
        drawn = (self.size(), ratio, self._theme)
        if drawn != self._drawn:
            self._drawn = drawn
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(Qt.GlobalColor.transparent)
            self._paint_ground(QPainter(self._ground))
        QPainter(self).drawPixmap(0, 0, self._ground)

    def _paint_ground(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, radius = self._theme.px(SHADOW), self._theme.px(self._radius)
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        self._paint_shadow(painter, box, radius, edge)
        painter.setPen(QPen(QColor(self._theme.stroke), 1))
        painter.setBrush(QColor(self._theme.bg_raised))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()

    def _paint_shadow(self, painter: QPainter, box: QRectF, radius: int, edge: int) -> None:
        """Lay rings of growing width over each other, which together fade outwards."""
        shade = QColor(self._theme.shadow)
        shade.setAlphaF(0.6 * shade.alphaF() / edge)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        below = edge / 4
        for width in range(1, edge - round(below) + 1):
            ring = box.adjusted(-width, -width + below, width, width + below)
            painter.drawRoundedRect(ring, radius + width, radius + width)


class Popover(RaisedFrame):
    """A surface over the window that a press outside or Escape closes.

    The content goes into `column`. It keeps inside the window, under its anchor or, without room
    there, above it; its leading edge is the anchor's.
    """

    closed = Signal()
    """It has been closed, by the user or by `close_popover`."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, radius=14)
        self._window = window
        self._anchor: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setSpacing(0)
        self._keep_edge()
        self.hide()

    @override
    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().set_theme(theme)
        self._keep_edge()

    def open_at(self, anchor: QWidget, size: QSize) -> None:
        """Open beside a control.

        Args:
            anchor: The control; it gets the keyboard back in the end.
            size: Of the surface at 100 %; less where the window is smaller.
        """
        rect = QRect(anchor.mapTo(self._window, QPoint()), anchor.size())
        self.open_beside(rect, size, anchor)

    def open_beside(self, rect: QRect, size: QSize, anchor: QWidget) -> None:
        """Open beside a part of a control.

        Args:
            rect: The part, in the window's coordinates.
            size: As for `open_at`.
            anchor: The control; it gets the keyboard back in the end.
        """
        self._anchor = anchor
        shadow = self._theme.px(SHADOW)
        room = self._window.rect().adjusted(-shadow + 4, -shadow + 4, shadow - 4, shadow - 4)
        extent = QSize(self._theme.px(size.width()), self._theme.px(size.height()))
        extent += QSize(2 * shadow, 2 * shadow)
        self.resize(extent.boundedTo(room.size()))
        self.move(self._place(rect, room))
        self._watch_presses(is_on=True)
        self.show()
        self.raise_()

    def close_popover(self) -> None:
        """Close it and give the keyboard back to the anchor."""
        if self.isHidden():
            return
        self._watch_presses(is_on=False)
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if self._anchor is not None and had_focus:
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popover()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonPress
            and isinstance(watched, QWidget)
            and watched.window() is self.window()
            and not self._holds(event.globalPosition().toPoint())
        ):
            self.close_popover()
            # The press that closes it at its own anchor must not open it again.
            return self._anchor is not None and watched is self._anchor
        return super().eventFilter(watched, event)

    def _keep_edge(self) -> None:
        edge = self._theme.px(SHADOW) + 1
        self.column.setContentsMargins(edge, edge, edge, edge)

    def _watch_presses(self, *, is_on: bool) -> None:
        application = QApplication.instance()
        if application is not None and is_on:
            application.installEventFilter(self)
        elif application is not None:
            application.removeEventFilter(self)

    def _holds(self, point: QPoint) -> bool:
        edge = self._theme.px(SHADOW)
        return self.rect().adjusted(edge, edge, -edge, -edge).contains(self.mapFromGlobal(point))

    def _place(self, anchor: QRect, room: QRect) -> QPoint:
        shadow, gap = self._theme.px(SHADOW), self._theme.px(4)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = anchor.right() + 1 + shadow - self.width() if is_mirrored else anchor.left() - shadow
        y = anchor.bottom() + 1 + gap - shadow
        if y + self.height() > room.bottom() + 1:
            y = anchor.top() - gap + shadow - self.height()
        x = max(room.left(), min(x, room.right() + 1 - self.width()))
        return QPoint(x, max(room.top(), min(y, room.bottom() + 1 - self.height())))
