"""Keeps what was said in the archive, and in memory for as long as the archive cannot take it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from desktop_chat.app.notices import Notice, Notices, Severity
from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message
from desktop_chat.core.spending import Spent
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.errors import ArchiveError, ReadOnly

RETRY_AFTER_S = 5.0


class Keeper:
    """Writes to the archive without ever failing a turn.

    What the archive refuses (full disk, busy file) waits in memory, is told to the user once, and
    is tried again every few seconds and at the end. A read-only archive is told at once and is not
    tried again.
    """

    def __init__(self, archive: Archive, notices: Notices) -> None:
        self._archive = archive
        self._notices = notices
        self._messages: dict[str, Message] = {}
        self._conversations: dict[str, Conversation] = {}
        self._costs: dict[str, dict[str, Spent]] = {}
        self._refusal: ArchiveError | None = None
        self._told: Notice | None = None
        if archive.read_only_reason is not None:
            self._tell(archive.read_only_reason)

    @property
    def refusal(self) -> ArchiveError | None:
        """Why something is in memory only; None while everything is in the archive."""
        return self._refusal if self.waiting_count else None

    @property
    def waiting_count(self) -> int:
        """How many messages and conversations are in memory only."""
        return len(self._messages) + len(self._conversations)

    def waiting_message(self, message_id: str) -> Message | None:
        """Return a message that is in memory only, None for any other."""
        return self._messages.get(message_id)

    def waiting_ids(self, conversation_id: str) -> tuple[str, ...]:
        """Return the ids of a conversation's messages that are in memory only."""
        waiting = self._messages.values()
        return tuple(item.id for item in waiting if item.conversation_id == conversation_id)

    async def keep_conversation(self, conversation: Conversation) -> None:
        """Save a conversation's head now, or later when the archive cannot take it."""
        try:
            await self._archive.save_conversation(conversation)
            self._conversations.pop(conversation.id, None)
        except ArchiveError as error:
            self._conversations[conversation.id] = conversation
            self._refusal = error
            self._tell(error)

    @property
    def waiting_costs(self) -> tuple[Spent, ...]:
        """What requests cost whose messages are in memory only."""
        return tuple(row for rows in self._costs.values() for row in rows.values())

    async def keep_message(self, message: Message, spent: Spent | None = None) -> None:
        """Save a message now, or later when the archive cannot take it.

        With it goes, in one transaction, what a request for it cost.
        """
        costs = self._costs.get(message.id, {})
        if spent is not None:
            costs = costs | {spent.id: spent}
        try:
            await self._archive.save_message(message, tuple(costs.values()))
            self._messages.pop(message.id, None)
            self._costs.pop(message.id, None)
        except ArchiveError as error:
            if costs:
                self._costs[message.id] = costs
            self._messages[message.id] = message
            self._refusal = error
            self._tell(error)

    async def keep_stream(
        self,
        message_id: str,
        text: str,
        reasoning: str,
        tokens: Sequence[TokenProbability] = (),
    ) -> bool:
        """Append to the log of a running answer; return whether the archive took it."""
        try:
            await self._archive.append_stream(message_id, text, reasoning, tokens)
        except ArchiveError as error:
            self._tell(error)
            return False
        return True

    async def retry(self) -> None:
        """Try once more to save what waits; quiet when it fails again."""
        for conversation in tuple(self._conversations.values()):
            await self.keep_conversation(conversation)
        for message in tuple(self._messages.values()):
            await self.keep_message(message)
        told = self._told
        if told is not None and not self.waiting_count and not self._archive.is_read_only:
            self._told = None
            self._notices.add(Notice(Severity.DONE, "Everything is saved again.", ended=told))

    async def retry_forever(self) -> None:
        """Try again every few seconds, for as long as the program runs."""
        while True:
            await asyncio.sleep(RETRY_AFTER_S)
            if self.waiting_count and not self._archive.is_read_only:
                await self.retry()

    def _tell(self, error: ArchiveError) -> None:
        if self._told is not None:
            return
        is_lasting = self._archive.is_read_only or isinstance(error, ReadOnly)
        kept = (
            "What you write now is kept in memory until the program ends."
            if is_lasting
            else "Until then it is kept in memory."
        )
        self._told = Notice(Severity.ERROR, error.text, f"{error.advice} {kept}")
        self._notices.add(self._told)
