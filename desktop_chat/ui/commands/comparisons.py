"""Models beside each other and in their ranks: the windows of an endpoint's whole list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.model_comparison import MOST_COMPARED
from desktop_chat.core.provider import Endpoint
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.links import open_link
from desktop_chat.ui.theme.tokens import Theme


class ComparisonCommands:
    """Carries out the commands that set models side by side.

    Args:
        window: What the windows belong to.
        services: The parts of the program.
        bridge: Knows the session whose model is compared.
        plan_over_models: Prepares an experiment that asks these models.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        plan_over_models: Callable[[Sequence[str]], None],
        theme: Callable[[], Theme],
    ) -> None:
        self._window = window
        self._services = services
        self._bridge = bridge
        self._plan_over_models = plan_over_models
        self._theme = theme
        self._compared: dict[str, tuple[str, ...]] = {}

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"model.compare": self.compare, "model.rankings": self._show_rankings}

    def compare(self, model_id: str = "") -> None:
        """Open the window with the models compared last, and this one or the conversation's.

        Args:
            model_id: Of the conversation's endpoint; "" for the conversation's model.
        """
        from desktop_chat.ui.models.compare_dialog import CompareDialog

        session = self._bridge.session
        if session is None:
            return
        endpoint = session.endpoint
        wanted = model_id or session.conversation.model
        before = self._compared.get(endpoint.id, ())
        others = tuple(each for each in before if each != wanted)
        chosen = before if wanted in before else (wanted, *others)[:MOST_COMPARED]
        self._remember(endpoint.id, chosen)
        dialog = CompareDialog(self._theme(), self._services, endpoint, chosen, self._window)
        dialog.models_changed.connect(lambda ids: self._remember(endpoint.id, ids))
        dialog.chat_wanted.connect(self._plan_over_models)
        dialog.open()

    def _show_rankings(self) -> None:
        from desktop_chat.ui.models.rankings_dialog import RankingsDialog

        router = self._router
        if router is None:
            words = QCoreApplication.translate(
                "ComparisonCommands", "Only a router such as OpenRouter ranks models."
            )
            self._services.notices.add(Notice(Severity.DONE, words))
            return
        dialog = RankingsDialog(self._theme(), self._services, router, open_link, self._window)
        session = self._bridge.session
        dialog.offer_comparing(is_offered=session is not None and session.endpoint == router)
        dialog.compare_wanted.connect(self.compare)
        dialog.open()

    @property
    def _router(self) -> Endpoint | None:
        """The conversation's endpoint where it is a router, else the first that is one."""
        session, account = self._bridge.session, self._services.account
        endpoints = (*((session.endpoint,) if session else ()), *account.endpoints)
        return next(filter(self._services.models.tells_of, endpoints), None)

    def _remember(self, endpoint_id: str, model_ids: tuple[str, ...]) -> None:
        self._compared[endpoint_id] = model_ids
