"""Which endpoint and model answer: the picker, the lists of models, the keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from desktop_chat.app.catalog import ModelList
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.figures import count_text
from desktop_chat.core.ids import new_id
from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import AppError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.header import ModelButton
from desktop_chat.ui.commands.handlers import Handler, MessageHandler
from desktop_chat.ui.commands.picker_questions import PickerQuestions
from desktop_chat.ui.picker.as_of import gaps_text
from desktop_chat.ui.picker.picker import SIZE, ModelPicker
from desktop_chat.ui.theme.tokens import Theme


class ModelCommands:
    """Carries out the commands about models and endpoints.

    Args:
        services: The parts of the program.
        bridge: Knows the session whose model is chosen.
        picker: Offers the models.
        anchor: What the picker opens at.
        show_endpoints: Opens the dialog of endpoints and keys, at an endpoint.
        end: Called when a model was chosen.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        services: Services,
        bridge: SessionBridge,
        picker: ModelPicker,
        anchor: ModelButton,
        show_endpoints: Callable[[str], None],
        end: Callable[[], None],
        theme: Callable[[], Theme],
    ) -> None:
        self._services = services
        self._bridge = bridge
        self._picker = picker
        self._anchor = anchor
        self._show_endpoints = show_endpoints
        self._end = end
        self._theme = theme
        self._questions = PickerQuestions(services, picker.narrowing)
        picker.chosen.connect(self._take)
        picker.endpoint_chosen.connect(self._load)
        picker.refresh_requested.connect(self._fetch)
        picker.key_requested.connect(show_endpoints)
        picker.favourite_set.connect(self._set_favourite)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "model.choose": self.choose,
            "model.providers": self._show_providers,
            "model.refresh": self._refresh,
            "endpoint.choose": lambda: self._show_endpoints(self._endpoint_id),
        }

    def message_handlers(self) -> dict[str, MessageHandler]:
        """Return what carries out each command about one message, by its id."""
        return {
            "model.choose": lambda _: self.choose(),
            "endpoint.add_key": lambda _: self._show_endpoints(self._endpoint_id),
        }

    def choose(self) -> None:
        """Open the picker with the models of the conversation's endpoint."""
        session = self._bridge.session
        if session is None:
            return
        conversation = session.conversation
        endpoints = self._services.account.endpoints
        self._picker.show_endpoints(endpoints, conversation.endpoint_id, conversation.model)
        self._picker.open_at(self._anchor, SIZE)
        self._picker.setFocus()
        self._load(conversation.endpoint_id)

    def _show_providers(self) -> None:
        from desktop_chat.ui.models.providers_dialog import ProvidersDialog

        session = self._bridge.session
        if session is None:
            return
        if not session.conversation.model:
            self.choose()
            return
        ProvidersDialog(self._theme(), self._services, session, self._anchor.window()).open()

    @property
    def picker(self) -> ModelPicker:
        """What the models are chosen with; what its signals ask for is done for others, too."""
        return self._picker

    @property
    def _endpoint_id(self) -> str:
        session = self._bridge.session
        return session.conversation.endpoint_id if session else ""

    def _take(self, endpoint_id: str, model: str) -> None:
        endpoint = self._services.account.endpoint(endpoint_id)
        session = self._bridge.session
        if session is not None:
            preset_id = session.conversation.preset_id
            if session.is_empty:
                preset_id = self._services.presets.after_model(session.conversation, model)
            session.change(endpoint_id=endpoint_id, model=model, preset_id=preset_id)
        account = self._services.account
        self._services.notices.attempt(lambda: account.choose(endpoint, model))
        self._services.notices.attempt(lambda: self._services.shelf.note_use(endpoint_id, model))
        self._end()

    def _set_favourite(self, endpoint_id: str, model: str, is_favourite: bool) -> None:
        shelf = self._services.shelf
        self._services.notices.attempt(
            lambda: shelf.set_favourite(endpoint_id, model, is_favourite=is_favourite)
        )
        self._picker.show_shelf(shelf.favourites(endpoint_id), shelf.recent(endpoint_id))

    def _load(self, endpoint_id: str) -> None:
        """Show what is known of an endpoint's models; ask it where nothing is."""
        shelf = self._services.shelf
        self._questions.begin(endpoint_id)
        self._picker.take_shelf(shelf.favourites(endpoint_id), shelf.recent(endpoint_id))
        found = self._services.catalog.models(endpoint_id)
        if found.models:
            self._show(endpoint_id, found)
            return
        self._picker.show_loading()
        self._services.tasks.start(f"models:{new_id()}", self._load_or_fetch(endpoint_id))

    def _fetch(self, endpoint_id: str) -> None:
        self._picker.show_loading()
        work = self._show_fetched(self._services.account.endpoint(endpoint_id))
        self._services.tasks.start(f"models:{new_id()}", work)

    async def _load_or_fetch(self, endpoint_id: str) -> None:
        endpoint = self._services.account.endpoint(endpoint_id)
        found = await self._services.catalog.load(endpoint)
        if not found.models:
            await self._show_fetched(endpoint)
        else:
            self._show(endpoint_id, found)

    async def _show_fetched(self, endpoint: Endpoint) -> None:
        try:
            found = await self._services.catalog.refresh(endpoint)
        except AppError as error:
            if self._picker.endpoint_id == endpoint.id:
                self._show(endpoint.id, self._services.catalog.models(endpoint.id))
                self._picker.show_error(error)
            return
        self._show(endpoint.id, found)

    def _show(self, endpoint_id: str, found: ModelList) -> None:
        """Show a list, if its endpoint is still the one that is looked at."""
        if self._picker.endpoint_id != endpoint_id:
            return
        catalog, shelf = self._services.catalog, self._services.shelf
        kept = dict.fromkeys((*shelf.favourites(endpoint_id), *shelf.recent(endpoint_id)))
        gone = [each for each in kept if catalog.is_vanished(endpoint_id, each)]
        self._picker.show_models(found, gone, self._services.clock() // 1_000_000)

    def _refresh(self) -> None:
        work = self._refresh_quietly(self._services.account.endpoint(self._endpoint_id))
        self._services.tasks.start(f"models:{new_id()}", work)

    async def _refresh_quietly(self, endpoint: Endpoint) -> None:
        found = await self._services.catalog.refresh(endpoint)
        words = QCoreApplication.translate("ModelCommands", "{0} lists {1} models.")
        count = count_text(len(found.models))
        told = f"{words.format(endpoint.title, count)} {gaps_text(found.gaps)}".rstrip()
        self._services.notices.add(Notice(Severity.DONE, told))
