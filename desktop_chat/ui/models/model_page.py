"""The window of models: the list of an endpoint's, and the page of one.

Owns which model is open. What is told of it is the view's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.app.session import ChatSession
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.models.model_list import ModelList
from desktop_chat.ui.models.model_view import ModelView
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme

_SIZE = QSize(1280, 780)
_LIST_WIDTH = 264
_LIST_FROM = 1_000


class ModelPage(Dialog):
    """A model's page.

    Args:
        theme: The colours and sizes.
        subject: The model to begin with.
        session: The conversation whose routing and next request are meant.
        draft: Gives the text that is being written.
    """

    chat_wanted = Signal(str, str)
    """The conversation is to go on with an endpoint's model, by their ids."""
    compare_wanted = Signal(str, str)
    """A model is to be set beside others, by its endpoint's and its id."""
    save_wanted = Signal(str, str)
    """Code is to be saved, under a name at first."""
    favourite_set = Signal(str, str, bool)
    """An endpoint and a model, by their ids, and whether it is to be a favourite."""

    def __init__(
        self,
        theme: Theme,
        subject: ModelSubject,
        session: ChatSession,
        draft: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
        self._theme = theme
        self._session = session
        self._draft = draft
        self._services = subject.services
        self.models = ModelList(theme)
        self.models.setFixedWidth(theme.px(_LIST_WIDTH))
        self._rule = QFrame()
        self._rule.setProperty("kind", "rule")
        self._rule.setFixedWidth(1)
        self._sides = QHBoxLayout()
        self._sides.setSpacing(0)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.addLayout(self._sides)
        self.view = self._new_view(subject)
        for widget in (self.models, self._rule, self.view):
            self._sides.addWidget(widget, 1 if widget is self.view else 0)
        self.models.chosen.connect(self._turn_to)
        disconnect = self._services.catalog.changed.connect(self._follow_catalog)
        self.destroyed.connect(disconnect)
        start_for(self, self._services.tasks, "models", self._read_models())
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self.view.tabs.setFocus()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where there is no room for both, the page of the one model has it.
        has_room = self.width() >= self._theme.px(_LIST_FROM)
        self.models.setVisible(has_room)
        self._rule.setVisible(has_room)

    def _new_view(self, subject: ModelSubject, tab: int = 0) -> ModelView:
        view = ModelView(self._theme, subject, self._session, self._draft, tab)
        view.titled.connect(self.setWindowTitle)
        view.opened.connect(self._turn_to)
        view.chat_wanted.connect(self.chat_wanted)
        view.chat_wanted.connect(self.accept)
        view.compare_wanted.connect(self.compare_wanted)
        view.compare_wanted.connect(self.accept)
        view.save_wanted.connect(self.save_wanted)
        view.favourite_set.connect(self.favourite_set)
        self.setWindowTitle(subject.model.title)
        return view

    def _turn_to(self, model_id: str) -> None:
        """Show another model, at the same tab."""
        old = self.view
        subject = ModelSubject(self._services, old.subject.endpoint, model_id)
        self.view = self._new_view(subject, old.tabs.currentIndex())
        self._sides.replaceWidget(old, self.view)
        old.hide()
        old.deleteLater()
        self.models.mark(model_id)

    async def _read_models(self) -> None:
        await self._services.catalog.load(self.view.subject.endpoint)
        self._follow_catalog(self.view.subject.endpoint.id)

    def _follow_catalog(self, endpoint_id: str) -> None:
        subject = self.view.subject
        if endpoint_id == subject.endpoint.id:
            models = self._services.catalog.models(endpoint_id).models
            self.models.show_models(models, subject.model_id)
