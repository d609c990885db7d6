"""The mark before a parameter that tells where its value comes from, and takes it away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget
from typing_extensions import override

from desktop_chat.core.layers import ValueState
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import set_plain_tooltip

EXTENT = 24
_DIAMETER = 8


class StateDot(QAbstractButton):
    """A dot: full where the value is set here, a ring in accent where inherited, a grey ring unset.

    It can be clicked only where there is something to take away.

    Args:
        theme: The colours and sizes at first.
        name: What a click does; accessible name and tooltip.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ValueState.UNSET
        self.setAccessibleName(name)
        set_plain_tooltip(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setEnabled(False)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFixedSize(theme.px(EXTENT), theme.px(EXTENT))

    def set_state(self, state: ValueState) -> None:
        """Show where the value comes from."""
        if state is not self._state:
            self._state = state
            self.setEnabled(state is ValueState.SET)
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        radius = theme.px(_DIAMETER) / 2
        centre = QPointF(self.width() / 2, self.height() / 2)
        is_grey = self._state is ValueState.UNSET
        colour = QColor(theme.border_control if is_grey else theme.accent)
        if self._state is ValueState.SET:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(centre, radius, radius)
        else:
            painter.setPen(QPen(colour, 1.5 * theme.scale))
            painter.drawEllipse(centre, radius - 0.75, radius - 0.75)
        if self.hasFocus() or (self.underMouse() and self.isEnabled()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.focus), theme.focus_px if self.hasFocus() else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 4, 4)
