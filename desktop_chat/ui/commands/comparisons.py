"""Models beside each other and in their ranks: the windows of an endpoint's whole list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.figures import count_text
from desktop_chat.core.model_comparison import MOST_COMPARED
from desktop_chat.core.provider import Endpoint
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.links import open_link
from desktop_chat.ui.picker.picker import ModelPicker
from desktop_chat.ui.theme.tokens import Theme


class ComparisonCommands:
    """Carries out the commands that set models side by side.

    Args:
        window: What the windows belong to.
        services: The parts of the program.
        bridge: Knows the session whose model is compared.
        picker: Where models are set beside each other, too.
        plan_over_models: Prepares an experiment that asks these models.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        picker: ModelPicker,
        plan_over_models: Callable[[Sequence[str]], None],
        theme: Callable[[], Theme],
    ) -> None:
        self._window = window
        self._services = services
        self._bridge = bridge
        self._picker = picker
        self._plan_over_models = plan_over_models
        self._theme = theme
        self._compared: dict[str, tuple[str, ...]] = {}
        picker.compare_toggled.connect(self.toggle)
        picker.compare_requested.connect(self._show)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"model.compare": self._compare_own, "model.rankings": self._show_rankings}

    def compare(self, endpoint_id: str, model_id: str) -> None:
        """Open the window with the models compared last and this one, by its endpoint's and its id.

        An experiment asks models of the conversation's endpoint: only these can all be asked.
        """
        before = self._compared.get(endpoint_id, ())
        chosen = before if model_id in before else (model_id, *before)[:MOST_COMPARED]
        self._remember(endpoint_id, chosen)
        self._show(endpoint_id)

    def toggle(self, endpoint_id: str, model_id: str) -> None:
        """Set a model beside those compared last, or take it away, and say which it was."""
        before = self._compared.get(endpoint_id, ())
        count = count_text(MOST_COMPARED)
        if model_id in before:
            self._remember(endpoint_id, tuple(each for each in before if each != model_id))
            self._picker.foot.say(_words("Not compared any more."))
        elif len(before) < MOST_COMPARED:
            self._remember(endpoint_id, (*before, model_id))
            words = _words("Compared: {0} of {1}.")
            self._picker.foot.say(words.format(count_text(len(before) + 1), count))
        else:
            words = _words("Full: {0} are the most.")
            self._picker.foot.say(words.format(count))

    def _show(self, endpoint_id: str) -> None:
        """Open the window with the models of an endpoint's that are compared."""
        from desktop_chat.ui.models.compare_dialog import CompareDialog

        session = self._bridge.session
        if session is None:
            return
        chosen = self._compared.get(endpoint_id, ())
        endpoint = self._services.account.endpoint(endpoint_id)
        dialog = CompareDialog(self._theme(), self._services, endpoint, chosen, self._window)
        dialog.chat.setVisible(endpoint_id == session.conversation.endpoint_id)
        dialog.models_changed.connect(lambda ids: self._remember(endpoint_id, ids))
        dialog.chat_wanted.connect(self._plan_over_models)
        dialog.open()

    def _compare_own(self) -> None:
        session = self._bridge.session
        if session is not None:
            self.compare(session.conversation.endpoint_id, session.conversation.model)

    def _show_rankings(self) -> None:
        from desktop_chat.ui.models.rankings_dialog import RankingsDialog

        router = self._router
        if router is None:
            words = _words("Only a router such as OpenRouter ranks models.")
            self._services.notices.add(Notice(Severity.DONE, words))
            return
        dialog = RankingsDialog(self._theme(), self._services, router, open_link, self._window)
        dialog.compare_wanted.connect(lambda model_id: self.compare(router.id, model_id))
        dialog.open()

    @property
    def _router(self) -> Endpoint | None:
        """The conversation's endpoint where it is a router, else the first that is one."""
        session, account = self._bridge.session, self._services.account
        endpoints = (*((session.endpoint,) if session else ()), *account.endpoints)
        return next(filter(self._services.models.tells_of, endpoints), None)

    def _remember(self, endpoint_id: str, model_ids: tuple[str, ...]) -> None:
        self._compared[endpoint_id] = model_ids
        self._picker.show_compared(endpoint_id, model_ids)


def _words(text: str) -> str:
    return QCoreApplication.translate("ComparisonCommands", text)
