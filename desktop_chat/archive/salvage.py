"""Reads what can be read of a damaged archive into a new one; the damaged file is not touched.

Each row is looked for twice: by SQLite, in ranges of keys that are halved where they fail, and on
the pages themselves, which needs nothing that leads to them. Of two the one that has its checksum
counts. The report says what is missing in the end. All that is made of rows, such as the search
index, is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import msgspec
from msgspec import Struct

from desktop_chat.archive import conversations, experiment_search, ledger, messages, wholes
from desktop_chat.archive.damaged_rows import AT_ONCE, FAILURES, DamagedArchive, Missing, Table
from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.experiment_rows import (
    ANSWER_COLUMNS,
    CELL_COLUMNS,
    EXPERIMENT_COLUMNS,
    EXTRAS_COLUMNS,
    PROGRESS_COLUMNS,
    REQUEST_COLUMNS,
)
from desktop_chat.archive.faults import system_errors_translated
from desktop_chat.archive.keys import ArchiveKey, key_path
from desktop_chat.archive.migrations import MIGRATIONS, migrate, version_of
from desktop_chat.archive.rebuilding import TABLES, rebuild
from desktop_chat.archive.recoding import copy_key_file, copy_with_log
from desktop_chat.archive.rows import (
    CONVERSATION_COLUMNS,
    MESSAGE_COLUMNS,
    MESSAGE_READ,
    conversation_from,
    message_from,
)
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, MessageState
from desktop_chat.errors import ArchiveError, Corrupt, NewerFile

STRAY_TITLE = "Recovered messages"
"""What a conversation is called that stands for one that cannot be read."""


class Salvaged(Struct, frozen=True):
    """What became of a damaged archive.

    Attributes:
        conversations, messages: How many were read.
        damaged: Ids of those that can be read but do not have their checksum: a part is wrong.
        missing: What cannot be read. Where SQLite cannot open the file, keys without a row are
            among it that were deleted: what deleted them cannot be told.
        strays: How many conversations stand for lost ones, whose messages are there.
    """

    conversations: int
    messages: int
    damaged: tuple[str, ...]
    missing: tuple[Missing, ...]
    strays: int


_CONVERSATIONS = Table("conversations", conversations.COLUMNS, len(CONVERSATION_COLUMNS))
_MESSAGES = Table("messages", MESSAGE_READ, len(MESSAGE_COLUMNS), ("deleted_us",))
_AS_THEY_ARE = (
    Table("ledger", ledger.COLUMNS, ledger.COLUMNS.count(",") + 1),
    Table(
        "experiments",
        ", ".join(EXPERIMENT_COLUMNS),
        len(EXPERIMENT_COLUMNS),
        (*PROGRESS_COLUMNS, "progress_checksum", "deleted_us", "request"),
    ),
    Table("cells", ", ".join(CELL_COLUMNS), len(CELL_COLUMNS)),
    Table(
        "cell_answers",
        ", ".join(ANSWER_COLUMNS),
        len(ANSWER_COLUMNS),
        (*REQUEST_COLUMNS, *EXTRAS_COLUMNS, "extras_checksum"),
        "cell",
    ),
)
"""What refers to nothing by a key that changes: its rows are copied as they are."""


def salvage(
    source: Path,
    target: Path,
    on_progress: Callable[[int], None] = lambda _: None,
    key: ArchiveKey | None = None,
) -> Salvaged:
    """Read what can be read of a damaged archive into a new file.

    Args:
        source: The damaged file; its log beside it is read too. Neither is changed.
        target: The new archive; there must be no file of that name.
        on_progress: Is told how many messages have been read.
        key: What the damaged file is encrypted with, and the new one is to be.

    Raises:
        Corrupt: Nothing of it can be read.
        NewerFile: A newer version of the program has written it.
        ArchiveError: The new file cannot be written.
    """
    with TemporaryDirectory(prefix="desktop-chat-") as folder, ExitStack() as opened:
        copy = Path(folder) / "damaged.db"
        with system_errors_translated():
            copy_with_log(source, copy)
            target.touch(mode=0o600, exist_ok=False)
            copy_key_file(source, target)
        try:
            damaged = _opened(copy, key, opened)
            with closing(Database(target, key=key)) as new:
                new.run("PRAGMA journal_mode=DELETE")
                migrate(new, target)
                return _copied(damaged, new, on_progress)
        except BaseException:
            target.unlink(missing_ok=True)
            key_path(target).unlink(missing_ok=True)
            raise


def _opened(copy: Path, key: ArchiveKey | None, opened: ExitStack) -> DamagedArchive:
    """Open a copy of the damaged file in both ways; SQLite changes it, so that it comes second."""
    rebuilt = database = None
    if key is None:
        new = copy.with_name("rebuilt.db")
        with system_errors_translated():
            new.touch(mode=0o600)
            rebuilt = opened.enter_context(closing(rebuild(copy, new)))
    try:
        database = opened.enter_context(closing(Database(copy, key=key)))
        _require_readable(database)
    except NewerFile:
        raise
    except ArchiveError:
        if rebuilt is None or not any(
            rebuilt.value(f"SELECT EXISTS(SELECT 1 FROM {table})")  # noqa: S608
            for table in TABLES
        ):
            raise
        database = None
    return DamagedArchive(database, rebuilt)


def _require_readable(database: Database) -> None:
    if version_of(database) > len(MIGRATIONS):
        raise NewerFile("The archive was written by a newer version of Desktop Chat.")
    try:
        tables = {row[0] for row in database.rows("SELECT name FROM sqlite_schema")}
    except apsw.Error as error:
        raise Corrupt("Nothing of this file can be read.", detail=str(error)) from error
    if not {"conversations", "messages"} <= tables:
        raise Corrupt("This file is no archive of Desktop Chat.", advice="Choose another file.")


def _copied(source: DamagedArchive, new: Database, on_progress: Callable[[int], None]) -> Salvaged:
    damaged: list[str] = []
    owners = _copy_conversations(source, new, damaged)
    count = strays = 0
    known: set[str] = set()
    batch: list[tuple[Message, int | None]] = []
    for row in source.rows(_MESSAGES):
        key, _stored, *values, deleted_us = row
        owner = owners.get(values[1])
        if owner is None:
            strays += 1
            owner = owners[values[1]] = Conversation(new_id(), title=STRAY_TITLE)
            with new.transaction():
                conversations.save(new, owner)
        message = _message(source, key, tuple(values), owner.id)
        if message is None or message.id in known:
            continue
        if not _MESSAGES.is_sound(row):
            damaged.append(message.id)
        parent_id = message.parent_id if message.parent_id in known else None
        message = msgspec.structs.replace(message, parent_id=parent_id)
        known.add(message.id)
        batch.append((message, deleted_us))
        count += 1
        if len(batch) >= AT_ONCE:
            _save(source, new, batch)
            batch.clear()
            on_progress(count)
    _save(source, new, batch)
    on_progress(count)
    _copy_rest(source, new)
    return Salvaged(len(owners), count, tuple(damaged), tuple(source.missing), strays)


def _copy_conversations(
    source: DamagedArchive, new: Database, damaged: list[str]
) -> dict[int, Conversation]:
    """Copy the conversations, add the ids of damaged ones; return them by their old keys."""
    owners: dict[int, Conversation] = {}
    with new.transaction():
        for row in source.rows(_CONVERSATIONS):
            head = owners[row[0]] = conversation_from(row[2:])
            if not _CONVERSATIONS.is_sound(row):
                damaged.append(head.id)
            conversations.save(new, head)
    return owners


def _message(source: DamagedArchive, key: int, row: Row, conversation_id: str) -> Message | None:
    """Return the message of a row, with what had arrived of it where it was being answered."""
    with suppress(*FAILURES):
        message = message_from(row, conversation_id)
        if message.state is MessageState.STREAMING:
            for database in source.databases:
                with suppress(*FAILURES):
                    return messages.with_log(database, key, message)
        return message
    return None


def _save(
    source: DamagedArchive, new: Database, batch: Sequence[tuple[Message, int | None]]
) -> None:
    with new.transaction():
        for message, deleted_us in batch:
            messages.save(new, _whole(source, message))
            if deleted_us is not None:
                messages.delete(new, [message.id], deleted_us)


def _whole(source: DamagedArchive, message: Message) -> Message:
    """Return a message with what is kept apart from it, from where there is more of that."""
    best = message
    for database in source.databases:
        with suppress(*FAILURES):
            found = wholes.whole(database, message)
            if _weight(found) > _weight(best):
                best = found
    return best


def _weight(message: Message) -> int:
    record = message.record
    beside = 0 if record is None else len(record.request_body) + len(record.arrivals)
    return len(message.logprobs) + beside


def _copy_rest(source: DamagedArchive, new: Database) -> None:
    """Copy costs and experiments as they are, under their old keys, and what has no checksum."""
    with new.transaction():
        # What a row belongs to may be lost.
        new.run("PRAGMA defer_foreign_keys=ON")
        for table in _AS_THEY_ARE:
            _copy_table(source, new, table)
        new.run("DELETE FROM cells WHERE experiment NOT IN (SELECT key FROM experiments)")
        new.run("DELETE FROM cell_answers WHERE cell NOT IN (SELECT key FROM cells)")
        for (key,) in new.rows("SELECT key FROM experiments"):
            experiment_search.add_experiment(new, key)
        for (key,) in new.rows("SELECT cell FROM cell_answers"):
            experiment_search.add_cell(new, key)
        _copy_small(source, new)


def _copy_table(source: DamagedArchive, new: Database, table: Table) -> None:
    names = (table.key, "checksum", *table.read.split(", "), *table.others)
    # The key may be one of the columns under the checksum, too.
    into = tuple(dict.fromkeys(names))
    statement = (
        f"INSERT OR IGNORE INTO {table.name}({', '.join(into)}) "
        f"VALUES({', '.join('?' * len(into))})"
    )
    for row in source.rows(table):
        if table.is_sound(row):
            new.run(statement, *dict(zip(names, row, strict=True)).values())
        else:
            source.note(table.name, [row[0]])


def _copy_small(source: DamagedArchive, new: Database) -> None:
    """Copy the folders that were made by hand and the saved searches, where SQLite gives them."""
    for database in source.databases:
        with suppress(*FAILURES):
            for row in database.rows("SELECT path FROM folders"):
                new.run("INSERT OR IGNORE INTO folders(path) VALUES(?)", *row)
        with suppress(*FAILURES):
            for row in database.rows("SELECT name, query FROM saved_searches"):
                new.run("INSERT OR IGNORE INTO saved_searches(name, query) VALUES(?, ?)", *row)
