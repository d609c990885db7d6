"""Between a session and the inspector: parameters, system prompt, the request they make, facts."""

from __future__ import annotations

from contextlib import suppress

from msgspec import structs
from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer

from desktop_chat.app.code_samples.curl import CURL
from desktop_chat.app.code_samples.sample import sample_request
from desktop_chat.app.next_tokens import next_tokens
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.app.tally import Tally
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.skeleton import LINE_BYTES
from desktop_chat.core.spending import CapKind
from desktop_chat.errors import ArchiveError, UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.composer import Composer
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.panels.inspector import Inspector
from desktop_chat.ui.undo_history import UndoHistory

PREVIEW_DELAY_MS = 150
PROMPT_DELAY_MS = 400
PREVIEWED_BYTES = 2_000_000
"""A request of a longer conversation is previewed in short, and copied whole when asked for."""


class InspectorBridge(QObject):
    """Keeps the inspector in step with the session on screen, and the session with the inspector.

    Args:
        services: For the general parameters and request bodies that are kept.
        bridge: Knows the session on screen.
        composer: What is written in it stands in the previewed request.
        inspector: What is kept in step.
        history: Shows the steps of the conversation on screen.
    """

    def __init__(
        self,
        services: Services,
        bridge: SessionBridge,
        composer: Composer,
        inspector: Inspector,
        history: UndoHistory,
    ) -> None:
        super().__init__(bridge)
        self._services = services
        self._bridge = bridge
        self._composer = composer
        self._inspector = inspector
        self._history = history
        self._last_sent: str | None = None
        self._previewed = 0
        self._prompt: str | None = None
        self._preview = QTimer(self, interval=PREVIEW_DELAY_MS, singleShot=True)
        self._preview.timeout.connect(self._show_preview)
        self._prompt_delay = QTimer(self, interval=PROMPT_DELAY_MS, singleShot=True)
        self._prompt_delay.timeout.connect(self.flush)
        bridge.leaving.connect(self.flush)
        bridge.shown.connect(self._show)
        bridge.changed.connect(self.follow)
        bridge.text_changed.connect(self._preview.start)
        inspector.parameters.sampling_changed.connect(self._take_sampling)
        inspector.parameters.seed_lock_toggled.connect(self._take_seed_lock)
        inspector.parameters.distribution_wanted.connect(self._show_next_tokens)
        inspector.parameters.filter.unsupported_toggled.connect(self._take_unsupported)
        inspector.parameters.system_prompt_changed.connect(self._take_prompt)
        services.catalog.changed.connect(lambda _: self.follow())
        services.settings.changed.connect(lambda _: self.follow())
        services.spending.changed.connect(lambda _: self._show_facts())

    def flush(self) -> None:
        """Put a system prompt that was just typed into the conversation."""
        self._prompt_delay.stop()
        prompt, self._prompt = self._prompt, None
        if prompt is not None and self._bridge.session is not None:
            self._bridge.session.change(system_prompt=prompt)

    def _show(self) -> None:
        """Begin with another conversation."""
        self._prompt = None
        self._last_sent = None
        session = self._bridge.session
        answer = None if session is None else _newest_answer(session)
        if session is None:
            return
        self._history.show(session.id)
        if answer is not None:
            self._services.tasks.start(f"body:{new_id()}", self._load_body(session, answer))
        self.follow()

    def follow(self) -> None:
        """Show the session as it is now, in an inspector that may just have come into sight."""
        session = self._bridge.session
        if session is None:
            return
        appearance = self._services.settings.settings.appearance
        self._inspector.parameters.show_unsupported(is_wanted=appearance.shows_unsupported)
        self._inspector.parameters.show_seed_lock(is_kept=appearance.keeps_seed)
        # One that is not configured any more is told of where a message is sent.
        with suppress(UsageError):
            self._inspector.parameters.set_endpoint(session.endpoint)
        layers, own = session.layers, session.conversation.system_prompt
        self._inspector.set_layers(layers)
        if self._prompt is None:
            # What is being typed is on its way into the conversation, and stands until then.
            self._inspector.parameters.set_system_prompt(own, layers.system_prompt(""))
        self._show_facts()
        answer = _newest_answer(session)
        if answer is not None and answer.record is not None and answer.record.request_body:
            self._last_sent = answer.record.request_body
        self._preview.start()

    def _take_sampling(self, sampling: Sampling) -> None:
        if self._bridge.session is not None:
            self._bridge.session.change(sampling=sampling)

    def _show_next_tokens(self) -> None:
        session = self._bridge.session
        if session is not None:
            work = self._next_tokens_of(session)
            start_for(self._inspector, self._services.tasks, f"next_tokens:{new_id()}", work)

    async def _next_tokens_of(self, session: ChatSession) -> None:
        try:
            tokens = await next_tokens(session)
        except ArchiveError:
            # The picture is an extra: without it the explanation still stands.
            return
        if session is self._bridge.session:
            self._inspector.parameters.show_next_tokens(tokens)

    def _take_unsupported(self, is_wanted: bool) -> None:
        self._set_appearance(shows_unsupported=is_wanted)

    def _take_seed_lock(self, is_kept: bool) -> None:
        self._set_appearance(keeps_seed=is_kept)

    def _set_appearance(self, **values: bool) -> None:
        settings = self._services.settings.settings
        appearance = structs.replace(settings.appearance, **values)
        self._services.settings.update(structs.replace(settings, appearance=appearance))

    def _take_prompt(self, prompt: str) -> None:
        self._prompt = prompt
        self._prompt_delay.start()

    async def _load_body(self, session: ChatSession, answer: Message) -> None:
        body = await self._services.archive.request_body(answer.id, limit=PREVIEWED_BYTES)
        if self._bridge.session is session and body and self._last_sent is None:
            self._last_sent = body
            self._preview.start()

    def _show_preview(self) -> None:
        session = self._bridge.session
        if session is not None and self._inspector.isVisible():
            self._previewed += 1
            work = self._preview_of(session, self._composer.text, self._previewed)
            start_for(self._inspector, self._services.tasks, "preview", work)

    async def _preview_of(self, session: ChatSession, draft: str, number: int) -> None:
        """Show a request, unless a newer one is shown by then.

        One of a conversation that is long, or is not all known yet, is shown in short.
        """
        length = session.lines_before(0) * LINE_BYTES
        is_short = not session.is_complete or length > PREVIEWED_BYTES
        try:
            request = await session.preview(draft, is_short=is_short)
            endpoint = session.endpoint
        except UsageError:
            return
        if number != self._previewed or session is not self._bridge.session:
            return
        left_out = session.message_counts[0] - len(session.messages()) if is_short else 0
        self._inspector.parameters.set_preview(
            request.body.decode(),
            CURL.write(sample_request(request, endpoint)),
            self._last_sent,
            left_out,
        )

    def _show_facts(self) -> None:
        if self._bridge.session is not None:
            self._inspector.info.set_info(self._facts(self._bridge.session))

    def _facts(self, session: ChatSession) -> list[tuple[str, str]]:
        conversation = session.conversation
        cost = Tally(session).cost_usd()
        on_branch, on_all = (
            count_text(n) if session.is_complete else "" for n in session.message_counts
        )
        facts = [
            (self.tr("Messages"), on_branch),
            (self.tr("On all branches"), on_all),
            (self.tr("Cost so far"), "" if cost is None else cost_text(cost)),
            (self.tr("Spent today"), self._spent(CapKind.DAY)),
            (self.tr("Spent this month"), self._spent(CapKind.MONTH)),
            (self.tr("Begun"), _moment(conversation.created_us)),
            (self.tr("Last change"), _moment(conversation.updated_us)),
            (self.tr("Endpoint"), conversation.endpoint_id),
            (self.tr("Model"), conversation.model),
            (self.tr("Id"), conversation.id),
            (self.tr("Kept in"), str(self._services.archive.path)),
        ]
        return [(name, value) for name, value in facts if value]

    def _spent(self, kind: CapKind) -> str:
        """Return what was spent in a time, and of how much; "" where nothing was and no cap is."""
        spending = self._services.spending
        total = spending.today if kind is CapKind.DAY else spending.month
        cap_usd = spending.cap_usd(kind)
        if not total.requests and cap_usd is None:
            return ""
        spent = cost_text(total.cost_usd, is_estimate=total.estimated_usd > 0)
        return spent if cap_usd is None else self.tr("{0} of {1}").format(spent, cost_text(cap_usd))


def _newest_answer(session: ChatSession) -> Message | None:
    for message in session.newest_first():
        if message.role is Role.ASSISTANT:
            return message
    return None


def _moment(time_us: int) -> str:
    when = QDateTime.fromMSecsSinceEpoch(time_us // 1000)
    return QLocale().toString(when, QLocale.FormatType.ShortFormat) if time_us else ""
