"""Finds messages and titles: newest first a page at a time, or the most relevant of the newest.

Functions on a database. Which words and fields there are is `search_words`' and
`search_conditions`'; here is in which order rows are looked at, so that the first page comes at
once however much there is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from desktop_chat.archive.database import Database, Row, SqlValue
from desktop_chat.archive.rows import unpacked_id
from desktop_chat.archive.search_conditions import condition_of, moments_of
from desktop_chat.archive.search_words import (
    WordFinder,
    expression_of,
    open_word,
    phrases_of,
    unwanted_of,
)
from desktop_chat.archive.text_packing import unpacked
from desktop_chat.core.message import Role
from desktop_chat.core.search_query import Clause, SearchQuery

LOOKED_THROUGH = 2_000
RELEVANT_THROUGH = 5_000
"""How many of the newest messages are looked through for the beginning of a word.

The index has to collect all words with that beginning before it gives the first message, which
takes seconds where it is short. But then many messages have one, and a page of them is among the
newest; where it is not, there are so few that the index is fast. By relevance more are looked at.
"""
TRIAL = 250
"""After how many of them it is told from what was found whether to go on."""
ENOUGH = 200
"""How many messages with such a beginning are enough to choose the most relevant of."""
CANDIDATES = 500
"""Of how many of the newest that match the most relevant are chosen."""
_K1, _B = 1.2, 0.75
_FIRST = 2**63 - 1


class Order(StrEnum):
    """How hits are sorted."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


class SearchHit(Struct, frozen=True):
    """A message, or a conversation's title, that matches a query.

    Attributes:
        message_id: None for a title, and for a system prompt.
        role: Who speaks; None for a title.
        created_us: When the message was made, or the conversation changed last.
        snippet: The place that matches with some words around it, on one line.
        marks: Where the words of the query stand in the snippet: start and end, in characters.
        model: The model that answered, "" where there is none.
        place: Where the hit stands; the next page begins after the last one's.
    """

    conversation_id: str
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    created_us: int
    message_id: str | None = None
    role: Role | None = None
    model: str = ""
    place: int = 0


class SearchPage(Struct, frozen=True):
    """A part of what matches.

    Attributes:
        has_more: Whether there is another page.
        is_capped: Whether older messages match that were not compared by relevance.
    """

    hits: tuple[SearchHit, ...] = ()
    has_more: bool = False
    is_capped: bool = False


def find(
    database: Database,
    query: SearchQuery,
    limit: int,
    *,
    order: Order = Order.NEWEST,
    after: int | None = None,
) -> SearchPage:
    """Return a page of what matches: titles first, on the first page, then messages.

    Args:
        database: Where to look.
        query: What for.
        limit: At most so many hits, 1 or more.
        order: Of the messages; titles are always the newest first.
        after: The `place` of the last hit of the page before; None for the first page.
    """
    if not query.clauses:
        return SearchPage()
    titles = find_titles(database, query, limit) if after is None else []
    if query.in_title:
        return SearchPage(tuple(titles))
    search = _Search(database, query)
    if order is Order.RELEVANCE:
        found = search.most_relevant()
        first = 0 if after is None else after
        rows = found[first : first + limit - len(titles)]
        hits = [search.hit(row, first + place + 1) for place, row in enumerate(rows)]
        has_more = first + len(rows) < len(found)
        return SearchPage((*titles, *hits), has_more, len(found) >= CANDIDATES)
    # Where titles fill the page, the next one begins with the newest message.
    titles = [msgspec.structs.replace(title, place=_FIRST) for title in titles]
    wanted = limit - len(titles)
    rows = search.newest(wanted + 1, _FIRST if after is None else after)
    hits = [search.hit(row, row[0]) for row in rows[:wanted]]
    return SearchPage((*titles, *hits), len(rows) > wanted)


def find_titles(database: Database, query: SearchQuery, limit: int) -> list[SearchHit]:
    """Return conversations whose title, or system prompt, has the words, the newest first.

    There are none where a field of messages is tested.
    """
    expression = expression_of(query.texts)
    if not expression or query.tests:
        return []
    finder = WordFinder(phrases_of(query.texts))
    hits: list[SearchHit] = []
    for conversation_id, title, updated_us, prompt in database.rows(_TITLES, expression, limit):
        snippet, marks = finder.snippet([title, prompt])
        hits.append(SearchHit(unpacked_id(conversation_id), title, snippet, marks, updated_us))
    return hits


def find_facts(
    database: Database, query: SearchQuery, limit: int, limit_s: float
) -> list[Row] | None:
    """Return the newest messages that match, without reading them.

    Returns:
        Rows of moment, the conversation's key, place in `facts.ROLES`, `facts.Has`, and the model's
        name or None; None where it takes longer than `limit_s`.
    """
    statement, values = _Search(database, query).statement(
        _NARROW, _NARROW_JOINS, query.texts, _FIRST, limit
    )
    return database.rows_within(limit_s, statement, *values)


class _Search:
    """One search in a database."""

    def __init__(self, database: Database, query: SearchQuery) -> None:
        self._database = database
        self._texts = query.texts
        self._moments = moments_of(query.tests)
        self._condition = condition_of(database, query.tests)
        self._finder = WordFinder(phrases_of(query.clauses))

    def newest(self, limit: int, before: int) -> list[Row]:
        """Return the newest rows that match, before a moment."""
        found = self._beginning(limit, before, LOOKED_THROUGH, enough=limit)
        return list(self._rows(self._texts, before, limit)) if found is None else found

    def most_relevant(self) -> list[Row]:
        """Return the newest rows that match, the most relevant of them first, by BM25.

        How rare a word is, is told from these rows: to count it in all of them takes too long.
        """
        found = self._beginning(CANDIDATES, _FIRST, RELEVANT_THROUGH, enough=ENOUGH)
        rows = list(self._rows(self._texts, _FIRST, CANDIDATES)) if found is None else found
        texts = ["\n".join(_texts_of(row)) for row in rows]
        counts = [self._finder.counts(text) for text in texts]
        mean = sum(map(len, texts)) / max(1, len(texts))
        holders = [sum(1 for count in column if count) for column in zip(*counts, strict=True)]
        rarities = [math.log(1 + (len(rows) - n + 0.5) / (n + 0.5)) for n in holders]

        def score(place: int) -> float:
            length = _K1 * (1 - _B + _B * len(texts[place]) / max(1.0, mean))
            parts = zip(counts[place], rarities, strict=True)
            return sum(rarity * n * (_K1 + 1) / (n + length) for n, rarity in parts)

        return [rows[place] for place in sorted(range(len(rows)), key=lambda n: -score(n))]

    def _beginning(self, limit: int, before: int, most: int, *, enough: int) -> list[Row] | None:
        """Return the rows with the word that is still being typed, among the newest `most`.

        None where there is no such word, or fewer than `enough` of them and more may follow.
        """
        word = open_word(self._texts)
        if word is None:
            return None
        finder = WordFinder([word])
        found: list[Row] = []
        looked = 0
        for row in self._rows(self._texts[:-1], before, most):
            looked += 1
            if finder.is_in("\n".join(_texts_of(row))):
                found.append(row)
                if len(found) == limit:
                    break
            if looked % TRIAL == 0 and 2 * len(found) * most < enough * looked:
                # At this rate there will not be enough by far: to go on would be for nothing.
                return None
        return found if len(found) >= enough or looked < most else None

    def hit(self, row: Row, place: int) -> SearchHit:
        """Return what is shown of a row."""
        _, conversation_id, title, created_us, message_id, role, model, *_ = row
        snippet, marks = self._finder.snippet(_texts_of(row))
        return SearchHit(
            unpacked_id(conversation_id),
            title,
            snippet,
            marks,
            created_us,
            unpacked_id(message_id),
            Role(role),
            model or "",
            place,
        )

    def _rows(self, texts: Sequence[Clause], before: int, limit: int) -> Iterator[Row]:
        statement, values = self.statement(_COLUMNS, _JOINS, texts, before, limit)
        return self._database.each_row(statement, *values)

    def statement(
        self, columns: str, joins: str, texts: Sequence[Clause], before: int, limit: int
    ) -> tuple[str, tuple[SqlValue, ...]]:
        """Return what finds the newest messages with these texts, and its values."""
        expression = expression_of(texts)
        low, high = self._moments.low, min(before, self._moments.high)
        where, values = ["conversations.deleted_us IS NULL"], list(self._condition.values)
        if self._condition.sql:
            where.append(self._condition.sql)
        unwanted = "" if expression else unwanted_of(texts)
        if unwanted:
            where.append(_LEFT_OUT)
            values.append(unwanted)
        source, span, order = "FROM facts", _BETWEEN, _ALL_ORDER
        if expression:
            source, span, order = _FOUND, _MATCHES, _FOUND_ORDER
            values.insert(0, expression)
        condition = " AND ".join(where)
        statement = f"SELECT {columns} {source} {joins} {span} AND {condition} {order}"
        first = 1 if expression else 0
        return statement, (*values[:first], low, high, *values[first:], limit)


def _texts_of(row: Row) -> list[str]:
    return [unpacked(row[7]), unpacked(row[8]), row[9]]


_COLUMNS = """
facts.moment, conversations.id, conversations.title, messages.created_us, messages.id,
    messages.role, (SELECT name FROM names WHERE key = facts.model), messages.text,
    messages.reasoning, parts_text(messages.parts)
"""
_NARROW = (
    "facts.moment, facts.conversation, facts.role, facts.has, "
    "(SELECT name FROM names WHERE key = facts.model)"
)
_NARROW_JOINS = "CROSS JOIN conversations ON conversations.key = facts.conversation"
_JOINS = """
CROSS JOIN conversations ON conversations.key = facts.conversation
CROSS JOIN messages ON messages.key = facts.message
"""
# CROSS JOIN keeps the order of the tables: the index gives the newest first, nothing is sorted.
_FOUND = "FROM message_search CROSS JOIN facts ON facts.moment = message_search.rowid"
_MATCHES = "WHERE message_search MATCH ? AND message_search.rowid >= ? AND message_search.rowid < ?"
_FOUND_ORDER = "ORDER BY message_search.rowid DESC LIMIT ?"
_BETWEEN = "WHERE facts.moment >= ? AND facts.moment < ?"
_ALL_ORDER = "ORDER BY facts.moment DESC LIMIT ?"
_LEFT_OUT = "facts.moment NOT IN (SELECT rowid FROM message_search WHERE message_search MATCH ?)"
_TITLES = """
SELECT conversations.id, conversations.title, conversations.updated_us,
    prompt_text(conversations.rest)
FROM title_search JOIN conversations ON conversations.key = title_search.rowid
WHERE title_search MATCH ? AND conversations.deleted_us IS NULL
ORDER BY title_search.rowid DESC LIMIT ?
"""
