"""Rows read off the pages are those that SQLite gives, whatever is in them."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import apsw
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.archive.page_rows import stored_rows

PAGE = 4096
VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.binary(max_size=60),
)
LENGTHS = st.sampled_from([0, 1, 400, 3_900, 4_060, 4_061, 4_062, 4_090, 8_200, 70_000])


def written(path: Path, rows: list[tuple[int, tuple[Any, ...]]], page_size: int = PAGE) -> None:
    connection: Any = apsw.Connection(str(path))
    connection.execute(f"PRAGMA page_size={page_size}")
    connection.execute("CREATE TABLE t(key INTEGER PRIMARY KEY, a, b, c)")
    with connection:
        connection.executemany(
            "INSERT INTO t VALUES(?, ?, ?, ?)", ((key, *values) for key, values in rows)
        )
    connection.close()


def read(path: Path) -> dict[int, tuple[Any, ...]]:
    """Return the rows of four values: the others are SQLite's own, of its list of tables."""
    return {key: values[1:] for key, values in stored_rows(path) if len(values) == 4}


@given(st.dictionaries(st.integers(-(2**63), 2**63 - 1), st.tuples(VALUES, VALUES, VALUES)))
def test_any_values_come_back(rows: dict[int, tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.db"
        written(path, list(rows.items()))
        assert read(path) == rows


@given(st.lists(LENGTHS, min_size=1, max_size=8), st.sampled_from([512, 4096, 65_536]))
def test_rows_of_any_length_come_back_from_their_overflow_pages(
    lengths: list[int], page_size: int
) -> None:
    rows = {
        number: (bytes([number]) * length, "x" * length, number)
        for number, length in enumerate(lengths)
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "long.db"
        written(path, list(rows.items()), page_size)
        assert read(path) == rows


def test_many_rows_are_found_without_what_leads_to_them(tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    rows = {number: (f"text {number} " * 20, None, number) for number in range(3_000)}
    written(path, list(rows.items()))
    content = bytearray(path.read_bytes())
    content[:PAGE] = bytes(PAGE)
    content[PAGE : 2 * PAGE] = bytes(PAGE)
    path.write_bytes(content)
    assert read(path) == rows


def test_a_text_that_is_no_utf8_has_marks_where_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    written(path, [(1, ("before after", None, None))])
    path.write_bytes(path.read_bytes().replace(b"before after", b"before\xffafter"))
    assert read(path) == {1: ("before\N{REPLACEMENT CHARACTER}after", None, None)}


def test_garbage_never_raises_and_never_goes_round_in_circles(tmp_path: Path) -> None:
    path = tmp_path / "garbage.db"
    chance = random.Random(3)
    written(path, [(number, ("long " * 2_000, b"x" * 9_000, number)) for number in range(40)])
    sound = path.read_bytes()
    for _ in range(30):
        content = bytearray(sound)
        for _ in range(6):
            place = chance.randrange(len(content) - 64)
            content[place : place + 64] = chance.randbytes(64)
        path.write_bytes(content[: chance.randrange(len(content))])
        assert len(read(path)) <= 40


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    (tmp_path / "empty.db").write_bytes(b"")
    assert not list(stored_rows(tmp_path / "empty.db"))


def test_what_a_log_has_stands_before_the_file_and_an_unfinished_transaction_does_not(
    tmp_path: Path,
) -> None:
    path, copy = tmp_path / "a.db", tmp_path / "b.db"
    written(path, [(1, ("old", None, None))])
    connection: Any = apsw.Connection(str(path))
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("UPDATE t SET a = 'new' WHERE key = 1")
    log = path.with_name("a.db-wal").read_bytes()
    connection.execute("UPDATE t SET a = 'newer' WHERE key = 1")
    longer = path.with_name("a.db-wal").read_bytes()
    copy.write_bytes(path.read_bytes())
    connection.close()
    copy.with_name("b.db-wal").write_bytes(longer)
    assert read(copy) == {1: ("newer", None, None)}
    # What a frame says of the size after it is 0 where the transaction goes on.
    cut = bytearray(longer)
    frames = range(len(log), len(longer), 24 + PAGE)
    for at in frames:
        cut[at + 4 : at + 8] = bytes(4)
    copy.with_name("b.db-wal").write_bytes(cut)
    assert read(copy) == {1: ("new", None, None)}
