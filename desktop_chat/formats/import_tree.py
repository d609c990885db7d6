"""Makes a conversation's tree of the nodes of a source, whatever is wrong with them.

Owns the rules for duplicate ids, missing parents, cycles and nodes that are not shown: a message
whose parent is not imported follows the nearest imported one above it, else it begins the
conversation. Must not know a format.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from desktop_chat.core.conversation import Conversation, snippet_from, title_from, with_changes
from desktop_chat.core.message import Message, Role
from desktop_chat.formats.import_format import (
    Brought,
    Fate,
    FilePicture,
    NodeFate,
    NodePictures,
    stable_id,
)

_ON_ITS_OWN = "reasoning without an answer below it"


@dataclass(slots=True)
class SourceNode:
    """One node as a format reads it.

    Attributes:
        id: In the source, "" where it has none.
        parent_id: In the source, "" at the start.
        message: What it is when it is imported; its ids are replaced by stable ones. A merged node
            that has one gives its reasoning to the next answers below it, or is imported itself
            where there is none.
        pictures: What the message shows that lies in files beside the conversation.
    """

    id: str
    parent_id: str
    fate: Fate
    message: Message | None = None
    reason: str = ""
    pictures: tuple[FilePicture, ...] = ()


@dataclass(slots=True)
class _Tree:
    nodes: dict[str, SourceNode] = field(default_factory=dict[str, SourceNode])
    fates: list[NodeFate] = field(default_factory=list[NodeFate])
    kept_above: dict[str, str] = field(default_factory=dict[str, str])


def assemble(
    head: Conversation, format_id: str, nodes: Iterable[SourceNode], active_id: str = ""
) -> Brought:
    """Return a conversation with the messages of its nodes.

    Args:
        head: What is known of it; `id` is its id in the source. Times and title that are missing
            are taken from the messages; a message without a time has that of the one above it.
        format_id: Goes into the stable ids.
        nodes: In the source's order; siblings keep it.
        active_id: The end of the branch that was shown, or a node above it.
    """
    tree = _Tree()
    for number, node in enumerate(nodes):
        node.id = node.id or f"#{number}"
        if node.id in tree.nodes:
            reason = "another node has the same id"
            tree.fates.append(NodeFate(node.id, Fate.SKIPPED, reason))
        else:
            tree.nodes[node.id] = node
    _hand_reasoning_down(tree)
    ordered = _parents_first(tree)
    prefix = (format_id, head.id)
    chat_id = stable_id(*prefix)
    messages = _messages(tree, ordered, head, format_id)
    tree.fates += [NodeFate(node.id, node.fate, node.reason) for node in tree.nodes.values()]
    active = active_id if active_id in tree.nodes else ""
    active = active if _is_kept(tree.nodes.get(active)) else _kept_parent(tree, active)
    leaf = stable_id(*prefix, active) if active else None
    pictures = tuple(
        NodePictures(node.id, stable_id(*prefix, node.id), node.pictures)
        for node in tree.nodes.values()
        if node.pictures and _is_kept(node)
    )
    finished = _finished(head, chat_id, messages, leaf)
    return Brought(finished, messages, tuple(tree.fates), pictures)


def _is_kept(node: SourceNode | None) -> bool:
    return node is not None and node.fate is Fate.IMPORTED and node.message is not None


def _kept_parent(tree: _Tree, node_id: str) -> str:
    """Return the nearest imported node above one, "" where there is none or in a cycle."""
    passed: list[str] = []
    seen = {node_id}
    node = tree.nodes.get(node_id)
    found = ""
    while node is not None:
        above = node.parent_id
        if above in tree.kept_above and not _is_kept(tree.nodes.get(above)):
            found = tree.kept_above[above]
            break
        if above in seen:
            break
        seen.add(above)
        node = tree.nodes.get(above)
        if _is_kept(node):
            found = above
            break
        passed.append(above)
    tree.kept_above.update(dict.fromkeys(passed, found))
    return found


def _hand_reasoning_down(tree: _Tree) -> None:
    """Give the reasoning of merged nodes to the answers below them."""
    used: set[str] = set()
    for node in list(tree.nodes.values()):
        message = node.message
        if message is None or node.fate is not Fate.IMPORTED or message.role is not Role.ASSISTANT:
            continue
        pieces: list[str] = []
        above = tree.nodes.get(node.parent_id)
        passed: set[str] = set()
        while above is not None and not _is_kept(above) and above.id not in passed:
            passed.add(above.id)
            if above.message is not None and above.fate is Fate.MERGED:
                pieces.append(above.message.reasoning)
                used.add(above.id)
            above = tree.nodes.get(above.parent_id)
        whole = "\n\n".join(filter(None, [*reversed(pieces), message.reasoning]))
        node.message = msgspec.structs.replace(message, reasoning=whole)
    for node in tree.nodes.values():
        if node.fate is Fate.MERGED and node.message is not None and node.id not in used:
            node.fate, node.reason = Fate.IMPORTED, _ON_ITS_OWN


def _parents_first(tree: _Tree) -> list[tuple[str, str]]:
    """Return the imported nodes with the imported ones they follow, parents before children."""
    children: dict[str, list[str]] = {}
    parent_of: dict[str, str] = {}
    for node in tree.nodes.values():
        if _is_kept(node):
            parent_of[node.id] = _kept_parent(tree, node.id)
            children.setdefault(parent_of[node.id], []).append(node.id)
    placed: dict[str, str] = {}

    def place(root: str, parent: str) -> None:
        ready = [(root, parent)]
        while ready:
            current, above = ready.pop()
            if current not in placed:
                placed[current] = above
                ready += [(child, current) for child in reversed(children.get(current, []))]

    for root in children.get("", []):
        place(root, "")
    for node_id in parent_of:
        # What has not been reached stands in a cycle, or below one: it is cut open here.
        if node_id not in placed:
            place(node_id, "")
    return list(placed.items())


def _messages(
    tree: _Tree, ordered: Sequence[tuple[str, str]], head: Conversation, format_id: str
) -> tuple[Message, ...]:
    made: dict[str, Message] = {}
    prefix = (format_id, head.id)
    chat_id = stable_id(*prefix)
    for node_id, parent_id in ordered:
        message = tree.nodes[node_id].message
        if message is None:
            continue
        above = made.get(parent_id)
        made[node_id] = msgspec.structs.replace(
            message,
            id=stable_id(*prefix, node_id),
            conversation_id=chat_id,
            parent_id=None if above is None else above.id,
            created_us=message.created_us or (head if above is None else above).created_us,
        )
    return tuple(made.values())


def _finished(
    head: Conversation, chat_id: str, messages: Sequence[Message], leaf: str | None
) -> Conversation:
    times = [message.created_us for message in messages if message.created_us]
    asked = next((m.text for m in messages if m.role is Role.USER and m.text), "")
    said = next((message.text for message in reversed(messages) if message.text), "")
    created_us = head.created_us or min(times, default=0)
    models = [m.record.model for m in messages if m.record is not None and m.record.model]
    return with_changes(
        head,
        id=chat_id,
        title=head.title or title_from(asked),
        created_us=created_us,
        updated_us=head.updated_us or max(times, default=created_us),
        active_leaf_id=leaf or (messages[-1].id if messages else None),
        model=head.model or (models[-1] if models else ""),
        snippet=snippet_from(said),
    )
