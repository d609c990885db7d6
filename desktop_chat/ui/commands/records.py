"""What is done with the records of answers: looking at one, code, replays."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_chat.app.inspection import inspect
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.commands.handlers import Handler, MessageHandler
from desktop_chat.ui.commands.replays import ReplayCommands
from desktop_chat.ui.inspect.dialog import InspectDialog
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme


def _words(text: str) -> str:
    return QCoreApplication.translate("RecordCommands", text)


class RecordCommands:
    """Opens the dialogs about records.

    Args:
        window: What dialogs belong to.
        services: Read what is kept.
        bridge: Knows the session on screen.
        chat: What is written and read in.
        theme: Gives the present theme to a dialog.
        save_text: Asks where to save a text, under a name at first.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        bridge: SessionBridge,
        chat: ChatPane,
        theme: Callable[[], Theme],
        save_text: Callable[[str, str], None],
    ) -> None:
        self._window = window
        self._services = services
        self._bridge = bridge
        self._chat = chat
        self._theme = theme
        self._save_text = save_text
        self._replays = ReplayCommands(window, services, bridge, theme)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "answer.inspect": lambda: self._inspect(self._shown_id()),
            "answer.view_code": lambda: self._inspect(self._shown_id(), shows_code=True),
            "request.view_code": self._view_next,
        } | self._replays.handlers()

    def message_handlers(self) -> dict[str, MessageHandler]:
        """Return what carries out each command about one message, by its id."""
        return {
            "answer.inspect": self._inspect,
            "answer.view_code": lambda message_id: self._inspect(message_id, shows_code=True),
        } | self._replays.message_handlers()

    @property
    def _session(self) -> ChatSession:
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        return session

    def _shown_id(self) -> str:
        """Return the id of the answer that is meant: of the focused message, or the newest."""
        source = self._session.source
        number = self._chat.transcript.keys.turn
        number = number if 0 <= number < len(source) else len(source) - 1
        if number < 0:
            raise UsageError("There is no answer yet.", advice="Send a message first.")
        is_question = source.stub(number).role is Role.USER
        number += is_question and number + 1 < len(source)
        return source.stub(number).message_id

    def _inspect(self, message_id: str, *, shows_code: bool = False) -> None:
        session = self._session

        def begin(message: Message) -> None:
            dialog = self._new_dialog(_words("Inspect answer"))
            work = self._fill(dialog, message, shows_code=shows_code)
            start_for(dialog, self._services.tasks, "inspect", work)
            disconnect = session.conversation_changed.connect(
                lambda _: self._follow(dialog, session, message.id)
            )
            dialog.destroyed.connect(disconnect)
            dialog.open()

        session.with_message(message_id, begin)

    def _follow(self, dialog: InspectDialog, session: ChatSession, message_id: str) -> None:
        """Show an answer again whose making has ended meanwhile."""
        shown = dialog.inspection
        if shown is None or shown.message.state.is_final:
            return
        message = session.message(message_id)
        if message.state.is_final:
            start_for(dialog, self._services.tasks, "inspect", self._fill(dialog, message))

    async def _fill(
        self, dialog: InspectDialog, message: Message, *, shows_code: bool = False
    ) -> None:
        inspection = await inspect(message, self._services)
        # The task's end may come before its cancelling.
        if shiboken6.isValid(dialog):
            dialog.show_inspection(inspection, shows_code=shows_code)

    def _view_next(self) -> None:
        dialog = self._new_dialog(_words("Code for the next request"))
        work = self._fill_next(dialog, self._session)
        start_for(dialog, self._services.tasks, "code", work)
        dialog.open()

    async def _fill_next(self, dialog: InspectDialog, session: ChatSession) -> None:
        request = await session.preview(self._chat.composer.text)
        if shiboken6.isValid(dialog):
            dialog.show_request(request, session.endpoint)

    def _new_dialog(self, title: str) -> InspectDialog:
        dialog = InspectDialog(self._theme(), self._services.tasks, title, self._window)
        dialog.save_wanted.connect(self._save_text)
        return dialog
