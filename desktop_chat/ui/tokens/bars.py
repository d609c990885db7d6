"""Rows with a figure that can be pressed: a sentence over its bar, a fact and its value."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import code_font, small_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle

_BAR = 4
_GAP = 4


class FigureLine(QWidget):
    """A fact and its value at the other end.

    Args:
        theme: The colours and sizes at first.
        name: The fact.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = Label(theme, "", TextStyle.SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(theme, name, TextStyle.SMALL, "text_2"), 1)
        row.addWidget(self._value)
        self._name = name

    @property
    def value(self) -> str:
        """What is shown."""
        return self._value.text()

    def set_value(self, value: str) -> None:
        """Show a value; "" hides the line."""
        self._value.setText(value)
        self._value.setAccessibleName(f"{self._name}: {value}")
        self.setVisible(bool(value))


class FigureButton(QAbstractButton):
    """A line with words at its beginning and a figure at its end, over a bar where it has one.

    Args:
        theme: The colours and sizes at first.
        words: At the beginning; cut where there is no room.
        figure: At the end.
        code: A token between the two, in the fixed-pitch font; "" for none.
        share: The bar's length, 0 to 1; None for no bar.
    """

    def __init__(
        self,
        theme: Theme,
        words: str,
        figure: str,
        *,
        code: str = "",
        share: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._figure = figure
        self._code = code
        self._share = share
        self.setText(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFont(small_font(theme))
        self._code_font: QFont = code_font(theme, 0.85)
        self.updateGeometry()
        self.update()

    @property
    def _line_px(self) -> int:
        return self.fontMetrics().height() + self._theme.px(6)

    @override
    def sizeHint(self) -> QSize:
        bar = 0 if self._share is None else self._theme.px(_BAR + _GAP)
        return QSize(self._theme.px(200), self._line_px + bar)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        theme = self._theme
        line = QRect(0, 0, self.width(), self._line_px)
        painter.setPen(QColor(theme.text))
        end = self._paint_at_end(painter, line, self._figure, self.font())
        if self._code:
            end += self._theme.px(6)
            end += self._paint_at_end(painter, self._inner(line, end), self._code, self._code_font)
        words_box = self._inner(line, end + theme.px(8))
        is_plain = self._share is None
        painter.setPen(QColor(theme.text_2 if is_plain else theme.text))
        self._paint_words(painter, words_box, is_underlined=self.underMouse() and not is_plain)
        if self._share is not None:
            self._paint_bar(painter, self._share)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.focus), theme.focus_px))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    @property
    def _is_mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _inner(self, line: QRect, end: int) -> QRect:
        return line.adjusted(end, 0, 0, 0) if self._is_mirrored else line.adjusted(0, 0, -end, 0)

    def _paint_at_end(self, painter: QPainter, line: QRect, text: str, font: QFont) -> int:
        """Paint a text at the end of a line; return the width that it takes."""
        side = Qt.AlignmentFlag.AlignLeft if self._is_mirrored else Qt.AlignmentFlag.AlignRight
        painter.setFont(font)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(line, int(flags | Qt.TextFlag.TextSingleLine), text)
        return QFontMetrics(font).horizontalAdvance(text)

    def _paint_words(self, painter: QPainter, box: QRect, *, is_underlined: bool) -> None:
        font = QFont(self.font())
        font.setUnderline(is_underlined)
        painter.setFont(font)
        side = Qt.AlignmentFlag.AlignRight if self._is_mirrored else Qt.AlignmentFlag.AlignLeft
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, box.width()
        )
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(box, int(flags | Qt.TextFlag.TextSingleLine), words)

    def _paint_bar(self, painter: QPainter, share: float) -> None:
        theme, height = self._theme, self._theme.px(_BAR)
        track = QRectF(0, self.height() - height - 1, self.width(), height)
        bar = QRectF(track)
        bar.setWidth(max(height, track.width() * min(1.0, share)))
        if self._is_mirrored:
            bar.moveRight(track.right())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for box, colour in ((track, theme.stroke), (bar, theme.data)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(box, height / 2, height / 2)
        painter.restore()
