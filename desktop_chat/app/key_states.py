"""What endpoints tell of the keys in use: what is left of their limits, and a warning in time.

Each state is kept in the archive with its date, so that it is there offline. Owns what is known,
and that a low balance is told once. Must not know when it is asked for, nor how it is shown.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from decimal import Decimal

from desktop_chat.app.account import Account
from desktop_chat.app.model_library import Kept
from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.app.transports import Transports
from desktop_chat.archive import Archive
from desktop_chat.core.account import KeyInfo
from desktop_chat.core.clock import Clock
from desktop_chat.core.figures import cost_text
from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.core.signal import Signal
from desktop_chat.errors import AppError, ArchiveError, NoKey, NotJson
from desktop_chat.settings.store import SettingsStore
from desktop_chat.wire.dialects.registry import dialect_of
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.models import parse_key_info
from desktop_chat.wire.request import build_key_request


class KeyStates:
    """Knows the state of each endpoint's key.

    Attributes:
        changed: Told the id of the endpoint of whose key something else is known now.
    """

    def __init__(
        self,
        archive: Archive,
        account: Account,
        transports: Transports,
        settings: SettingsStore,
        notices: Notices,
        clock: Clock,
    ) -> None:
        self.changed: Signal[str] = Signal()
        self._archive = archive
        self._account = account
        self._transports = transports
        self._settings = settings
        self._notices = notices
        self._clock = clock
        self._known: dict[str, Kept[KeyInfo]] = {}
        self._keys_us: dict[str, int] = {}
        self._told_low: set[str] = set()
        account.key_changed.connect(self._forget)

    @staticmethod
    def is_told_by(endpoint: Endpoint) -> bool:
        """Return whether an endpoint tells the state of a key at all."""
        return endpoint.id != PRACTICE.id and dialect_of(endpoint).has_key_info

    def known(self, endpoint_id: str) -> Kept[KeyInfo] | None:
        """Return what is in memory of an endpoint's key, None before `load` or `refresh`."""
        return self._known.get(endpoint_id)

    @property
    def least_usd(self) -> Decimal | None:
        """Below what a balance is low, None never."""
        value = self._settings.settings.spending.low_balance_usd
        # By its shortest text: 0.1 is a tenth, not the binary fraction nearest to it.
        return None if value is None else Decimal(repr(value))

    async def load(self, endpoint: Endpoint) -> Kept[KeyInfo] | None:
        """Return what is in memory or was kept, without any request."""
        if endpoint.id not in self._known and self.is_told_by(endpoint):
            with contextlib.suppress(ArchiveError, NotJson):
                cached = await self._archive.cache_get(_cache_key(endpoint))
                # What was kept before the key was changed is about another key.
                if cached is not None and cached[1] > self._keys_us.get(endpoint.id, 0):
                    self._take(endpoint.id, Kept(parse_key_info(cached[0]), cached[1]))
        return self.known(endpoint.id)

    async def refresh(self, endpoint: Endpoint) -> Kept[KeyInfo] | None:
        """Ask an endpoint for the state of its key; warn, once, where its balance became low.

        Returns:
            What is known then, with the failure where it could not be asked; None where there is
            nothing to know: no key, or an endpoint that tells none.
        """
        if not self.is_told_by(endpoint):
            return None
        before = await self.load(endpoint)
        try:
            key = await self._account.key(endpoint)
            if key is None:
                return await self._clear(endpoint)
            transport = self._transports.for_endpoint(endpoint)
            body = await fetch(transport, build_key_request(endpoint), key)
            found = Kept(parse_key_info(body), self._clock())
        except NoKey:
            return await self._clear(endpoint)
        except AppError as error:
            failed = replace(before or Kept(KeyInfo(), 0), failure=error)
            self._take(endpoint.id, failed)
            return failed
        self._take(endpoint.id, found)
        self._warn(endpoint, found.value)
        with contextlib.suppress(ArchiveError):
            await self._archive.cache_put(_cache_key(endpoint), body, found.fetched_us)
        return found

    async def _clear(self, endpoint: Endpoint) -> None:
        """Know nothing of a key that is gone, after the next start neither."""
        if self._known.pop(endpoint.id, None) is not None:
            self.changed.emit(endpoint.id)
        with contextlib.suppress(ArchiveError):
            if await self._archive.cache_get(_cache_key(endpoint)) is not None:
                await self._archive.cache_put(_cache_key(endpoint), b"{}", 0)

    def _take(self, endpoint_id: str, found: Kept[KeyInfo]) -> None:
        self._known[endpoint_id] = found
        self.changed.emit(endpoint_id)

    def _forget(self, endpoint_id: str) -> None:
        self._keys_us[endpoint_id] = self._clock()
        self._known.pop(endpoint_id, None)
        self._told_low.discard(endpoint_id)
        self.changed.emit(endpoint_id)

    def _warn(self, endpoint: Endpoint, info: KeyInfo) -> None:
        left = info.limit_remaining_usd
        if left is None or not info.is_low(self.least_usd):
            self._told_low.discard(endpoint.id)
            return
        if endpoint.id in self._told_low:
            return
        self._told_low.add(endpoint.id)
        self._notices.add(
            Notice(
                Severity.WARNING,
                f"Your {endpoint.title} key has only {cost_text(max(left, Decimal(0)))} left.",
                "Raise its limit on the website.",
            )
        )


def _cache_key(endpoint: Endpoint) -> str:
    return f"key:{endpoint.base_url}"
