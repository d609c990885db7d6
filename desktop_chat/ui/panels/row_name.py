"""The name of a parameter in its row: a press explains it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import label_font
from desktop_chat.ui.theme.tokens import Theme


class RowName(QAbstractButton):
    """A name that gives way to its neighbours; underlined under the pointer, ringed with focus.

    Args:
        theme: The colours and sizes at first.
        text: The name.
    """

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._colour = "text"
        self.setText(text)
        self.setAccessibleName(self.tr("Explain {}").format(text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the font and colours of a theme."""
        self._theme = theme
        self.setFont(label_font(theme))
        self.updateGeometry()

    def set_colour(self, colour: str) -> None:
        """Take another token for the text."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        height = max(self._theme.px(24), metrics.height())
        return QSize(metrics.horizontalAdvance(self.text()) + 1, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("m…"), self.sizeHint().height())

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(QColor(getattr(self._theme, self._colour)))
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.drawText(self.rect(), int(side | middle), shown)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.focus), self._theme.focus_px))
            width = min(self.width(), metrics.horizontalAdvance(shown) + 2)
            box = self.rect().adjusted(1, 2, -1, -2)
            box.setWidth(width - 2)
            if is_mirrored:
                box.moveRight(self.width() - 2)
            painter.drawRoundedRect(box, 4, 4)
