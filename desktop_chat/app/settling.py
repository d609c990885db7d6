"""Settles what requests have cost whose streams did not come to say: after a stop, a cut, a kill.

Owns what is asked for and where the answer is kept: the ledger, and the message that it is about.
Must not know how often an endpoint is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from desktop_chat.app.account import Account
from desktop_chat.app.keeping import Keeper
from desktop_chat.app.late_cost import late_usage
from desktop_chat.app.spending import Spending
from desktop_chat.app.transports import Transports
from desktop_chat.archive import Archive
from desktop_chat.core.clock import Clock
from desktop_chat.core.message import Message
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.signal import Signal
from desktop_chat.core.spending import Spent
from desktop_chat.core.usage import Usage
from desktop_chat.errors import AppError

OLDEST_US = 7 * 24 * 60 * 60 * 1_000_000
"""What is older was asked for often enough, or never will be known."""
MOST_OLDER = 20


@dataclass(frozen=True, slots=True)
class Settled:
    """What a request consumed, known long after its answer.

    Attributes:
        message: The answer as the archive had it, with the estimate.
    """

    spent: Spent
    usage: Usage
    message: Message


class Settling:
    """Asks endpoints what requests have cost, and keeps it."""

    def __init__(
        self,
        archive: Archive,
        keeper: Keeper,
        account: Account,
        transports: Transports,
        spending: Spending,
        clock: Clock,
    ) -> None:
        self.settled: Signal[Settled] = Signal()
        """Carries what was left open before this start, once it is known and kept."""
        self._archive = archive
        self._keeper = keeper
        self._account = account
        self._transports = transports
        self._spending = spending
        self._clock = clock
        self._begun_us = clock()
        self._looked_at: set[str] = set()

    async def settle(self, spent: Spent, endpoint: Endpoint, key: Secret | None) -> Usage | None:
        """Return what a request consumed, kept in the ledger; None where the endpoint is silent.

        Raises:
            ArchiveError: It cannot be kept.
        """
        transport = self._transports.for_endpoint(endpoint)
        usage = await late_usage(spent, endpoint, transport, key)
        if usage is not None:
            await self._spending.settle(spent, usage)
        return usage

    async def settle_cell(self, spent: Spent) -> Usage | None:
        """Do the same for a request of an experiment; None also where its key is gone."""
        try:
            endpoint = self._account.endpoint(spent.endpoint_id)
            key = await self._account.key(endpoint)
        except AppError:
            return None
        return await self.settle(spent, endpoint, key)

    async def settle_older(self, endpoint: Endpoint, key: Secret | None) -> None:
        """Settle what was left open before this start: once for each endpoint, one try for each.

        Raises:
            ArchiveError: The ledger cannot be read, or not be written.
        """
        if endpoint.id in self._looked_at:
            return
        self._looked_at.add(endpoint.id)
        transport = self._transports.for_endpoint(endpoint)
        for spent in (await self._open_rows(endpoint))[-MOST_OLDER:]:
            usage = await late_usage(spent, endpoint, transport, key, waits_s=(0,))
            if usage is not None:
                await self._spending.settle(spent, usage)
                await self._correct_message(spent, usage)

    async def _open_rows(self, endpoint: Endpoint) -> list[Spent]:
        rows = await self._archive.spent_rows(since_us=self._begun_us - OLDEST_US)
        return [
            row
            for row in rows
            if row.endpoint_id == endpoint.id
            and row.generation_id
            and not row.source.is_exact
            # What was sent since the start is asked for by whoever has sent it.
            and row.sent_us < self._begun_us
        ]

    async def _correct_message(self, spent: Spent, usage: Usage) -> None:
        if not spent.conversation_id:
            return
        ids = [spent.message_id]
        found = await self._archive.messages_by_id(spent.conversation_id, ids)
        for message in found.values():
            corrected = with_settled_usage(message, spent, usage)
            if corrected is not None:
                await self._keeper.keep_message(corrected)
                self.settled.emit(Settled(spent, usage, message))


def with_settled_usage(message: Message, spent: Spent, usage: Usage) -> Message | None:
    """Return a message with what its request consumed in the place of our estimate of it.

    None where it is about another request, or about more than this one: an answer that was
    continued has the sum of its parts.
    """
    record = message.record
    known = record.usage if record else None
    if record is None or known is None or record.generation_id != spent.generation_id:
        return None
    estimated = (spent.prompt_tokens, spent.completion_tokens)
    if not known.is_estimate or (known.prompt_tokens, known.completion_tokens) != estimated:
        return None
    return msgspec.structs.replace(message, record=msgspec.structs.replace(record, usage=usage))
