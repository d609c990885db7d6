"""The rows of the ledger: what each request cost, whatever becomes of its message.

Ids stand in it without being references, so that nothing is deleted with what they name. Functions
on a database; those that write run in the caller's transaction. Costs are decimal texts: no sum of
them passes through a binary fraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from desktop_chat.archive.database import Database, Row
from desktop_chat.archive.rows import checksum, packed_id, unpacked_id
from desktop_chat.archive.text import well_formed
from desktop_chat.core.spending import CostSource, Spent, SpentOf, SpentSum

_COLUMNS = (
    "id",
    "sent_us",
    "endpoint",
    "model",
    "tokenizer",
    "conversation",
    "message",
    "experiment",
    "generation_id",
    "prompt_tokens",
    "completion_tokens",
    "guessed_prompt",
    "guessed_completion",
    "cost_usd",
    "source",
)
COLUMNS = ", ".join(_COLUMNS)
"""The columns under the checksum, in their order."""

PROVIDER = (
    "(SELECT name FROM messages JOIN facts ON facts.message = messages.key "
    "JOIN names ON names.key = facts.provider WHERE messages.id = ledger.message)"
)
"""Who answered, from the message itself: it is not part of the row, and goes with the message."""

_SAVE = (
    f"INSERT INTO ledger({COLUMNS}, checksum) VALUES({', '.join('?' * (len(_COLUMNS) + 1))}) "
    "ON CONFLICT(id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in (*_COLUMNS[1:], "checksum"))
)


def save(database: Database, rows: Iterable[Spent]) -> None:
    """Add rows, or put newer values in their places."""
    for row in rows:
        values = (
            packed_id(row.id),
            row.sent_us,
            well_formed(row.endpoint_id),
            well_formed(row.model),
            well_formed(row.tokenizer),
            packed_id(row.conversation_id),
            packed_id(row.message_id),
            packed_id(row.experiment_id),
            well_formed(row.generation_id),
            row.prompt_tokens,
            row.completion_tokens,
            row.guessed_prompt,
            row.guessed_completion,
            None if row.cost_usd is None else str(row.cost_usd),
            row.source.value,
        )
        database.run(_SAVE, *values, checksum(*values))


def beside(work: Callable[[Database], None], spent: Iterable[Spent]) -> Callable[[Database], None]:
    """Return what does some work, and saves rows in the same transaction."""

    def both(database: Database) -> None:
        work(database)
        save(database, spent)

    return both


def total(database: Database, of: SpentOf) -> SpentSum:
    """Return what requests cost together."""
    ids = {
        "conversation": of.conversation_id,
        "message": of.message_id,
        "experiment": of.experiment_id,
    }
    wanted = {name: packed_id(found) for name, found in ids.items() if found}
    where = " AND ".join(["sent_us >= ?", *(f"{name} = ?" for name in wanted)])
    query = f"SELECT cost_usd, source FROM ledger WHERE {where}"  # noqa: S608
    found = SpentSum()
    for cost, source in database.each_row(query, of.since_us, *wanted.values()):
        found = found.plus(None if cost is None else Decimal(cost), CostSource(source))
    return found


def rows(database: Database, *, since_us: int = 0, newest: int | None = None) -> list[Spent]:
    """Return rows in the order in which they were sent; `newest` so many of them at most."""
    query = (
        f"SELECT {COLUMNS}, {PROVIDER} FROM ledger WHERE sent_us >= ? "  # noqa: S608
        "ORDER BY sent_us DESC, key DESC LIMIT ?"
    )
    limit = -1 if newest is None else newest
    return [row_of(row) for row in reversed(database.rows(query, since_us, limit))]


def row_of(row: Row) -> Spent:
    """Return what a row is: the columns in their order, and then who answered."""
    named = dict(zip((*_COLUMNS, "provider"), row, strict=True))
    cost = named["cost_usd"]
    return Spent(
        id=unpacked_id(named["id"]),
        sent_us=named["sent_us"],
        endpoint_id=named["endpoint"],
        model=named["model"],
        tokenizer=named["tokenizer"],
        conversation_id=unpacked_id(named["conversation"]),
        message_id=unpacked_id(named["message"]),
        experiment_id=unpacked_id(named["experiment"]),
        generation_id=named["generation_id"],
        prompt_tokens=named["prompt_tokens"],
        completion_tokens=named["completion_tokens"],
        guessed_prompt=named["guessed_prompt"],
        guessed_completion=named["guessed_completion"],
        cost_usd=None if cost is None else Decimal(cost),
        source=CostSource(named["source"]),
        provider=named["provider"] or "",
    )
