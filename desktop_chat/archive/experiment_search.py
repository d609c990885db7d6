"""The full-text index of experiments: their titles, prompts and answers.

Functions on a database; those that write run in the caller's transaction. As in `search`, an entry
is removed before its row changes.
"""

from __future__ import annotations

from msgspec import Struct

from desktop_chat.archive.database import Database
from desktop_chat.archive.rows import unpacked_id
from desktop_chat.archive.search_words import WordFinder, expression_of, phrases_of
from desktop_chat.archive.text_packing import unpacked
from desktop_chat.core.search_query import SearchQuery


class ExperimentHit(Struct, frozen=True):
    """An experiment whose title, prompt or answer matches a query.

    Attributes:
        cell_index: Which answer matches; None where it is the title or the prompt.
        created_us: When the experiment changed last, or the answer was made.
        snippet, marks: As in `SearchHit`.
    """

    experiment_id: str
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    created_us: int
    cell_index: int | None = None


def add_experiment(database: Database, key: int) -> None:
    """Index title and prompt of the experiment with this key."""
    database.run(
        "INSERT INTO experiment_search(rowid, title, prompt) "
        "SELECT key, title, prompt FROM experiment_search_source WHERE key = ?",
        key,
    )


def add_cell(database: Database, key: int) -> None:
    """Index the answer of the cell with this key."""
    database.run(
        "INSERT INTO cell_search(rowid, text, reasoning) "
        "SELECT key, text, reasoning FROM cell_search_source WHERE key = ?",
        key,
    )


def remove_cell(database: Database, key: int) -> None:
    """Take the answer of the cell with this key out, if it is there, before its row changes."""
    database.run("DELETE FROM cell_search WHERE rowid = ?", key)


def find(database: Database, query: SearchQuery, limit: int) -> list[ExperimentHit]:
    """Return what matches: titles and prompts first, then answers, the newest first in each.

    Args:
        database: Where to look.
        query: As in `search.find`; a field of messages finds no experiment.
        limit: The largest number of hits.
    """
    expression = expression_of(query.texts)
    if not expression or query.tests:
        return []
    finder = WordFinder(phrases_of(query.texts))
    rows = database.rows(_EXPERIMENTS, expression, limit)
    rows += database.rows(_CELLS, expression, limit - len(rows))
    return [
        ExperimentHit(
            unpacked_id(found), title, *finder.snippet([*map(unpacked, texts)]), moment, index
        )
        for found, title, moment, index, *texts in rows
    ]


_EXPERIMENTS = """
SELECT experiments.id, experiments.title, updated_us, NULL, experiments.title, experiments.prompt
FROM experiment_search JOIN experiments ON experiments.key = experiment_search.rowid
WHERE experiment_search MATCH ? AND deleted_us IS NULL
ORDER BY experiment_search.rowid DESC LIMIT ?
"""
_CELLS = """
SELECT experiments.id, experiments.title, cell_answers.created_us, number, cell_answers.text,
    cell_answers.reasoning
FROM cell_search JOIN cell_answers ON cell = cell_search.rowid JOIN cells ON cells.key = cell
JOIN experiments ON experiments.key = experiment
WHERE cell_search MATCH ? AND deleted_us IS NULL
ORDER BY cell_search.rowid DESC LIMIT ?
"""
