"""One open conversation: what a person does in it, and what its rows are.

It knows neither a view nor the wire's bytes. The user's words are stored before they are sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

import msgspec

from desktop_chat.app.answer import Answer, failed_before_sending
from desktop_chat.app.asking import Question, compose
from desktop_chat.app.rows import TurnRow, author_title, draft_row, message_row
from desktop_chat.app.services import Services
from desktop_chat.app.session_rows import SessionRows
from desktop_chat.core.catalog import Model
from desktop_chat.core.conversation import (
    Conversation,
    MessageTree,
    title_from,
    with_changes,
    with_newest,
)
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.reducer import Draft
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.signal import Signal
from desktop_chat.errors import AppError, UsageError
from desktop_chat.wire.transport import WireRequest


class ChatSession:
    """A conversation that is open, whether or not it is the one on screen.

    Every act changes the tree and publishes at once; what must wait (archive, network) runs as a
    task.
    """

    def __init__(
        self,
        conversation: Conversation,
        messages: Iterable[Message],
        services: Services,
        *,
        is_kept: bool,
    ) -> None:
        self.rows_changed: Signal[None] = Signal()
        """The rows are others, or in another order."""
        self.row_changed: Signal[str] = Signal()
        """The row of this message id has a new revision."""
        self.conversation_changed: Signal[Conversation] = Signal()
        """Title, model, parameters, state or anything else of the head changed."""
        self.is_kept = is_kept
        """Whether the archive has it, or is about to: since its first message or draft."""
        self._services = services
        self._conversation = conversation
        self._tree = MessageTree(messages, conversation.active_leaf_id)
        self._answer: Answer | None = None
        self.source = SessionRows(self.rows, self.rows_changed, self.row_changed)
        """The rows of the branch that is shown."""

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
        return self._answer

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said yet."""
        return len(self._tree) == 0

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that the next message goes to.

        Raises:
            UsageError: It is not configured any more.
        """
        return self._services.account.endpoint(self._conversation.endpoint_id)

    @property
    def model(self) -> Model | None:
        """What is known of the conversation's model, None for one named by hand."""
        return self._services.catalog.model(
            self._conversation.endpoint_id, self._conversation.model
        )

    def messages(self) -> tuple[Message, ...]:
        """Return the messages of the branch that is shown, oldest first."""
        return self._tree.path()

    def all_messages(self) -> tuple[Message, ...]:
        """Return the messages of every branch."""
        return tuple(self._tree)

    def message(self, message_id: str) -> Message:
        """Return a message of the conversation, on whichever branch."""
        return self._tree[message_id]

    def rows(self) -> tuple[TurnRow, ...]:
        """Return the rows of the branch that is shown."""
        return tuple(self._row(message) for message in self._tree.path())

    def row(self, message_id: str) -> TurnRow:
        """Return one row as it stands."""
        return self._row(self._tree[message_id])

    # What a person does ------------------------------------------------------------------------

    def send(self, text: str) -> None:
        """Say something and ask for an answer.

        Raises:
            UsageError: The text is empty, or an answer is being made.
        """
        self._refuse_while_answering()
        if not text.strip():
            raise UsageError("There is nothing to send.", advice="Write a message first.")
        self._say(text, self._tree.active_leaf_id)

    def edit(self, message_id: str, text: str) -> None:
        """Say something else in the place of an earlier message: a new branch; the old one stays.

        Raises:
            UsageError: The text is empty, it is not the user's message, or an answer is being made.
        """
        self._refuse_while_answering()
        message = self._tree[message_id]
        if message.role is not Role.USER:
            raise UsageError("Only your own messages can be edited.")
        if not text.strip():
            raise UsageError("There is nothing to send.", advice="Write a message first.")
        self._say(text, message.parent_id)

    def regenerate(self, message_id: str, one_off: Sampling | None = None) -> None:
        """Ask for another answer in the place of one; the old answer stays as an alternative.

        The `one_off` parameters hold for this answer alone, over those of the conversation.

        Raises:
            UsageError: An answer is being made.
        """
        self._refuse_while_answering()
        message = self._tree[message_id]
        parent_id = message.id if message.role is Role.USER else message.parent_id
        self._ask(parent_id, one_off or Sampling())

    def retry(self, message_id: str) -> None:
        """Try a failed answer again in its own place, or as an alternative where it has a text.

        While the answer waits to be tried again, the wait ends at once.

        Raises:
            UsageError: An answer is being made.
        """
        answer = self._answer
        if answer is not None and answer.draft.retrying is not None:
            answer.retry_now()
            return
        self._refuse_while_answering()
        message = self._tree[message_id]
        if message.text:
            self.regenerate(message_id)
            return
        self._start(self._empty_answer(message_id, message.parent_id), Sampling())

    def continue_answer(self, message_id: str) -> None:
        """Go on with an answer that ended too early, from its last word.

        Raises:
            UsageError: An answer is being made.
        """
        self._refuse_while_answering()
        message = self._tree[message_id]
        self._start(msgspec.structs.replace(message, state=MessageState.STREAMING), Sampling())

    def stop(self) -> None:
        """Stop the answer being made; what has arrived stays."""
        if self._answer is not None:
            self._answer.was_stopped_by_user = True
        self._services.tasks.cancel(self._task_name)

    def delete(self, message_id: str) -> None:
        """Delete a message and what follows it, with an offer to undo.

        Raises:
            UsageError: An answer is being made.
        """
        self._refuse_while_answering()
        leaf_id = self._tree.active_leaf_id
        removed = self._tree.remove(message_id)
        ids = [message.id for message in removed]
        self._in_background("delete", self._services.archive.delete_messages(ids))
        self._branch_changed()

        def undo() -> None:
            self._tree.restore(removed, leaf_id)
            self._in_background("restore", self._services.archive.restore_messages(ids))
            self._branch_changed()

        count = len(removed)
        text = "Message deleted." if count == 1 else f"{count} messages deleted."
        self._services.notices.add_undoable(text, undo)

    def show_branch(self, message_id: str, step: int) -> None:
        """Show the alternative `step` places after a message's; at either end nothing happens."""
        siblings = self._tree.siblings(message_id)
        index = siblings.index(message_id) + step
        if self.is_answering or not 0 <= index < len(siblings):
            return
        self._tree.show(siblings[index])
        self._branch_changed()

    def change(self, **changes: object) -> None:
        """Change fields of the conversation's head: its title, model, parameters, draft and so on.

        A conversation without a message is kept for as long as it has a draft.
        """
        had_draft = bool(self._conversation.draft)
        self._conversation = with_changes(self._conversation, **changes)
        has_draft = bool(self._conversation.draft)
        if self.is_empty and had_draft != has_draft:
            deleted_us = None if has_draft else self._services.clock()
            self._conversation = with_changes(self._conversation, deleted_us=deleted_us)
        self.is_kept = self.is_kept or has_draft
        self.conversation_changed.emit(self._conversation)
        if self.is_kept:
            self._keep_head()

    def preview(self, draft_text: str = "") -> WireRequest:
        """Return the request that sending `draft_text` now would make, without its key.

        Raises:
            UsageError: The endpoint is not configured any more.
        """
        messages = list(self._tree.path())
        if draft_text.strip():
            messages.append(Message("draft", self.id, Role.USER, draft_text))
        return self._question(messages, Sampling()).request

    # How it is done ----------------------------------------------------------------------------

    @property
    def _task_name(self) -> str:
        return f"turn:{self.id}"

    def _refuse_while_answering(self) -> None:
        if self.is_answering:
            raise UsageError("An answer is being made.", advice="Stop it first.")

    def _say(self, text: str, parent_id: str | None) -> None:
        now_us = self._services.clock()
        message = Message(
            new_id(), self.id, Role.USER, text, parent_id=parent_id, created_us=now_us
        )
        self._tree.add(message)
        title = self._conversation.title or title_from(text)
        self._conversation = with_changes(
            self._conversation, title=title, draft="", deleted_us=None
        )
        self._ask(message.id, Sampling())

    def _ask(self, parent_id: str | None, one_off: Sampling) -> None:
        message = self._empty_answer(new_id(), parent_id)
        self._tree.add(message)
        self._start(message, one_off)

    def _empty_answer(self, message_id: str, parent_id: str | None) -> Message:
        return Message(
            message_id,
            self.id,
            Role.ASSISTANT,
            parent_id=parent_id,
            created_us=self._services.clock(),
            state=MessageState.STREAMING,
        )

    def _start(self, message: Message, one_off: Sampling) -> None:
        self.is_kept = True
        self._tree.replace(message)
        self._note_head(message)
        self._services.tasks.start(self._task_name, self._run(message, one_off))
        self.rows_changed.emit(None)
        self.conversation_changed.emit(self._conversation)

    async def _run(self, message: Message, one_off: Sampling) -> None:
        services = self._services
        finished = msgspec.structs.replace(message, state=MessageState.INTERRUPTED)
        try:
            await services.keeper.keep_conversation(self._conversation)
            if message.parent_id is not None:
                await services.keeper.keep_message(self._tree[message.parent_id])
            finished = await self._answer_to(message, one_off)
        except asyncio.CancelledError:
            finished = msgspec.structs.replace(message, state=MessageState.STOPPED)
            await services.keeper.keep_message(finished)
        except AppError as error:
            finished = failed_before_sending(self._tree[message.id], self._conversation, error)
            await services.keeper.keep_message(finished)
        finally:
            # Also where a bug is on its way out: a row must not seem to grow for ever.
            self._answer = None
            await self._end(finished)

    async def _end(self, finished: Message) -> None:
        self._tree.replace(finished)
        self._note_head(finished)
        await self._services.keeper.keep_conversation(self._conversation)
        # By the time this is published the task has ended, and so it is seen by who asks.
        asyncio.get_running_loop().call_soon(self._publish_end, finished.id)

    async def _answer_to(self, message: Message, one_off: Sampling) -> Message:
        services = self._services
        endpoint = self.endpoint
        history = list(self._tree.path(message.id))
        if not message.text:
            history.pop()
        question = self._question(history, one_off)
        earlier = message.record.usage if message.record else None
        message = msgspec.structs.replace(message, record=question.record)
        self._tree.replace(message)
        await services.keeper.keep_message(message)
        key = await services.account.key(endpoint)
        self._answer = Answer(
            message,
            question,
            earlier=earlier,
            keeper=services.keeper,
            clock=services.clock,
            model=self.model,
            on_frame=lambda: self.row_changed.emit(message.id),
        )
        return await self._answer.run(services.transports.for_endpoint(endpoint), key)

    def _publish_end(self, message_id: str) -> None:
        if message_id in self._tree:
            self.row_changed.emit(message_id)
        self.conversation_changed.emit(self._conversation)

    def _question(self, messages: list[Message], one_off: Sampling) -> Question:
        general = self._services.settings.settings.sampling
        return compose(self._conversation, messages, self.endpoint, self.model, (general, one_off))

    def _row(self, message: Message) -> TurnRow:
        siblings = self._tree.siblings(message.id)
        branch = (siblings.index(message.id), len(siblings))
        answer = self._answer
        if answer is not None and answer.message.id == message.id:
            return draft_row(message, answer.draft, branch, self._author(message))
        if message.state is MessageState.STREAMING:
            return draft_row(message, Draft(), branch, self._author(message))
        return message_row(message, branch, self._author(message))

    def _author(self, message: Message) -> str:
        record = message.record
        endpoint_id = record.endpoint_id if record else self._conversation.endpoint_id
        model_id = record.model if record else self._conversation.model
        model = self._services.catalog.model(endpoint_id, model_id)
        return model.title if model else author_title(model_id)

    def _note_head(self, message: Message) -> None:
        question = self._tree[message.parent_id].text if message.parent_id else ""
        self._conversation = with_newest(
            self._conversation,
            message,
            question,
            active_leaf_id=self._tree.active_leaf_id,
            now_us=self._services.clock(),
        )

    def _branch_changed(self) -> None:
        self.rows_changed.emit(None)
        self.change(active_leaf_id=self._tree.active_leaf_id)

    def _keep_head(self) -> None:
        self._in_background("head", self._services.keeper.keep_conversation(self._conversation))

    def _in_background(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"{what}:{new_id()}", work)
