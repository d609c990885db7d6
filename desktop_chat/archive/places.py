"""Folders, tags, the archive and the trash: what lies where, and moving many at once.

Each act is one transaction. What it changed is given back as it was, so that it can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from desktop_chat.archive import conversations
from desktop_chat.archive.conversations import COLUMNS
from desktop_chat.archive.database import Database, SqlValue
from desktop_chat.archive.duplicating import duplicate
from desktop_chat.archive.imports import Run
from desktop_chat.archive.rows import conversation_from, unpacked_id
from desktop_chat.archive.text import well_formed
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.places import Place, PlaceKind, Places, is_within, moved, with_parents

Change = Callable[[Conversation], Conversation]
"""Makes another value of a conversation's head."""

_SHOWN = "deleted_us IS NULL AND archived_us IS NULL"
_ARCHIVED = "deleted_us IS NULL AND archived_us IS NOT NULL"
_BY_TIME = "is_pinned DESC, updated_us DESC"
# "/" is followed by "0": all that begins with a folder's path and a "/" lies between.
_INSIDE = "(folder = ? OR (folder > ? || '/' AND folder < ? || '0'))"


# All of a tag less those that are not shown: these are found by indices of their own, while each
# conversation with a tag would have to be looked at to see whether it is shown.
_TAGS = "SELECT tag, count(*) FROM conversation_tags GROUP BY tag ORDER BY tag COLLATE NOCASE, tag"
_HIDDEN_TAGS = f"""
SELECT tag, count(*) FROM (
    SELECT key FROM conversations WHERE {_ARCHIVED}
    UNION ALL SELECT key FROM conversations WHERE deleted_us IS NOT NULL
) CROSS JOIN conversation_tags ON conversation = key GROUP BY tag
"""  # noqa: S608


class KeptPlaces:
    """The places of an archive; its methods raise as those of the archive do."""

    def __init__(self, read: Run, write: Run) -> None:
        self._read = read
        self._write = write

    async def overview(self) -> Places:
        """Return what places there are, and how many conversations are in each."""
        return await self._read(_overview)

    async def page(self, place: Place, *, limit: int, offset: int = 0) -> list[Conversation]:
        """Return conversations of a place, the pinned first, then those changed last."""
        return await self._read(lambda d: _page(d, place, limit, offset))

    async def titles(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the titles of conversations by their ids, those in the trash too."""
        return await self._read(lambda d: _titles(d, ids))

    async def change(self, ids: Sequence[str], change: Change) -> list[Conversation]:
        """Change heads in one transaction; return those that changed, as they were."""
        return await self._write(lambda d: _change(d, ids, change))

    async def put_back(self, heads: Iterable[Conversation]) -> None:
        """Give conversations back the folder, tags and so on that they had."""
        before = {head.id: head for head in heads}
        await self._write(lambda d: _change(d, list(before), lambda c: _placed(c, before[c.id])))

    async def keep_folder(self, path: str) -> None:
        """Let a folder be there though nothing is in it."""
        query = "INSERT INTO folders(path) VALUES(?) ON CONFLICT DO NOTHING"
        await self._write(lambda d: d.run(query, well_formed(path)))

    async def move_folder(self, path: str, new_path: str) -> list[Conversation]:
        """Rename or move a folder with all in it; "" takes it away and leaves what was in it.

        Folders inside go up to the folder around it then. Returns the conversations as they were.
        """
        return await self._write(lambda d: _move_folder(d, path, new_path))

    async def put_folders(self, paths: Iterable[str]) -> None:
        """Let these folders, and no others, be there though nothing is in them."""
        kept = sorted(set(map(well_formed, paths)))

        def work(database: Database) -> None:
            database.run("DELETE FROM folders")
            for path in kept:
                database.run("INSERT INTO folders(path) VALUES(?)", path)

        await self._write(work)

    async def kept_folders(self) -> list[str]:
        """Return the folders that are there though nothing may be in them."""
        return await self._read(_kept_folders)

    async def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name, in place of what was under it."""
        into = (
            "INSERT INTO saved_searches(name, query) VALUES(?, ?) "
            "ON CONFLICT(name) DO UPDATE SET query = excluded.query"
        )
        await self._write(lambda d: d.run(into, well_formed(name), well_formed(query)))

    async def remove_search(self, name: str) -> None:
        """Keep a query no longer."""
        query = "DELETE FROM saved_searches WHERE name = ?"
        await self._write(lambda d: d.run(query, well_formed(name)))

    async def duplicate(self, conversation_id: str, title: str, now_us: int) -> Conversation | None:
        """Add a copy of a conversation under a title; None where there is none of that id."""
        return await self._write(lambda d: duplicate(d, conversation_id, title, now_us))

    async def trashed(self, *, before_us: int | None = None, limit: int) -> list[str]:
        """Return ids of conversations in the trash, of those put there before a time, or of all."""
        query = "SELECT id FROM conversations WHERE deleted_us < ? ORDER BY deleted_us LIMIT ?"
        latest = 2**63 - 1 if before_us is None else before_us
        rows = await self._read(lambda d: d.rows(query, latest, limit))
        return [unpacked_id(row[0]) for row in rows]

    async def remove(self, conversation_id: str) -> None:
        """Delete a conversation with its messages for good, if it is in the trash."""
        await self._write(lambda d: _remove(d, conversation_id))


def _overview(database: Database) -> Places:
    query = f"SELECT folder, count(*) FROM conversations WHERE folder <> '' AND {_SHOWN} GROUP BY 1"  # noqa: S608
    folders = dict(database.rows(query))
    tags = dict(database.rows(_TAGS))
    for tag, hidden in database.rows(_HIDDEN_TAGS):
        tags[tag] -= hidden
    archived = f"SELECT count(*) FROM conversations WHERE {_ARCHIVED}"  # noqa: S608
    return Places(
        with_parents(folders, set(_kept_folders(database))),
        {tag: shown for tag, shown in tags.items() if shown},
        database.value(archived),
        database.value("SELECT count(*) FROM conversations WHERE deleted_us IS NOT NULL"),
        dict(database.rows("SELECT name, query FROM saved_searches ORDER BY name COLLATE NOCASE")),
    )


def _kept_folders(database: Database) -> list[str]:
    return [row[0] for row in database.rows("SELECT path FROM folders ORDER BY path")]


def _titles(database: Database, ids: Iterable[str]) -> dict[str, str]:
    heads = (conversations.load(database, each) for each in ids)
    return {head.id: head.title for head in heads if head is not None}


def _page(database: Database, place: Place, limit: int, offset: int) -> list[Conversation]:
    condition, values = _SHOWN, ()
    match place.kind:
        case PlaceKind.ALL | PlaceKind.SEARCH:
            pass
        case PlaceKind.FOLDER:
            condition, values = f"{_INSIDE} AND {_SHOWN}", (place.name,) * 3
        case PlaceKind.TAG:
            tagged = "SELECT conversation FROM conversation_tags WHERE tag = ?"
            condition, values = f"key IN ({tagged}) AND {_SHOWN}", (place.name,)
        case PlaceKind.ARCHIVE:
            condition = _ARCHIVED
        case PlaceKind.TRASH:
            condition = "deleted_us IS NOT NULL"
    query = (
        f"SELECT {COLUMNS} FROM conversations WHERE {condition} "  # noqa: S608
        f"ORDER BY {_BY_TIME} LIMIT ? OFFSET ?"
    )
    bound: tuple[SqlValue, ...] = (*values, limit, offset)
    return [conversation_from(row) for row in database.rows(query, *bound)]


def _change(database: Database, ids: Sequence[str], change: Change) -> list[Conversation]:
    before: list[Conversation] = []
    for conversation_id in ids:
        head = conversations.load(database, conversation_id)
        if head is None:
            continue
        changed = change(head)
        if changed != head:
            conversations.save(database, changed)
            before.append(head)
    return before


def _placed(head: Conversation, like: Conversation) -> Conversation:
    return with_changes(
        head,
        folder=like.folder,
        tags=like.tags,
        archived_us=like.archived_us,
        deleted_us=like.deleted_us,
        is_pinned=like.is_pinned,
    )


def _move_folder(database: Database, path: str, new_path: str) -> list[Conversation]:
    rows = database.rows(
        f"SELECT id FROM conversations WHERE {_INSIDE}",  # noqa: S608
        *(path,) * 3,
    )
    above = path.rpartition("/")[0]

    def renamed(old: str) -> str:
        if new_path:
            return moved(old, path, new_path)
        return above if old == path else moved(old, path, above)

    before = _change(
        database,
        [unpacked_id(row[0]) for row in rows],
        lambda head: with_changes(head, folder=renamed(head.folder)),
    )
    for kept in _kept_folders(database):
        if is_within(kept, path):
            database.run("DELETE FROM folders WHERE path = ?", kept)
            target = renamed(kept) if new_path or kept != path else ""
            if target:
                database.run("INSERT INTO folders(path) VALUES(?) ON CONFLICT DO NOTHING", target)
    return before


def _remove(database: Database, conversation_id: str) -> None:
    head = conversations.load(database, conversation_id)
    if head is not None and head.deleted_us is not None:
        conversations.remove(database, conversation_id)
