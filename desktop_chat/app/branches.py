"""The map of a conversation's branches: where it forks, and what each alternative begins with.

Between two forks nothing is shown, so that a map is as small as the choices that were made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation, snippet_from
from desktop_chat.core.message import Message, Role
from desktop_chat.core.skeleton import Skeleton

MOST_BRANCHES = 2_000
"""Branches that a map shows; those after them are counted."""
_AT_ONCE = 200
_SPEAKERS = {
    Role.USER: "You",
    Role.SYSTEM: "System",
    Role.TOOL: "Tool",
    Role.ASSISTANT: "Model",
}


@dataclass(slots=True)
class Branch:
    """What lies between one fork and the next, or the end.

    Attributes:
        id: Of its first message, the alternative that was chosen at the fork.
        end_id: Of its last message.
        role: Who speaks first in it.
        count: How many messages it has.
        name: The name given to it, "".
        snippet: The beginning of its first message.
        is_shown: Whether the branch that is shown goes through it.
        parts: What it forks into, the oldest first; empty at an end.
    """

    id: str
    end_id: str
    role: Role
    count: int
    name: str = ""
    snippet: str = ""
    is_shown: bool = False
    parts: list[Branch] = field(default_factory=list["Branch"])

    def all(self) -> Iterator[Branch]:
        """Give it and all below it, parents before children."""
        ready: list[Branch] = [self]
        while ready:
            branch = ready.pop()
            yield branch
            ready += reversed(branch.parts)


@dataclass(slots=True)
class BranchMap:
    """All branches of a conversation; `left_out` says how many more there are."""

    roots: list[Branch]
    left_out: int = 0

    def all(self) -> Iterator[Branch]:
        """Give every branch, parents before children."""
        for root in self.roots:
            yield from root.all()


async def map_of(archive: Archive, conversation: Conversation) -> BranchMap:
    """Return the map of a conversation as the archive has it; raises ArchiveError."""
    skeleton = await archive.skeleton(conversation.id, conversation.active_leaf_id)
    found = _map(skeleton)
    branches = list(found.all())
    for first in range(0, len(branches), _AT_ONCE):
        part = branches[first : first + _AT_ONCE]
        texts = await archive.texts_by_id([branch.id for branch in part])
        for branch in part:
            branch.snippet = snippet_from(texts.get(branch.id, ""))
            branch.name = conversation.branch_names.get(branch.id, "")
    return found


async def text_below(archive: Archive, conversation_id: str, fork: Sequence[str]) -> list[str]:
    """Return what is said on two branches from where they part, each as one text.

    Args:
        archive: Has the conversation.
        conversation_id: Which.
        fork: Two messages, the ends of the branches.
    """
    skeleton = await archive.skeleton(conversation_id)
    paths = [_path(skeleton, message_id) for message_id in fork]
    shared = 0
    for one, other in zip(*paths, strict=False):
        if one != other:
            break
        shared += 1
    texts: list[str] = []
    for path in paths:
        said: list[str] = []
        for first in range(shared, len(path), _AT_ONCE):
            ids = path[first : first + _AT_ONCE]
            messages = await archive.messages_by_id(conversation_id, ids)
            said += [_said(messages[each]) for each in ids if each in messages]
        texts.append("\n\n".join(said))
    return texts


def _map(skeleton: Skeleton) -> BranchMap:
    path = skeleton.path
    shown = {skeleton.id_of(path[number]) for number in range(len(path))}
    roots: list[Branch] = []
    ready = [(each, roots) for each in reversed(skeleton.children(None))]
    count = left_out = 0
    while ready:
        first, siblings = ready.pop()
        if count >= MOST_BRANCHES:
            left_out += 1
            continue
        count += 1
        end, length, below = first, 1, skeleton.children(first)
        while len(below) == 1:
            end, length = below[0], length + 1
            below = skeleton.children(end)
        role = skeleton.role_of(skeleton.node_of(first))
        branch = Branch(first, end, role, length, is_shown=first in shown)
        siblings.append(branch)
        ready += [(each, branch.parts) for each in reversed(below)]
    return BranchMap(roots, left_out)


def _path(skeleton: Skeleton, message_id: str) -> list[str]:
    path = skeleton.path_to(message_id)
    return [skeleton.id_of(path[number]) for number in range(len(path))]


def _said(message: Message) -> str:
    return f"{_SPEAKERS[message.role]}:\n{message.text or message.refusal}"
