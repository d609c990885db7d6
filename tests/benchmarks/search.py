"""Searching a large archive: first pages as one types, by relevance, indexing, and its size.

DESKTOP_CHAT_BENCH_MESSAGES sets how many messages there are: 50,000, or a million for the goals.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from support.large_archives import Author, write_archive

from desktop_chat.archive import Order, search
from desktop_chat.archive.database import Database
from desktop_chat.core.search_parsing import parse
from tests.benchmarks.figures import Figure

COUNT = int(os.environ.get("DESKTOP_CHAT_BENCH_MESSAGES", "50000"))
_TODAY = date(2026, 3, 14)
_PAGE_GOAL_MS = 30.0
_RELEVANCE_GOAL_MS = 150.0
_SIZE_GOAL = 1.6
_INDEXING_GOAL_MS = 200.0


def bench_search() -> Iterator[Figure]:
    """Write an archive, then search it for what people type, letter by letter."""
    author = Author(7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        characters, spent_s = _written(path, author)
        of = f"saving and indexing 1,000 of {COUNT:,} messages"
        yield Figure("indexing", 1e6 * spent_s / COUNT, of, _INDEXING_GOAL_MS, "ms")
        size = path.stat().st_size / characters
        yield Figure("file of the archive", size, "bytes / characters of its text", _SIZE_GOAL)
        with closing(Database(path, is_read_only=True)) as database:
            for name, order, goal in (
                ("first page as typed", Order.NEWEST, _PAGE_GOAL_MS),
                ("first page by relevance", Order.RELEVANCE, _RELEVANCE_GOAL_MS),
            ):
                times = sorted(_time_ms(database, text, order) for text in _queries(author))
                for part, share in (("median", 0.5), ("95 of 100", 0.95)):
                    value = times[int(len(times) * share)]
                    yield Figure(f"{name}, {part}", value, f"{COUNT:,} messages", goal, "ms")


def _written(path: Path, author: Author) -> tuple[int, float]:
    characters, spent_s, started = 0, 0.0, 0.0
    for length in write_archive(path, COUNT, author):
        if length < 0:
            started = time.perf_counter()
        else:
            spent_s += time.perf_counter() - started
            characters += length
    return characters, spent_s


def _queries(author: Author) -> list[str]:
    """Return queries as they are while they are typed, for words from usual to rare."""
    words = [author.words[place] for place in (0, 7, 40, 300, 2_000, 9_000, 30_000)]
    typed = [word[:length] for word in words for length in range(1, len(word) + 1)]
    typed += [f"{author.words[20]} {word[:length]}" for word in words for length in (1, 2, 3)]
    fields = ("role:user the", "model:claude the", "cost:>0.0005", "on:2020-03 a", "before:2018 th")
    joined = ('"of the" ', "NEAR(the of, 3) ", "the -of ", "a OR b ", "nothingatall")
    return [*typed, *fields, *joined]


def _time_ms(database: Database, text: str, order: Order) -> float:
    query = parse(text, _TODAY)
    times: list[float] = []
    for _ in range(3):
        start = time.perf_counter()
        search.find(database, query, 50, order=order)
        times.append(time.perf_counter() - start)
    return 1_000 * sorted(times)[1]
