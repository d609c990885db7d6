"""What an export is given: a conversation with its messages; and how a file of many is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec

from desktop_chat.core.conversation import Conversation, MessageTree
from desktop_chat.core.message import Message


@dataclass(frozen=True, slots=True)
class Document:
    """One conversation to be exported.

    Attributes:
        messages: All messages of all branches, parents before children.
        folder: The folder beside the export's file that has what `files_beside` gives, as a path
            from that file; "" where there is none.
    """

    conversation: Conversation
    messages: tuple[Message, ...]
    folder: str = ""

    @property
    def branch(self) -> tuple[Message, ...]:
        """The messages of the branch that is shown, oldest first."""
        return self.tree.path()

    @property
    def branches(self) -> list[tuple[Message, ...]]:
        """Every branch, oldest message first, in the order of their ends."""
        tree = self.tree
        return [tree.path(m.id) for m in self.messages if not tree.children(m.id)]

    @property
    def tree(self) -> MessageTree:
        """The messages as a tree that shows the branch."""
        return MessageTree(self.messages, self.conversation.active_leaf_id)

    def only_branch(self) -> Document:
        """Return the conversation as if the branch that is shown were all of it."""
        return replace(self, messages=self.branch)

    def only_message(self, message_id: str) -> Document:
        """Return the conversation as if one message were all of it; without such one, empty."""
        found = (message for message in self.messages if message.id == message_id)
        alone = tuple(msgspec.structs.replace(message, parent_id=None) for message in found)
        return replace(self, messages=alone)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One way to write conversations; a file is written piece by piece, never held whole.

    Attributes:
        id: Stable name on the command line.
        suffix: Of the file, with its dot.
        write: Gives one conversation as text; never holds a key.
        begin, between, end: What stands around and between the conversations of a file of many.
        is_list: Whether `begin` and `end` stand around a single conversation too.
        has_folder: Whether what `files_beside` gives is written into a folder beside the file.
    """

    id: str
    title: str
    suffix: str
    write: Callable[[Document], str]
    begin: str = ""
    between: str = ""
    end: str = ""
    is_list: bool = False
    has_folder: bool = False

    def whole(self, document: Document) -> str:
        """Return a file of one conversation."""
        text = self.write(document)
        return f"{self.begin}{text}{self.end}" if self.is_list else text
