"""All conversations: listing, starting, opening, renaming, pinning, deleting, searching.

It knows nothing of what happens in one; that is `app.session`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from desktop_chat.app.backups import Backups
from desktop_chat.app.encrypting import Encrypting
from desktop_chat.app.imports import Imports
from desktop_chat.app.organising import Organising
from desktop_chat.app.searching import Searching
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.app.settling import Settled
from desktop_chat.app.titling import Titling
from desktop_chat.archive import Opening
from desktop_chat.core.conversation import Conversation, with_changes
from desktop_chat.core.ids import new_id
from desktop_chat.core.places import Place, holds
from desktop_chat.core.signal import Signal
from desktop_chat.errors import UsageError

PAGE = 200
_BEFORE_ALL = (False, -math.inf)


class Library:
    """The archive's conversations as far as they are loaded, and the sessions that are open."""

    def __init__(self, services: Services) -> None:
        self.changed: Signal[None] = Signal()
        """The list has other conversations, or another order."""
        self.conversation_changed: Signal[Conversation] = Signal()
        self.replaced: Signal[str] = Signal()
        """An open conversation was changed from outside: who shows it, by its id, opens it anew."""
        self._sessions: dict[str, ChatSession] = {}
        self.searching = Searching(services.archive, services.clock)
        self.imports = Imports(services, self.reload)
        self.titling = Titling(services)
        self.backups = Backups(services, self.forget)
        self.encrypting = Encrypting(services, self._is_copying)
        self.organising = Organising(services, self._sessions.get, self.reload)
        services.settling.settled.connect(self._hand_on)
        self._services = services
        self._place = Place()
        self._items: list[Conversation] = []
        self._has_more = True
        self._loaded_to = _BEFORE_ALL

    def _is_copying(self) -> bool:
        return self.backups.job is not None or self.imports.running is not None

    @property
    def listed(self) -> tuple[Conversation, ...]:
        """Those of the place, as far as they are loaded: pinned first, then the newest."""
        return tuple(self._items)

    @property
    def place(self) -> Place:
        """The place whose conversations these are."""
        return self._place

    @property
    def has_more(self) -> bool:
        """Whether the archive has conversations that are not loaded yet."""
        return self._has_more

    async def load_more(self) -> None:
        """Load the next page of conversations."""
        # Conversations from beyond the last page may be here already: a search opened them.
        offset = sum(_sort_key(item) <= self._loaded_to for item in self._items)
        place = self._place
        page = await self._services.archive.places.page(place, limit=PAGE, offset=offset)
        if place != self._place:
            return
        known = {item.id for item in self._items}
        self._items += [item for item in page if item.id not in known]
        self._loaded_to = max([self._loaded_to, *map(_sort_key, page)])
        self._has_more = len(page) == PAGE
        self._sort()
        self.changed.emit(None)

    async def show(self, place: Place) -> None:
        """List the conversations of another place."""
        if place == self._place:
            return
        self._place = place
        self._items = []
        await self.reload()

    async def reload(self, changed_ids: Iterable[str] = ()) -> None:
        """Read the list again, and forget open conversations that were changed from outside.

        One in which an answer is being made stays as it is.
        """
        count, place = max(PAGE, len(self._items)), self._place
        page = await self._services.archive.places.page(place, limit=count)
        for changed_id in changed_ids:
            if changed_id in self._sessions and not self.is_answering(changed_id):
                del self._sessions[changed_id]
                self.replaced.emit(changed_id)
        if place != self._place:
            return
        self._items = page
        self._loaded_to = max(map(_sort_key, page), default=_BEFORE_ALL)
        self._has_more = len(page) == count
        self._sort()
        self.changed.emit(None)

    async def forget(self) -> None:
        """Close all conversations and read the list again: the archive holds others now."""
        open_ids = list(self._sessions)
        self._sessions.clear()
        await self.reload()
        await self.organising.learn()
        for conversation_id in open_ids:
            self.replaced.emit(conversation_id)

    def start(self, endpoint_id: str, model: str) -> ChatSession:
        """Start a conversation, with the usual preset; it is listed with its first message."""
        now_us = self._services.clock()
        preset = self._services.presets.default_for(model)
        conversation = Conversation(
            new_id(),
            created_us=now_us,
            updated_us=now_us,
            endpoint_id=endpoint_id,
            model=model,
            preset_id=preset.id if preset else "",
        )
        opening = Opening((), is_whole=True)
        return self._adopt(ChatSession(conversation, opening, self._services, is_kept=False))

    async def open(self, conversation_id: str) -> ChatSession:
        """Open a conversation, or return it where it is open.

        Raises:
            UsageError: There is none of that id.
            ArchiveError: It cannot be read.
        """
        known = self._sessions.get(conversation_id)
        if known is not None:
            return known
        conversation = await self._services.archive.conversation(conversation_id)
        if conversation is None:
            raise UsageError("This conversation is not in the archive any more.")
        leaf_id = conversation.active_leaf_id
        opening = await self._services.archive.opening(conversation_id, leaf_id)
        # Two callers may have waited for the same conversation: the first one's session stands.
        known = self._sessions.get(conversation_id)
        if known is not None:
            return known
        conversation = self._with_endpoint(conversation)
        session = ChatSession(conversation, opening, self._services, is_kept=True)
        if not opening.is_whole and not opening.messages:
            # Where the branch that was shown is gone, the newest can only be found among all.
            await session.complete()
        return self._adopt(session)

    def is_answering(self, conversation_id: str) -> bool:
        """Return whether an answer is being made in a conversation."""
        session = self._sessions.get(conversation_id)
        return session is not None and session.is_answering

    async def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title; an empty one changes nothing."""
        if title.strip():
            (await self.open(conversation_id)).change(title=title.strip())

    async def pin(self, conversation_id: str, *, is_pinned: bool) -> None:
        """Keep a conversation at the top of the list, or no longer."""
        (await self.open(conversation_id)).change(is_pinned=is_pinned)

    async def delete(self, conversation_id: str) -> None:
        """Put a conversation in the trash, with an offer to undo; its running answer is stopped."""
        await self.open(conversation_id)
        await self.organising.trash([conversation_id])

    async def close(self) -> None:
        """Stop what runs; every partial answer is kept as interrupted."""
        await self._services.tasks.finish("turn:")
        await self._services.keeper.retry()

    def _hand_on(self, settled: Settled) -> None:
        session = self._sessions.get(settled.spent.conversation_id)
        if session is not None:
            session.take_settled(settled)

    def _with_endpoint(self, conversation: Conversation) -> Conversation:
        """Return a conversation that goes on where new ones would, if it came without an endpoint.

        Exports of other programs name models, and nobody who has them.
        """
        if conversation.endpoint_id:
            return conversation
        endpoint, usual = self._services.account.chosen
        known = {model.id for model in self._services.catalog.models(endpoint.id).models}
        model = conversation.model if conversation.model in known else usual or conversation.model
        return with_changes(conversation, endpoint_id=endpoint.id, model=model)

    def _adopt(self, session: ChatSession) -> ChatSession:
        self._sessions[session.id] = session
        session.conversation_changed.connect(self._note)
        return session

    def _note(self, conversation: Conversation) -> None:
        session = self._sessions.get(conversation.id)
        if session is None:  # it was forgotten, and its last words come late
            return
        self.titling.consider(session)
        if not holds(self._place, conversation):
            self._drop(conversation.id)
            return
        if not session.is_kept:
            return
        for index, item in enumerate(self._items):
            if item.id == conversation.id:
                moved = _sort_key(item) != _sort_key(conversation)
                self._items[index] = conversation
                break
        else:
            self._items.append(conversation)
            moved = True
        if moved:
            self._sort()
            self.changed.emit(None)
        self.conversation_changed.emit(conversation)

    def _drop(self, conversation_id: str) -> None:
        left = [item for item in self._items if item.id != conversation_id]
        if len(left) < len(self._items):
            self._items = left
            self.changed.emit(None)

    def _sort(self) -> None:
        self._items.sort(key=_sort_key)


def _sort_key(conversation: Conversation) -> tuple[bool, float]:
    return (not conversation.is_pinned, -conversation.updated_us)
