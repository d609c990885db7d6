"""Makes the row of a message as it stands in its session, or on paper.

Owns what a row takes from around its message: the branch, the answer being made, the title of the
model, the name of the tool.
Must not know which messages are in memory.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop_chat.app.answering import Answering
from desktop_chat.app.message_store import MessageStore
from desktop_chat.app.rows import TurnRow, author_title, draft_row, message_row
from desktop_chat.app.services import Services
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, MessageState, Role
from desktop_chat.core.reducer import Draft
from desktop_chat.core.unseen import plain_line
from desktop_chat.formats.document import Document

_MOST_RESULTS = 64
"""Results of one message's calls that are passed on the way up to it."""


class RowMaker:
    """Makes rows for one session.

    Args:
        services: Their catalogue names models.
        store: Knows the branches.
        answering: Knows the answer being made.
        head: Gives the conversation's head as it stands.
    """

    def __init__(
        self,
        services: Services,
        store: MessageStore,
        answering: Answering,
        head: Callable[[], Conversation],
    ) -> None:
        self._services = services
        self._store = store
        self._answering = answering
        self._head = head

    def row_of(self, message: Message) -> TurnRow:
        """Return the row of a message of the session."""
        skeleton = self._store.skeleton
        branch = skeleton.place_of(skeleton.node_of(message.id))
        answer = self._answering.answer
        if answer is not None and answer.message.id == message.id:
            return draft_row(message, answer.draft, branch, self._author(message))
        if message.state is MessageState.STREAMING:
            return draft_row(message, Draft(), branch, self._author(message))
        return message_row(message, branch, self._author(message))

    def _author(self, message: Message) -> str:
        return _author(self._services, message, self._head(), self._store.get)


def document_rows(services: Services, document: Document) -> list[TurnRow]:
    """Return the rows of the branch that a document shows, as they are read on paper."""
    known = {message.id: message for message in document.messages}
    return [
        message_row(message, (0, 1), _author(services, message, document.conversation, known.get))
        for message in document.branch
    ]


def _author(
    services: Services, message: Message, head: Conversation, get: Callable[[str], Message | None]
) -> str:
    """Return who speaks: a tool by its name, a model by its title."""
    if message.role is Role.TOOL:
        return plain_line(_tool_name(message, get))
    record = message.record
    endpoint_id = record.endpoint_id if record else head.endpoint_id
    model_id = record.model if record else head.model
    return services.catalog.title(endpoint_id, model_id) or author_title(model_id)


def _tool_name(message: Message, get: Callable[[str], Message | None]) -> str:
    """Return the name of the tool that a result is of, "" where its call is not in memory."""
    above: Message | None = message
    for _ in range(_MOST_RESULTS):
        if above is None or above.role is not Role.TOOL:
            break
        above = get(above.parent_id) if above.parent_id else None
    calls = above.tool_calls if above is not None else ()
    return next((call.name for call in calls if call.id == message.tool_call_id), "")
