"""The window of usage, from the menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_chat.app.services import Services
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.theme.tokens import Theme


class UsageCommands:
    """Opens the window of usage.

    Args:
        window: What it belongs to.
        services: Have the ledger, and ask the router.
        bridge: Knows the session on screen: its endpoint is the router that is asked.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        theme: Callable[[], Theme],
    ) -> None:
        self._window = window
        self._services = services
        self._bridge = bridge
        self._theme = theme

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"usage.show": self._show}

    def _show(self) -> None:
        from desktop_chat.ui.models.usage_dialog import UsageDialog

        session, account = self._bridge.session, self._services.account
        endpoint = session.endpoint if session is not None else account.chosen[0]
        UsageDialog(self._theme(), self._services, endpoint, self._window).open()
