"""The one filled button of the window: Send, or Stop while an answer is made."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import set_plain_tooltip

_EXTENT = 32
_SQUARE = 12


class SendButton(QAbstractButton):
    """A square of the accent with an arrow, or with a square that stops.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_stop = False
        self._stop_note = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_theme(theme)
        self.show_state(is_stop=False, is_enabled=False)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFixedSize(theme.px(_EXTENT), theme.px(_EXTENT))
        self.update()

    def show_state(self, *, is_stop: bool, is_enabled: bool) -> None:
        """Be Stop or Send, and take clicks or not."""
        self._is_stop = is_stop
        name = self.tr("Stop") if is_stop else self.tr("Send")
        self.setAccessibleName(name)
        self._tell()
        self.setEnabled(is_enabled)
        self.update()

    def set_stop_note(self, note: str) -> None:
        """Say what is to know before Stop is pressed, "" nothing."""
        if note != self._stop_note:
            self._stop_note = note
            self._tell()

    def _tell(self) -> None:
        name = self.accessibleName()
        tip = f"{name} (Esc)" if self._is_stop else name
        note = self._stop_note if self._is_stop else ""
        set_plain_tooltip(self, "\n".join(part for part in (tip, note) if part))

    @override
    def sizeHint(self) -> QSize:
        return self.size()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        radius = theme.px(6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._ground()))
        painter.drawRoundedRect(self.rect(), radius, radius)
        colour = theme.on_accent if self.isEnabled() else theme.text_3
        if self._is_stop:
            side = theme.px(_SQUARE)
            box = QRectF(0, 0, side, side)
            box.moveCenter(QRectF(self.rect()).center())
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(box, 2, 2)
        else:
            size = theme.px(18)
            place = (self.width() - size) // 2
            painter.drawPixmap(place, place, pixmap("arrow-up", colour, size))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text), theme.focus_px))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)

    def _ground(self) -> str:
        if not self.isEnabled():
            return self._theme.bg_hover
        is_lit = self.underMouse() or self.isDown()
        return self._theme.accent_hover if is_lit else self._theme.accent
