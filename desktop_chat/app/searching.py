"""Searching everything: what a person types, carried out on the archive.

Owns which day it is and what the archive's fields hold. The language is `core.search_parsing`'s.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from desktop_chat.archive import Archive, ExperimentHit, Order, SearchPage
from desktop_chat.archive.facets import Facets
from desktop_chat.core.clock import Clock
from desktop_chat.core.search_editing import without_field
from desktop_chat.core.search_parsing import Completion, completions, parse
from desktop_chat.core.search_query import SearchQuery

_GROUPS = {
    "roles": ("role",),
    "models": ("model",),
    "has": ("has",),
    "months": ("after", "before", "on"),
}
"""What is counted, and the fields by which one chooses of it."""


class Searching:
    """Searches an archive.

    Args:
        archive: Which.
        clock: What "yesterday" is told from.
    """

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock
        self._known: dict[str, tuple[str, ...]] = {}

    async def find(
        self,
        text: str,
        *,
        limit: int = 50,
        order: Order = Order.NEWEST,
        after: int | None = None,
    ) -> SearchPage:
        """Return a page of messages and titles that match.

        Args:
            text: The query; the word at its very end may still be typed.
            limit: At most so many hits, 1 or more.
            order: Of the messages.
            after: The `place` of the last hit of the page before.

        Raises:
            QueryError: The query cannot be carried out; it says why, and where the fault is.
            ArchiveError: The archive cannot be read.
        """
        query = self._parsed(text)
        return await self._archive.searches.page(query, limit=limit, order=order, after=after)

    async def experiments(self, text: str, *, limit: int = 50) -> list[ExperimentHit]:
        """Return experiments that match; raises as `find` does."""
        return await self._archive.searches.experiments(self._parsed(text), limit=limit)

    async def facets(self, text: str) -> Facets | None:
        """Count what is found by sort, each sort as if nothing were asked of it.

        Returns:
            None where it would take too long; a part is empty where that one would.

        Raises:
            QueryError, ArchiveError: As `find`.
        """
        found = await self._archive.searches.facets(self._parsed(text))
        if found is None:
            return None
        for name, fields in _GROUPS.items():
            freed = without_field(text, *fields)
            if freed.strip() == text.strip():
                continue
            others = await self._freed(freed)
            found = msgspec.structs.replace(found, **{name: getattr(others, name)})
        return found

    async def _freed(self, text: str) -> Facets:
        if not text.strip():
            return Facets()
        return await self._archive.searches.facets(self._parsed(text)) or Facets()

    async def learn_values(self) -> None:
        """Read anew what values the fields have, for `completions`."""
        self._known = await self._archive.searches.known_values()

    def completions(self, text: str, caret: int) -> tuple[Completion, ...]:
        """Return what the word before the caret may become; see `core.search_parsing`."""
        return completions(text, caret, self._known)

    def _parsed(self, text: str) -> SearchQuery:
        today = datetime.fromtimestamp(self._clock() / 1e6).astimezone().date()
        return parse(text, today)
