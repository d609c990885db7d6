"""The page of a model: of the conversation's, or of one that the picker stands on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.app.services import Services
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.commands.models import ModelCommands
from desktop_chat.ui.theme.tokens import Theme


class ModelPageCommands:
    """Opens the page of a model.

    Args:
        window: What it belongs to.
        services: Tell of the model.
        bridge: Knows the session on screen.
        chat: What is written there is part of the next request.
        models: Choose a model, and make it a favourite.
        compare: Sets an endpoint's model beside others, by their ids.
        save_text: Asks where to save a text, under a name at first.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        chat: ChatPane,
        models: ModelCommands,
        compare: Callable[[str, str], None],
        save_text: Callable[[str, str], None],
        theme: Callable[[], Theme],
    ) -> None:
        self._window = window
        self._services = services
        self._bridge = bridge
        self._chat = chat
        self._models = models
        self._compare = compare
        self._save_text = save_text
        self._theme = theme
        models.picker.page_requested.connect(self.show)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"model.page": self._show_own}

    def show(self, endpoint_id: str, model_id: str) -> None:
        """Open the page of an endpoint's model."""
        from desktop_chat.ui.models.model_page import ModelPage

        session = self._bridge.session
        if session is None:
            return
        endpoint = self._services.account.endpoint(endpoint_id)
        subject = ModelSubject(self._services, endpoint, model_id)
        composer = self._chat.composer
        page = ModelPage(self._theme(), subject, session, lambda: composer.text, self._window)
        page.save_wanted.connect(self._save_text)
        page.compare_wanted.connect(self._compare)
        page.chat_wanted.connect(self._models.picker.chosen)
        page.favourite_set.connect(self._models.picker.favourite_set)
        page.open()

    def _show_own(self) -> None:
        session = self._bridge.session
        if session is None:
            return
        if not session.conversation.model:
            self._models.choose()
            return
        self.show(session.conversation.endpoint_id, session.conversation.model)
