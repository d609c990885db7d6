"""The full-text index: keeps it in step with messages and titles, and finds in it.

Functions on a database; those that write run in the caller's transaction. The index holds no text
of its own: SQLite reads it back through a view, so an entry must be removed before its row changes.
"""

from __future__ import annotations

import re

from msgspec import Struct

from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.rows import unpacked_id
from desktop_chat.archive.text import MARK_END, MARK_START, SEPARATOR, searchable, well_formed
from desktop_chat.core.bare_text import without_marks
from desktop_chat.core.message import Role
from desktop_chat.core.unseen import without_deceptive

SNIPPET_WORDS = 24
"""The length of a snippet, in words, or characters of scripts written without spaces."""


class SearchHit(Struct, frozen=True):
    """A message, or a conversation's title, that matches a query.

    Attributes:
        message_id: None for a title.
        role: Who speaks; None for a title.
        created_us: When the message was made, or the conversation changed last.
        snippet: The place that matches with some words around it, on one line.
        marks: Where the words of the query stand in the snippet: start and end, in characters.
    """

    conversation_id: str
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    created_us: int
    message_id: str | None = None
    role: Role | None = None


def add_message(database: Database, key: int) -> None:
    """Index the message with this key if it is finished and not deleted."""
    database.run(
        "INSERT INTO message_search(rowid, text, reasoning) "
        "SELECT key, text, reasoning FROM message_search_source WHERE key = ?",
        key,
    )


def remove_message(database: Database, key: int) -> None:
    """Take the message with this key out of the index, if it is there, before its row changes."""
    database.run("DELETE FROM message_search WHERE rowid = ?", key)


def add_title(database: Database, key: int) -> None:
    """Index the title of the conversation with this key."""
    database.run(
        "INSERT INTO title_search(rowid, title) "
        "SELECT key, title FROM title_search_source WHERE key = ?",
        key,
    )


def remove_title(database: Database, key: int) -> None:
    """Take the title of the conversation with this key out, before its row changes."""
    database.run("DELETE FROM title_search WHERE rowid = ?", key)


def find(database: Database, query: str, limit: int) -> list[SearchHit]:
    """Return what matches: titles first, then messages, the newest first in each.

    Args:
        database: Where to look.
        query: Words, "phrases in quotes" and beginnings*; all of them must occur, in any order.
            Case and accents do not matter. Every other sign is read as part of a word.
        limit: The largest number of hits.
    """
    expression = expression_of(query)
    if not expression:
        return []
    hits = [_title_hit(row) for row in database.rows(_TITLES, expression, limit)]
    rows = database.rows(_MESSAGES, expression, limit - len(hits))
    return hits + [_message_hit(row) for row in rows]


def snippet_call(table: str) -> str:
    """Return the SQL that gives the place in an index's row that matches, with marks around it."""
    marks = f"char({ord(MARK_START)}), char({ord(MARK_END)})"
    return f"snippet({table}, -1, {marks}, '…', {SNIPPET_WORDS})"


_TITLES = f"""
SELECT conversations.id, conversations.title, conversations.updated_us,
    {snippet_call("title_search")}
FROM title_search JOIN conversations ON conversations.key = title_search.rowid
WHERE title_search MATCH ? AND conversations.deleted_us IS NULL
ORDER BY title_search.rowid DESC LIMIT ?
"""  # noqa: S608
_MESSAGES = f"""
SELECT conversations.id, conversations.title, messages.created_us, {snippet_call("message_search")},
    messages.id, messages.role
FROM message_search JOIN messages ON messages.key = message_search.rowid
JOIN conversations ON conversations.key = messages.conversation
WHERE message_search MATCH ? AND conversations.deleted_us IS NULL
ORDER BY message_search.rowid DESC LIMIT ?
"""  # noqa: S608

_TERM = re.compile(r'"(?P<phrase>[^"]*)"?(?P<after_phrase>\*?)|(?P<word>[^\s"]+)')


def expression_of(query: str) -> str:
    """Return a query in FTS5's own language, in which a term in double quotes is only ever text."""
    terms: list[str] = []
    for match in _TERM.finditer(well_formed(query)):
        word = match["word"]
        if word is not None:
            text, is_beginning = word.rstrip("*"), word.endswith("*")
        else:
            text, is_beginning = match["phrase"], bool(match["after_phrase"])
        text = searchable(text).replace("\0", " ")
        if any(character.isalnum() for character in text):
            terms.append(f'"{text}"{" *" if is_beginning else ""}')
    return " ".join(terms)


def _title_hit(row: Row) -> SearchHit:
    conversation_id, title, updated_us, marked = row
    snippet, marks = one_line(marked)
    return SearchHit(unpacked_id(conversation_id), title, snippet, marks, updated_us)


def _message_hit(row: Row) -> SearchHit:
    conversation_id, title, created_us, marked, message_id, role = row
    snippet, marks = one_line(marked)
    return SearchHit(
        unpacked_id(conversation_id),
        title,
        snippet,
        marks,
        created_us,
        unpacked_id(message_id),
        Role(role),
    )


def one_line(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a snippet as one line without marks of any kind, and where the archive's were."""
    line = " ".join(without_marks(marked.replace(SEPARATOR, "")).split())
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    length = 0
    for index, part in enumerate(line.split(MARK_START)):
        words = part.partition(MARK_END) if index else ("", "", part)
        found, _, rest = map(without_deceptive, words)
        if found:
            marks.append((length, length + len(found)))
        pieces.append(found + rest)
        length += len(pieces[-1])
    return "".join(pieces), tuple(marks)
