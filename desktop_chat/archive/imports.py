"""Imports: what each added, its audit, and taking it back.

`merging` adds; this remembers. What a whole import added can be marked as deleted again, but for
what was changed or continued since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from desktop_chat.archive import conversations, experiments, messages
from desktop_chat.archive.database import Database
from desktop_chat.archive.merging import Merge, merge
from desktop_chat.archive.rows import packed_id, unpacked_id
from desktop_chat.archive.text import well_formed
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.message import Message

T = TypeVar("T")


class Run(Protocol):
    """Carries out work on the archive's database, and gives what it returns."""

    async def __call__(self, work: Callable[[Database], T], /) -> T:
        """Run the work on a thread of the archive."""
        ...


class ImportHead(Struct, frozen=True):
    """One import that is kept.

    Attributes:
        is_finished: Whether it came to its end, and so has an audit.
        undone_us: When it was taken back, None while it was not.
        added: How many messages it added.
    """

    id: str
    started_us: int
    source: str
    is_finished: bool
    undone_us: int | None
    added: int


class Undone(Struct, frozen=True):
    """What taking an import back did; `kept` are messages that were changed or continued since."""

    deleted: int
    kept: int


class Imports:
    """The imports of an archive; its methods raise as those of the archive do."""

    def __init__(self, read: Run, write: Run) -> None:
        self._read = read
        self._write = write

    async def begin(self, import_id: str, source: str, started_us: int) -> None:
        """Remember an import before it adds anything."""
        query = "INSERT INTO imports(id, started_us, source, report) VALUES(?, ?, ?, '')"
        values = (packed_id(import_id), started_us, well_formed(source))
        await self._write(lambda d: d.run(query, *values))

    async def merge(self, import_id: str, chat: Conversation, added: Sequence[Message]) -> Merge:
        """Add what is not there, in one transaction, and remember what was added."""

        def work(database: Database) -> Merge:
            done = merge(database, chat, added, is_dry=False)
            _remember(database, import_id, done.added)
            return done

        return await self._write(work)

    async def would_merge(self, chat: Conversation, added: Sequence[Message]) -> Merge:
        """Return what `merge` would do."""
        return await self._read(lambda d: merge(d, chat, added, is_dry=True))

    async def finish(self, import_id: str, report: str) -> None:
        """Keep the audit of an import."""
        query = "UPDATE imports SET report = ? WHERE id = ?"
        await self._write(lambda d: d.run(query, well_formed(report), packed_id(import_id)))

    async def page(self, *, limit: int) -> list[ImportHead]:
        """Return imports, the newest first."""
        return await self._read(lambda d: _page(d, limit))

    async def report(self, import_id: str) -> str:
        """Return the audit of an import as JSON text, "" where there is none."""
        query = "SELECT report FROM imports WHERE id = ?"
        return await self._read(lambda d: d.value(query, packed_id(import_id))) or ""

    async def conversations(self, import_id: str) -> list[str]:
        """Return the ids of the conversations that an import added to."""
        query = (
            "SELECT DISTINCT conversations.id FROM imports "
            "JOIN imported_messages ON import = imports.key "
            "JOIN messages ON messages.key = message "
            "JOIN conversations ON conversations.key = conversation WHERE imports.id = ?"
        )
        rows = await self._read(lambda d: d.rows(query, packed_id(import_id)))
        return [unpacked_id(row[0]) for row in rows]

    async def undo(
        self, import_id: str, now_us: int, experiment_ids: Sequence[str] = ()
    ) -> Undone | None:
        """Mark what an import added as deleted, in one transaction; None for no such import.

        A message stays that was changed since, or that one which stays follows. A conversation in
        which nothing is left goes to the trash. Importing the same again restores it.

        Args:
            import_id: The import.
            now_us: UTC microseconds.
            experiment_ids: Those that it added and that go with it.
        """
        return await self._write(lambda d: _undo(d, import_id, now_us, experiment_ids))

    async def restore_experiment(self, experiment_id: str) -> bool:
        """Show an experiment again that went with an import; return whether it had."""
        return await self._write(lambda d: _restore_experiment(d, experiment_id))


def _remember(database: Database, import_id: str, added: Sequence[str]) -> None:
    query = (
        "INSERT INTO imported_messages(import, message, checksum) "
        "SELECT imports.key, messages.key, messages.checksum FROM imports, messages "
        "WHERE imports.id = ? AND messages.id = ?"
    )
    for message_id in added:
        database.run(query, packed_id(import_id), packed_id(message_id))


def _page(database: Database, limit: int) -> list[ImportHead]:
    query = (
        "SELECT id, started_us, source, report <> '', undone_us, "
        "(SELECT count(*) FROM imported_messages WHERE import = imports.key) "
        "FROM imports ORDER BY key DESC LIMIT ?"
    )
    return [
        ImportHead(unpacked_id(id_), started_us, source, bool(is_finished), undone_us, added)
        for id_, started_us, source, is_finished, undone_us, added in database.rows(query, limit)
    ]


def _restore_experiment(database: Database, experiment_id: str) -> bool:
    query = (
        "SELECT 1 FROM experiments JOIN imports ON imports.undone_us = experiments.deleted_us "
        "WHERE experiments.id = ? LIMIT 1"
    )
    if database.value(query, packed_id(experiment_id)) is None:
        return False
    experiments.delete(database, experiment_id, None)
    return True


def _undo(
    database: Database, import_id: str, now_us: int, experiment_ids: Sequence[str]
) -> Undone | None:
    key = database.value("SELECT key FROM imports WHERE id = ?", packed_id(import_id))
    if key is None:
        return None
    # The newest first: every child is looked at before its parent.
    query = (
        "SELECT messages.id, conversation, parent_id, imported.checksum = messages.checksum "
        "FROM imported_messages AS imported JOIN messages ON messages.key = imported.message "
        "WHERE import = ? AND deleted_us IS NULL ORDER BY conversation, messages.key DESC"
    )
    rows = database.rows(query, key)
    children: dict[int, Counter[object]] = {}
    gone: list[str] = []
    for message_id, chat, parent_id, is_unchanged in rows:
        if chat not in children:
            children[chat] = _children(database, chat)
        if is_unchanged and not children[chat][message_id]:
            children[chat][parent_id] -= 1
            gone.append(unpacked_id(message_id))
    messages.delete(database, gone, now_us)
    for chat in children:
        _put_in_trash_if_empty(database, chat, now_us)
    for experiment_id in experiment_ids:
        query = "UPDATE experiments SET deleted_us = ? WHERE id = ? AND deleted_us IS NULL"
        database.run(query, now_us, packed_id(experiment_id))
    database.run("UPDATE imports SET undone_us = ? WHERE key = ?", now_us, key)
    return Undone(len(gone), len(rows) - len(gone))


def _children(database: Database, chat: int) -> Counter[object]:
    query = "SELECT parent_id FROM messages WHERE conversation = ? AND deleted_us IS NULL"
    return Counter(row[0] for row in database.rows(query, chat))


def _put_in_trash_if_empty(database: Database, chat: int, now_us: int) -> None:
    query = "SELECT 1 FROM messages WHERE conversation = ? AND deleted_us IS NULL LIMIT 1"
    if database.value(query, chat) is None:
        head = conversations.load_by_key(database, chat)
        conversations.save(database, with_changes(head, deleted_us=head.deleted_us or now_us))
