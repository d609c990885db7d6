"""One open conversation: what a person does in it.

It knows neither a view nor the wire's bytes; what it holds is in `open_conversation`. The user's
words are stored before they are sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from desktop_chat.app.answer import failed_before_sending
from desktop_chat.app.open_conversation import OpenConversation
from desktop_chat.app.seeds import with_next_seed
from desktop_chat.app.token_branch import begun_again
from desktop_chat.app.token_report import TokenReport
from desktop_chat.core.conversation import title_from, with_changes, with_newest
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.spending import CapKind
from desktop_chat.core.token_probabilities import Outcome
from desktop_chat.errors import AppError, UsageError


class ChatSession(OpenConversation):
    """A conversation that is open, whether or not it is the one on screen.

    Every act changes the shape and publishes at once; what must wait (archive, network) runs as a
    task. An act on a message that is not in memory, or while the shape is not known, waits for it.
    """

    # What a person does ------------------------------------------------------------------------

    def send(self, text: str) -> None:
        """Say something and ask for an answer.

        Raises:
            UsageError: The text is empty, or an answer is being made.
        """
        self._refuse_while_answering()
        if not text.strip():
            raise UsageError("There is nothing to send.", advice="Write a message first.")
        self._say(text, self._store.skeleton.active_leaf_id)

    def edit(self, message_id: str, text: str) -> None:
        """Say something else in the place of an earlier message: a new branch; the old one stays.

        Raises:
            UsageError: The text is empty, it is not the user's message, or an answer is being made.
        """
        self._refuse_while_answering()
        if not text.strip():
            raise UsageError("There is nothing to send.", advice="Write a message first.")

        def act(message: Message) -> None:
            self._refuse_while_answering()
            if message.role is not Role.USER:
                raise UsageError("Only your own messages can be edited.")
            self._say(text, message.parent_id)

        self.with_message(message_id, act)

    def regenerate(self, message_id: str, one_off: Sampling | None = None) -> None:
        """Ask for another answer in the place of one; the old answer stays as an alternative.

        The `one_off` parameters hold for this answer alone, over those of the conversation.

        Raises:
            UsageError: An answer is being made.
        """
        self._refuse_while_answering()

        def act(message: Message) -> None:
            self._refuse_while_answering()
            parent_id = message.id if message.role is Role.USER else message.parent_id
            self._ask(parent_id, one_off or Sampling())

        self.with_message(message_id, act)

    def regenerate_from(self, report: TokenReport, index: int, outcome: Outcome) -> None:
        """Ask for another answer that begins as one did, with another token in the place of one.

        The old answer stays as an alternative. Works with endpoints that continue a begun answer.

        Args:
            report: What is known of the answer's tokens.
            index: The token in whose place another one comes.
            outcome: That other token.

        Raises:
            UsageError: An answer is being made, or the token cannot stand in a text.
        """
        self._refuse_while_answering()
        begun = begun_again(report, index, outcome)

        def act(message: Message) -> None:
            self._refuse_while_answering()
            answer = self._empty_answer(new_id(), message.parent_id)
            answer = msgspec.structs.replace(answer, **begun)
            self._add(answer)
            self._start(answer, Sampling())

        self.with_message(report.message_id, act)

    def retry(self, message_id: str) -> None:
        """Try a failed answer again in its own place, or as an alternative where it has a text.

        While the answer waits to be tried again, the wait ends at once.

        Raises:
            UsageError: An answer is being made.
        """
        answer = self.answer
        if answer is not None and answer.draft.retrying is not None:
            answer.retry_now()
            return
        self._refuse_while_answering()

        def act(message: Message) -> None:
            self._refuse_while_answering()
            if message.text:
                self.regenerate(message_id)
            else:
                self._start(self._empty_answer(message_id, message.parent_id), Sampling())

        self.with_message(message_id, act)

    def continue_answer(self, message_id: str, lifted: CapKind | None = None) -> None:
        """Go on with an answer that ended too early, from its last word, or ask for it again.

        Args:
            message_id: The answer.
            lifted: A cap on spending that holds twice as far, this once.

        Raises:
            UsageError: An answer is being made.
        """
        self._refuse_while_answering()

        def act(message: Message) -> None:
            self._refuse_while_answering()
            growing = msgspec.structs.replace(message, state=MessageState.STREAMING)
            self._start(growing, Sampling(), lifted)

        self.with_message(message_id, act)

    def stop(self) -> None:
        """Stop the answer being made; what has arrived stays."""
        if self.answer is not None:
            self.answer.was_stopped_by_user = True
        self._services.tasks.cancel(self._task_name)

    def delete(self, message_id: str) -> None:
        """Delete a message and what follows it, with an offer to undo.

        Raises:
            UsageError: An answer is being made.
        """
        self._refuse_while_answering()
        if not self.is_complete:
            self._in_background("delete", self._completed_then(lambda: self.delete(message_id)))
            return
        skeleton = self._store.skeleton
        leaf_id = skeleton.active_leaf_id
        ids = skeleton.remove(message_id)
        self._ledger.change(map(self._store.get, ids), -1)
        self._in_background("delete", self._mark(ids, is_deleted=True))
        self._branch_changed()

        def undo() -> None:
            skeleton.restore(ids, leaf_id)
            self._ledger.change(map(self._store.get, ids), 1)
            self._in_background("restore", self._mark(ids, is_deleted=False))
            self._branch_changed()

        count = len(ids)
        text = "Message deleted." if count == 1 else f"{count} messages deleted."
        self._services.notices.add_undoable(text, undo)

    def graft(self, branch: Sequence[Message], answer: Message, **settings: object) -> None:
        """Go on with an answer that was made elsewhere, with an offer to undo.

        It becomes an alternative below the last message of its branch. Messages of the branch that
        the conversation does not have come with it.

        Args:
            branch: What it answers, oldest first, at least one.
            answer: It has ended.
            settings: Fields of the conversation's head that change with it.

        Raises:
            UsageError: An answer is being made, or the conversation is still being read.
        """
        self._refuse_while_answering()
        if not self.is_complete:
            raise UsageError("The conversation is still being read.", advice="Wait a moment.")
        before = {name: getattr(self._conversation, name) for name in settings}
        leaf_id = self._store.skeleton.active_leaf_id
        added = self._added(branch, answer)
        title = self._conversation.title or title_from(branch[-1].text)
        self._conversation = with_changes(self._conversation, title=title, **settings)
        self.is_kept = True
        self._note_head(added[-1])
        self._ledger.change(added, 1)
        self._in_background("graft", self._keep_added(added))
        self._branch_changed()

        def undo() -> None:
            ids = self._store.skeleton.remove(added[0].id)
            self._ledger.change(map(self._store.get, ids), -1)
            self._store.skeleton.show_leaf(leaf_id)
            self._in_background("delete", self._mark(ids, is_deleted=True))
            self._branch_changed()
            self.change(**before)

        self._services.notices.add_undoable("The answer goes on here.", undo)

    async def reveal(self, message_id: str) -> bool:
        """Show the branch that holds a message; return whether there is such a message."""
        if self.source.index_of(message_id) < 0:
            await self._store.complete()
        if self.source.index_of(message_id) < 0:
            if message_id not in self._store.skeleton or self.is_answering:
                return False
            self._store.skeleton.show(message_id)
            self._branch_changed()
        return True

    def show_branch(self, message_id: str, step: int) -> None:
        """Show the alternative `step` places after a message's; at either end nothing happens."""
        if self.is_answering:
            return
        if not self.is_complete:
            act = lambda: self.show_branch(message_id, step)  # noqa: E731
            self._in_background("branch", self._completed_then(act))
            return
        siblings = self._store.skeleton.siblings(message_id)
        index = siblings.index(message_id) + step
        if 0 <= index < len(siblings):
            self._store.skeleton.show(siblings[index])
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

    # How it is done ----------------------------------------------------------------------------

    def _refuse_while_answering(self) -> None:
        if self.is_answering:
            raise UsageError("An answer is being made.", advice="Stop it first.")

    def _say(self, text: str, parent_id: str | None) -> None:
        now_us = self._services.clock()
        message = Message(
            new_id(), self.id, Role.USER, text, parent_id=parent_id, created_us=now_us
        )
        self._add(message)
        title = self._conversation.title or title_from(text)
        self._conversation = with_changes(
            self._conversation, title=title, draft="", deleted_us=None
        )
        self._ask(message.id, Sampling())

    def _ask(self, parent_id: str | None, one_off: Sampling) -> None:
        message = self._empty_answer(new_id(), parent_id)
        self._add(message)
        self._start(message, one_off)

    def _add(self, message: Message) -> None:
        self._store.skeleton.add(message.id, message.parent_id, message.role)
        self._store.hold(message)

    def _added(self, branch: Sequence[Message], answer: Message) -> list[Message]:
        """Add an answer and what is missing of its branch; return what was added, in order."""
        skeleton, parent_id = self._store.skeleton, None
        added: list[Message] = []
        for message in (*branch, answer):
            known = None if message is answer else self._same(message, parent_id)
            if known is None:
                # An id of its own: the message may stand in another conversation, too.
                own = {"id": new_id(), "conversation_id": self.id, "parent_id": parent_id}
                added.append(msgspec.structs.replace(message, **own))
                skeleton.add(added[-1].id, parent_id, message.role)
                self._store.hold(added[-1])
            parent_id = known or added[-1].id
        return added

    def _same(self, message: Message, parent_id: str | None) -> str | None:
        """Return the id of a message here that says the same at the same place."""
        children = self._store.skeleton.children(parent_id)
        if message.id in children:
            return message.id
        for found in map(self._store.get, children):
            if found and (found.role, found.text) == (message.role, message.text):
                return found.id
        return None

    async def _keep_added(self, added: Sequence[Message]) -> None:
        keeper = self._services.keeper
        await keeper.keep_conversation(self._conversation)
        for message in added:
            await keeper.keep_message(message)
            self._store.let_go(message.id)

    def _empty_answer(self, message_id: str, parent_id: str | None) -> Message:
        return Message(
            message_id,
            self.id,
            Role.ASSISTANT,
            parent_id=parent_id,
            created_us=self._services.clock(),
            state=MessageState.STREAMING,
        )

    def _start(self, message: Message, one_off: Sampling, lifted: CapKind | None = None) -> None:
        self.is_kept = True
        self._replace(message)
        self._note_head(message)
        self._services.tasks.start(self._task_name, self._run(message, one_off, lifted))
        self._publish_rows()
        self.conversation_changed.emit(self._conversation)

    async def _run(self, message: Message, one_off: Sampling, lifted: CapKind | None) -> None:
        services = self._services
        finished = msgspec.structs.replace(message, state=MessageState.INTERRUPTED)
        try:
            await services.keeper.keep_conversation(self._conversation)
            await self._answering.keep_question(message)
            finished = await self._answering.answer_to(message, one_off, lifted)
        except asyncio.CancelledError:
            finished = msgspec.structs.replace(message, state=MessageState.STOPPED)
            await services.keeper.keep_message(finished)
        except AppError as error:
            current = self._store.get(message.id) or message
            finished = failed_before_sending(current, self._conversation, error)
            await services.keeper.keep_message(finished)
        finally:
            # Also where a bug is on its way out: a row must not seem to grow for ever.
            self._answering.answer = None
            await self._end(finished)

    async def _end(self, finished: Message) -> None:
        self._replace(finished)
        settings = self._services.settings.settings
        self._conversation = with_next_seed(self._conversation, finished, settings)
        self._note_head(finished)
        await self._services.keeper.keep_conversation(self._conversation)
        self._store.let_go(finished.id)
        # By the time this is published the task has ended, and so it is seen by who asks.
        asyncio.get_running_loop().call_soon(self._publish_end, finished.id)

    def _publish_end(self, message_id: str) -> None:
        if self._store.get(message_id) is not None:
            self.row_changed.emit(message_id)
        self.conversation_changed.emit(self._conversation)

    def _note_head(self, message: Message) -> None:
        parent = self._store.get(message.parent_id or "")
        question = parent.text if parent else self._conversation.snippet
        self._conversation = with_newest(
            self._conversation,
            message,
            question,
            active_leaf_id=self._store.skeleton.active_leaf_id,
            now_us=self._services.clock(),
        )

    def _branch_changed(self) -> None:
        self._publish_rows()
        self.change(active_leaf_id=self._store.skeleton.active_leaf_id)
        newest = self.newest
        if newest is not None and self._store.get(newest[0]) is None:
            self._in_background("tail", self._read_tail())

    async def _mark(self, ids: Sequence[str], *, is_deleted: bool) -> None:
        archive = self._services.archive
        await (archive.delete_messages(ids) if is_deleted else archive.restore_messages(ids))
        await self.complete()

    def _keep_head(self) -> None:
        self._in_background("head", self._services.keeper.keep_conversation(self._conversation))
