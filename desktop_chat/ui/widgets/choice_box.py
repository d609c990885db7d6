"""A drop-down of a few choices, in the look of the fields."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import small_font, ui_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme

_LEAST_WIDTH = 72


class ChoiceBox(QComboBox):
    """A drop-down that the wheel turns only while it has the keyboard.

    Args:
        theme: The colours and sizes at first.
        name: What is chosen; its accessible name.
        is_dense: Whether it is 24 high instead of 32.
    """

    def __init__(
        self, theme: Theme, name: str, *, is_dense: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._is_dense = is_dense
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setProperty("dense", is_dense)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the font and colours of a theme."""
        self._theme = theme
        self.setFont(small_font(theme) if self._is_dense else ui_font(theme))
        self.setMinimumHeight(theme.px(24 if self._is_dense else 32))

    @override
    def minimumSizeHint(self) -> QSize:
        # Qt's own follows the longest choice.
        return QSize(self._theme.px(_LEAST_WIDTH), super().minimumSizeHint().height())

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size, edge = self._theme.px(14), self._theme.px(6)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = edge if is_mirrored else self.width() - size - edge
        colour = self._theme.text_2 if self.isEnabled() else self._theme.text_3
        chevron = pixmap("chevron-down", colour, size)
        QPainter(self).drawPixmap(x, (self.height() - size) // 2, chevron)
