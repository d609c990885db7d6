"""The window of a model's providers: who offers it, sorted by any measure, and how each is used."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.models.offerings_pane import OfferingsPane
from desktop_chat.ui.theme.tokens import Theme

_SIZE = QSize(1020, 680)


class ProvidersDialog(Dialog):
    """Shows the offerings of the conversation's model; the buttons edit its routing.

    Args:
        theme: The colours and sizes.
        services: Tell who offers a model.
        session: The conversation.
    """

    def __init__(
        self, theme: Theme, services: Services, session: ChatSession, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Providers"))
        model = session.model
        model_id = session.conversation.model
        title = model.title if model else model_id
        self.pane = OfferingsPane(theme, services, session, session.endpoint, model_id, title)
        self.content.addWidget(self.pane)
        self.pane.loaded.connect(self.pane.table.setFocus)
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self.pane.read(is_fresh=False)
