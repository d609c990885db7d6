"""The search page: opened over the panes, and what it asks for carried out."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.services import Services
from desktop_chat.archive import SearchHit
from desktop_chat.core.ids import new_id
from desktop_chat.core.search_query import QueryError
from desktop_chat.errors import AppError
from desktop_chat.ui.commands.handlers import Handler
from desktop_chat.ui.commands.navigation import Navigation, problem_text
from desktop_chat.ui.sidebar.placing import Act, Placing
from desktop_chat.ui.sidebar.sidebar import Sidebar
from desktop_chat.ui.theme.tokens import Theme

if TYPE_CHECKING:
    from desktop_chat.ui.search.page import EverythingPage


class SearchCommands(QObject):
    """Opens the page when it is asked for first, and keeps it.

    Args:
        pages: Where the page is put.
        services: Run what takes time.
        conversations: What is searched.
        navigation: Opens what was found.
        sidebar: Its query is taken over; it saves searches and exports.
        theme: Gives the present theme.
    """

    changed = Signal()
    """The page has come, or gone."""
    run_wanted = Signal(str, str)
    """A command and the message that it is about, once that is on screen."""

    def __init__(
        self,
        pages: QStackedWidget,
        services: Services,
        conversations: Library,
        navigation: Navigation,
        sidebar: Sidebar,
        theme: Callable[[], Theme],
    ) -> None:
        super().__init__(pages)
        self._pages = pages
        self._services = services
        self._conversations = conversations
        self._navigation = navigation
        self._sidebar = sidebar
        self._theme = theme
        self._page: EverythingPage | None = None
        self._before: QWidget | None = None
        self._focus_before: QWidget | None = None
        self._tasks: dict[str, str] = {}

    def handlers(self) -> dict[str, Handler]:
        """Return what carries out each command, by its id."""
        return {"archive.search": self.open}

    @property
    def page(self) -> EverythingPage | None:
        """The page while it is on screen."""
        is_shown = self._page is not None and self._pages.currentWidget() is self._page
        return self._page if is_shown else None

    def open(self) -> None:
        """Show the page with the keyboard in its field."""
        page = self._page or self._new_page()
        if self.page is None:
            self._focus_before = QApplication.focusWidget()
            self._before = self._pages.currentWidget()
            self._pages.setCurrentWidget(page)
            self.changed.emit()
        self._start("values", self._conversations.searching.learn_values())
        page.ask(self._sidebar.query)

    def close(self) -> None:
        """Go back to what was there before; what was searched for stays for the next time."""
        if self.page is None or self._before is None:
            return
        self._pages.setCurrentWidget(self._before)
        back, self._focus_before = self._focus_before, None
        if back is not None and back.isVisible():
            back.setFocus()
        self.changed.emit()

    def release(self) -> None:
        """Let go of the conversation that is read: the window closes."""
        if self._page is not None:
            self._page.reading.close_session()

    def _new_page(self) -> EverythingPage:
        from desktop_chat.ui.search.page import EverythingPage
        from desktop_chat.ui.search.reading_pane import ReadingPane

        theme = self._theme()
        reading = ReadingPane(theme, self._services, self._conversations)
        complete = self._conversations.searching.completions
        page = EverythingPage(theme, date.today, complete, reading)
        page.search_wanted.connect(self._search)
        page.facets_wanted.connect(lambda text: self._start("facets", self._count(text)))
        page.open_wanted.connect(self._open_hit)
        page.save_wanted.connect(self._save)
        page.export_wanted.connect(self._sidebar.export_requested)
        page.left.connect(self.close)
        reading.action_wanted.connect(self._act)
        self._pages.addWidget(page)
        self._page = page
        return page

    def _start(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        """Start a task in the place of the one before it of the same sort."""
        tasks = self._services.tasks
        tasks.cancel(self._tasks.get(what, ""))
        self._tasks[what] = f"page-{what}:{new_id()}"
        tasks.start(self._tasks[what], work)

    def _search(self, text: str, after: object) -> None:
        self._start("search", self._find(text, after if isinstance(after, int) else None))

    async def _find(self, text: str, after: int | None) -> None:
        page = self._page
        if page is None:
            return
        begun_s = time.perf_counter()
        try:
            found = await self._conversations.searching.find(text, order=page.order, after=after)
        except QueryError as error:
            page.show_problem(text, problem_text(text, error))
        except AppError as error:
            page.show_problem(text, f"{error.text} {error.advice}".strip())
        else:
            spent_s = time.perf_counter() - begun_s
            page.show_page(text, found, spent_s, is_more=after is not None)

    async def _count(self, text: str) -> None:
        if self._page is None or not text:
            return
        try:
            found = await self._conversations.searching.facets(text)
        except AppError:
            # The search itself says what is wrong.
            found = None
        self._page.show_facets(text, found)

    def _open_hit(self, hit: SearchHit) -> None:
        self.close()
        self._sidebar.hit_chosen.emit(hit)
        self._navigation.open(hit.conversation_id, hit.message_id or "")

    def _act(self, command: str, message_id: str) -> None:
        """Carry out what was asked for in the reading pane, where it can be seen: in the chat."""
        hit = self._page.reading.hit if self._page is not None else None
        if hit is None:
            return
        self.close()
        self._start("act", self._acted(hit.conversation_id, command, message_id))

    async def _acted(self, conversation_id: str, command: str, message_id: str) -> None:
        await self._navigation.shown(conversation_id, message_id)
        self.run_wanted.emit(command, message_id)

    def _save(self, text: str) -> None:
        if text:
            self._sidebar.placing_wanted.emit(Placing(Act.SAVE_SEARCH, (), text))
