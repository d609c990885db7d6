"""Searches in an archive's database by what a person has typed and finished."""

from __future__ import annotations

from datetime import date

from desktop_chat.archive import ExperimentHit, Order, SearchHit, experiment_search, search
from desktop_chat.archive.database import Database
from desktop_chat.core.search_parsing import parse
from desktop_chat.core.search_query import SearchQuery

TODAY = date(2026, 3, 14)


def query_of(text: str) -> SearchQuery:
    """Return what a text asks for whose last word is whole."""
    return parse(f"{text} ", TODAY)


def hits(
    database: Database, text: str, limit: int = 50, order: Order = Order.NEWEST
) -> list[SearchHit]:
    """Return what a text finds."""
    return list(search.find(database, query_of(text), limit, order=order).hits)


def experiment_hits(database: Database, text: str, limit: int = 50) -> list[ExperimentHit]:
    """Return the experiments that a text finds."""
    return experiment_search.find(database, query_of(text), limit)
