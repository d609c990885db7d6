"""The centre of the window: header, find bar, notices, transcript or empty page, composer, status.

It lays them out in one column and passes their signals through; it knows no conversation.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.chat.composer import Composer
from desktop_chat.ui.chat.empty_state import EmptyState
from desktop_chat.ui.chat.find_bar import FindBar
from desktop_chat.ui.chat.header import Header
from desktop_chat.ui.chat.status_line import StatusLine
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.transcript.view import TranscriptView
from desktop_chat.ui.widgets.notice_bar import NoticeBar
from desktop_chat.ui.widgets.toast import ToastStack


class ChatPane(QWidget):
    """The pane that is always there; its parts are reached through its attributes.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.header = Header(theme)
        self.find_bar = FindBar(theme)
        self.notice_bar = NoticeBar(theme)
        self.empty = EmptyState(theme)
        self.transcript = TranscriptView(theme)
        self.composer = Composer(theme)
        self.status = StatusLine(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.transcript)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.composer)
        self._foot.addWidget(self.status)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.find_bar)
        column.addWidget(self.notice_bar)
        column.addWidget(self._pages, 1)
        column.addLayout(self._foot)
        self.toasts = ToastStack(theme, self, self.composer.y)
        self.empty.starter_chosen.connect(self.composer.fill)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.toasts.set_theme(theme)
        self._fit_column()
        self.update()

    def show_transcript(self, *, is_empty: bool) -> None:
        """Show the turns, or the page of a conversation that has none."""
        self._pages.setCurrentWidget(self.empty if is_empty else self.transcript)

    def show_find_bar(self, *, is_on: bool) -> None:
        """Show or hide the bar that finds; what is being read stays where it is on screen."""
        before = self._pages.y()
        may_move = self.transcript.scroll_anchor() is not None and self.transcript.top > 0
        self.find_bar.setVisible(is_on)
        layout = self.layout()
        if layout is not None:
            layout.activate()
        if may_move:
            self.transcript.scroll_by(self._pages.y() - before)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_column()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._theme.bg_content))

    def _fit_column(self) -> None:
        """Let composer and status line stand in the same column as the turns."""
        theme = self._theme
        side = (self.width() - self.transcript.look.column_width(self.width())) // 2
        self._foot.setContentsMargins(side, theme.px(8), side, theme.px(4))
        self._foot.setSpacing(theme.px(2))
