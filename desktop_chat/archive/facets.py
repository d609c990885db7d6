"""Counts what is found by who speaks, by model, by what is in it and by month.

Functions on a database. Only the narrow rows of `facts` are looked at, the newest MOST of them, and
for a short time: the reader's thread has the next search to do.
"""

from __future__ import annotations

import time
from collections import Counter

from msgspec import Struct

from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.facts import ROLES, Has, time_of
from desktop_chat.archive.search import find_facts
from desktop_chat.archive.search_words import phrases_of
from desktop_chat.core.search_query import SearchQuery

MOST = 2_000
"""How many hits are counted at most."""

LIMIT_S = 0.1
"""For how long; what takes longer is not counted."""

LEAST_LETTERS = 4
"""Of the beginning of a word: the index collects all words with a shorter beginning first, which
takes seconds among a million messages and cannot be interrupted."""

Counts = tuple[tuple[str, int], ...]


class Facets(Struct, frozen=True):
    """How many hits there are of each sort, the most of each first.

    Attributes:
        hits: Messages that match, MOST at most.
        conversations: In how many conversations.
        is_capped: Whether older ones match that are not counted.
        roles, models, has: By the values of these fields.
        months: By "2026-03", in their order, without gaps between the first and the last.
    """

    hits: int = 0
    conversations: int = 0
    is_capped: bool = False
    roles: Counts = ()
    models: Counts = ()
    has: Counts = ()
    months: Counts = ()


def count(database: Database, query: SearchQuery, limit_s: float = LIMIT_S) -> Facets | None:
    """Count the hits of a query.

    Returns:
        None where it takes too long, asks for titles alone, or ends with few letters of a word.
    """
    if not query.clauses or query.in_title:
        return None
    beginnings = (each for each in phrases_of(query.texts) if each.is_open or each.is_prefix)
    if any(len(each.text) < LEAST_LETTERS for each in beginnings):
        return None
    rows = find_facts(database, query, MOST + 1, limit_s)
    if rows is None:
        return None
    kept = rows[:MOST]
    return Facets(
        hits=len(kept),
        conversations=len({row[1] for row in kept}),
        is_capped=len(rows) > MOST,
        roles=_sorted(Counter(ROLES[int(row[2])].value for row in kept)),
        models=_sorted(Counter(row[4] for row in kept if row[4])),
        has=_sorted(_contents(kept)),
        months=_months(kept),
    )


def _sorted(counts: Counter[str]) -> Counts:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _contents(rows: list[Row]) -> Counter[str]:
    by_mask = Counter(row[3] for row in rows)
    counts: Counter[str] = Counter()
    for mask, number in by_mask.items():
        for flag in Has:
            if mask & flag and flag is not Has.INTERRUPTED:
                counts[(flag.name or "").lower()] += number
    return counts


def _months(rows: list[Row]) -> Counts:
    counts = Counter(_month(row[0]) for row in rows)
    if not counts:
        return ()
    first, last = min(counts), max(counts)
    months: list[tuple[str, int]] = []
    year, month = first
    while (year, month) <= last:
        months.append((f"{year:04}-{month:02}", counts[year, month]))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(months)


def _month(moment: int) -> tuple[int, int]:
    # Days are meant in the computer's time zone, as in `before:` and `after:`.
    year, month, *_ = time.localtime(time_of(moment) / 1e6)
    return year, month
