"""A row of choices of which one is taken, drawn as one control."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import label_font, small_font
from desktop_chat.ui.theme.tokens import Theme

_LEAST_WIDTH = 48
"""At 100 %: where there is no room for longer words, they are cut."""


class _Segment(QAbstractButton):
    """One choice: its words, and a ring while it has the keyboard; the control draws the rest."""

    def __init__(self, theme: Theme, key: str, text: str, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._height = height
        self._theme = theme
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(small_font(theme))
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + self._theme.px(18)
        height = max(self._theme.px(self._height), metrics.height() + self._theme.px(4))
        return QSize(max(width, self._theme.px(24)), height)

    @override
    def minimumSizeHint(self) -> QSize:
        size = self.sizeHint()
        return QSize(min(size.width(), self._theme.px(_LEAST_WIDTH)), size.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # "30 days" stays in its order in a window that runs the other way.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        theme = self._theme
        is_strong = self.isChecked() and self.isEnabled()
        painter.setFont(label_font(theme) if self.isChecked() else self.font())
        colour = theme.text if is_strong else theme.text_2 if self.isEnabled() else theme.text_3
        painter.setPen(QColor(colour))
        room = self.width() - theme.px(4)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.focus), theme.focus_px))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)


class SegmentedControl(QWidget):
    """Choices side by side; arrow keys move between them.

    Args:
        theme: The colours and sizes at first.
        name: What is chosen; accessible name of the whole.
        choices: (key, words) in their order; the first is taken at first.
        height: At 100 %, at least 24.
    """

    chosen = Signal(str)
    """The user took another choice; carries its key."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        choices: Sequence[tuple[str, str]],
        *,
        height: int = 28,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._segments = [_Segment(theme, key, text, height, self) for key, text in choices]
        for segment in self._segments:
            self._group.addButton(segment)
            row.addWidget(segment)
            segment.setAccessibleName(f"{name}: {segment.text()}")
            segment.set_theme(theme)
        self._segments[0].setChecked(True)
        self._group.buttonClicked.connect(self._report)

    @property
    def current(self) -> str:
        """The key of the choice that is taken."""
        return next(segment.key for segment in self._segments if segment.isChecked())

    def set_current(self, key: str) -> None:
        """Show a choice as taken, without a signal."""
        for segment in self._segments:
            if segment.key == key:
                segment.setChecked(True)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        radius = self._theme.px(6)
        frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.fillPath(frame, QColor(self._theme.bg_button))
        painter.setClipPath(frame)
        for segment in self._segments:
            box = segment.geometry()
            if segment.isChecked():
                painter.fillRect(box, QColor(self._theme.bg_selected))
            if box.left() > 0:
                painter.fillRect(box.left(), 0, 1, self.height(), QColor(self._theme.border))
        painter.setClipping(False)
        painter.strokePath(frame, QPen(QColor(self._theme.stroke), 1))

    def _report(self, segment: QAbstractButton) -> None:
        self.update()
        if isinstance(segment, _Segment):
            self.chosen.emit(segment.key)
