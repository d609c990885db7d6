"""What the program is, its version, and the pieces it stands on."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_chat import __version__
from desktop_chat.resources import resource_path
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle

_ICON = 64


class AboutDialog(Dialog):
    """Icon, name, version, one sentence.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("About Desktop Chat"), parent)
        self.setMinimumWidth(theme.px(420))
        picture = QLabel()
        name = "desktop-chat-dark.svg" if theme.is_dark else "desktop-chat.svg"
        size = theme.px(_ICON)
        picture.setPixmap(QIcon(str(resource_path(f"icons/{name}"))).pixmap(size, size))
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        sentence = self.tr(
            "A desktop client, archive and parameter bench for language models. "
            "It sends nothing but your requests, to the endpoints that you choose."
        )
        words.addWidget(Label(theme, "Desktop Chat", TextStyle.TITLE))
        version = self.tr("Version {0}, on Qt {1}").format(__version__, qVersion())
        words.addWidget(Label(theme, version, TextStyle.CAPTION, "text_2"))
        about = Label(theme, sentence)
        about.setWordWrap(True)
        words.addWidget(about)
        words.addWidget(Label(theme, self.tr("MIT licence"), TextStyle.CAPTION, "text_2"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.content.addLayout(row)
        close = TextButton(theme, self.tr("Close"))
        close.clicked.connect(self.accept)
        self.content.addWidget(close, 0, Qt.AlignmentFlag.AlignTrailing)
