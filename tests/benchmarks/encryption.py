"""What encryption costs: the same archive in the clear and encrypted, in turns, in one run.

DESKTOP_CHAT_BENCH_MESSAGES sets how many messages there are: 50,000 unless it says otherwise.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from support.archives import conversation, message
from support.large_archives import Author, write_archive

from desktop_chat.archive import Order, conversations, messages, search
from desktop_chat.archive.database import Database
from desktop_chat.archive.keys import ArchiveKey
from desktop_chat.archive.recoding import write_recoded
from desktop_chat.core.search_parsing import parse
from tests.benchmarks.figures import Figure

COUNT = int(os.environ.get("DESKTOP_CHAT_BENCH_MESSAGES", "50000"))
_GOAL = 1.3
_ROUNDS = 7
_TODAY = date(2026, 3, 14)


def bench_encryption() -> Iterator[Figure]:
    """Save, read, search and open an archive in the clear and encrypted."""
    author, key = Author(7), ArchiveKey.new()
    with tempfile.TemporaryDirectory() as folder:
        plain, secret = Path(folder) / "plain.db", Path(folder) / "secret.db"
        for _ in write_archive(plain, COUNT, author):
            pass
        start = time.perf_counter()
        with closing(Database(plain)) as source:
            write_recoded(source, secret, key, plain.stat().st_size, lambda _done, _total: True)
        spent_s = time.perf_counter() - start
        yield Figure("encrypting", 1e6 * spent_s / COUNT, "1,000,000 messages", None, "s")
        files = ((plain, None), (secret, key))
        for name, act in (
            ("saving 1,000 messages", _save),
            ("reading every message", _read),
            ("searching as typed", _search),
            ("opening and the newest page", _open),
        ):
            ratio = _ratio(act, author, files)
            yield Figure(name, ratio, f"encrypted / in the clear, {COUNT:,} messages", _GOAL)


def _ratio(
    act: Callable[[Database, Author], None],
    author: Author,
    files: tuple[tuple[Path, ArchiveKey | None], ...],
) -> float:
    """Return the ratio of the medians of two files, taken in turns."""
    spent_s: list[list[float]] = [[], []]
    for _ in range(_ROUNDS):
        for times, (path, key) in zip(spent_s, files, strict=True):
            start = time.perf_counter()
            with closing(Database(path, key=key)) as database:
                database.run("PRAGMA journal_mode=WAL")
                act(database, author)
            times.append(time.perf_counter() - start)
    plain, secret = (sorted(times)[_ROUNDS // 2] for times in spent_s)
    return secret / plain


def _save(database: Database, author: Author) -> None:
    for _ in range(20):
        talk = conversation(author.text(4))
        with database.transaction():
            conversations.save(database, talk)
            for _ in range(50):
                messages.save(database, message(talk.id, author.text(100)))


def _read(database: Database, _author: Author) -> None:
    for _ in database.each_row("SELECT text FROM messages"):
        pass


def _search(database: Database, author: Author) -> None:
    for word in (author.words[place] for place in (0, 7, 300, 9_000)):
        for length in range(1, len(word) + 1):
            search.find(database, parse(word[:length], _TODAY), 50, order=Order.NEWEST)


def _open(database: Database, _author: Author) -> None:
    conversations.page(database, 50, 0)
