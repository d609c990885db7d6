"""Between a session and the chat pane: what the session publishes is shown, what is typed is kept.

It owns which session is on screen. It carries out no command and starts nothing but what it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_chat.app.command_rules import CommandState
from desktop_chat.app.presets import own_values
from desktop_chat.app.rows import author_title, stop_note
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.app.tally import Tally
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.figures import cost_text, rate_text, seconds_text
from desktop_chat.core.message import Role
from desktop_chat.core.provider import PRACTICE
from desktop_chat.errors import UsageError
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.chat.status_line import Balance, StatusFigures
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.transcript.layout import Anchor

FIGURES_EVERY_MS = 250
COUNT_DELAY_MS = 80
REST_DELAY_MS = 30


class SessionBridge(QObject):
    """Shows one session at a time.

    Args:
        services: For the models' names and prices.
        chat: Where it is shown.
    """

    leaving = Signal()
    """The session on screen is about to give way, or the window to close."""
    shown = Signal(str)
    """Another conversation is on screen, by its id."""
    revealed = Signal(str)
    """A message that was asked for is on screen and has the keyboard, by its id."""
    changed = Signal()
    """Something that decides which commands make sense has changed."""
    text_changed = Signal()
    """What is written in the composer has changed."""

    def __init__(self, services: Services, chat: ChatPane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._chat = chat
        self._session: ChatSession | None = None
        self._tally: Tally | None = None
        self._disconnects: list[Callable[[], None]] = []
        self._balance = Balance()
        self._anchors: dict[str, Anchor | None] = {}
        self._live = QTimer(self, interval=FIGURES_EVERY_MS)
        self._live.timeout.connect(self._show_figures)
        self._counting = QTimer(self, interval=COUNT_DELAY_MS, singleShot=True)
        self._counting.timeout.connect(self._show_figures)
        chat.composer.draft_settled.connect(self._keep_draft)
        chat.composer.text_changed.connect(self._follow_text)
        services.catalog.changed.connect(lambda _: self._follow_list())

    @property
    def session(self) -> ChatSession | None:
        """The session on screen, None before the first."""
        return self._session

    @property
    def balance(self) -> Balance:
        """What is shown of the key of the session on screen."""
        return self._balance

    @property
    def state(self) -> CommandState:
        """What the enabled rules of the commands look at."""
        session = self._session
        if session is None:
            return CommandState()
        newest = session.newest
        preset = self._services.presets.of(session.conversation)
        return CommandState(
            has_conversation=newest is not None,
            has_answer=newest is not None and newest[1] is Role.ASSISTANT,
            is_answering=session.is_answering,
            is_read_only=self._services.archive.is_read_only,
            has_preset=preset is not None,
            is_edited=bool(own_values(session.conversation, preset)),
        )

    def show(self, session: ChatSession, message_id: str = "") -> None:
        """Put a session on screen, at a message or where it was left."""
        if session is not self._session:
            self._leave()
            self._session = session
            self._tally = Tally(session)
            self._disconnects = [
                session.rows_changed.connect(lambda _: self._show_rows()),
                session.row_changed.connect(self._show_row),
                session.conversation_changed.connect(self._follow_head),
            ]
            self._chat.composer.set_draft(session.conversation.draft)
            self._show_rows()
            self._chat.transcript.restore_anchor(self._anchors.get(session.id))
            self._follow_head(session.conversation)
            self.shown.emit(session.id)
            # Once what is there is painted; nobody should wait for the rest to see the end.
            QTimer.singleShot(REST_DELAY_MS, self, self._read_rest)
        if message_id:
            work = self._reveal(session, message_id)
            start_for(self._chat, self._services.tasks, "reveal", work)

    def _read_rest(self) -> None:
        session = self._session
        if session is not None and not (session.is_complete and session.totals):
            start_for(self._chat, self._services.tasks, "rest", session.complete())

    async def _reveal(self, session: ChatSession, message_id: str) -> None:
        if await session.reveal(message_id) and session is self._session:
            self._chat.transcript.focus_message(message_id)
            self.revealed.emit(message_id)

    def flush(self) -> None:
        """Keep at once what is written."""
        self._chat.composer.flush_draft()

    def close(self) -> None:
        """Keep what is written and listen no more."""
        self._leave()
        self._live.stop()
        self._counting.stop()
        self._session = None

    def _leave(self) -> None:
        self.leaving.emit()
        self.flush()
        for disconnect in self._disconnects:
            disconnect()
        self._disconnects = []
        if self._session is not None:
            self._anchors[self._session.id] = self._chat.transcript.scroll_anchor()

    def _show_rows(self) -> None:
        if self._session is not None:
            self._chat.show_transcript(is_empty=self._session.is_empty)
            self._chat.transcript.show_source(self._session.source)
            self._show_figures()
            self.changed.emit()

    def _show_row(self, message_id: str) -> None:
        if self._session is not None:
            self._chat.transcript.update_row(self._session.row(message_id))
            if not self._session.is_answering:
                # What an answer has cost may be told some time after its end.
                self._show_figures()

    def _follow_head(self, conversation: Conversation) -> None:
        if self._session is None:
            return
        is_answering = self._session.is_answering
        self._chat.composer.set_answering(is_answering)
        if is_answering != self._live.isActive():
            self._live.start() if is_answering else self._live.stop()
        self._show_head()
        self._show_figures()
        self.changed.emit()

    def _follow_list(self) -> None:
        self._show_head()
        self._show_figures()

    def _show_head(self) -> None:
        session = self._session
        if session is None:
            return
        conversation = session.conversation
        model = session.model
        title = model.title if model else author_title(conversation.model)
        if not conversation.model:
            title = self.tr("Choose a model")
        place = self._endpoint_title(session)
        self._chat.header.set_title(conversation.title)
        self._chat.header.model_button.set_model(title, f"{conversation.model} · {place}")
        self._chat.composer.set_model_title(title if conversation.model else "")
        is_practice = conversation.endpoint_id == PRACTICE.id
        answers = f"{title}, {place}"
        if is_practice:
            answers = self.tr(
                "Practice model: a small Markov chain that shows what parameters do; "
                "not an assistant"
            )
        self._chat.empty.show_model(answers, is_practice=is_practice)

    def _endpoint_title(self, session: ChatSession) -> str:
        try:
            return session.endpoint.title
        except UsageError:
            return self.tr("unknown endpoint")

    def _keep_draft(self, draft: str) -> None:
        if self._session is not None and draft != self._session.conversation.draft:
            self._session.change(draft=draft)

    def _follow_text(self) -> None:
        self._counting.start()
        self.text_changed.emit()

    def _show_figures(self) -> None:
        if self._session is not None and self._tally is not None:
            draft = self._chat.composer.text
            figures = status_figures(self._session, self._tally, draft)
            self._chat.status.show_figures(replace(figures, balance=self._balance))
            answer = self._session.answer
            note = stop_note(answer.draft.provider) if answer is not None else ""
            self._chat.composer.button.set_stop_note(note)

    def show_balance(self, balance: Balance) -> None:
        """Show what is left of the key of the session on screen."""
        self._balance = balance
        self._show_figures()


def status_figures(session: ChatSession, tally: Tally, draft: str) -> StatusFigures:
    """Return what the status line says of a session with a draft."""
    model = session.model
    next_cost = tally.next_cost_usd(draft)
    cost = tally.cost_usd()
    first_s, rate = _pace(session)
    return StatusFigures(
        context_tokens=tally.context_tokens(draft),
        is_estimate=tally.is_estimate(draft),
        context_limit=model.context_length if model else None,
        next_cost="" if next_cost is None else cost_text(next_cost, is_estimate=next_cost != 0),
        rate="" if rate is None else rate_text(rate),
        first_token="" if first_s is None else seconds_text(first_s),
        cost="" if cost is None else cost_text(cost),
        is_answering=session.is_answering,
    )


def _pace(session: ChatSession) -> tuple[float | None, float | None]:
    """Return seconds to the first token and tokens a second, of the answer made now or the last."""
    answer = session.answer
    if answer is not None:
        return answer.timings.time_to_first_token_s, answer.rate_tokens_per_s()
    newest = next(session.newest_first(), None)
    record = newest.record if newest else None
    if record is None:
        return None, None
    tokens = record.usage.completion_tokens if record.usage else 0
    return record.timings.time_to_first_token_s, record.timings.tokens_per_s(tokens)
