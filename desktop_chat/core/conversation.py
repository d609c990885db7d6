"""Conversations and the tree of their messages: growing it, branching, deleting, restoring.

It knows neither where they are kept nor how an answer comes about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct, field

from desktop_chat.core.bare_text import without_marks
from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.sampling import Sampling
from desktop_chat.core.skeleton import Skeleton
from desktop_chat.core.unseen import plain_line

SNIPPET_LENGTH = 120
"""Characters of the newest message that the list may show."""


class Conversation(Struct, frozen=True, omit_defaults=True):
    """What is known of a conversation without its messages.

    Attributes:
        title: "" until it has one.
        active_leaf_id: The message at the end of the branch that is shown.
        sampling: Only what is set in this conversation.
        preset_id: The preset that lies below it, "" for none.
        draft: Text in the composer that was not sent.
        snippet: The beginning of the newest message, one line, for the list.
        state: "" idle, "failed" or "interrupted" after the newest answer; for the list's dot.
        deleted_us: When it was put in the trash, None while it is not there.
        folder: The path of the folder it lies in (`core.places`), "" for none.
        tags: In the order of their names, none twice.
        archived_us: When it was archived, None while it is not.
        branch_names: Names given to branches, by the id of the message that each begins with.
    """

    id: str
    title: str = ""
    created_us: int = 0
    updated_us: int = 0
    is_pinned: bool = False
    deleted_us: int | None = None
    active_leaf_id: str | None = None
    endpoint_id: str = ""
    model: str = ""
    system_prompt: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    draft: str = ""
    snippet: str = ""
    state: str = ""
    preset_id: str = ""
    folder: str = ""
    tags: tuple[str, ...] = ()
    archived_us: int | None = None
    branch_names: dict[str, str] = field(default_factory=dict[str, str])


class MessageTree:
    """All messages of one conversation in memory, and which branch is shown.

    Siblings keep the order in which they were added, and a restored message regains its place.
    """

    def __init__(self, messages: Iterable[Message] = (), active_leaf_id: str | None = None) -> None:
        self._messages: dict[str, Message] = {}
        self._skeleton = Skeleton()
        for message in messages:
            self._insert(message)
        self._skeleton.show_leaf(active_leaf_id)

    def __len__(self) -> int:
        return len(self._messages)

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._messages

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages.values())

    def __getitem__(self, message_id: str) -> Message:
        return self._messages[message_id]

    @property
    def active_leaf_id(self) -> str | None:
        """The last message of the branch that is shown, None in an empty conversation."""
        return self._skeleton.active_leaf_id

    def path(self, to_id: str | None = None) -> tuple[Message, ...]:
        """Return the messages from the start to `to_id`, or to the active leaf when it is None."""
        skeleton = self._skeleton
        path = skeleton.path if to_id is None else skeleton.path_to(to_id)
        return tuple(self._messages[skeleton.id_of(node)] for node in path)

    def siblings(self, message_id: str) -> tuple[str, ...]:
        """Return the ids of the alternatives at a message's place.

        The message itself is among them; the oldest comes first.
        """
        return self._skeleton.siblings(message_id)

    def children(self, message_id: str | None) -> tuple[str, ...]:
        """Return the ids of the messages that follow one, oldest first; None gives the roots."""
        return self._skeleton.children(message_id)

    def add(self, message: Message) -> None:
        """Add a message and show its branch.

        Raises:
            ValueError: Its id is taken, or its parent is not in the tree.
        """
        self._insert(message)
        self._skeleton.show_leaf(message.id)

    def replace(self, message: Message) -> None:
        """Put a newer value of a message in the place of the one with its id; the branch stays."""
        if message.id not in self._messages:
            raise ValueError(f"no message {message.id}")
        self._messages[message.id] = message

    def show(self, message_id: str) -> None:
        """Show the branch through a message: the newest continuation below it."""
        self._skeleton.show(message_id)

    def subtree(self, message_id: str) -> tuple[Message, ...]:
        """Return a message and all that follows it, parents before children."""
        return tuple(self._messages[found] for found in self._skeleton.subtree(message_id))

    def remove(self, message_id: str) -> tuple[Message, ...]:
        """Remove a message with all that follows it; return them, parents before children.

        The branch shown moves to the nearest sibling, or ends at the parent.
        """
        return tuple(self._messages.pop(gone) for gone in self._skeleton.remove(message_id))

    def restore(self, messages: Iterable[Message], active_leaf_id: str | None) -> None:
        """Put removed messages back and show the branch that was shown.

        They come parents before children.

        Raises:
            ValueError: One is in the tree, or its parent or the branch is not.
        """
        for message in messages:
            self._insert(message)
        self._skeleton.restore((), active_leaf_id)

    def _insert(self, message: Message) -> None:
        self._skeleton.insert(message.id, message.parent_id, message.role)
        self._messages[message.id] = message


def title_from(text: str, limit: int = 60) -> str:
    """Return a title from the first words of a message: one line of at most `limit` characters."""
    line = plain_line(text)
    if len(line) <= limit:
        return line
    cut = line[:limit].rsplit(" ", 1)[0] if " " in line[:limit] else line[: limit - 1]
    return f"{cut.rstrip(',.;:') or cut}…"


def with_changes(conversation: Conversation, **changes: object) -> Conversation:
    """Return a copy of a conversation with some fields changed."""
    return msgspec.structs.replace(conversation, **changes)


def snippet_from(text: str) -> str:
    """Return the beginning of a text for one line of the list, without the marks of Markdown."""
    # What lies behind the end of the line need not be looked at.
    bare = without_marks(text[: SNIPPET_LENGTH * 2])
    return plain_line(bare)[:SNIPPET_LENGTH]


def with_newest(
    conversation: Conversation,
    message: Message,
    question: str,
    *,
    active_leaf_id: str | None,
    now_us: int,
) -> Conversation:
    """Return the head as the newest answer leaves it: times, snippet, state.

    Args:
        conversation: The head before.
        message: The newest answer, growing or ended.
        question: The text it answers; shown in the list for as long as there is no answer.
        active_leaf_id: The end of the branch that is shown.
        now_us: UTC microseconds.
    """
    failure = message.record.failure if message.record else None
    snippet = message.text or (failure.text if failure else "") or question
    is_bad = message.state in (MessageState.FAILED, MessageState.INTERRUPTED)
    return with_changes(
        conversation,
        active_leaf_id=active_leaf_id,
        updated_us=now_us,
        created_us=conversation.created_us or now_us,
        snippet=snippet_from(snippet),
        state=message.state.value if is_bad else "",
    )
