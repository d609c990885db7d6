"""What an open conversation holds: its head, its messages and rows, what it has consumed.

Owns how they are reached, in memory or in the archive. Must not know what a person does with them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from desktop_chat.app.answer import Answer
from desktop_chat.app.answering import Answering
from desktop_chat.app.message_store import MessageStore
from desktop_chat.app.row_maker import RowMaker
from desktop_chat.app.rows import TurnRow
from desktop_chat.app.services import Services
from desktop_chat.app.session_rows import SessionRows
from desktop_chat.app.settling import Settled, with_settled_usage
from desktop_chat.app.spending import tokenizer_of
from desktop_chat.app.token_report import TokenReport, token_report
from desktop_chat.app.usage_ledger import UsageLedger
from desktop_chat.archive import Opening
from desktop_chat.core.catalog import Model
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.layers import Layers
from desktop_chat.core.message import Message, Role
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.signal import Signal
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.core.usage import UsageTotals
from desktop_chat.errors import UsageError
from desktop_chat.markup.parser import normalised
from desktop_chat.wire.transport import WireRequest


class OpenConversation:
    """A conversation that is open: what can be asked of it.

    Args:
        conversation: Its head.
        opening: What the archive gave of its messages.
        services: The parts of the program.
        is_kept: Whether the archive has it.
    """

    def __init__(
        self,
        conversation: Conversation,
        opening: Opening,
        services: Services,
        *,
        is_kept: bool,
    ) -> None:
        self.rows_changed: Signal[None] = Signal()
        """The rows are others, or in another order."""
        self.row_changed: Signal[str] = Signal()
        """The row of this message id has a new revision."""
        self.conversation_changed: Signal[Conversation] = Signal()
        """Title, model, parameters, state, figures or anything else of the head changed."""
        self.is_kept = is_kept
        """Whether the archive has it, or is about to: since its first message or draft."""
        self._services = services
        self._conversation = conversation
        archive, leaf_id = services.archive, conversation.active_leaf_id
        self._store = MessageStore(conversation.id, opening, leaf_id, archive, services.keeper)
        self._ledger = UsageLedger(conversation.id, opening, self._store, archive)
        self._answering = Answering(
            services,
            self._store,
            lambda: self._conversation,
            self._replace,
            self.row_changed.emit,
        )
        self._row = RowMaker(services, self._store, self._answering, lambda: self._conversation)
        self.source = SessionRows(self._store, self._row.row_of, services.tasks)
        """The rows of the branch that is shown, for who shows, searches, prints or speaks them."""

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self._conversation.id

    @property
    def conversation(self) -> Conversation:
        """The conversation's head as it stands."""
        return self._conversation

    @property
    def is_answering(self) -> bool:
        """Whether an answer is being made."""
        return self._services.tasks.is_running(self._task_name)

    @property
    def answer(self) -> Answer | None:
        """The answer being made, for live figures; None while there is none."""
        return self._answering.answer

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return len(self._store.skeleton) == 0

    @property
    def is_complete(self) -> bool:
        """Whether all messages are known; at first a long conversation knows its newest alone."""
        return self._store.is_complete

    @property
    def newest(self) -> tuple[str, Role] | None:
        """Id and role of the message at the end of the branch, None where there is none."""
        skeleton = self._store.skeleton
        leaf_id = skeleton.active_leaf_id
        return None if leaf_id is None else (leaf_id, skeleton.role_of(skeleton.node_of(leaf_id)))

    @property
    def message_counts(self) -> tuple[int, int]:
        """How many messages the branch has, and all branches together; as far as is known."""
        return len(self.source), len(self._store.skeleton)

    @property
    def totals(self) -> UsageTotals | None:
        """What all branches have consumed, None as long as it is being read."""
        return self._ledger.totals

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that the next message goes to.

        Raises:
            UsageError: It is not configured any more.
        """
        return self._answering.endpoint

    @property
    def model(self) -> Model | None:
        """What is known of the conversation's model, None for one named by hand."""
        return self._answering.model

    @property
    def layers(self) -> Layers:
        """The parameters of the next message, by the layers that they come from."""
        return self._answering.layers(Sampling())

    @property
    def system_prompt(self) -> str:
        """The system prompt of the next message: the conversation's own, else its preset's."""
        return self.layers.system_prompt(self._conversation.system_prompt)

    def prompt_tokens(self, guess: int) -> int:
        """Return how many tokens a text has that was guessed to have so many.

        By how far guesses were off for the model's tokenizer, as endpoints counted.
        """
        name = tokenizer_of(self.model, self._conversation.model)
        return self._services.spending.calibration.prompt_tokens(name, guess)

    def messages(self) -> tuple[Message, ...]:
        """Return the newest messages of the branch, oldest first, as far as they are in memory."""
        return self._store.tail()

    def newest_first(self) -> Iterator[Message]:
        """Give the messages of `messages` from the end upwards."""
        return self._store.newest_first()

    def lines_before(self, count: int) -> int:
        """Return how many lines the messages of the branch fill, roughly, but its newest ones.

        Args:
            count: How many newest ones are left out.
        """
        return self.source.weight(0, len(self.source) - count).lines

    def message(self, message_id: str) -> Message:
        """Return a message of the conversation, on whichever branch.

        Raises:
            UsageError: It is not in memory; `with_message` waits for it.
        """
        message = self._store.get(message_id)
        if message is None:
            raise UsageError("This message has not been read yet.")
        return message

    def rows(self) -> tuple[TurnRow, ...]:
        """Return the rows of `messages`."""
        return tuple(self._row.row_of(message) for message in self._store.tail())

    def row(self, message_id: str) -> TurnRow:
        """Return one row as it stands; raises as `message`."""
        return self._row.row_of(self.message(message_id))

    def with_message(self, message_id: str, act: Callable[[Message], None]) -> None:
        """Do something with a message: at once where it and its place are known.

        Raises:
            UsageError: What `act` raises; in the background it becomes a notice.
        """
        message = self._store.get(message_id)
        if message is not None and self._knows_place_of(message):
            act(message)
        else:
            self._in_background("read", self._read_then(message_id, act))

    async def complete(self) -> None:
        """Know all messages and what they consumed; raises ArchiveError."""
        await self._store.complete()
        if self._ledger.totals is None:
            await self._ledger.load()
            self.conversation_changed.emit(self._conversation)

    def take_settled(self, settled: Settled) -> None:
        """Show what an answer consumed that was only estimated when the conversation was read."""
        known = self._store.get(settled.message.id)
        corrected = with_settled_usage(known or settled.message, settled.spent, settled.usage)
        if corrected is None:
            return
        if known is None:  # it is read with its usage once it is needed
            self._ledger.replace(settled.message, corrected)
        else:
            self._replace(corrected)
            self._store.let_go(corrected.id)
            self.row_changed.emit(corrected.id)
        self.conversation_changed.emit(self._conversation)

    def read_again(self, message_id: str) -> None:
        """Try once more to read a message that could not be read."""
        self.source.try_again(message_id)

    async def token_probabilities(self, message_id: str) -> tuple[TokenProbability, ...]:
        """Return how likely a message's tokens were, () where that is not known.

        Raises:
            ArchiveError: They cannot be read.
        """
        return await self._store.token_probabilities(message_id)

    async def token_report(self, message_id: str) -> TokenReport:
        """Return what is known of a message's tokens and where they stand; raises as `read`.

        It is worked out beside the event loop: a long answer takes some milliseconds.
        """
        tokens = await self.token_probabilities(message_id)
        (message,) = await self._store.read([message_id])
        return await asyncio.to_thread(token_report, message_id, normalised(message.text), tokens)

    async def branch_to(self, message_id: str | None = None) -> list[Message]:
        """Return the messages from the start to one, or to the end of the branch, oldest first.

        Raises:
            ArchiveError: They cannot be read.
        """
        return [message async for part in self._store.path_to(message_id) for message in part]

    async def preview(self, draft_text: str = "", *, is_short: bool = False) -> WireRequest:
        """Return the request that sending `draft_text` now would make, without its key.

        A short one leaves out the messages that `messages` leaves out.

        Raises:
            UsageError: The endpoint is not configured any more.
            ArchiveError: Earlier messages cannot be read.
        """
        return await self._answering.preview(draft_text, is_short=is_short)

    # How it is done ----------------------------------------------------------------------------

    @property
    def _task_name(self) -> str:
        return f"turn:{self.id}"

    def _replace(self, message: Message) -> None:
        self._ledger.replace(self._store.get(message.id), message)
        self._store.hold(message)

    def _publish_rows(self) -> None:
        self.source.refresh()
        self.rows_changed.emit(None)

    async def _read_tail(self) -> None:
        await self._store.load_tail()
        self.conversation_changed.emit(self._conversation)

    def _knows_place_of(self, message: Message) -> bool:
        parent_id = message.parent_id
        return self.is_complete or parent_id is None or parent_id in self._store.skeleton

    async def _read_then(self, message_id: str, act: Callable[[Message], None]) -> None:
        await self._store.complete()
        await self._store.load([message_id])
        act(self.message(message_id))

    async def _completed_then(self, act: Callable[[], None]) -> None:
        await self._store.complete()
        act()

    def _in_background(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"{what}:{new_id()}", work)
