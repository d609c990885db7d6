"""What a conversation has consumed on all branches, kept in step while it goes on.

Owns the sum. It is read from the archive once, beside the event loop; what changes afterwards is
added and taken away. Must not know prices.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop_chat.app.message_store import MessageStore
from desktop_chat.archive import Archive, Opening
from desktop_chat.core.message import Message
from desktop_chat.core.usage import Usage, UsageTotals


class UsageLedger:
    """The sum for one conversation; `totals` is None as long as it is not known."""

    def __init__(
        self, conversation_id: str, opening: Opening, store: MessageStore, archive: Archive
    ) -> None:
        self._id = conversation_id
        self._store = store
        self._archive = archive
        self._version = 0
        self.totals = _sum(opening.messages) if opening.is_whole else None

    def replace(self, old: Message | None, new: Message) -> None:
        """Count a message anew."""
        self._version += 1
        if self.totals is not None:
            self.totals = self.totals.with_usage(_usage(old), -1).with_usage(_usage(new))

    def change(self, messages: Iterable[Message | None], sign: int) -> bool:
        """Count messages that came back, or with -1 those that went.

        Returns:
            Whether the sum is still known: each of them was in memory.
        """
        self._version += 1
        for message in messages:
            if message is None:
                self.totals = None
            elif self.totals is not None:
                self.totals = self.totals.with_usage(_usage(message), sign)
        return self.totals is not None

    async def load(self) -> None:
        """Read the sum, unless it is known.

        Raises:
            ArchiveError: It cannot be read; the sum stays unknown.
        """
        while self.totals is None:
            version = self._version
            unkept = self._store.unkept_ids
            totals = await self._archive.usage_totals(self._id, unkept)
            # What changed meanwhile may be counted or not: count again.
            if version == self._version and unkept == self._store.unkept_ids:
                messages = map(self._store.get, unkept)
                self.totals = _sum((m for m in messages if m is not None), totals)


def _sum(messages: Iterable[Message], start: UsageTotals | None = None) -> UsageTotals:
    totals = start or UsageTotals()
    for message in messages:
        totals = totals.with_usage(_usage(message))
    return totals


def _usage(message: Message | None) -> Usage | None:
    return message.record.usage if message is not None and message.record is not None else None
