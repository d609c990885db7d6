"""Conversations and the tree of their messages: growing it, branching, deleting, restoring.

It knows neither where they are kept nor how an answer comes about.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct, field

from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.sampling import Sampling

_MARKS = re.compile(r"^[ ]*(?:#{1,6} |> |[-*+] |`{3,}\S*)|\*\*|__|`", re.MULTILINE)

SNIPPET_LENGTH = 120
"""Characters of the newest message that the list may show."""


class Conversation(Struct, frozen=True, omit_defaults=True):
    """What is known of a conversation without its messages.

    Attributes:
        title: "" until it has one.
        active_leaf_id: The message at the end of the branch that is shown.
        sampling: Only what is set in this conversation.
        draft: Text in the composer that was not sent.
        snippet: The beginning of the newest message, one line, for the list.
        state: "" idle, "failed" or "interrupted" after the newest answer; for the list's dot.
        deleted_us: When it was put in the trash, None while it is not there.
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


class MessageTree:
    """The messages of one conversation and which branch is shown.

    Siblings keep the order in which they were added, and a restored message regains its place.
    Several roots are possible: the first message may be edited too.
    """

    def __init__(self, messages: Iterable[Message] = (), active_leaf_id: str | None = None) -> None:
        self._messages: dict[str, Message] = {}
        self._children: dict[str | None, list[str]] = {}
        self._places: dict[str, int] = {}  # of every message that ever was here
        for message in messages:
            self._insert(message)
        self._leaf_id = active_leaf_id if active_leaf_id in self._messages else None
        if self._leaf_id is None and self._messages:
            self._leaf_id = self._newest_below(None)

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
        return self._leaf_id

    def path(self, to_id: str | None = None) -> tuple[Message, ...]:
        """Return the messages from the start to `to_id`, or to the active leaf when it is None."""
        found: list[Message] = []
        current = to_id if to_id is not None else self._leaf_id
        while current is not None:
            message = self._messages[current]
            found.append(message)
            current = message.parent_id
        return tuple(reversed(found))

    def siblings(self, message_id: str) -> tuple[str, ...]:
        """Return the ids of the alternatives at a message's place.

        The message itself is among them; the oldest comes first.
        """
        return tuple(self._children[self._messages[message_id].parent_id])

    def children(self, message_id: str | None) -> tuple[str, ...]:
        """Return the ids of the messages that follow one, oldest first; None gives the roots."""
        return tuple(self._children.get(message_id, ()))

    def add(self, message: Message) -> None:
        """Add a message and show its branch.

        Raises:
            ValueError: Its id is taken, or its parent is not in the tree.
        """
        self._insert(message)
        self._leaf_id = message.id

    def replace(self, message: Message) -> None:
        """Put a newer value of a message in the place of the one with its id; the branch stays."""
        if message.id not in self._messages:
            raise ValueError(f"no message {message.id}")
        self._messages[message.id] = message

    def show(self, message_id: str) -> None:
        """Show the branch through a message: the newest continuation below it."""
        if message_id not in self._messages:
            raise ValueError(f"no message {message_id}")
        self._leaf_id = self._newest_below(message_id)

    def subtree(self, message_id: str) -> tuple[Message, ...]:
        """Return a message and all that follows it, parents before children."""
        found: list[Message] = []
        pending = [message_id]
        while pending:
            current = pending.pop()
            found.append(self._messages[current])
            pending.extend(reversed(self._children.get(current, ())))
        return tuple(found)

    def remove(self, message_id: str) -> tuple[Message, ...]:
        """Remove a message with all that follows it; return them, parents before children.

        The branch shown moves to the nearest sibling, or ends at the parent.
        """
        removed = self.subtree(message_id)
        message = removed[0]
        was_shown = any(m.id == message_id for m in self.path())
        siblings = self._children[message.parent_id]
        position = siblings.index(message_id)
        siblings.remove(message_id)
        for gone in removed:
            del self._messages[gone.id]
            self._children.pop(gone.id, None)
        if was_shown:
            remaining = siblings[min(position, len(siblings) - 1)] if siblings else None
            self._leaf_id = self._newest_below(remaining) if remaining else message.parent_id
        return removed

    def restore(self, messages: Iterable[Message], active_leaf_id: str | None) -> None:
        """Put removed messages back and show the branch that was shown.

        They come parents before children.

        Raises:
            ValueError: One is in the tree, or its parent or the branch is not.
        """
        for message in messages:
            self._insert(message)
        if active_leaf_id is not None and active_leaf_id not in self._messages:
            raise ValueError(f"no message {active_leaf_id}")
        self._leaf_id = active_leaf_id

    def _insert(self, message: Message) -> None:
        if message.id in self._messages:
            raise ValueError(f"message {message.id} is in the tree already")
        if message.parent_id is not None and message.parent_id not in self._messages:
            raise ValueError(f"message {message.id} has an unknown parent")
        self._messages[message.id] = message
        self._places.setdefault(message.id, len(self._places))
        siblings = self._children.setdefault(message.parent_id, [])
        insort(siblings, message.id, key=self._places.__getitem__)

    def _newest_below(self, message_id: str | None) -> str | None:
        current = message_id
        while children := self._children.get(current):
            current = children[-1]
        return current


def title_from(text: str, limit: int = 60) -> str:
    """Return a title from the first words of a message: one line of at most `limit` characters."""
    line = " ".join(text.split())
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
    bare = _MARKS.sub("", text[: SNIPPET_LENGTH * 2])
    return " ".join(bare.split())[:SNIPPET_LENGTH]


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
