"""From a branch to its answer: the history is read, the request made and sent, the answer kept.

Owns the answer being made. Must not know the acts of a person, nor what is published of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from desktop_chat.app.answer import Answer
from desktop_chat.app.asking import Question, compose
from desktop_chat.app.message_store import MessageStore
from desktop_chat.app.running_cost import RunningCost
from desktop_chat.app.services import Services
from desktop_chat.app.spending import tokenizer_of
from desktop_chat.core.catalog import Model
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.layers import Layers
from desktop_chat.core.message import Message, Role
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.secret import Secret
from desktop_chat.core.spending import CapKind, Spent
from desktop_chat.core.usage import Usage
from desktop_chat.wire.transport import WireRequest

COMPOSED_AT_ONCE = 256
"""Messages whose request is made on the event loop; that of more is made beside it."""


class Answering:
    """Makes the answers of one session.

    Args:
        services: The endpoint, its key, the catalogue, the transports.
        store: Has the messages.
        head: Gives the conversation's head as it stands.
        on_new_state: Told of a newer state of the message that is being made.
        on_frame: Told its id whenever its text has grown.
    """

    def __init__(
        self,
        services: Services,
        store: MessageStore,
        head: Callable[[], Conversation],
        on_new_state: Callable[[Message], None],
        on_frame: Callable[[str], None],
    ) -> None:
        self.answer: Answer | None = None
        """The answer being made, for live figures; None while there is none."""
        self._services = services
        self._store = store
        self._head = head
        self._on_new_state = on_new_state
        self._on_frame = on_frame

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that the next message goes to.

        Raises:
            UsageError: It is not configured any more.
        """
        return self._services.account.endpoint(self._head().endpoint_id)

    @property
    def model(self) -> Model | None:
        """What is known of the conversation's model, None for one named by hand."""
        head = self._head()
        return self._services.catalog.model(head.endpoint_id, head.model)

    def layers(self, one_off: Sampling) -> Layers:
        """Return the layers of parameters as they lie now, with those of one answer on top."""
        head = self._head()
        return Layers(
            settings=self._services.settings.settings.sampling,
            preset=self._services.presets.of(head),
            conversation=head.sampling,
            one_off=one_off,
            model=self.model,
        )

    async def keep_question(self, message: Message) -> None:
        """Keep what a message answers, where the archive does not have it yet."""
        question = self._store.unkept(message.parent_id or "")
        if question is not None:
            await self._services.keeper.keep_message(question)
            self._store.let_go(question.id)

    async def answer_to(
        self, message: Message, one_off: Sampling, lifted: CapKind | None = None
    ) -> Message:
        """Fill an empty message with its answer, or go on with a partial one; return it, kept.

        Args:
            message: As the archive has it.
            one_off: Parameters for this answer alone.
            lifted: A cap on spending that holds twice as far, this once.

        Raises:
            AppError: The request could not be made.
        """
        services, endpoint = self._services, self.endpoint
        history = await self._history(message.id)
        if not message.text:
            history.pop()
        question = await self._question(history, one_off)
        cost = await self._begin(message, question, lifted)
        earlier = message.record.usage if message.record else None
        tokens = await self._store.token_probabilities(message.id) if message.text else ()
        message = _asked(message, question)
        self._on_new_state(message)
        await services.keeper.keep_message(message, cost.opening)
        key = await services.account.key(endpoint)
        self.answer = Answer(
            message,
            question,
            cost=cost,
            earlier=earlier,
            tokens=tokens,
            keeper=services.keeper,
            clock=services.clock,
            on_frame=lambda: self._on_frame(message.id),
        )
        answer = self.answer
        finished = await answer.run(services.transports.for_endpoint(endpoint), key)
        work = self._account(answer.spent, earlier, endpoint, key)
        services.tasks.start(f"spent:{new_id()}", work)
        return finished

    async def _begin(
        self, message: Message, question: Question, lifted: CapKind | None
    ) -> RunningCost:
        head = self._head()
        whose = Spent(
            "",
            0,
            endpoint_id=head.endpoint_id,
            model=head.model,
            tokenizer=tokenizer_of(self.model, head.model),
            conversation_id=head.id,
            message_id=message.id,
            guessed_prompt=question.prompt_guess,
        )
        return await self._services.spending.begin(
            whose, self.model, is_free=self.endpoint.is_local, lifted=lifted
        )

    async def _account(
        self, spent: Spent, earlier: Usage | None, endpoint: Endpoint, key: Secret | None
    ) -> None:
        """Note what a request has cost, and look up what its stream did not come to say."""
        services = self._services
        services.spending.note(spent)
        usage = await services.settling.settle(spent, endpoint, key)
        if usage is not None:
            await self._settle(spent, usage, earlier)
        await services.settling.settle_older(endpoint, key)

    async def _settle(self, spent: Spent, usage: Usage, earlier: Usage | None) -> None:
        """Put what was consumed in the place of the estimate in the message."""
        services = self._services
        for message in await self._store.read([spent.message_id]):
            record = message.record
            # It may go on by now, and count anew.
            if record is not None and record.generation_id == spent.generation_id:
                known = usage.after(earlier) if earlier else usage
                record = msgspec.structs.replace(record, usage=known)
                settled = msgspec.structs.replace(message, record=record)
                self._on_new_state(settled)
                await services.keeper.keep_message(settled)
                self._store.let_go(settled.id)
                self._on_frame(settled.id)

    async def preview(self, draft_text: str, *, is_short: bool) -> WireRequest:
        """Return the request that sending a text now would make, without its key.

        Args:
            draft_text: What is being written; nothing is added for an empty text.
            is_short: Whether messages that are not in memory are left out.

        Raises:
            UsageError: The endpoint is not configured any more.
            ArchiveError: Earlier messages cannot be read.
        """
        messages = list(self._store.tail()) if is_short else await self._history(None)
        if draft_text.strip():
            messages.append(Message("draft", self._head().id, Role.USER, draft_text))
        return (await self._question(messages, Sampling())).request

    async def _history(self, to_id: str | None) -> list[Message]:
        """Return the messages from the start to one, or to the end of the branch."""
        return [message async for part in self._store.path_to(to_id) for message in part]

    async def _question(self, messages: list[Message], one_off: Sampling) -> Question:
        values = (self._head(), messages, self.endpoint, self.layers(one_off))
        if len(messages) <= COMPOSED_AT_ONCE:
            return compose(*values)
        # The exact bytes of a long conversation take longer than a frame.
        return await asyncio.to_thread(compose, *values)


def _asked(message: Message, question: Question) -> Message:
    """Return a message with the record of the question; the beginning that it was given stays."""
    prefill = message.record.prefill if message.record else None
    record = msgspec.structs.replace(question.record, prefill=prefill)
    return msgspec.structs.replace(message, record=record)
