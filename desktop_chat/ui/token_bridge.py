"""Between a session, the tints of its answers, the Tokens tab and the popover at a token.

Owns which answer and which token are looked at. Must not know how any of them is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QPoint, QTimer

from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.message import Message
from desktop_chat.core.token_probabilities import Outcome
from desktop_chat.errors import UsageError
from desktop_chat.settings.schema import Settings
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.tokens.alternatives import AlternativesPopover
from desktop_chat.ui.transcript.token_pointer import TokenPointer
from desktop_chat.ui.transcript.token_tints import TintMode

if TYPE_CHECKING:
    from desktop_chat.ui.main_window import MainWindow

LINGER_MS = 300
"""How long the popover stays when the pointer has left token and popover."""
_LOOKED_THROUGH = 64
"""Among so many messages at the end of the branch an answer with tokens is looked for."""
_USUAL_TOP_P = 0.8


class TokenBridge(QObject):
    """Shows the tokens of the session on screen.

    Args:
        services: Settings, tasks and notices.
        window: Has the session on screen, the transcript, the Tokens tab and the commands.
        theme: The colours and sizes at first.
        prepare: Puts into the conversation what is still being typed beside it.
    """

    def __init__(
        self, services: Services, window: MainWindow, theme: Theme, prepare: Callable[[], None]
    ) -> None:
        bridge = window.bridge
        super().__init__(bridge)
        self._services = services
        self._bridge = bridge
        self._chat = window.chat
        self._inspector = window.inspector
        self._window = window
        self._prepare = prepare
        self._tints = window.chat.transcript.tints
        self._asked: set[str] = set()
        """Messages whose tokens are being read, or could not be: that is told once."""
        self._when_loaded: dict[str, Callable[[], None]] = {}
        self._pointer = TokenPointer(window.chat.transcript)
        self.popover = AlternativesPopover(theme, window)
        self._linger = QTimer(self, interval=LINGER_MS, singleShot=True)
        self._linger.timeout.connect(self.popover.close_popover)
        self._join()
        self._apply(services.settings.settings)
        window.message_handlers["message.alternatives"] = self.show_alternatives

    def _join(self) -> None:
        bridge, panel, popover = self._bridge, self._inspector.tokens, self.popover
        self._tints.wanted.connect(self._load)
        self._pointer.rested.connect(self._show_hovered)
        self._pointer.left.connect(self._let_go)
        popover.pointer_changed.connect(self._follow_pointer)
        popover.stepped.connect(self._step)
        popover.regenerate_wanted.connect(self._regenerate)
        popover.closed.connect(lambda: self._choose(None))
        panel.mode_chosen.connect(self._set_mode)
        panel.token_wanted.connect(self._go_to)
        bridge.shown.connect(lambda _: self._begin())
        bridge.changed.connect(self.follow)
        bridge.leaving.connect(popover.close_popover)
        self._inspector.tab_changed.connect(self.follow)
        self._chat.transcript.verticalScrollBar().valueChanged.connect(lambda _: self._scrolled())
        self._services.settings.changed.connect(self._apply)

    def show_alternatives(self, message_id: str) -> None:
        """Open the popover at a token of an answer, with the keyboard in it.

        Raises:
            UsageError: Nothing is known of its tokens.
        """
        session = self._session
        if not session.message(message_id).logprob_count:
            raise UsageError(
                "The probabilities of this message are not known.",
                advice="Turn on Logprobs and Top logprobs before you ask.",
            )

        def open_it() -> None:
            chosen = self._tints.chosen
            start = chosen[1] - 1 if chosen is not None and chosen[0] == message_id else -1
            index = self._tints.beside(message_id, start, 1)
            if index is not None:
                self._open(message_id, index, takes_keyboard=True)

        if self._tints.report(message_id) is not None:
            open_it()
        else:
            self._when_loaded[message_id] = open_it
            self._asked.discard(message_id)
            self._load(message_id)

    def follow(self) -> None:
        """Show the answer that is looked at."""
        chosen = self._tints.chosen
        if chosen is not None and self._chat.transcript.layout_.number_of(chosen[0]) < 0:
            # Another branch is shown.
            self.popover.close_popover()
        subject = self._subject()
        self._inspector.set_has_tokens(has_tokens=subject is not None)
        if subject is None or not self._inspector.shows_tokens:
            return
        report = self._tints.report(subject.id)
        if report is None:
            self._load(subject.id)
        self._inspector.tokens.show_report(report)
        self._show_place(subject)

    # Which answer and token --------------------------------------------------------------------

    @property
    def _session(self) -> ChatSession:
        session = self._bridge.session
        if session is None:
            raise UsageError("No conversation is open.")
        return session

    def _subject(self) -> Message | None:
        """Return the answer of the chosen token, or the newest that has tokens."""
        session, chosen = self._bridge.session, self._tints.chosen
        if session is None:
            return None
        with_tokens = (
            message
            for message in islice(session.newest_first(), _LOOKED_THROUGH)
            if message.logprob_count
        )
        found = list(with_tokens)
        of_chosen = [m for m in found if chosen is not None and m.id == chosen[0]]
        return next(iter(of_chosen or found), None)

    def _show_place(self, subject: Message) -> None:
        report, chosen = self._tints.report(subject.id), self._tints.chosen
        index = report.summary.least_likely if report is not None else None
        if chosen is not None and chosen[0] == subject.id:
            index = chosen[1]
        top_p = self._session.layers.merged.top_p
        is_number = isinstance(top_p, float | int)
        self._inspector.tokens.show_place(index, top_p if is_number else _USUAL_TOP_P)

    def _begin(self) -> None:
        """Begin with another conversation."""
        self._tints.forget()
        self._asked.clear()
        self._when_loaded.clear()
        self.follow()

    def _load(self, message_id: str) -> None:
        if message_id not in self._asked:
            self._asked.add(message_id)
            work = self._read(self._session, message_id)
            start_for(self._chat, self._services.tasks, "tokens", work)

    async def _read(self, session: ChatSession, message_id: str) -> None:
        report = await session.token_report(message_id)
        self._asked.discard(message_id)
        if session is self._bridge.session:
            self._tints.take(report)
            self._when_loaded.pop(message_id, lambda: None)()
            self.follow()

    # The popover -------------------------------------------------------------------------------

    def _choose(self, chosen: tuple[str, int] | None) -> None:
        self._tints.choose(chosen)
        self.follow()

    def _open(self, message_id: str, index: int, *, takes_keyboard: bool) -> None:
        report, view = self._tints.report(message_id), self._chat.transcript
        if report is None:
            return
        if takes_keyboard:
            self._tints.reveal(message_id, index)
        rect = self._tints.rect_of(message_id, index)
        if rect is None:
            return
        self._linger.stop()
        self._choose((message_id, index))
        place = rect.translated(view.viewport().mapTo(self._window, QPoint()))
        self.popover.show_token(report.tokens[index], place, view, takes_keyboard=takes_keyboard)

    def _show_hovered(self, message_id: str, index: int) -> None:
        if not self.popover.has_keyboard:
            self._open(message_id, index, takes_keyboard=False)

    def _let_go(self) -> None:
        if self.popover.isVisible() and not self.popover.has_keyboard:
            self._linger.start()

    def _follow_pointer(self, is_over: bool) -> None:
        if is_over:
            self._linger.stop()
        else:
            self._let_go()

    def _scrolled(self) -> None:
        if not self.popover.has_keyboard:
            self.popover.close_popover()

    def _step(self, side: int) -> None:
        """Go on to the token on the left or on the right."""
        chosen = self._tints.chosen
        if chosen is None:
            return
        step = -side if self._tints.is_rtl(*chosen) else side
        index = self._tints.beside(*chosen, step)
        if index is not None:
            self._open(chosen[0], index, takes_keyboard=True)

    def _regenerate(self, outcome: Outcome) -> None:
        chosen = self._tints.chosen
        report = self._tints.report(chosen[0]) if chosen is not None else None
        if chosen is None or report is None:
            return
        self._prepare()
        session = self._session
        if self._services.notices.attempt(
            lambda: session.regenerate_from(report, chosen[1], outcome)
        ):
            self.popover.close_popover()
            self._chat.transcript.scroll_to_end()

    def _go_to(self, index: int) -> None:
        """Show a token of the answer that the tab is about, or the next one that is shown."""
        subject = self._subject()
        if subject is None:
            return
        shown = self._tints.beside(subject.id, index - 1, 1)
        if shown is not None:
            self._open(subject.id, shown, takes_keyboard=True)

    # The colouring -----------------------------------------------------------------------------

    def _apply(self, settings: Settings) -> None:
        mode = settings.appearance.token_tint
        self._tints.set_mode(TintMode(mode))
        self._inspector.tokens.set_mode(mode)

    def _set_mode(self, mode: str) -> None:
        settings = self._services.settings
        appearance = msgspec.structs.replace(settings.settings.appearance, token_tint=mode)
        changed = msgspec.structs.replace(settings.settings, appearance=appearance)
        self._services.notices.attempt(lambda: settings.update(changed))
