"""What can be fetched again is kept by name until something newer takes its place."""

from __future__ import annotations

from desktop_chat.archive import cache
from desktop_chat.archive.database import Database


def test_an_unknown_name_has_nothing(database: Database) -> None:
    assert cache.get(database, "models:x") is None


def test_newer_bytes_take_the_place_of_older_ones(database: Database) -> None:
    cache.put(database, "models:x", b"old", 1)
    cache.put(database, "models:x", b"\0new\xff", 2)
    assert cache.get(database, "models:x") == (b"\0new\xff", 2)


def test_empty_bytes_are_not_the_same_as_nothing(database: Database) -> None:
    cache.put(database, "models:x", b"", 1)
    assert cache.get(database, "models:x") == (b"", 1)
