"""Between the states of keys and the status line: what is left of the key of the chat on screen.

Owns when the endpoint is asked: after answers, and not more often than twice a minute; never at the
start, where a keyring might ask for its passphrase.
"""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QTimer

from desktop_chat.app.services import Services
from desktop_chat.core.figures import cost_text
from desktop_chat.core.ids import new_id
from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import UsageError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.status_line import Balance

ASKED_EVERY_MS = 30_000


class BalanceBridge(QTimer):
    """Keeps the balance in the status line; it runs while the endpoint is not asked again.

    Args:
        services: What knows the states of keys.
        bridge: Knows the session on screen.
    """

    def __init__(self, services: Services, bridge: SessionBridge) -> None:
        super().__init__(bridge, interval=ASKED_EVERY_MS, singleShot=True)
        self._services = services
        self._bridge = bridge
        self._waiting: set[str] = set()
        self._loaded_id = ""
        self.timeout.connect(self._ask_for_waiting)
        bridge.shown.connect(lambda _: self._show())
        bridge.changed.connect(self._show)
        listened = [
            services.spending.noted.connect(lambda spent: self._follow(spent.endpoint_id)),
            services.key_states.changed.connect(lambda _: self._show()),
            services.settings.changed.connect(lambda _: self._show()),
        ]
        for disconnect in listened:
            self.destroyed.connect(disconnect)

    def _follow(self, endpoint_id: str) -> None:
        self._waiting.add(endpoint_id)
        if not self.isActive():
            self._ask_for_waiting()

    def _ask_for_waiting(self) -> None:
        """Ask for all keys that were used since; the last answers of many are not forgotten."""
        waiting, self._waiting = self._waiting, set()
        for endpoint_id in waiting:
            endpoint = self._endpoint(endpoint_id)
            if endpoint is not None and self._services.key_states.is_told_by(endpoint):
                self.start()
                self._services.tasks.start(f"balance:{new_id()}", self._ask(endpoint))

    async def _ask(self, endpoint: Endpoint) -> None:
        await self._services.key_states.refresh(endpoint)

    async def _load(self, endpoint: Endpoint) -> None:
        await self._services.key_states.load(endpoint)

    def _endpoint(self, endpoint_id: str) -> Endpoint | None:
        try:
            return self._services.account.endpoint(endpoint_id)
        except UsageError:
            return None

    def _show(self) -> None:
        session = self._bridge.session
        endpoint = None if session is None else self._endpoint(session.conversation.endpoint_id)
        if endpoint is None:
            return
        if endpoint.id != self._loaded_id:
            self._loaded_id = endpoint.id
            self._services.tasks.start(f"balance:{new_id()}", self._load(endpoint))
        balance = self._balance(endpoint)
        if balance != self._bridge.balance:
            self._bridge.show_balance(balance)

    def _balance(self, endpoint: Endpoint) -> Balance:
        states = self._services.key_states
        known = states.known(endpoint.id)
        left_usd = known.value.limit_remaining_usd if known else None
        if known is None or left_usd is None:
            return Balance()
        when = QDateTime.fromMSecsSinceEpoch(known.fetched_us // 1000)
        notes = [
            self.tr("Left of the limit of the {0} key, as of {1}.").format(
                endpoint.title, QLocale().toString(when, QLocale.FormatType.ShortFormat)
            )
        ]
        if known.failure is not None:
            notes.append(known.failure.text)
        is_low = known.value.is_low(states.least_usd)
        return Balance(cost_text(left_usd), " ".join(notes), is_low=is_low)
