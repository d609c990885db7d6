"""What is shown in the place of the window when the program cannot open: why, and what to do."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.errors import AppError
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle


class RefusalDialog(QDialog):
    """One sentence, its advice, and a button that ends the program."""

    def __init__(self, error: AppError, theme: Theme) -> None:
        super().__init__()
        self.setWindowTitle("Desktop Chat")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(24),) * 4)
        column.setSpacing(theme.px(8))
        self.setMinimumWidth(theme.px(420))
        texts = (
            Label(theme, error.text, TextStyle.TITLE),
            Label(theme, error.advice, TextStyle.BODY, "text_2"),
        )
        for label in texts:
            label.setWordWrap(True)
            column.addWidget(label)
        close = TextButton(theme, self.tr("Close"), ButtonKind.PRIMARY)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addSpacing(theme.px(8))
        column.addLayout(foot)


async def show_refusal(
    error: AppError, theme: Theme, window: QWidget, has_ended: asyncio.Event
) -> None:
    """Show why the program cannot open, until the user or the system ends it.

    Args:
        error: Why.
        theme: How it looks.
        window: What the dialog takes the place of.
        has_ended: Set when the program is to end.
    """
    dialog = RefusalDialog(error, theme)
    dialog.finished.connect(has_ended.set)
    dialog.open()
    # Not before: closing the last window ends the program.
    window.close()
    await has_ended.wait()
    dialog.close()
