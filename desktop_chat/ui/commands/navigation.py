"""Which conversation is on screen: new, open, next, rename, pin, search."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.services import Services
from desktop_chat.core.ids import new_id
from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.core.search_query import QueryError
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError, UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.panes import Panes, Side
from desktop_chat.ui.sidebar.sidebar import Sidebar
from desktop_chat.ui.theme.tokens import Theme


class Navigation:
    """Carries out the commands about whole conversations.

    Args:
        window: What dialogs belong to.
        services: The parts of the program.
        library: The conversations.
        bridge: Shows one of them.
        sidebar: Lists them, and asks for these acts.
        panes: Brings the sidebar into sight.
        theme: Gives the present theme.
    """

    def __init__(
        self,
        window: QWidget,
        services: Services,
        library: Library,
        bridge: SessionBridge,
        sidebar: Sidebar,
        panes: Panes,
        theme: Callable[[], Theme],
    ) -> None:
        self._window = window
        self._services = services
        self._library = library
        self._bridge = bridge
        self._sidebar = sidebar
        self._panes = panes
        self._theme = theme
        self._wanted_id = ""
        self._search_task = ""
        sidebar.new_requested.connect(self.start)
        sidebar.open_requested.connect(self.open)
        sidebar.rename_requested.connect(self._rename)
        sidebar.pin_requested.connect(self._pin)
        sidebar.search_requested.connect(self._search)
        sidebar.field.entered.connect(self._learn_values)
        sidebar.more_wanted.connect(self._load_more)
        bridge.shown.connect(sidebar.set_current)
        library.replaced.connect(self._open_again)

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {
            "conversation.new": self.start,
            "conversation.new_same": self._start_same,
            "conversation.rename": self._edit_title,
            "conversation.pin": lambda: self._pin(self._current_id),
            "conversation.branches": self._show_branches,
            "conversation.title": self._write_title,
            "conversation.next": lambda: self._step(1),
            "conversation.previous": lambda: self._step(-1),
            "conversation.search": self._focus_search,
        }

    def start(self) -> None:
        """Begin a new conversation with the chosen endpoint and model."""
        session = self._bridge.session
        endpoint, model = self._services.account.chosen
        model = model or self._first_model(endpoint)
        if session is not None and session.is_empty and not session.is_kept:
            # A second empty chat would be the same once more.
            preset_id = self._services.presets.after_model(session.conversation, model)
            session.change(endpoint_id=endpoint.id, model=model, preset_id=preset_id)
            return
        self._wanted_id = ""
        self._bridge.show(self._library.start(endpoint.id, model))

    async def reopen(self, conversation_id: str) -> bool:
        """Put the conversation on screen that was there last; return whether it is still kept."""
        if not conversation_id:
            return False
        try:
            await self._open(conversation_id, "")
        except UsageError:
            return False
        return True

    def open(self, conversation_id: str, message_id: str = "") -> None:
        """Put a conversation on screen, as soon as it is read and unless another is wanted then."""
        work = self._open(conversation_id, message_id)
        self._services.tasks.start(f"open:{new_id()}", work)

    async def shown(self, conversation_id: str, message_id: str) -> None:
        """Put a conversation on screen, and wait until it is there; raises as `Library.open`."""
        await self._open(conversation_id, message_id)

    async def load_models(self, endpoint: Endpoint) -> None:
        """Get the names and prices of an endpoint's models, without asking anything outside."""
        found = await self._services.catalog.load(endpoint)
        if not found.models and endpoint.id == PRACTICE.id:
            await self._services.catalog.refresh(endpoint)

    async def load_titles(self, endpoint: Endpoint, *, needs_model: bool) -> None:
        """Get the names of an endpoint's models; with all else where a new chat needs one."""
        if needs_model or endpoint.id == PRACTICE.id:
            await self.load_models(endpoint)
        else:
            await self._services.catalog.load_titles(endpoint)

    def load_later(self, endpoint: Endpoint) -> None:
        """Get all that is kept of an endpoint's models, once the window can be used."""
        self._services.tasks.start(f"models:{new_id()}", self.load_models(endpoint))

    def ask_for_models(self, endpoint: Endpoint) -> None:
        """Ask an endpoint that was named at the start what it offers.

        A chat that has no model by then takes the first; what fails is told where one is chosen.
        """
        self._services.tasks.start(f"models:{new_id()}", self._ask_for_models(endpoint))

    async def _ask_for_models(self, endpoint: Endpoint) -> None:
        with contextlib.suppress(AppError):
            await self._services.catalog.refresh(endpoint)
        session = self._bridge.session
        if session is None or session.conversation.endpoint_id != endpoint.id:
            return
        if not session.conversation.model:
            session.change(model=self._first_model(endpoint))

    def _first_model(self, endpoint: Endpoint) -> str:
        models = self._services.catalog.models(endpoint.id).models
        return models[0].id if models else ""

    @property
    def _current_id(self) -> str:
        session = self._bridge.session
        return session.id if session else ""

    async def _open(self, conversation_id: str, message_id: str) -> None:
        self._wanted_id = conversation_id
        session = await self._library.open(conversation_id)
        await self._services.catalog.load_titles(session.endpoint)
        if self._wanted_id == conversation_id:
            self._bridge.show(session, message_id)
        self.load_later(session.endpoint)

    def _open_again(self, conversation_id: str) -> None:
        """Show what a conversation on screen is now: it was changed from outside."""
        if conversation_id == self._current_id:
            self._bridge.flush()
            session = self._bridge.session
            draft = session.conversation.draft if session else ""
            work = self._show_anew(conversation_id, draft)
            self._services.tasks.start(f"open:{new_id()}", work)

    async def _show_anew(self, conversation_id: str, draft: str) -> None:
        head = await self._services.archive.conversation(conversation_id)
        if head is None or head.deleted_us is not None:
            self.start()
            return
        session = await self._library.open(conversation_id)
        if session.conversation.draft != draft:
            session.change(draft=draft)
        if self._current_id == conversation_id:
            self._bridge.show(session)

    def _start_same(self) -> None:
        session = self._bridge.session
        if session is None:
            return
        same = session.conversation
        fresh = self._library.start(same.endpoint_id, same.model)
        fresh.change(
            sampling=same.sampling, system_prompt=same.system_prompt, preset_id=same.preset_id
        )
        self._wanted_id = ""
        self._bridge.show(fresh)

    def _step(self, step: int) -> None:
        neighbour = self._sidebar.model.neighbour(self._current_id, step)
        if neighbour is not None:
            self.open(neighbour)

    def _edit_title(self) -> None:
        self._panes.reveal(Side.SIDEBAR)
        self._sidebar.edit_title(self._current_id)

    def _rename(self, conversation_id: str, title: str) -> None:
        work = self._library.rename(conversation_id, title)
        self._services.tasks.start(f"rename:{new_id()}", work)

    def _pin(self, conversation_id: str) -> None:
        self._services.tasks.start(f"pin:{new_id()}", self._turn_pin(conversation_id))

    async def _turn_pin(self, conversation_id: str) -> None:
        session = await self._library.open(conversation_id)
        session.change(is_pinned=not session.conversation.is_pinned)

    def leave(self, ids: Sequence[str]) -> None:
        """Go to the nearest other conversation, or a new one, where the one on screen goes away."""
        current = self._current_id
        if current not in ids:
            return
        for step in (1, -1):
            found = self._sidebar.model.neighbour(current, step)
            while found is not None and found in ids:
                found = self._sidebar.model.neighbour(found, step)
            if found is not None:
                self.open(found)
                return
        self.start()

    def _write_title(self) -> None:
        session = self._bridge.session
        if session is not None:
            work = self._library.titling.write(session)
            self._services.tasks.start(f"title:{new_id()}", work)

    def _show_branches(self) -> None:
        from desktop_chat.ui.branches.dialog import BranchesDialog

        session = self._bridge.session
        if session is None:
            return
        dialog = BranchesDialog(self._theme(), self._services, session, self._window)
        dialog.message_wanted.connect(lambda message_id: self.open(session.id, message_id))
        dialog.open()

    def _focus_search(self) -> None:
        self._panes.reveal(Side.SIDEBAR)
        self._sidebar.focus_search()

    def _learn_values(self) -> None:
        name = "search-values"
        if not self._services.tasks.is_running(name):
            self._services.tasks.start(name, self._library.searching.learn_values())

    def _search(self, query: str, after: object) -> None:
        # What was asked before is of no use any more.
        self._services.tasks.cancel(self._search_task)
        self._search_task = f"search:{new_id()}"
        self._services.tasks.start(self._search_task, self._find(query, after))

    async def _find(self, query: str, after: object) -> None:
        place = after if isinstance(after, int) else None
        order = self._sidebar.hits_band.order
        try:
            page = await self._library.searching.find(query, order=order, after=place)
        except QueryError as error:
            self._sidebar.show_search_problem(query, problem_text(query, error))
        except AppError as error:
            self._sidebar.show_search_problem(query, f"{error.text} {error.advice}".strip())
        else:
            self._sidebar.show_results(query, page, is_more=place is not None)

    def _load_more(self) -> None:
        name = "list"
        if not self._services.tasks.is_running(name):
            self._services.tasks.start(name, self._library.load_more())


def problem_text(query: str, fault: QueryError) -> str:
    """Say what is wrong with a query, where, and what to do."""
    words = QCoreApplication.translate("Navigation", "{0} At: {1}")
    said = words.format(fault.text, plain_line(query[fault.start : fault.end]))
    return f"{said}\n{fault.advice}".strip()
