"""What version 3 adds to the schema; part of the file's history, so it is never edited."""

from __future__ import annotations

# `report` is the audit as JSON. `checksum` of an imported message is the one that its row had: one
# that has another now was changed since.
IMPORTS = """
CREATE TABLE imports(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id ANY NOT NULL UNIQUE,
    started_us INTEGER NOT NULL,
    source TEXT NOT NULL,
    report TEXT NOT NULL,
    undone_us INTEGER
) STRICT;

CREATE TABLE imported_messages(
    import INTEGER NOT NULL REFERENCES imports(key) ON DELETE CASCADE,
    message INTEGER NOT NULL REFERENCES messages(key) ON DELETE CASCADE,
    checksum BLOB NOT NULL,
    PRIMARY KEY(import, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_messages_by_message ON imported_messages(message);
"""
