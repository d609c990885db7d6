"""What an export is given: a conversation with all its messages, and the branch to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_chat.core.conversation import Conversation, MessageTree
from desktop_chat.core.message import Message


@dataclass(frozen=True, slots=True)
class Document:
    """One conversation to be exported.

    Attributes:
        messages: All messages of all branches, parents before children.
    """

    conversation: Conversation
    messages: tuple[Message, ...]

    @property
    def branch(self) -> tuple[Message, ...]:
        """The messages of the branch that is shown, oldest first."""
        return MessageTree(self.messages, self.conversation.active_leaf_id).path()


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One way to write a conversation.

    Attributes:
        id: Stable name on the command line.
        suffix: Of the file, with its dot.
        write: Gives the whole file as text; never holds a key.
    """

    id: str
    title: str
    suffix: str
    write: Callable[[Document], str]
