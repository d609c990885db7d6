"""What is needed before a router tells what it counted: one sentence, and the form for the key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.services import Services
from desktop_chat.core.provider import Endpoint, management_of
from desktop_chat.ui.dialogs.key_form import KeyForm
from desktop_chat.ui.links import open_link
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label

KEYS_PAGE = "https://openrouter.ai/settings/management-keys"


class ManagementKeyPage(QWidget):
    """Asks for the management key of a router.

    Args:
        theme: The colours and sizes.
        services: What checks and keeps keys.
        router: Whose key it is.
    """

    kept = Signal()
    """A key is kept."""

    def __init__(
        self, theme: Theme, services: Services, router: Endpoint, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        words = self.tr(
            "{0} tells what it counted only to a management key: one that looks and cannot chat."
        )
        says = Label(theme, words.format(router.title))
        says.setWordWrap(True)
        self.form = KeyForm(theme, services, management_of(router))
        self.form.kept.connect(self.kept)
        self.link = TextButton(theme, self.tr("Where such keys are made"), ButtonKind.LINK)
        self.link.clicked.connect(lambda: open_link(KEYS_PAGE))
        self.link.setVisible(router.id == "openrouter")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(16), 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(says)
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeading)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
