"""Takes parameters that are pasted into the panel or dropped on it, and shows where they may fall.

It owns the keys, the drop and the frame that is shown meanwhile. What the text means it does not
know: it passes it on.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop_chat.ui.theme.fonts import label_font
from desktop_chat.ui.theme.tokens import Theme

_COVER_ALPHA = 0.92


class ParameterIntake(QWidget):
    """The frame over the panel while something is dragged over it.

    Args:
        theme: The colours and sizes at first.
        panel: What it lies over; its keys and drops are followed.
    """

    text_given = Signal(str)
    """A text was pasted or dropped."""
    file_given = Signal(Path)
    """A file was dropped."""
    copy_wanted = Signal()
    """The parameters are to be copied."""

    def __init__(self, theme: Theme, panel: QWidget) -> None:
        super().__init__(panel)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Drop to set parameters"))
        self.set_theme(theme)
        self.hide()
        self._panel = panel
        panel.setAcceptDrops(True)
        panel.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.update()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.DragLeave:
            self.hide()
        elif isinstance(event, QDropEvent):
            if _is_of_use(event.mimeData()):
                event.acceptProposedAction()
                self._follow_drag(event.mimeData(), is_dropped=kind is QEvent.Type.Drop)
            return True
        elif isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress:
            return self._follow_key(event)
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        ground = QColor(theme.bg_window)
        ground.setAlphaF(_COVER_ALPHA)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(QColor(theme.accent), 2, Qt.PenStyle.DashLine))
        edge = theme.px(8)
        frame = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(frame, theme.px(10), theme.px(10))
        painter.setPen(QColor(theme.text))
        painter.setFont(label_font(theme))
        flags = int((Qt.AlignmentFlag.AlignCenter).value) | int(Qt.TextFlag.TextWordWrap.value)
        painter.drawText(frame.toRect(), flags, self.tr("Drop to set parameters"))

    def _follow_drag(self, data: QMimeData, *, is_dropped: bool) -> None:
        if is_dropped:
            self.hide()
            self._take(data)
        elif self.isHidden():
            self.setGeometry(self._panel.rect())
            self.raise_()
            self.show()

    def _follow_key(self, event: QKeyEvent) -> bool:
        # What a text field does with these keys itself never comes here.
        if event.matches(QKeySequence.StandardKey.Paste):
            self.text_given.emit(QGuiApplication.clipboard().text())
            return True
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
            return True
        return False

    def _take(self, data: QMimeData) -> None:
        files = _files(data)
        if files:
            self.file_given.emit(files[0])
        else:
            self.text_given.emit(data.text())


def _is_of_use(data: QMimeData) -> bool:
    return bool(_files(data)) or (data.hasText() and not data.hasUrls())


def _files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
