"""A bar under the header that says one lasting thing about the program, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.style import restyle
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, IconButton, TextButton
from desktop_chat.ui.widgets.labels import ClampedLabel
from desktop_chat.ui.widgets.margins import set_margins


class NoticeKind(StrEnum):
    """How serious it is; the value is the token of the drawing and, with "_bg", of the ground."""

    WARNING = "warning"
    DANGER = "danger"


_DRAWINGS = {NoticeKind.WARNING: "triangle-alert", NoticeKind.DANGER: "circle-alert"}


class NoticeBar(QFrame):
    """A bar that is hidden until it has something to say; it never takes the keyboard.

    Args:
        theme: The colours and sizes at first.
    """

    dismissed = Signal()
    """The user closed it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = NoticeKind.WARNING
        self._drawing = ""
        self._actions: list[TextButton] = []
        self.setAccessibleName(self.tr("Notice"))
        # As high as its lines need.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._sign = QLabel(self)
        self._text = ClampedLabel(theme, parent=self)
        self._close = IconButton(theme, "x", self.tr("Close"), extent=28, parent=self)
        self._close.clicked.connect(self._dismiss)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        self.set_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" when it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def show_notice(
        self,
        text: str,
        kind: NoticeKind = NoticeKind.WARNING,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        *,
        drawing: str = "",
    ) -> None:
        """Say something in place of what was said before.

        Args:
            text: One or two plain sentences.
            kind: How serious it is.
            actions: Words and what they do, the likeliest first.
            drawing: The Lucide name of the sign, "" for the kind's own.
        """
        self._kind = kind
        self._drawing = drawing or _DRAWINGS[kind]
        self._text.setText(text)
        for button in self._actions:
            button.deleteLater()
        self._actions = []
        for words, act in actions:
            self._add_action(words, act)
        self.set_theme(self._theme)
        restyle(self, "kind", f"notice-{kind.value}")
        self.show()

    def clear(self) -> None:
        """Hide it, without a signal."""
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setMinimumHeight(theme.px(36))
        set_margins(self._row, self, theme.px(16), theme.px(4), theme.px(8), theme.px(4))
        self._row.setSpacing(theme.px(8))
        sign = QPixmap()
        if self._drawing:
            sign = pixmap(self._drawing, getattr(theme, self._kind.value), theme.px(16))
        self._sign.setPixmap(sign)

    def _add_action(self, words: str, act: Callable[[], object]) -> None:
        kind = ButtonKind.FLAT if self._actions else ButtonKind.OUTLINED
        button = TextButton(self._theme, words, kind, is_dense=True, parent=self)
        button.clicked.connect(lambda *_: act())  # without Qt's own argument
        self._row.insertWidget(self._row.count() - 1, button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._actions.append(button)

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
