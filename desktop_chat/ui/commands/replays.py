"""Replaying the conversation on screen: opening the dialog, again for a replay that runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_chat.app.replay import Replay, ReplayState, ReplayTurn, replayed_turns
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.errors import UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler, MessageHandler
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.replay.dialog import ReplayDialog
from desktop_chat.ui.theme.tokens import Theme


class ReplayCommands:
    """Opens the dialog of a replay.

    Args:
        window: What the dialog belongs to.
        services: Run what takes time.
        bridge: Knows the session on screen.
        theme: Gives the present theme to a dialog.
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
        self._replays: dict[str, Replay] = {}

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"conversation.replay": lambda: self._open("")}

    def message_handlers(self) -> dict[str, MessageHandler]:
        """Return what carries out each command about one message, by its id."""
        return {"message.replay": self._open}

    def _open(self, last_id: str) -> None:
        session = self._bridge.session
        if session is None or session.is_empty:
            raise UsageError("There is nothing to replay yet.", advice="Send a message first.")
        for dialog in self._window.findChildren(ReplayDialog):
            if dialog.session is session:
                dialog.activateWindow()
                return
        begun = self._replays.get(session.id)
        if begun is not None and begun.state in (ReplayState.RUNNING, ReplayState.STOPPED):
            self._show(session, begun.turns, begun)
            return
        start_for(self._window, self._services.tasks, "turns", self._choose(session, last_id))

    async def _choose(self, session: ChatSession, last_id: str) -> None:
        turns = await replayed_turns(session, last_id)
        if not turns:
            raise UsageError("You said nothing on this branch that could be replayed.")
        if session is self._bridge.session:
            self._show(session, turns, None)

    def _show(
        self, session: ChatSession, turns: tuple[ReplayTurn, ...], begun: Replay | None
    ) -> None:
        dialog = ReplayDialog(
            self._theme(), session, self._services.tasks, turns, begun, self._window
        )

        def keep(_result: int) -> None:
            if dialog.replay is not None:
                self._replays[session.id] = dialog.replay

        dialog.finished.connect(keep)
        dialog.show()
