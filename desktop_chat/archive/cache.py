"""Bytes kept by name that can be fetched again, such as an endpoint's list of models.

Functions on a database; those that write run in the caller's transaction.
"""

from __future__ import annotations

from desktop_chat.archive.database import Database


def put(database: Database, name: str, content: bytes, fetched_us: int) -> None:
    """Keep bytes under a name, in place of what was there."""
    database.run(
        "INSERT OR REPLACE INTO cache(name, fetched_us, content) VALUES(?, ?, ?)",
        name,
        fetched_us,
        content,
    )


def get(database: Database, name: str) -> tuple[bytes, int] | None:
    """Return the bytes of a name and when they were fetched, None where there are none."""
    rows = database.rows("SELECT content, fetched_us FROM cache WHERE name = ?", name)
    return (rows[0][0], rows[0][1]) if rows else None
