"""The main window: builds the panes, joins them to the program, and carries out commands.

It owns the composition and the window's own state. What a command does lies in `ui.commands`, what
a session shows in `ui.bridge`. The empty window is on screen before what it shows is imported.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget
from typing_extensions import override

from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.panes import ONE_DRAWER_BELOW, TWO_DRAWERS_BELOW, Panes, Side
from desktop_chat.ui.theme.controller import ThemeController
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.undo_history import UndoHistory
from desktop_chat.ui.uptime_timer import UptimeTimer
from desktop_chat.ui.window_frame import WindowFrame
from desktop_chat.ui.window_state import WindowState

if TYPE_CHECKING:
    from desktop_chat.app.conversation_library import Library
    from desktop_chat.app.experiments import Experiments
    from desktop_chat.app.services import Services
    from desktop_chat.core.conversation import Conversation
    from desktop_chat.settings.schema import Settings
    from desktop_chat.ui.commands.answers import AnswerCommands
    from desktop_chat.ui.commands.models import ModelCommands
    from desktop_chat.ui.inspector_bridge import InspectorBridge

SIZE = QSize(1200, 780)
LEAST_SIZE = QSize(640, 480)
PAINT_LIMIT_S = 0.5
_SIDEBAR_MENU = (
    "conversation.new_same",
    "conversation.export",
    "archive.import",
    "app.settings",
)


class MainWindow(QMainWindow):
    """The window of the program: empty at first, of use when it was filled and started.

    Args:
        theme: Dresses it, and the application.
        state: How it was left.
    """

    def __init__(self, theme: ThemeController, state: WindowState) -> None:
        super().__init__()
        self._theme = theme
        self._state = state
        self._is_first_run = False
        self._is_filled = False
        self.setWindowTitle("Desktop Chat")
        self.setMinimumSize(LEAST_SIZE)
        self._history = UndoHistory(self)
        self._restore_place()

    lock_requested = Signal()
    """The archive is to be locked: nothing of it may stay on screen or in memory."""

    # What the program does with it -------------------------------------------------------------

    async def appear(self) -> None:
        """Show the empty window and wait until it was painted."""
        frame = self._new_frame()
        self.setCentralWidget(frame)
        self.show()
        # A window that the desktop keeps hidden is never painted: the program goes on without.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PAINT_LIMIT_S):
                await frame.painted.wait()

    def ask_to_unlock(self, page: QWidget) -> None:
        """Show a page in the place of everything until the window is filled."""
        self.setCentralWidget(page)
        page.setFocus()

    def tell_opening(self, share: float | None) -> None:
        """Say why nothing is shown yet, as `WindowFrame.tell` does."""
        frame = self.centralWidget()
        if isinstance(frame, WindowFrame):
            frame.tell(share)

    def fill(self, services: Services, library: Library, experiments: Experiments) -> None:
        """Build the panes over the program, and join them to it."""
        self._services = services
        self._library = library
        self._experiments = experiments
        self._build()
        self._join()
        self._apply_settings(services.settings.settings)
        self._restore_panes()
        self._is_filled = True

    async def start(self, endpoint: str | None = None) -> None:
        """Show the window with the conversation it was left with, a new one, or the first run.

        Args:
            endpoint: Id or address of the endpoint of new conversations, None for the kept choice.
        """
        if endpoint is not None:
            self._services.account.visit(self._services.account.find(endpoint))
        chosen, model = self._services.account.chosen
        # The list of conversations calls models by their titles; their prices can wait.
        await self.navigation.load_titles(chosen, needs_model=not model)
        await self._library.load_more()
        if endpoint is not None or not await self.navigation.reopen(self._state.conversation_id):
            self.navigation.start()
        if endpoint is not None:
            self.navigation.ask_for_models(chosen)
        self._show_first_run(
            is_on=endpoint is None
            and not self._services.settings.settings.endpoints.first_run_done
            and not (self._library.listed or self._services.notices.history)
        )
        self._archive_line.tell()
        self.show()
        self.navigation.load_later(chosen)
        self._uptime.take()
        (self.first_run.start.setFocus if self._is_first_run else self.chat.composer.focus)()
        if endpoint is None:
            self.navigation.renew_models(chosen)

    @property
    def theme(self) -> Theme:
        """The colours and sizes it is in."""
        return self._theme.theme

    def bring_to_front(self) -> None:
        """Show the window over all others, as far as the desktop allows."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def leave(self) -> None:
        """Keep what is being written and the window's state, and follow the program no more."""
        self._keep_place()
        self._state.sidebar_px = self.panes.width_of(Side.SIDEBAR)
        self._state.inspector_px = self.panes.width_of(Side.INSPECTOR)
        self._state.has_sidebar = self.panes.is_wanted(Side.SIDEBAR)
        self._state.has_inspector = self.panes.is_wanted(Side.INSPECTOR)
        self._archive_line.close()
        self._uptime.stop()
        self.experiments.close()
        self.search.release()
        self.bridge.close()
        self._board.close()

    def _keep_place(self) -> None:
        """Keep which conversation is on screen: at once, for the program may be killed."""
        session = self.bridge.session
        has_words = session is not None and not (session.is_empty and not self.chat.composer.draft)
        self._state.conversation_id = session.id if session and has_words else ""

    def run(self, command_id: str, message_id: str = "") -> None:
        """Carry out a command, about one message where one is named; tell why it cannot be done."""
        act = self.handlers.get(command_id)
        if message_id and command_id in self.message_handlers:
            about_message = self.message_handlers[command_id]
            self._services.notices.attempt(lambda: about_message(message_id))
        elif act is not None:
            self._services.notices.attempt(act)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._state.geometry = self.saveGeometry()
        super().closeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_filled:
            if self.experiments.view is not None:
                self.experiments.close()
            elif self.chat.find_bar.isVisible():
                self._find.close()
            else:
                self.chat.composer.focus()
        else:
            super().keyPressEvent(event)

    # How it is built ---------------------------------------------------------------------------

    def _build(self) -> None:
        from desktop_chat.ui.actions import Actions
        from desktop_chat.ui.chat.chat_pane import ChatPane
        from desktop_chat.ui.dialogs.first_run import FirstRunPage
        from desktop_chat.ui.panels.inspector import Inspector
        from desktop_chat.ui.picker.picker import ModelPicker
        from desktop_chat.ui.sidebar.sidebar import Sidebar

        theme = self._theme.theme
        self.commands = Actions(self)
        self.commands.fill(self.menuBar())
        menu = self.commands.menu(_SIDEBAR_MENU, self)
        self.sidebar = Sidebar(theme, self._library, self._model_title, date.today, menu)
        self.chat = ChatPane(theme)
        self.inspector = Inspector(theme, self._history)
        self.panes = Panes(theme, self.sidebar, self.chat, self.inspector)
        self.first_run = FirstRunPage(theme, self._services)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.panes)
        self._pages.addWidget(self.first_run)
        self.setCentralWidget(self._pages)
        self.picker = ModelPicker(theme, self)

    def _join(self) -> None:
        from desktop_chat.ui.archive_line import ArchiveLine
        from desktop_chat.ui.balance_bridge import BalanceBridge
        from desktop_chat.ui.bridge import SessionBridge
        from desktop_chat.ui.commands.models import ModelCommands
        from desktop_chat.ui.commands.navigation import Navigation
        from desktop_chat.ui.inspector_bridge import InspectorBridge
        from desktop_chat.ui.notice_board import NoticeBoard
        from desktop_chat.ui.token_bridge import TokenBridge

        services = self._services
        self.bridge = SessionBridge(services, self.chat, self)
        BalanceBridge(services, self.bridge)
        self._archive_line = ArchiveLine(services, self._library, self.sidebar)
        self._uptime = UptimeTimer(services, self)
        inspector = InspectorBridge(
            services, self.bridge, self.chat.composer, self.inspector, self._history
        )
        self._board = NoticeBoard(
            services.notices, self.chat.notice_bar, self.chat.toasts, self._history
        )
        shown = (self._library, self.bridge, self.sidebar, self.panes)
        self.navigation = Navigation(self, services, *shown, lambda: self._theme.theme)
        models = ModelCommands(
            services,
            self.bridge,
            self.picker,
            self.chat.header.model_button,
            self._show_endpoints,
            self.chat.composer.focus,
            lambda: self._theme.theme,
        )
        self.panes.changed.connect(inspector.follow)
        self._take_commands(models, inspector)
        TokenBridge(services, self, self._theme.theme, inspector.flush)

    def _take_commands(self, models: ModelCommands, inspector: InspectorBridge) -> None:
        from desktop_chat.ui.command_owners import CommandOwners, WindowParts

        parts = WindowParts(
            window=self,
            services=self._services,
            conversations=self._library,
            experiments=self._experiments,
            bridge=self.bridge,
            inspector_bridge=inspector,
            navigation=self.navigation,
            models=models,
            actions=self.commands,
            panes=self.panes,
            sidebar=self.sidebar,
            chat=self.chat,
            inspector=self.inspector,
            pages=self._pages,
            board=self._board,
            history=self._history,
            theme=lambda: self._theme.theme,
        )
        owners = CommandOwners(parts)
        self.handlers = owners.handlers
        self.message_handlers = owners.message_handlers
        self.experiments = owners.experiments
        self._find = owners.find
        self._services.tasks.start("places", owners.organising.begin())
        owners.encryption.lock_wanted.connect(self.lock_requested)
        self.search = owners.search
        self.search.changed.connect(self._follow_state)
        self.search.run_wanted.connect(self.run)
        self._connect(owners.answers)

    def _connect(self, answers: AnswerCommands) -> None:
        from desktop_chat.ui.links import open_link
        from desktop_chat.ui.picture_loader import PictureLoader
        from desktop_chat.ui.theme.themed import spread_theme

        PictureLoader(self._services, self.chat.transcript.pictures, self)
        self.commands.triggered.connect(self.run)
        self.bridge.changed.connect(self._follow_state)
        self.bridge.changed.connect(self._keep_place)
        self.experiments.changed.connect(self._follow_state)
        disconnect = self._library.encrypting.changed.connect(lambda _: self._follow_state())
        self.destroyed.connect(disconnect)
        self.inspector.parameters.row_act_chosen.connect(self.experiments.take_row_act)
        self.chat.transcript.action_requested.connect(self.run)
        self.chat.transcript.keys.turn_changed.connect(lambda _: self._follow_state())
        self.chat.transcript.link_activated.connect(open_link)
        self.chat.composer.submitted.connect(answers.send)
        self.chat.composer.stop_requested.connect(lambda: self.run("message.stop"))
        self.chat.composer.edit_last_requested.connect(lambda: self.run("message.edit_last"))
        self.chat.header.model_clicked.connect(lambda: self.run("model.choose"))
        self.chat.header.search_clicked.connect(lambda: self.run("conversation.search"))
        self.chat.header.branches_clicked.connect(lambda: self.run("conversation.branches"))
        self.inspector.parameters.request_wanted.connect(
            lambda is_curl: answers.copy_request(is_curl=is_curl)
        )
        self.sidebar.settings_requested.connect(lambda: self.run("app.settings"))
        self.sidebar.left.connect(self.chat.composer.focus)
        self.first_run.done.connect(self._end_first_run)
        self._theme.changed.connect(lambda theme: spread_theme(self, theme))
        self._services.settings.changed.connect(self._apply_settings)

    def _new_frame(self) -> WindowFrame:
        state, theme = self._state, self._theme.theme
        room = self.width()
        if state.geometry.isEmpty():  # the first run has no panes
            room = 0
        has_sidebar = state.has_sidebar and room >= theme.px(TWO_DRAWERS_BELOW)
        has_inspector = state.has_inspector and room >= theme.px(ONE_DRAWER_BELOW)
        sidebar = theme.px(state.sidebar_px or Side.SIDEBAR.usual) if has_sidebar else 0
        inspector = theme.px(state.inspector_px or Side.INSPECTOR.usual) if has_inspector else 0
        return WindowFrame(theme, sidebar, inspector)

    def _restore_place(self) -> None:
        if not self.restoreGeometry(self._state.geometry):
            room = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(SIZE.boundedTo(room.size()))
            frame = self.frameGeometry()
            frame.moveCenter(room.center())
            self.move(frame.topLeft())

    def _restore_panes(self) -> None:
        state = self._state
        for side, width, is_wanted in (
            (Side.SIDEBAR, state.sidebar_px, state.has_sidebar),
            (Side.INSPECTOR, state.inspector_px, state.has_inspector),
        ):
            self.panes.set_width(side, width or side.usual)
            self.panes.set_wanted(side, is_wanted)

    # What it follows ---------------------------------------------------------------------------

    def _follow_state(self) -> None:
        session = self.bridge.session
        title = session.conversation.title if session else ""
        on_page = self.experiments.view
        title = on_page.experiment.head.title if on_page else title
        # Qt puts the program's name behind it.
        self.setWindowTitle(plain_line(title) or "Desktop Chat")
        state = self.bridge.state
        has_turn = self.chat.transcript.keys.turn >= 0
        self.commands.follow(
            replace(
                state,
                has_turn=has_turn,
                is_first_run=self._is_first_run,
                is_encrypted=self._library.encrypting.is_on,
                has_experiment=on_page is not None,
                has_search=self.search.page is not None,
                can_adopt=on_page is not None and on_page.can_adopt,
            )
        )

    def _apply_settings(self, settings: Settings) -> None:
        appearance = settings.appearance
        percent = round(appearance.text_scale * 100)
        self._theme.set_scheme(appearance.color_scheme)
        self._theme.set_text_percent(percent)
        self._state.keep_look(appearance.color_scheme, percent)
        self.chat.composer.set_send_key(appearance.send_with)

    def _model_title(self, conversation: Conversation) -> str:
        from desktop_chat.app.rows import author_title

        title = self._services.catalog.title(conversation.endpoint_id, conversation.model)
        return title or author_title(conversation.model)

    def _show_first_run(self, *, is_on: bool) -> None:
        self._is_first_run = is_on
        self._pages.setCurrentWidget(self.first_run if is_on else self.panes)
        # A widget that is only hidden gets the keyboard all the same, when it asks for it.
        self.panes.setEnabled(not is_on)
        self._follow_state()

    def _end_first_run(self) -> None:
        self.navigation.start()
        self._show_first_run(is_on=False)
        self.chat.composer.focus()

    def _show_endpoints(self, endpoint_id: str) -> None:
        from desktop_chat.ui.dialogs.endpoints import EndpointsDialog

        EndpointsDialog(self._theme.theme, self._services, endpoint_id, self).open()
