"""The tree of a conversation without its messages: who follows whom, and which branch is shown.

Owns the rules of branching, deleting and restoring, in about 25 bytes a message and
eight more for those of the branch that is shown. Must not know texts, nor where messages are kept.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from desktop_chat.core.branch_path import BranchPath
from desktop_chat.core.id_column import IdColumn
from desktop_chat.core.message import Role
from desktop_chat.core.path_weights import PathWeights

ABOVE_ALL = -1
"""The place of what stands above the first messages."""
LINE_BYTES = 80
"""So many bytes of a text are taken for one line, where a text is not measured."""
_ROLES = tuple(Role)
_CODES = {role: code for code, role in enumerate(_ROLES)}
_GONE = 0x80


class Skeleton:
    """Nodes in the order in which they were added, each after its parent.

    A node's number never changes. One that is removed keeps its number, and so its place among its
    siblings when it is restored. Several roots are possible: the first message may be edited too.
    """

    def __init__(self) -> None:
        self._ids = IdColumn()
        self._parents = array("i")
        self._kinds = bytearray()
        self._lines = array("i")
        self._starts = array("i")  # nodes whose parent is not the node before
        self._branches: dict[int, list[int]] = {}  # children but the one that follows its parent
        self._gone_count = 0
        self._leaf = ABOVE_ALL
        self._path: BranchPath | None = None
        self._weights: PathWeights | None = None

    def __len__(self) -> int:
        return len(self._parents) - self._gone_count

    def __contains__(self, message_id: str) -> bool:
        return self.node_of(message_id) >= 0

    @property
    def active_leaf_id(self) -> str | None:
        """The last message of the branch that is shown, None in an empty conversation."""
        return None if self._leaf < 0 else self._ids[self._leaf]

    @property
    def path(self) -> BranchPath:
        """The branch that is shown."""
        if self._path is None:
            self._path = self._path_to(self._leaf)
        return self._path

    def path_to(self, message_id: str) -> BranchPath:
        """Return the branch from the start to a message."""
        return self._path_to(self._known(message_id))

    def node_of(self, message_id: str) -> int:
        """Return the node of a message, -1 for one that is not here."""
        node = self._ids.number_of(message_id)
        return node if node >= 0 and not self._kinds[node] & _GONE else -1

    def node_of_packed(self, raw: bytes) -> int:
        """Return the node of a message whose id is a UUID of 16 bytes; as `node_of`."""
        node = self._ids.number_of_packed(raw)
        return node if node >= 0 and not self._kinds[node] & _GONE else -1

    def id_of(self, node: int) -> str:
        """Return the id of a node's message."""
        return self._ids[node]

    def ids(self) -> Iterator[str]:
        """Give the ids of all messages in the order in which they were added."""
        for node, kind in enumerate(self._kinds):
            if not kind & _GONE:
                yield self._ids[node]

    def role_of(self, node: int) -> Role:
        """Return who speaks in a node's message."""
        return _ROLES[self._kinds[node] & ~_GONE]

    def parent_of(self, message_id: str) -> str | None:
        """Return the id of the message before one, None at the start."""
        parent = self._parents[self._known(message_id)]
        return None if parent < 0 else self._ids[parent]

    def siblings(self, message_id: str) -> tuple[str, ...]:
        """Return the ids of the alternatives at a message's place, itself among them, in order."""
        return tuple(self._ids[n] for n in self._children(self._parents[self._known(message_id)]))

    def place_of(self, node: int) -> tuple[int, int]:
        """Return a node's place among the alternatives, from 0, and how many there are."""
        parent = self._parents[node]
        if parent not in self._branches:
            return 0, 1
        siblings = self._children(parent)
        return siblings.index(node), len(siblings)

    def children(self, message_id: str | None) -> tuple[str, ...]:
        """Return the ids of the messages that follow one, oldest first; None gives the roots."""
        node = ABOVE_ALL if message_id is None else self.node_of(message_id)
        if node < 0 and message_id is not None:
            return ()
        return tuple(self._ids[n] for n in self._children(node))

    def weight(self, first: int, last: int) -> tuple[int, int]:
        """Return who asks and how much is said on a stretch of the branch that is shown.

        Args:
            first: Position of its first message.
            last: Position behind its last one.

        Returns:
            How many messages are the user's, and how many lines all fill, roughly: as was noted
            when the branch was first weighed.
        """
        if self._weights is None:
            runs, user = self.path.runs(), _CODES[Role.USER]
            self._weights = PathWeights(runs, self._kinds, self._lines, user)
        return self._weights.between(first, last)

    def set_lines(self, message_id: str, lines: int) -> None:
        """Note how many lines a message fills now."""
        self._lines[self._known(message_id)] = lines

    # How it grows ------------------------------------------------------------------------------

    def insert(self, message_id: str, parent_id: str | None, role: Role, lines: int = 1) -> None:
        """Add a message; the branch that is shown stays.

        One that was removed from the same place stands where it stood.

        Raises:
            ValueError: Its id is taken, or its parent is not here.
        """
        if message_id in self:
            raise ValueError(f"message {message_id} is in the tree already")
        parent = ABOVE_ALL if parent_id is None else self.node_of(parent_id)
        if parent < 0 and parent_id is not None:
            raise ValueError(f"message {message_id} has an unknown parent")
        known = self._ids.number_of(message_id)
        if known >= 0 and self._parents[known] == parent:
            self._kinds[known] = _CODES[role]
            self._lines[known] = lines
            self._gone_count -= 1
            return
        self._ids.append(message_id)
        self._append(parent, _CODES[role], lines)

    def add(self, message_id: str, parent_id: str | None, role: Role, lines: int = 1) -> None:
        """Add a message and show its branch; raises as `insert`."""
        self.insert(message_id, parent_id, role, lines)
        self._show(self.node_of(message_id))

    def extend(
        self,
        ids: Sequence[bytes],
        parent: int,
        roles: Sequence[Role],
        lines: Sequence[int],
    ) -> None:
        """Add messages that follow each other, at once; the branch that is shown stays.

        Args:
            ids: UUIDs of 16 bytes, none of which is here.
            parent: Node of the message before the first.
            roles: Who speaks, for each.
            lines: How many lines each fills, roughly.
        """
        first = len(self._parents)
        self._ids.extend_packed(ids)
        self._append(parent, _CODES[roles[0]], lines[0])
        self._parents.extend(range(first, first + len(ids) - 1))
        self._kinds += bytes(map(_CODES.__getitem__, roles[1:]))
        self._lines.extend(lines[1:])

    # What is shown -----------------------------------------------------------------------------

    def show_leaf(self, message_id: str | None) -> None:
        """Show the branch that ends with a message; with the newest where it is not here."""
        leaf = ABOVE_ALL if message_id is None else self.node_of(message_id)
        self._show(leaf if leaf >= 0 else self._newest_below(ABOVE_ALL))

    def show(self, message_id: str) -> None:
        """Show the branch through a message: the newest continuation below it."""
        self._show(self._newest_below(self._known(message_id)))

    def subtree(self, message_id: str) -> tuple[str, ...]:
        """Return the ids of a message and of all that follows it, parents before children."""
        return tuple(self._ids[node] for node in self._subtree(self._known(message_id)))

    def remove(self, message_id: str) -> tuple[str, ...]:
        """Remove a message with all that follows it; return their ids, parents before children.

        The branch shown moves to the nearest sibling, or ends at the parent.
        """
        top = self._known(message_id)
        removed = self._subtree(top)
        was_shown = self.path.position_of(top) >= 0
        parent = self._parents[top]
        position = self._children(parent).index(top)
        for node in removed:
            self._kinds[node] |= _GONE
        self._gone_count += len(removed)
        if was_shown:
            left = self._children(parent)
            nearest = left[min(position, len(left) - 1)] if left else ABOVE_ALL
            self._show(self._newest_below(nearest) if left else parent)
        return tuple(self._ids[node] for node in removed)

    def restore(self, ids: Iterable[str], active_leaf_id: str | None) -> None:
        """Put removed messages back and show the branch that was shown.

        They come parents before children.

        Raises:
            ValueError: One was never here or is here, or its parent or the branch is not.
        """
        for message_id in ids:
            node = self._ids.number_of(message_id)
            if node < 0 or not self._kinds[node] & _GONE:
                raise ValueError(f"message {message_id} was not removed")
            if self._parents[node] >= 0 and self._kinds[self._parents[node]] & _GONE:
                raise ValueError(f"message {message_id} has an unknown parent")
            self._kinds[node] &= ~_GONE
            self._gone_count -= 1
        self._show(ABOVE_ALL if active_leaf_id is None else self._known(active_leaf_id))

    # How it is kept ----------------------------------------------------------------------------

    def _append(self, parent: int, kind: int, lines: int) -> None:
        node = len(self._parents)
        self._parents.append(parent)
        self._kinds.append(kind)
        self._lines.append(lines)
        if parent != node - 1:
            self._branches.setdefault(parent, []).append(node)
        if parent != node - 1 or node == 0:
            self._starts.append(node)

    def _known(self, message_id: str) -> int:
        node = self.node_of(message_id)
        if node < 0:
            raise ValueError(f"no message {message_id}")
        return node

    def _show(self, leaf: int) -> None:
        if leaf == self._leaf and self._path is not None:
            return
        goes_on = leaf >= 0 and self._path is not None and self._parents[leaf] == self._leaf
        self._path = self._path.extended(leaf) if self._path is not None and goes_on else None
        self._leaf = leaf
        self._weights = None

    def _path_to(self, leaf: int) -> BranchPath:
        runs: list[tuple[int, int]] = []
        node = leaf
        while node >= 0:
            first = self._starts[bisect_right(self._starts, node) - 1]
            runs.append((first, node))
            node = self._parents[first]
        return BranchPath(reversed(runs))

    def _children(self, parent: int) -> list[int]:
        others = self._branches.get(parent, ())
        following = parent + 1
        is_child = following < len(self._parents) and self._parents[following] == parent
        found = [following, *others] if is_child else others
        return [node for node in found if not self._kinds[node] & _GONE]

    def _newest_below(self, node: int) -> int:
        while children := self._children(node):
            node = children[-1]
        return node

    def _subtree(self, top: int) -> list[int]:
        found: list[int] = []
        pending = [top]
        while pending:
            node = pending.pop()
            found.append(node)
            pending.extend(reversed(self._children(node)))
        return found
