"""Putting conversations in their places, one or many: each act can be undone.

Open conversations are changed through their sessions, all others in one transaction of the archive.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any

from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.archive.places import Change
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.figures import count_text
from desktop_chat.core.ids import new_id
from desktop_chat.core.places import (
    TRASH_US,
    Places,
    folder_path,
    name_of,
    parent_of,
    tag_name,
)
from desktop_chat.core.signal import Signal
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import UsageError

_NOTHING = Places({}, {})
_PURGED_AT_ONCE = 200
_PLACING = ("folder", "tags", "archived_us", "deleted_us", "is_pinned")


class Organising:
    """The places of an archive, and moving conversations between them.

    Args:
        services: The archive, and who is told what was done.
        session_of: Gives the session of a conversation that is open, None for any other.
        reload: Reads the list that is shown anew.
    """

    def __init__(
        self,
        services: Services,
        session_of: Callable[[str], ChatSession | None],
        reload: Callable[[], Awaitable[None]],
    ) -> None:
        self.changed: Signal[None] = Signal()
        """There are other places, or other numbers of conversations in them."""
        self._services = services
        self._session_of = session_of
        self._reload = reload
        self._places = _NOTHING

    @property
    def places(self) -> Places:
        """What places there are, as they were last read."""
        return self._places

    async def learn(self) -> None:
        """Read the places anew."""
        self._places = await self._services.archive.places.overview()
        self.changed.emit(None)

    # Conversations -----------------------------------------------------------------------------

    async def put_in_folder(self, ids: Sequence[str], path: str) -> None:
        """Put conversations in a folder, "" takes them out of theirs."""
        path = _path(path) if path else ""
        where = f"moved to {path}" if path else "moved out of their folders"
        await self._apply(ids, lambda head: with_changes(head, folder=path), where)

    async def tag(
        self, ids: Sequence[str], added: Iterable[str], removed: Iterable[str] = ()
    ) -> None:
        """Give conversations tags, and take others from them."""
        new = [tag for tag in map(tag_name, added) if tag]
        gone = set(removed)

        def change(head: Conversation) -> Conversation:
            tags = {tag for tag in head.tags if tag not in gone} | set(new)
            ordered = sorted(tags, key=lambda tag: (tag.casefold(), tag))
            return with_changes(head, tags=tuple(ordered))

        await self._apply(ids, change, "tagged" if new else "untagged")

    async def archive(self, ids: Sequence[str], *, is_archived: bool = True) -> None:
        """Put conversations in the archive, or take them out of it."""
        when = self._services.clock() if is_archived else None
        where = "archived" if is_archived else "taken out of the archive"
        await self._apply(ids, lambda head: with_changes(head, archived_us=when), where)

    async def trash(self, ids: Sequence[str]) -> None:
        """Put conversations in the trash; answers that are being made there are stopped."""
        for session in filter(None, map(self._session_of, ids)):
            session.stop()
        now_us = self._services.clock()
        await self._apply(ids, lambda head: with_changes(head, deleted_us=now_us), "deleted")

    async def restore(self, ids: Sequence[str]) -> None:
        """Take conversations out of the trash."""
        await self._apply(ids, lambda head: with_changes(head, deleted_us=None), "restored")

    async def pin(self, ids: Sequence[str], *, is_pinned: bool) -> None:
        """Keep conversations at the top of the list, or no longer."""
        where = "pinned" if is_pinned else "no longer pinned"
        await self._apply(ids, lambda head: with_changes(head, is_pinned=is_pinned), where)

    async def duplicate(self, conversation_id: str) -> Conversation:
        """Add a copy of a conversation with all its branches, and return it.

        Raises:
            UsageError: An answer is being made in it, or there is none of that id.
        """
        session = self._session_of(conversation_id)
        if session is not None and session.is_answering:
            raise UsageError("An answer is being made.", advice="Stop it first.")
        head = await self._services.archive.conversation(conversation_id)
        title = f"{head.title or 'Untitled'} (copy)" if head is not None else ""
        places, now_us = self._services.archive.places, self._services.clock()
        copy = await places.duplicate(conversation_id, title, now_us)
        if copy is None:
            raise UsageError("This conversation is not in the archive any more.")
        await self._tell_change()
        return copy

    async def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name, with an offer to undo.

        Raises:
            UsageError: It has no name.
        """
        name = plain_line(name).strip()
        if not name:
            raise UsageError("A search needs a name.")
        before = self._places.searches.get(name)
        await self._services.archive.places.save_search(name, query)
        await self.learn()
        if before is None:
            self._offer(f"Search “{name}” saved.", lambda: self._remove_search(name))
        else:
            self._offer(f"Search “{name}” replaced.", lambda: self._put_search(name, before))

    async def remove_search(self, name: str) -> None:
        """Keep a query no longer, with an offer to undo."""
        query = self._places.searches.get(name, "")
        await self._remove_search(name)
        self._offer(f"Search “{name}” removed.", lambda: self._put_search(name, query))

    # The trash ---------------------------------------------------------------------------------

    async def delete_for_good(self, ids: Sequence[str]) -> None:
        """Delete conversations that are in the trash, with all that is in them."""
        for conversation_id in ids:
            session = self._session_of(conversation_id)
            if session is not None and session.conversation.deleted_us is None:
                continue
            await self._services.archive.places.remove(conversation_id)
        await self._tell_change()

    async def empty_trash(self) -> int:
        """Delete all that is in the trash for good; return how many conversations that were."""
        return await self._purge(None)

    async def purge(self) -> int:
        """Delete for good what has been in the trash for as long as it stays there."""
        return await self._purge(self._services.clock() - TRASH_US)

    async def _purge(self, before_us: int | None) -> int:
        if self._services.archive.is_read_only:
            return 0
        places, count = self._services.archive.places, 0
        while ids := await places.trashed(before_us=before_us, limit=_PURGED_AT_ONCE):
            for conversation_id in ids:
                await places.remove(conversation_id)
            count += len(ids)
        if count:
            await self._tell_change()
        return count

    # Folders -----------------------------------------------------------------------------------

    async def add_folder(self, text: str) -> str:
        """Make a folder and return its path.

        Raises:
            UsageError: Its name is none, or there is one of that name.
        """
        path = _path(text)
        if path in self._places.folders:
            raise UsageError(f"There is a folder {path} already.")
        await self._services.archive.places.keep_folder(path)
        await self.learn()
        return path

    async def rename_folder(self, path: str, name: str) -> str:
        """Give a folder another name in its place, and return its path then.

        Raises:
            UsageError: As `add_folder`.
        """
        if "/" in name:
            raise UsageError("A folder's name has no “/”.", advice="Move it instead.")
        return await self._move_folder(path, _path(f"{parent_of(path)}/{name}"))

    async def move_folder(self, path: str, into: str) -> str:
        """Put a folder into another, "" for none, and return its path then.

        Raises:
            UsageError: It would lie in itself, or there is one of that name.
        """
        if into == path or into.startswith(f"{path}/"):
            raise UsageError("A folder cannot lie in itself.")
        return await self._move_folder(path, _path(f"{into}/{name_of(path)}"))

    async def remove_folder(self, path: str) -> None:
        """Take a folder away; what was in it stays, in the folder around it."""
        await self._move_folder(path, "")

    async def _move_folder(self, path: str, new_path: str) -> str:
        if new_path == path:
            return path
        if new_path in self._places.folders:
            raise UsageError(f"There is a folder {new_path} already.")
        places = self._services.archive.places
        kept = await places.kept_folders()
        before = await places.move_folder(path, new_path)
        self._follow(before)
        await self._tell_change()
        text = f"Folder {path} is called {new_path} now." if new_path else f"Folder {path} removed."
        self._offer_undo(text, before, kept)
        return new_path

    # How it is done ----------------------------------------------------------------------------

    async def _apply(self, ids: Sequence[str], change: Change, done: str) -> None:
        before = await self._changed(ids, change)
        if len(before) == 1:
            self._offer_undo(f"“{plain_line(before[0].title) or 'Untitled'}” {done}.", before)
        elif before:
            self._offer_undo(f"{count_text(len(before))} conversations {done}.", before)

    async def _changed(self, ids: Sequence[str], change: Change) -> list[Conversation]:
        """Change heads wherever they are; return those that changed, as they were."""
        before: list[Conversation] = []
        closed: list[str] = []
        for conversation_id in dict.fromkeys(ids):
            session = self._session_of(conversation_id)
            if session is None:
                closed.append(conversation_id)
                continue
            head = session.conversation
            changed = change(head)
            if changed != head:
                before.append(head)
                session.change(**{name: getattr(changed, name) for name in _PLACING})
                if session.is_kept:
                    await self._services.keeper.keep_conversation(session.conversation)
        before += await self._services.archive.places.change(closed, change)
        await self._tell_change()
        return before

    def _follow(self, before: Iterable[Conversation]) -> None:
        """Tell open sessions what the archive has made of their conversations meanwhile."""
        for old in before:
            session = self._session_of(old.id)
            if session is not None:
                self._services.tasks.start(f"follow:{new_id()}", self._follow_one(session))

    async def _follow_one(self, session: ChatSession) -> None:
        head = await self._services.archive.conversation(session.id)
        if head is not None:
            session.change(folder=head.folder)

    async def _remove_search(self, name: str) -> None:
        await self._services.archive.places.remove_search(name)
        await self.learn()

    async def _put_search(self, name: str, query: str) -> None:
        await self._services.archive.places.save_search(name, query)
        await self.learn()

    def _offer(self, text: str, undo: Callable[[], Coroutine[Any, Any, None]]) -> None:
        def start() -> None:
            self._services.tasks.start(f"undo:{new_id()}", undo())

        self._services.notices.add_undoable(text, start)

    def _offer_undo(
        self, text: str, before: Sequence[Conversation], folders: Sequence[str] | None = None
    ) -> None:
        self._offer(text, lambda: self._put_back(before, folders))

    async def _put_back(
        self, before: Sequence[Conversation], folders: Sequence[str] | None
    ) -> None:
        if folders is not None:
            await self._services.archive.places.put_folders(folders)
        old = {head.id: {name: getattr(head, name) for name in _PLACING} for head in before}
        await self._changed(list(old), lambda head: with_changes(head, **old[head.id]))

    async def _tell_change(self) -> None:
        await self._reload()
        await self.learn()


def _path(text: str) -> str:
    try:
        return folder_path(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
