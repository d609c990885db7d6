"""Short messages that rise at the bottom of an area, wait, and go.

It owns their stack and their time. It is for what needs no decision: an error that does stands in
its own place.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.popover import SHADOW, RaisedFrame

DURATION_MS = 5_000
DURATION_WITH_ACTION_MS = 8_000
LIMIT = 3
_WIDTH = 420
_DISTANCE = 16


class Toast(RaisedFrame):
    """One message with at most one action; the pointer or the keyboard on it stops its time."""

    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        action: tuple[str, Callable[[], object]] | None,
        parent: QWidget,
    ) -> None:
        super().__init__(theme, parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DURATION_WITH_ACTION_MS if action else DURATION_MS)
        self._timer.timeout.connect(self.close_now)
        label = Label(theme, text, parent=self)
        label.setWordWrap(label.sizeHint().width() > theme.px(_WIDTH - 140))
        row = QHBoxLayout(self)
        edge = theme.px(SHADOW)
        start, end = edge + theme.px(14), edge + theme.px(6 if action else 14)
        set_margins(row, self, start, edge + theme.px(6), end, edge + theme.px(6))
        row.setSpacing(theme.px(12))
        row.addWidget(label, 1)
        if action:
            row.addWidget(self._button(theme, *action))
        self.setMinimumHeight(theme.px(40 + 2 * SHADOW))
        self._timer.start()

    @property
    def is_waiting(self) -> bool:
        """Whether its time runs."""
        return self._timer.isActive()

    def close_now(self) -> None:
        """Go at once."""
        self._timer.stop()
        self.closed.emit()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self._timer.stop()
        elif event.type() is QEvent.Type.FocusOut:
            self._timer.start()
        return super().eventFilter(watched, event)

    def _button(self, theme: Theme, words: str, act: Callable[[], object]) -> TextButton:
        button = TextButton(theme, words, ButtonKind.LINK, is_dense=True, parent=self)
        button.installEventFilter(self)

        def act_and_close() -> None:
            self.close_now()
            act()

        button.clicked.connect(act_and_close)
        return button


class ToastStack(QObject):
    """Shows toasts at the bottom centre of an area, the newest lowest, at most three.

    Args:
        theme: The colours and sizes at first.
        area: What they rise in; they are its children.
        bottom: Returns the y in `area` above which they stand, such as the composer's top.
    """

    def __init__(self, theme: Theme, area: QWidget, bottom: Callable[[], int]) -> None:
        super().__init__(area)
        self._theme = theme
        self._area = area
        self._bottom = bottom
        self._toasts: list[Toast] = []
        area.installEventFilter(self)

    @property
    def toasts(self) -> tuple[Toast, ...]:
        """The toasts that are shown, the oldest first."""
        return tuple(self._toasts)

    def set_theme(self, theme: Theme) -> None:
        """Draw the next toasts in another theme."""
        self._theme = theme

    def show_toast(
        self, text: str, action: tuple[str, Callable[[], object]] | None = None
    ) -> Toast:
        """Show a message for 5 s, or for 8 s with an action: its words and what it does."""
        toast = Toast(self._theme, text, action, self._area)
        toast.closed.connect(lambda: self._remove(toast))
        self._toasts.append(toast)
        for old in self._toasts[:-LIMIT]:
            old.close_now()
        toast.show()
        self._arrange()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._area, text))
        return toast

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._arrange()

    def _arrange(self) -> None:
        shadow = self._theme.px(SHADOW)
        bottom = self._bottom() - self._theme.px(_DISTANCE) + shadow
        widest = min(self._area.width(), self._theme.px(_WIDTH) + 2 * shadow)
        for toast in reversed(self._toasts):
            width = min(widest, toast.sizeHint().width())
            height = max(toast.heightForWidth(width), toast.sizeHint().height())
            toast.resize(width, height)
            # A short text is given the least height, not its own.
            toast.move(QPoint((self._area.width() - width) // 2, bottom - toast.height()))
            toast.raise_()
            bottom -= toast.height() - 2 * shadow + self._theme.px(8)
