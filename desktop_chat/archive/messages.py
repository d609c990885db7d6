"""The rows of messages and the log of running answers.

Functions on a database; those that write run in the caller's transaction. `requests` keeps the
request bodies, `search_index` the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from desktop_chat.archive import (
    arrivals,
    conversations,
    requests,
    search_index,
    token_probabilities,
)
from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import (
    MESSAGE_COLUMNS,
    MESSAGE_READ,
    checksum,
    insertion,
    message_from,
    message_row,
    packed_id,
    unpacked_id,
    upsert,
)
from desktop_chat.archive.text import well_formed
from desktop_chat.core.conversation import with_changes
from desktop_chat.core.message import Message, MessageState
from desktop_chat.core.token_probabilities import TokenProbability
from desktop_chat.errors import ArchiveError, Corrupt

_SAVE = upsert("messages", MESSAGE_COLUMNS)
_ADD = insertion("messages", MESSAGE_COLUMNS)
# What there is before a message is saved, in one statement: each has its price.
_LOOK = (
    "SELECT (SELECT key FROM conversations WHERE id = ?), (SELECT key FROM messages WHERE id = ?), "
    "NOT EXISTS(SELECT 1 FROM messages WHERE parent_id = ?)"
)


def save(database: Database, message: Message) -> None:
    """Add a message, or put a newer value in its place; its stream log is folded into that value.

    An empty request body leaves the one that is stored, as do no arrivals, and no tokens where the
    message says that the archive has some. A deleted message stays deleted.

    Raises:
        ArchiveError: Its conversation is not in the archive.
    """
    parent = None if message.parent_id is None else packed_id(message.parent_id)
    ids = (packed_id(message.conversation_id), packed_id(message.id), parent)
    ((conversation, known, is_first),) = database.rows(_LOOK, *ids)
    if conversation is None:
        raise ArchiveError("The conversation is not in the archive yet.", may_retry=True)
    if known is not None:
        search_index.remove_message(database, known)
        database.run("DELETE FROM stream_log WHERE message = ?", known)
    if message.logprobs:
        message = msgspec.structs.replace(message, logprob_count=len(message.logprobs))
    row = message_row(message, conversation)
    if known is None:
        key = database.insert(_ADD, *row, checksum(*row))
    else:
        key = database.value(_SAVE, *row, checksum(*row))
    if message.record is not None and message.record.request_body:
        requests.save(database, key, message.record.request_body)
    if message.record is not None and message.record.arrivals:
        arrivals.save(database, key, message.record.arrivals)
    # A message that is new has none that would have to go.
    if message.logprobs or (known is not None and not message.logprob_count):
        token_probabilities.save(database, key, message.logprobs)
    if known is not None:
        # It may be deleted, which only its row tells.
        search_index.add_again(database, key)
    elif message.state.is_final:
        is_alone = parent is not None and bool(is_first)
        search_index.add_message(database, key, row, message, is_alone=is_alone)


def load(database: Database, conversation_id: str) -> list[Message]:
    """Return a conversation's messages in their order, every parent before its children.

    Request bodies and tokens are left out: `requests.load` and `token_probabilities.load` give
    those of one. A message whose parent is not there
    comes without parent.
    """
    query = (
        f"SELECT {MESSAGE_READ} FROM messages "  # noqa: S608
        "WHERE conversation = (SELECT key FROM conversations WHERE id = ?) AND deleted_us IS NULL "
        "ORDER BY key"
    )
    rows = database.rows(query, packed_id(conversation_id))
    return _parents_first([message_from(row, conversation_id) for row in rows])


def delete(database: Database, ids: Iterable[str], now_us: int) -> None:
    """Mark messages as deleted at `now_us`; ids that are not there are passed over."""
    for message_id in ids:
        key = key_of(database, message_id)
        if key is not None:
            search_index.remove_message(database, key)
            query = "UPDATE messages SET deleted_us = ? WHERE key = ?"
            database.run(query, now_us, key)


def restore(database: Database, ids: Iterable[str]) -> None:
    """Take the mark of deletion from messages; ids that are not there are passed over."""
    for message_id in ids:
        key = key_of(database, message_id)
        if key is not None:
            search_index.remove_message(database, key)
            database.run("UPDATE messages SET deleted_us = NULL WHERE key = ?", key)
            search_index.add_again(database, key)


def append_stream(
    database: Database,
    message_id: str,
    text: str,
    reasoning: str,
    tokens: Sequence[TokenProbability] = (),
) -> None:
    """Append to the log of a running answer what has arrived since the last time.

    Raises:
        ArchiveError: The message is not in the archive, or is not streaming.
    """
    changed = database.run(
        "INSERT INTO stream_log(message, text, reasoning) "
        "SELECT key, ?, ? FROM messages WHERE id = ? AND state = 'streaming'",
        well_formed(text),
        well_formed(reasoning),
        packed_id(message_id),
    )
    if not changed:
        raise ArchiveError("The answer is not in the archive yet.", may_retry=True)
    if tokens:
        token_probabilities.append(database, key_of(database, message_id) or 0, tokens)


def recover(database: Database) -> tuple[str, ...]:
    """Make every message that was left streaming an interrupted one, and return their ids.

    What their logs hold is added to their text and reasoning, and with it the tokens; their
    conversations show it.
    """
    query = f"SELECT key, conversation, {MESSAGE_READ} FROM messages WHERE state = 'streaming'"  # noqa: S608
    rows = database.rows(query)
    for key, conversation_key, *row in rows:
        conversation = conversations.load_by_key(database, conversation_key)
        message = message_from(tuple(row), conversation.id)
        save(
            database,
            msgspec.structs.replace(
                with_log(database, key, message),
                logprob_count=_token_count(database, message.id),
                state=MessageState.INTERRUPTED,
            ),
        )
        conversations.save(
            database, with_changes(conversation, state=MessageState.INTERRUPTED.value)
        )
    return tuple(unpacked_id(row[2]) for row in rows)


def key_of(database: Database, message_id: str) -> int | None:
    """Return the key of a message's row, None where there is none of that id."""
    return database.value("SELECT key FROM messages WHERE id = ?", packed_id(message_id))


def with_log(database: Database, key: int, message: Message) -> Message:
    """Return a message that was left streaming with what its log holds of text and reasoning."""
    query = "SELECT text, reasoning FROM stream_log WHERE message = ? ORDER BY key"
    pieces = database.rows(query, key)
    return msgspec.structs.replace(
        message,
        text=message.text + "".join(piece[0] for piece in pieces),
        reasoning=message.reasoning + "".join(piece[1] for piece in pieces),
    )


def _token_count(database: Database, message_id: str) -> int:
    try:
        return len(token_probabilities.load(database, message_id))
    except Corrupt:
        # They stay where they are, for `checking` to find.
        return 1


def _parents_first(messages: list[Message]) -> list[Message]:
    """Return the messages in their order, but each after its parent.

    A message may have been saved before its parent, when the disk was full for a while. One whose
    parent is not there at all, or is below it, becomes a root: better misplaced than not seen.
    """
    known = {message.id for message in messages}
    placed: dict[str, Message] = {}
    waiting: dict[str, list[Message]] = defaultdict(list)

    def place(message: Message) -> None:
        ready = [message]
        while ready:
            current = ready.pop()
            if current.id not in placed:
                placed[current.id] = current
                ready += reversed(waiting.pop(current.id, []))

    for message in messages:
        if message.parent_id is None or message.parent_id in placed:
            place(message)
        elif message.parent_id in known:
            waiting[message.parent_id].append(message)
        else:
            place(msgspec.structs.replace(message, parent_id=None))
    for message in messages:
        if message.id not in placed:
            place(msgspec.structs.replace(message, parent_id=None))
    return list(placed.values())
