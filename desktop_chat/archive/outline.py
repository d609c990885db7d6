"""Reading a long conversation in parts: its shape, the end of its branch, single messages, texts.

Functions and readers on a database, which change nothing. Each takes milliseconds, however long the
conversation is, so that whoever waits for rows never waits for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from desktop_chat.archive import conversations
from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.messages import load
from desktop_chat.archive.rows import MESSAGE_READ, message_from, packed_id, unpacked_id
from desktop_chat.archive.text_packing import size_of, unpacked
from desktop_chat.core.message import Message, Role
from desktop_chat.core.skeleton import ABOVE_ALL, LINE_BYTES, Skeleton
from desktop_chat.core.usage import UsageTotals

TAIL = 64
"""Messages at the end of the branch that are read when a conversation is opened."""
STEP = 4_096
"""Messages that one step of reading a shape or its usage takes."""

_ROLES = {role.value: role for role in Role}
_TAIL_QUERY = f"""
WITH RECURSIVE branch(found, above, distance) AS (
    SELECT key, parent_id, 0 FROM messages
    WHERE id = ?1 AND conversation = ?2 AND deleted_us IS NULL
    UNION ALL
    SELECT key, parent_id, distance + 1 FROM branch JOIN messages ON id = above
    WHERE distance + 1 < ?3 AND conversation = ?2 AND deleted_us IS NULL
)
SELECT {MESSAGE_READ} FROM branch JOIN messages ON key = found ORDER BY distance DESC
"""  # noqa: S608
_SHAPE_QUERY = f"""
SELECT key, id, parent_id, role, 1 + {size_of("text")} / ? FROM messages
WHERE conversation = ? AND key > ? AND deleted_us IS NULL ORDER BY key LIMIT ?
"""  # noqa: S608
_USAGE_QUERY = """
WITH step AS MATERIALIZED (
    SELECT key, id, CASE WHEN json_valid(record) THEN record END AS record FROM messages
    WHERE conversation = ? AND key > ? AND deleted_us IS NULL ORDER BY key LIMIT ?
)
SELECT key, id, record ->> '$.usage.cost_usd',
    CAST(record ->> '$.usage.completion_tokens' AS INTEGER) FROM step
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a conversation is opened with.

    Attributes:
        messages: All of it, every parent before its children; or the end of the branch that was
            shown, oldest first, the first of which has a parent that is not among them.
        is_whole: Which of the two.
    """

    messages: tuple[Message, ...]
    is_whole: bool


def opening(database: Database, conversation_id: str, leaf_id: str | None) -> Opening:
    """Return a short conversation whole, of a long one the end of the branch to `leaf_id`.

    The end has no message where that branch is not there.
    """
    conversation = conversations.key_of(database, conversation_id)
    query = "SELECT count(*) FROM (SELECT 1 FROM messages WHERE conversation = ? LIMIT ?)"
    if database.value(query, conversation, TAIL + 1) <= TAIL:
        return Opening(tuple(load(database, conversation_id)), is_whole=True)
    leaf = None if leaf_id is None else packed_id(leaf_id)
    rows = database.rows(_TAIL_QUERY, leaf, conversation, TAIL)
    return Opening(tuple(message_from(row, conversation_id) for row in rows), is_whole=False)


def by_ids(database: Database, conversation_id: str, ids: Sequence[str]) -> dict[str, Message]:
    """Return messages by their ids, deleted ones too; those that are not there are left out.

    Args:
        database: The archive.
        conversation_id: The conversation that all of them are in, "" to look it up.
        ids: At most some hundred.
    """
    marks = ", ".join("?" * len(ids))
    query = f"SELECT {MESSAGE_READ} FROM messages WHERE id IN ({marks})"  # noqa: S608
    rows = database.rows(query, *map(packed_id, ids))
    found = (message_from(row, conversation_id or _conversation_of(database, row)) for row in rows)
    return {message.id: message for message in found}


def _conversation_of(database: Database, row: Row) -> str:
    return unpacked_id(database.value("SELECT id FROM conversations WHERE key = ?", row[1]))


def texts_by_ids(database: Database, ids: Sequence[str]) -> dict[str, str]:
    """Return what messages say by their ids: their text, or the refusal in its place."""
    marks = ", ".join("?" * len(ids))
    refusal = "CASE WHEN text = '' AND json_valid(parts) THEN parts ->> '$.refusal' END"
    query = (
        f"SELECT id, CAST(text AS BLOB), CAST({refusal} AS BLOB) "  # noqa: S608
        f"FROM messages WHERE id IN ({marks})"
    )
    return {
        unpacked_id(key_id): unpacked(text or refused)
        for key_id, text, refused in database.rows(query, *map(packed_id, ids))
    }


class SkeletonReader:
    """Reads the shape of a conversation step by step; what it has read is `skeleton`.

    A message may have been saved before its parent, when the disk was full for a while: it waits.
    One whose parent is not there at all, or is below it, becomes a root: better misplaced than not
    seen.

    Args:
        conversation_id: Of which conversation.
        leaf_id: The end of the branch that is shown; where it is not there, the newest is.
    """

    def __init__(self, conversation_id: str, leaf_id: str | None = None) -> None:
        self.skeleton = Skeleton()
        self._conversation_id = conversation_id
        self._leaf_id = leaf_id
        self._after = 0
        self._waiting: dict[str | bytes, list[Row]] = defaultdict(list)

    def read(self, database: Database) -> bool:
        """Read the next step; return whether it was the last."""
        conversation = conversations.key_of(database, self._conversation_id)
        rows = database.rows(_SHAPE_QUERY, LINE_BYTES, conversation, self._after, STEP)
        if rows:
            self._after = rows[-1][0]
            self._take(rows)
        if len(rows) == STEP:
            return False
        self._place_orphans()
        self.skeleton.show_leaf(self._leaf_id)
        # Here, beside the event loop: whoever takes the shape over need not wait for the sums.
        self.skeleton.weight(0, 0)
        return True

    def _take(self, rows: list[Row]) -> None:
        """Add rows, those that follow each other in a chain at once."""
        ids = [row[1] for row in rows]
        parents = [row[2] for row in rows]
        breaks = [n for n in range(1, len(rows)) if parents[n] != ids[n - 1]]
        for first, stop in zip([0, *breaks], [*breaks, len(rows)], strict=True):
            chain = rows[first:stop]
            parent = self._parent_of(chain[0])
            if parent is None or any(not isinstance(i, bytes) for i in ids[first:stop]):
                for row in chain:
                    self._place(row)
                continue
            self.skeleton.extend(
                ids[first:stop],
                parent,
                [_ROLES.get(row[3], Role.ASSISTANT) for row in chain],
                [row[4] for row in chain],
            )
            for row in chain if self._waiting else ():
                self._place_waiting(row[1])

    def _place(self, row: Row) -> None:
        if self._parent_of(row) is None:
            self._waiting[row[2]].append(row)
            return
        self._insert(row, row[2])
        self._place_waiting(row[1])

    def _place_waiting(self, parent: str | bytes) -> None:
        ready = [parent]
        while ready:
            for row in self._waiting.pop(ready.pop(), ()):
                self._insert(row, row[2])
                ready.append(row[1])

    def _place_orphans(self) -> None:
        """Make roots of those whose parents never came, then of those that stand in a circle."""
        rows = sorted(row for found in self._waiting.values() for row in found)
        ids = {row[1] for row in rows}
        for row in sorted(rows, key=lambda row: row[2] in ids):
            if row in self._waiting.get(row[2], ()):
                self._waiting[row[2]].remove(row)
                self._insert(row, None)
                self._place_waiting(row[1])

    def _parent_of(self, row: Row) -> int | None:
        """Return the node of a row's parent, None where it has not been read."""
        parent = row[2]
        if parent is None:
            return ABOVE_ALL
        skeleton = self.skeleton
        node = (
            skeleton.node_of_packed(parent)
            if isinstance(parent, bytes)
            else skeleton.node_of(parent)
        )
        return node if node >= 0 else None

    def _insert(self, row: Row, parent: str | bytes | None) -> None:
        parent_id = None if parent is None else unpacked_id(parent)
        role = _ROLES.get(row[3], Role.ASSISTANT)
        self.skeleton.insert(unpacked_id(row[1]), parent_id, role, row[4])


class UsageReader:
    """Adds up step by step what a conversation has consumed, on all branches: `totals`.

    Args:
        conversation_id: Of which conversation.
        left_out: Ids of messages that do not count.
    """

    def __init__(self, conversation_id: str, left_out: Sequence[str]) -> None:
        self.totals = UsageTotals()
        self._conversation_id = conversation_id
        self._left_out = {packed_id(message_id) for message_id in left_out}
        self._after = 0

    def read(self, database: Database) -> bool:
        """Read the next step; return whether it was the last."""
        conversation = conversations.key_of(database, self._conversation_id)
        rows = database.rows(_USAGE_QUERY, conversation, self._after, STEP)
        for key, message_id, cost, tokens in rows:
            self._after = max(self._after, key)
            if message_id not in self._left_out:
                self.totals = self.totals.plus(_amount(cost), tokens or 0)
        return len(rows) < STEP


def _amount(stored: object) -> Decimal | None:
    """Return a cost as it is stored; None for none, or for one that is damaged."""
    try:
        return None if stored is None else Decimal(str(stored))
    except InvalidOperation:
        return None
