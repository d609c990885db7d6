"""Searching an archive as the rest of the program sees it: queries in, pages out."""

from __future__ import annotations

from desktop_chat.archive import experiment_search, facets, search
from desktop_chat.archive.database import Database
from desktop_chat.archive.experiment_search import ExperimentHit
from desktop_chat.archive.facets import Facets
from desktop_chat.archive.imports import Run
from desktop_chat.archive.search import Order, SearchPage
from desktop_chat.core.search_query import SearchQuery


class Searches:
    """The searches of an archive; its methods raise as those of the archive do."""

    def __init__(self, read: Run) -> None:
        self._read = read

    async def page(
        self,
        query: SearchQuery,
        *,
        limit: int = 50,
        order: Order = Order.NEWEST,
        after: int | None = None,
    ) -> SearchPage:
        """Return a page of messages and titles; `search.find` says of what."""
        return await self._read(lambda d: search.find(d, query, limit, order=order, after=after))

    async def experiments(self, query: SearchQuery, *, limit: int = 50) -> list[ExperimentHit]:
        """Return experiments whose title, prompt or answers have the words."""
        return await self._read(lambda d: experiment_search.find(d, query, limit))

    async def facets(self, query: SearchQuery) -> Facets | None:
        """Count what is found by sort; `facets.count` says of what, and when it gives None."""
        return await self._read(lambda d: facets.count(d, query))

    async def known_values(self) -> dict[str, tuple[str, ...]]:
        """Return the values that fields have here, the most usual first, by the field's name."""
        return await self._read(_known_values)


def _known_values(database: Database) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for field in ("model", "provider", "finish"):
        query = (
            f"SELECT name FROM facts JOIN names ON names.key = {field} "  # noqa: S608
            f"GROUP BY {field} ORDER BY count(*) DESC, name LIMIT 500"
        )
        found[field] = tuple(row[0] for row in database.rows(query))
    paths = "SELECT DISTINCT folder FROM conversations WHERE folder <> '' ORDER BY folder LIMIT 500"
    found["folder"] = tuple(row[0] for row in database.rows(paths))
    tags = "SELECT tag FROM conversation_tags GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 500"
    found["tag"] = tuple(row[0] for row in database.rows(tags))
    return found
