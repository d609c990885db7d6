"""What of a file or a text could not be used, one line each: more than a notice has room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

_SIZE = QSize(480, 320)


class LeftOutDialog(Dialog):
    """A list to read; open it with `open()`.

    Args:
        theme: The colours and sizes.
        lines: What was left out, and why; plain text.
    """

    def __init__(self, theme: Theme, lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Left out"), parent)
        scroll = ScrollColumn(self)
        scroll.column.setSpacing(theme.px(8))
        for line in lines:
            label = Label(theme, line, parent=scroll.content)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            scroll.column.addWidget(label)
        scroll.column.addStretch(1)
        close = TextButton(theme, self.tr("Close"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        self.content.addWidget(scroll, 1)
        self.content.addLayout(foot)
        self.take_size(_SIZE * theme.scale)
