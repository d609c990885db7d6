"""The schema and its history: one function for each version of the file, a backup before each.

To change the schema, append a function to MIGRATIONS and add an archive of the version before to
`tests/data/archives`. A function that has been released is never edited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop_chat.archive import schema_3, search_index
from desktop_chat.archive.database import Database
from desktop_chat.archive.faults import system_errors_translated
from desktop_chat.archive.probability_move import move_probabilities
from desktop_chat.errors import ArchiveError

Migration = Callable[[Database], Iterator[float] | None]
"""Changes a file; one that takes long gives again and again which share is done."""
_COPYING = 0.1
_PAGES_AT_ONCE = 2_000


class MigrationStopped(ArchiveError):
    """Somebody would not wait; the file is as it was."""


def version_of(database: Database) -> int:
    """Return the version of an archive's file, 0 for an empty one."""
    return int(database.value("PRAGMA user_version"))


def migrate(
    database: Database,
    path: Path,
    migrations: Sequence[Migration] | None = None,
    on_progress: Callable[[float], bool] = lambda _: True,
) -> None:
    """Bring an archive to the newest version, step by step in one transaction.

    An archive that holds something is copied first, to `archive.before-v2.db` beside it and so on;
    an older copy of that name is from an attempt that failed, and is replaced.

    Args:
        database: The archive, open for writing.
        path: Its file.
        migrations: The whole history, MIGRATIONS when None.
        on_progress: Told which share is done, from 0 to 1; False ends it.

    Raises:
        MigrationStopped: `on_progress` said so.
    """

    def look(share: float) -> None:
        if not on_progress(share):
            raise MigrationStopped("The archive was not brought up to date.")

    history = MIGRATIONS if migrations is None else migrations
    version = version_of(database)
    if version >= len(history):
        return
    if version:
        _copy(database, path.with_name(f"{path.stem}.before-v{len(history)}{path.suffix}"), look)
    with database.transaction():
        for step in history[version:]:
            for share in step(database) or ():
                look(_COPYING + (1 - _COPYING) * share)
        database.run(f"PRAGMA user_version={len(history)}")


def _copy(database: Database, target: Path, look: Callable[[float], None]) -> None:
    with system_errors_translated():
        target.unlink(missing_ok=True)
        target.touch(mode=0o600)
    database.copy_in_steps(
        target, _PAGES_AT_ONCE, lambda done, total: look(_COPYING * done / total)
    )


def _version_1(database: Database) -> None:
    database.run(_SCHEMA_1)


# `key` is the number of a row inside the file; messages.key grows with every message and is the
# order in which they were added. `id` is the UUID outside, as 16 bytes, or text where it is none.
# `parts` and `record` are JSON: what is sorted by one day gets an index on record ->> '$.model'.
_SCHEMA_1 = """
CREATE TABLE conversations(
    key INTEGER PRIMARY KEY,
    id ANY NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    updated_us INTEGER NOT NULL,
    is_pinned INTEGER NOT NULL,
    deleted_us INTEGER,
    rest TEXT NOT NULL,
    checksum BLOB NOT NULL
) STRICT;
CREATE INDEX conversations_listed ON conversations(is_pinned DESC, updated_us DESC)
    WHERE deleted_us IS NULL;

CREATE TABLE messages(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id ANY NOT NULL UNIQUE,
    conversation INTEGER NOT NULL REFERENCES conversations(key) ON DELETE CASCADE,
    parent_id ANY,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    deleted_us INTEGER,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    parts TEXT NOT NULL,
    record TEXT,
    checksum BLOB NOT NULL
) STRICT;
CREATE INDEX messages_by_conversation ON messages(conversation);
CREATE INDEX messages_streaming ON messages(key) WHERE state = 'streaming';

CREATE TABLE requests(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES messages(key) ON DELETE CASCADE,
    base INTEGER,
    depth INTEGER NOT NULL,
    prefix INTEGER NOT NULL,
    suffix INTEGER NOT NULL,
    middle BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT;
CREATE INDEX requests_by_message ON requests(message);

CREATE TABLE stream_log(
    key INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages(key) ON DELETE CASCADE,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL
) STRICT;

CREATE TABLE cache(
    name TEXT PRIMARY KEY,
    fetched_us INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;

CREATE VIEW message_search_source AS
    SELECT key, searchable(text) AS text, searchable(reasoning) AS reasoning
    FROM messages WHERE state <> 'streaming' AND deleted_us IS NULL;
CREATE VIRTUAL TABLE message_search USING fts5(
    text, reasoning, content = 'message_search_source', content_rowid = 'key',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE VIEW title_search_source AS SELECT key, searchable(title) AS title FROM conversations;
CREATE VIRTUAL TABLE title_search USING fts5(
    title, content = 'title_search_source', content_rowid = 'key',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
"""


def _version_2(database: Database) -> None:
    database.run(_SCHEMA_2)
    database.run(_EXPERIMENTS_2)
    database.run(_LEDGER_2)
    move_probabilities(database)


_SCHEMA_2 = """
CREATE TABLE token_probabilities(
    key INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages(key) ON DELETE CASCADE,
    content BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT;
CREATE INDEX token_probabilities_by_message ON token_probabilities(message);

CREATE TABLE arrivals(
    message INTEGER PRIMARY KEY REFERENCES messages(key) ON DELETE CASCADE,
    content BLOB NOT NULL,
    checksum BLOB NOT NULL
) STRICT;
"""
# An experiment's `checksum` is over what never changes, its `progress_checksum` over what does.
# `branch` is the messages that are answered, apart so that a list does not read them. `request` of
# an experiment is the body that those of its cells are differences from.
_EXPERIMENTS_2 = """
CREATE TABLE experiments(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id ANY NOT NULL UNIQUE,
    title TEXT NOT NULL,
    prompt TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    rerun_of ANY NOT NULL,
    plan TEXT NOT NULL,
    branch TEXT NOT NULL,
    checksum BLOB NOT NULL,
    state TEXT NOT NULL,
    updated_us INTEGER NOT NULL,
    done INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    spent_usd TEXT NOT NULL,
    priced INTEGER NOT NULL,
    cap_usd TEXT,
    progress_checksum BLOB NOT NULL,
    deleted_us INTEGER,
    request BLOB
) STRICT;
CREATE INDEX experiments_listed ON experiments(updated_us DESC) WHERE deleted_us IS NULL;
CREATE INDEX experiments_running ON experiments(key) WHERE state = 'running';

CREATE TABLE cells(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    experiment INTEGER NOT NULL REFERENCES experiments(key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    head TEXT NOT NULL,
    checksum BLOB NOT NULL,
    UNIQUE(experiment, number)
) STRICT;

CREATE TABLE cell_answers(
    cell INTEGER PRIMARY KEY REFERENCES cells(key) ON DELETE CASCADE,
    id ANY NOT NULL,
    state TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    parts TEXT NOT NULL,
    record TEXT,
    checksum BLOB NOT NULL,
    request_prefix INTEGER,
    request_suffix INTEGER,
    request BLOB,
    request_checksum BLOB,
    tokens BLOB,
    arrivals BLOB,
    extras_checksum BLOB NOT NULL
) STRICT;

CREATE VIEW experiment_search_source AS
    SELECT key, searchable(title) AS title, searchable(prompt) AS prompt FROM experiments;
CREATE VIRTUAL TABLE experiment_search USING fts5(
    title, prompt, content = 'experiment_search_source', content_rowid = 'key',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
CREATE VIEW cell_search_source AS
    SELECT cell AS key, searchable(text) AS text, searchable(reasoning) AS reasoning
    FROM cell_answers;
CREATE VIRTUAL TABLE cell_search USING fts5(
    text, reasoning, content = 'cell_search_source', content_rowid = 'key',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
"""

# One row for each request. Its ids are no references: it stays when what they name is deleted.
_LEDGER_2 = """
CREATE TABLE ledger(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id ANY NOT NULL UNIQUE,
    sent_us INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    tokenizer TEXT NOT NULL,
    conversation ANY NOT NULL,
    message ANY NOT NULL,
    experiment ANY NOT NULL,
    generation_id TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    guessed_prompt INTEGER NOT NULL,
    guessed_completion INTEGER NOT NULL,
    cost_usd TEXT,
    source TEXT NOT NULL,
    checksum BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_by_time ON ledger(sent_us);
CREATE INDEX ledger_by_conversation ON ledger(conversation);
CREATE INDEX ledger_by_message ON ledger(message);
CREATE INDEX ledger_by_experiment ON ledger(experiment);
"""


def _version_3(database: Database) -> None:
    database.run(schema_3.IMPORTS)
    database.run(schema_3.SEARCH)
    database.run(schema_3.PLACES)


def _version_4(database: Database) -> Iterator[float]:
    """Let texts be packed, and make the rows of facts, whose moments are longer than they were.

    Rows of messages stay as they are. A column's type is changed in its schema alone, which is
    right where no row has to change: sqlite.org/lang_altertable.html, "Making Other Kinds Of Table
    Schema Changes".
    """
    database.run("PRAGMA writable_schema=ON")
    for column in ("text", "reasoning"):
        database.run(
            "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) "
            "WHERE type = 'table' AND name IN ('messages', 'cell_answers')",
            f"{column} TEXT NOT NULL",
            f"{column} ANY NOT NULL",
        )
    # Other connections, and this one, read the schema anew.
    database.run(f"PRAGMA schema_version={database.value('PRAGMA schema_version') + 1}")
    database.run("PRAGMA writable_schema=RESET")
    yield from search_index.fill(database)


MIGRATIONS: tuple[Migration, ...] = (_version_1, _version_2, _version_3, _version_4)
"""What brings a file from each version to the next; its length is the newest version."""
