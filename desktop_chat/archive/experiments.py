"""The rows of experiments, of their cells, and of the cells' answers.

Functions on a database; those that write run in the caller's transaction. Heads and answers stand
in tables of their own, so that ten thousand heads are read without a text. The request body of an
answer is kept as its difference from the first one of its experiment.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec

from desktop_chat.archive import experiment_search
from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.experiment_rows import (
    ANSWER_COLUMNS,
    CELL_COLUMNS,
    EXPERIMENT_COLUMNS,
    EXTRAS_COLUMNS,
    PROGRESS_COLUMNS,
    REQUEST_COLUMNS,
    answer_from,
    answer_row,
    cell_from,
    cell_row,
    experiment_from,
    experiment_row,
    extras_row,
    progress_row,
    with_extras,
)
from desktop_chat.archive.requests import difference, joined
from desktop_chat.archive.rows import checksum, packed_id, unpacked_id
from desktop_chat.archive.text import well_formed
from desktop_chat.core.experiment import CellHead, ExperimentHead, RunState
from desktop_chat.core.message import Message
from desktop_chat.errors import ArchiveError, Corrupt

STEP = 500
"""How many heads are read at a time; whatever else waits for the reader comes between."""

_TEXTS = frozenset(
    {"title", "prompt", "plan", "branch", "head", "text", "reasoning", "parts", "record"}
)


def _as_read(table: str, names: Sequence[str]) -> str:
    """Return columns as they are read: long text as bytes, so that a damaged one can be read."""
    return ", ".join(
        f"CAST({table}.{name} AS BLOB)" if name in _TEXTS else f"{table}.{name}" for name in names
    )


_STATIC = _as_read("experiments", EXPERIMENT_COLUMNS)
_PROGRESS_READ = _as_read("experiments", PROGRESS_COLUMNS)
_COLUMNS = f"{_STATIC}, {_PROGRESS_READ}"
_LISTED = _COLUMNS.replace("CAST(experiments.branch AS BLOB)", "NULL")
_CELL = _as_read("cells", CELL_COLUMNS)
_ANSWER_READ = _as_read("cell_answers", ANSWER_COLUMNS)
_CELLS = "cells JOIN experiments ON experiment = experiments.key"
_ANSWERS = f"cell_answers JOIN cells ON cell = cells.key {_CELLS.removeprefix('cells ')}"


def _insert(table: str, columns: Sequence[str], conflict: str, changed: Sequence[str]) -> str:
    changes = ", ".join(f"{name} = excluded.{name}" for name in changed)
    return (
        f"INSERT INTO {table}({', '.join(columns)}) VALUES({', '.join('?' * len(columns))}) "
        f"ON CONFLICT({conflict}) DO UPDATE SET {changes} RETURNING "
        + ("cell" if table == "cell_answers" else "key")
    )


_PROGRESS = (*PROGRESS_COLUMNS, "progress_checksum")
_SAVE = _insert("experiments", (*EXPERIMENT_COLUMNS, "checksum", *_PROGRESS), "id", _PROGRESS)
_SAVE_PROGRESS = (
    f"UPDATE experiments SET {', '.join(f'{name} = ?' for name in _PROGRESS)} WHERE key = ?"  # noqa: S608
)
_SAVE_CELL = _insert(
    "cells", (*CELL_COLUMNS, "checksum"), "experiment, number", ("state", "head", "checksum")
)
_ANSWER = (*ANSWER_COLUMNS, "checksum", *REQUEST_COLUMNS, *EXTRAS_COLUMNS, "extras_checksum")
_SAVE_ANSWER = _insert("cell_answers", _ANSWER, "cell", _ANSWER[1:])
_BODY = "experiments.request, " + ", ".join(f"cell_answers.{name}" for name in REQUEST_COLUMNS)
_CHECKED = (
    ("experiments.checksum", _STATIC, "experiments"),
    ("experiments.progress_checksum", _PROGRESS_READ, "experiments"),
    ("cells.checksum", _CELL, _CELLS),
    ("cell_answers.checksum", _ANSWER_READ, _ANSWERS),
    ("cell_answers.extras_checksum", _as_read("cell_answers", EXTRAS_COLUMNS), _ANSWERS),
)
"""Every checksum with the columns under it and where they stand."""


def save(database: Database, head: ExperimentHead) -> int:
    """Add an experiment, or change its progress; what it asks stays as it was. Return its key."""
    known = key_of(database, head.id)
    row, progress = experiment_row(head), progress_row(head)
    key = database.value(_SAVE, *row, checksum(*row), *progress, checksum(*progress))
    if known is None:
        experiment_search.add_experiment(database, key)
    return key


def save_cell(
    database: Database, experiment: ExperimentHead, head: CellHead, answer: Message
) -> None:
    """Keep an ended cell, in place of what it was, with the experiment's progress.

    Raises:
        ArchiveError: The experiment is not in the archive.
    """
    key = key_of(database, experiment.id)
    if key is None:
        raise ArchiveError("The experiment is not in the archive yet.", may_retry=True)
    row = cell_row(key, head)
    cell = database.value(_SAVE_CELL, *row, checksum(*row))
    experiment_search.remove_cell(database, cell)
    values, extras = answer_row(cell, answer), extras_row(answer)
    request = _request(database, key, answer.record.request_body if answer.record else "")
    row = (*values, checksum(*values), *request, *extras, checksum(*extras))
    database.run(_SAVE_ANSWER, *row)
    experiment_search.add_cell(database, cell)
    progress = progress_row(experiment)
    database.run(_SAVE_PROGRESS, *progress, checksum(*progress), key)


def load(database: Database, experiment_id: str) -> ExperimentHead | None:
    """Return an experiment, a deleted one too; None where there is none of that id."""
    query = f"SELECT {_COLUMNS} FROM experiments WHERE id = ?"  # noqa: S608
    rows = database.rows(query, packed_id(experiment_id))
    return experiment_from(rows[0]) if rows else None


def page(database: Database, limit: int, offset: int) -> list[ExperimentHead]:
    """Return experiments, those changed last first; none that is deleted.

    Their plans come without messages.
    """
    query = (
        f"SELECT {_LISTED} FROM experiments WHERE deleted_us IS NULL "  # noqa: S608
        "ORDER BY updated_us DESC LIMIT ? OFFSET ?"
    )
    return [experiment_from(row) for row in database.rows(query, limit, offset)]


def cell_heads(
    database: Database, experiment_id: str, first: int, last: int
) -> tuple[CellHead, ...]:
    """Return the heads of the ended cells from `first` to before `last`, by their index."""
    query = (
        f"SELECT {_CELL} FROM {_CELLS} "  # noqa: S608
        "WHERE experiments.id = ? AND number >= ? AND number < ? ORDER BY number"
    )
    rows = database.rows(query, packed_id(experiment_id), first, last)
    return tuple(cell_from(row) for row in rows)


def answers(database: Database, experiment_id: str, indices: Sequence[int]) -> dict[int, Message]:
    """Return the answers of cells by their index, without request bodies; at most some hundred."""
    marks = ", ".join("?" * len(indices))
    query = (
        f"SELECT number, {_ANSWER_READ} FROM {_ANSWERS} "  # noqa: S608
        f"WHERE experiments.id = ? AND number IN ({marks})"
    )
    rows = database.rows(query, packed_id(experiment_id), *indices)
    return {number: answer_from(tuple(row), experiment_id) for number, *row in rows}


def whole_answer(database: Database, experiment_id: str, index: int) -> Message | None:
    """Return an answer with all that belongs to it; None where the cell has not ended.

    Raises:
        Corrupt: Its request, its probabilities or its timings cannot be read any more.
    """
    answer = answers(database, experiment_id, (index,)).get(index)
    if answer is None:
        return None
    columns = ", ".join(f"cell_answers.{name}" for name in (*EXTRAS_COLUMNS, "extras_checksum"))
    query = f"SELECT {columns} FROM {_ANSWERS} WHERE experiments.id = ? AND number = ?"  # noqa: S608
    tokens, arrived, stored = database.rows(query, packed_id(experiment_id), index)[0]
    if checksum(tokens, arrived) != stored:
        raise Corrupt(
            "What is stored beside this answer is damaged.", advice="The answer itself is kept."
        )
    return with_extras(answer, tokens, arrived, request_body(database, experiment_id, index))


def request_body(database: Database, experiment_id: str, index: int) -> str:
    """Return the exact request body of a cell, "" where none is stored.

    Raises:
        Corrupt: It cannot be put together any more.
    """
    query = (
        f"SELECT {_BODY} FROM {_ANSWERS} "  # noqa: S608
        "WHERE experiments.id = ? AND number = ?"
    )
    rows = database.rows(query, packed_id(experiment_id), index)
    return _body(rows[0]) if rows else ""


def delete(database: Database, experiment_id: str, now_us: int | None) -> None:
    """Mark an experiment as deleted at `now_us`; None takes the mark off again."""
    query = "UPDATE experiments SET deleted_us = ? WHERE id = ?"
    database.run(query, now_us, packed_id(experiment_id))


def recover(database: Database) -> None:
    """Make every experiment that was left running an interrupted one."""
    query = f"SELECT {_COLUMNS} FROM experiments WHERE state = 'running'"  # noqa: S608
    for row in database.rows(query):
        head = experiment_from(row)
        save(database, msgspec.structs.replace(head, state=RunState.INTERRUPTED))


def damaged(database: Database) -> tuple[str, ...]:
    """Return the ids of the experiments of which something does not have its checksum."""
    found: dict[str, None] = {}
    for digest, columns, tables in _CHECKED:
        query = f"SELECT experiments.id, {digest}, {columns} FROM {tables}"  # noqa: S608
        for owner, stored, *values in database.each_row(query):
            if checksum(*values) != stored:
                found[unpacked_id(owner)] = None
    for owner, *row in database.each_row(f"SELECT experiments.id, {_BODY} FROM {_ANSWERS}"):  # noqa: S608
        try:
            _body(tuple(row))
        except Corrupt:
            found[unpacked_id(owner)] = None
    return tuple(found)


def key_of(database: Database, experiment_id: str) -> int | None:
    """Return the key of an experiment's row, None where there is none of that id."""
    query = "SELECT key FROM experiments WHERE id = ?"
    return database.value(query, packed_id(experiment_id))


def _request(database: Database, experiment: int, body: str) -> Row:
    """Return a body for REQUEST_COLUMNS; the first one is kept whole with its experiment."""
    if not body:
        return None, None, None, None
    content = well_formed(body).encode()
    stored = database.value("SELECT request FROM experiments WHERE key = ?", experiment)
    if stored is None:
        stored = zlib.compress(content)
        database.run("UPDATE experiments SET request = ? WHERE key = ?", stored, experiment)
    return *difference(content, zlib.decompress(stored)), checksum(content)


def _body(row: Row) -> str:
    whole, prefix, suffix, middle, digest = row
    if middle is None:
        return ""
    try:
        content = joined(zlib.decompress(whole), prefix, suffix, middle)
    except (zlib.error, TypeError):
        content = None
    if content is None or checksum(content) != digest:
        raise Corrupt(
            "The stored request of this answer is damaged.", advice="The answer itself is kept."
        )
    return content.decode()
