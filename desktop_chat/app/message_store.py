"""The messages of one open conversation: its shape in memory, the messages while they are needed.

Owns which messages are in memory. What the archive does not have yet is never let go. Must not know
what is done with a message, nor how a row looks.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Sequence

import msgspec

from desktop_chat.app.keeping import Keeper
from desktop_chat.archive import Archive, Opening
from desktop_chat.core.message import Message
from desktop_chat.core.signal import Signal
from desktop_chat.core.skeleton import LINE_BYTES, Skeleton
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.errors import ArchiveError

MOST_MESSAGES = 512
MOST_CHARACTERS = 2_000_000
TAIL_KEPT = 16
"""The newest messages of the branch, which stay in memory: what is said next goes on from them."""
BATCH = 128
"""Messages that one request to the archive asks for."""


class MessageStore:
    """Messages by their ids.

    A short conversation is complete from the start. Of a long one the end of the branch is there
    first, as if nothing were above it, until `complete` has joined the rest.

    Args:
        conversation_id: Whose messages.
        opening: What the archive gave of it.
        active_leaf_id: The end of the branch that was shown.
        archive: Has the rest.
        keeper: Has what the archive refused.
    """

    def __init__(
        self,
        conversation_id: str,
        opening: Opening,
        active_leaf_id: str | None,
        archive: Archive,
        keeper: Keeper,
    ) -> None:
        self.grown: Signal[int] = Signal()
        """The branch has so many messages more above the first; 0 where it is another one."""
        self.skeleton = Skeleton()
        """The shape. It gives way to another when the conversation becomes complete."""
        self.is_complete = opening.is_whole
        """Whether the shape holds every message of every branch."""
        self._id = conversation_id
        self._archive = archive
        self._keeper = keeper
        self._held: dict[str, Message] = {}
        self._cached: OrderedDict[str, Message] = OrderedDict()
        self._characters = 0
        self._completing = asyncio.Lock()
        for number, message in enumerate(opening.messages):
            is_first = number == 0 and not opening.is_whole
            parent_id = None if is_first else message.parent_id
            self.skeleton.insert(message.id, parent_id, message.role, lines_of(message))
        self.skeleton.show_leaf(active_leaf_id)
        for message in opening.messages:
            self._cache(message)

    # What is in memory -------------------------------------------------------------------------

    def get(self, message_id: str) -> Message | None:
        """Return a message that is in memory, None for one that is not."""
        message = self.unkept(message_id)
        if message is None and message_id in self._cached:
            self._cached.move_to_end(message_id)
            message = self._cached[message_id]
        return message

    def unkept(self, message_id: str) -> Message | None:
        """Return a message that the archive does not have as it stands, None for any other."""
        return self._held.get(message_id) or self._keeper.waiting_message(message_id)

    @property
    def unkept_ids(self) -> tuple[str, ...]:
        """The messages that the archive does not have as they stand."""
        waiting = self._keeper.waiting_ids(self._id)
        return tuple(dict.fromkeys((*self._held, *waiting)))

    def newest_first(self) -> Iterator[Message]:
        """Give the messages of the branch from its end upwards, as far as they are in memory."""
        path = self.skeleton.path
        for position in range(len(path) - 1, -1, -1):
            message = self.get(self.skeleton.id_of(path[position]))
            if message is None:
                return
            yield message

    def tail(self) -> tuple[Message, ...]:
        """Return the messages of `newest_first`, oldest first."""
        return tuple(reversed(tuple(self.newest_first())))

    def hold(self, message: Message) -> None:
        """Take a new message or a newer state of one, and keep it until it is let go."""
        self._held[message.id] = message
        self._drop(message.id)
        if message.id in self.skeleton:
            self.skeleton.set_lines(message.id, lines_of(message))

    def let_go(self, message_id: str) -> None:
        """Say that the keeper was given a message: it may be read from the archive again."""
        message = self._held.pop(message_id, None)
        if message is not None:
            record = message.record
            if record is not None and record.arrivals:
                record = msgspec.structs.replace(record, arrivals=b"")
            self._cache(msgspec.structs.replace(message, logprobs=(), record=record))

    # What is read ------------------------------------------------------------------------------

    async def complete(self) -> None:
        """Read the shape of the whole conversation, where it is not here yet.

        Raises:
            ArchiveError: It cannot be read; the end of the branch stays as it is.
        """
        async with self._completing:
            if not self.is_complete:
                leaf_id = self.skeleton.active_leaf_id
                self._join(await self._archive.skeleton(self._id, leaf_id))

    async def load(self, ids: Sequence[str]) -> None:
        """Have messages in memory, at most BATCH.

        Raises:
            ArchiveError: They cannot be read, or one of them is not there.
        """
        missing = [message_id for message_id in ids if self.get(message_id) is None]
        if not missing:
            return
        found = await self._archive.messages_by_id(self._id, missing)
        for message_id in missing:
            # It may have changed in memory meanwhile.
            if message_id in found and self.get(message_id) is None:
                self._cache(found[message_id])
        if len(found) < len(missing):
            raise ArchiveError("This message is not in the archive any more.")

    async def load_tail(self) -> None:
        """Have the newest messages of the branch in memory; raises as `load`."""
        await self.load(self._newest())

    async def read(self, ids: Sequence[str]) -> list[Message]:
        """Return messages in this order without keeping them in memory; others are left out.

        Raises:
            ArchiveError: They cannot be read.
        """
        found: dict[str, Message] = {}
        missing: list[str] = []
        for message_id in ids:
            message = self.get(message_id)
            if message is None:
                missing.append(message_id)
            else:
                found[message_id] = message
        if missing:
            found |= await self._archive.messages_by_id(self._id, missing)
        return [found[message_id] for message_id in ids if message_id in found]

    async def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """Return what messages that are not in memory say, by their ids; raises as `read`."""
        return await self._archive.texts_by_id(ids) if ids else {}

    async def token_probabilities(self, message_id: str) -> tuple[TokenProbability, ...]:
        """Return how likely a message's tokens were, () where that is not known; raises as `read`.

        They are not kept in memory: those of a long answer weigh more than its conversation.
        """
        message = self.unkept(message_id)
        if message is not None and (message.logprobs or not message.logprob_count):
            return message.logprobs
        return await self._archive.token_probabilities(message_id)

    async def path_to(self, message_id: str | None) -> AsyncIterator[list[Message]]:
        """Give the messages from the start to one, or to the end of the branch; raises as `read`.

        The branch is the one that is there when the reading begins.
        """
        await self.complete()
        skeleton = self.skeleton
        path = skeleton.path if message_id is None else skeleton.path_to(message_id)
        for first in range(0, len(path), BATCH):
            last = min(first + BATCH, len(path))
            yield await self.read([skeleton.id_of(path[n]) for n in range(first, last)])

    # How it is kept ----------------------------------------------------------------------------

    def _join(self, whole: Skeleton) -> None:
        """Take the shape of everything, with what was said while it was read."""
        tail, before = self.skeleton, self.skeleton.path
        for message_id in tail.ids():
            message = self.get(message_id)
            if message_id not in whole and message is not None:
                parent_id = message.parent_id
                if parent_id is not None and parent_id not in whole:
                    parent_id = None
                whole.insert(message_id, parent_id, message.role, lines_of(message))
        whole.show_leaf(tail.active_leaf_id)
        self.skeleton, self.is_complete = whole, True
        above = len(whole.path) - len(before)
        is_same = above >= 0 and [tail.id_of(n) for n in before] == [
            whole.id_of(whole.path[n]) for n in range(above, len(whole.path))
        ]
        self.grown.emit(above if is_same and before else 0)

    def _cache(self, message: Message) -> None:
        self._drop(message.id)
        self._cached[message.id] = message
        self._characters += _size(message)
        if len(self._cached) > MOST_MESSAGES or self._characters > MOST_CHARACTERS:
            self._shrink()

    def _shrink(self) -> None:
        """Let go of the messages that were asked for least lately."""
        path = self.skeleton.path
        kept = {
            self.skeleton.id_of(path[n]) for n in range(max(0, len(path) - TAIL_KEPT), len(path))
        }
        for message_id in list(self._cached):
            if len(self._cached) <= MOST_MESSAGES and self._characters <= MOST_CHARACTERS:
                return
            if message_id not in kept:
                self._drop(message_id)

    def _newest(self) -> list[str]:
        path = self.skeleton.path
        first = max(0, len(path) - TAIL_KEPT)
        return [self.skeleton.id_of(path[n]) for n in range(first, len(path))]

    def _drop(self, message_id: str) -> None:
        message = self._cached.pop(message_id, None)
        if message is not None:
            self._characters -= _size(message)


def lines_of(message: Message) -> int:
    """Return how many lines a message fills, roughly."""
    return 1 + len(message.text.encode("utf-8", "replace")) // LINE_BYTES


def _size(message: Message) -> int:
    body = message.record.request_body if message.record else ""
    return len(message.text) + len(message.reasoning) + len(body)
