"""The question before what cannot be undone; nothing else is asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle

_WIDTH = 380


class ConfirmDialog(Dialog):
    """Asks once; open it with `open()`. The keyboard is on Cancel.

    Args:
        theme: The colours and sizes.
        question: What is about to be done.
        more: What comes of it.
        act: The words of the button that does it.
    """

    confirmed = Signal()

    def __init__(
        self, theme: Theme, question: str, more: str, act: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, question, parent)
        self.setMinimumWidth(theme.px(_WIDTH))
        for text, style, colour in (
            (question, TextStyle.TITLE, "text"),
            (more, TextStyle.BODY, "text_2"),
        ):
            label = Label(theme, text, style, colour)
            label.setWordWrap(True)
            self.content.addWidget(label)
        self.act = TextButton(theme, act, ButtonKind.PRIMARY)
        self.act.clicked.connect(self._confirm)
        cancel = TextButton(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, theme.px(12), 0, 0)
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.act)
        self.content.addLayout(foot)
        cancel.setFocus()

    def _confirm(self) -> None:
        self.accept()
        self.confirmed.emit()
