"""The tests of a search as conditions on rows of `facts` and `conversations`.

Owns where the value of each field lies; `core.search_fields` says which fields there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from desktop_chat.archive.database import Database, SqlValue
from desktop_chat.archive.facts import COST_UNIT, LATER, ROLES, Has, moment_of
from desktop_chat.archive.search_words import expression_of
from desktop_chat.core.message import Role
from desktop_chat.core.places import tag_name
from desktop_chat.core.search_query import Atom, Clause, FieldTest, Phrase

_MOST_INTEGER = 2**63 - 1


class Condition(NamedTuple):
    """An SQL expression and the values of its marks."""

    sql: str
    values: tuple[SqlValue, ...] = ()


class Moments(NamedTuple):
    """From `low` to before `high`; a message without a time is before all of them."""

    low: int = -(2**63)
    high: int = _MOST_INTEGER


def condition_of(database: Database, clauses: Sequence[Clause]) -> Condition:
    """Return what holds where all the clauses do; "" for none."""
    conditions = [_clause_condition(database, clause) for clause in clauses]
    return Condition(
        " AND ".join(each.sql for each in conditions),
        tuple(value for each in conditions for value in each.values),
    )


def moments_of(clauses: Sequence[Clause]) -> Moments:
    """Return the moments outside which no message can hold the clauses."""
    low, high = Moments()
    for clause in clauses:
        atom = clause.atoms[0]
        if clause.is_not or len(clause.atoms) > 1 or not isinstance(atom, FieldTest):
            continue
        if atom.field in ("before", "after", "on"):
            inside = _moments(atom)
            low, high = max(low, inside.low), min(high, inside.high)
    return Moments(low, high)


def _clause_condition(database: Database, clause: Clause) -> Condition:
    parts = [_atom_condition(database, atom) for atom in clause.atoms]
    joined = " OR ".join(part.sql for part in parts)
    values = tuple(value for part in parts for value in part.values)
    # What is not known is not equal: NULL must not hide a message from "-cost:>1".
    sql = f"NOT coalesce(({joined}), 0)" if clause.is_not else f"({joined})"
    return Condition(sql, values)


def _atom_condition(database: Database, atom: Atom) -> Condition:
    if not isinstance(atom, FieldTest):
        found = "SELECT rowid FROM message_search WHERE message_search MATCH ?"
        return Condition(f"facts.moment IN ({found})", (expression_of((Clause((atom,)),)),))
    return _CONDITIONS[atom.field](database, atom)


def _moments(test: FieldTest) -> Moments:
    low, high = _times(test)
    return Moments(max(moment_of(low), 0), min(moment_of(high) + LATER, _MOST_INTEGER))


def _times(test: FieldTest) -> tuple[int, int]:
    low = 0 if test.low is None else int(test.low)
    return low, _MOST_INTEGER if test.high is None else int(test.high)


def _time(_database: Database, test: FieldTest) -> Condition:
    """Test for a time to the microsecond, among the moments near it."""
    return Condition(
        "facts.moment >= ? AND facts.moment < ? AND "
        "(SELECT created_us >= ? AND created_us < ? FROM messages WHERE key = facts.message)",
        (*_moments(test), *_times(test)),
    )


def _number(column: str, unit: Decimal | None = None) -> Callable[[Database, FieldTest], Condition]:
    def condition(_database: Database, test: FieldTest) -> Condition:
        parts: list[str] = []
        values: list[SqlValue] = []
        for end, sign in (
            (test.low, ">=" if test.has_low else ">"),
            (test.high, "<=" if test.has_high else "<"),
        ):
            if end is not None:
                parts.append(f"facts.{column} {sign} ?")
                values.append(float(end) if unit is None else float(end * unit))
        return Condition(" AND ".join(parts), tuple(values))

    return condition


def _name(column: str, *, is_whole: bool) -> Callable[[Database, FieldTest], Condition]:
    def condition(database: Database, test: FieldTest) -> Condition:
        wanted = test.text.lower()
        names = database.rows("SELECT key, name FROM names")
        keys = [
            str(key)
            for key, name in names
            if (name.lower() == wanted if is_whole else wanted in name.lower())
        ]
        return Condition(f"facts.{column} IN ({', '.join(keys)})")

    return condition


def _role(_database: Database, test: FieldTest) -> Condition:
    return Condition("facts.role = ?", (ROLES.index(Role(test.text)),))


def _title(_database: Database, test: FieldTest) -> Condition:
    words = expression_of((Clause((Phrase(test.text, is_prefix=True),)),))
    if not any(character.isalnum() for character in test.text):
        return Condition("0")
    found = "SELECT rowid FROM title_search WHERE title_search MATCH ?"
    return Condition(f"facts.conversation IN ({found})", (f"{{title}} : ({words})",))


def _folder(database: Database, test: FieldTest) -> Condition:
    """Test for a folder by its path or its last name, or by those of one around it."""
    wanted = test.text.casefold().strip("/")
    paths = [row[0] for row in database.rows("SELECT DISTINCT folder FROM conversations")]
    found = [path for path in paths if path and f"/{wanted}/" in f"/{path.casefold()}/"]
    marks = ", ".join("?" * len(found))
    return Condition(f"conversations.folder IN ({marks})", tuple(found))


def _tag(database: Database, test: FieldTest) -> Condition:
    wanted = tag_name(test.text).casefold()
    tags = [row[0] for row in database.rows("SELECT DISTINCT tag FROM conversation_tags")]
    found = [tag for tag in tags if tag.casefold() == wanted]
    marks = ", ".join("?" * len(found))
    tagged = f"SELECT conversation FROM conversation_tags WHERE tag IN ({marks})"  # noqa: S608
    return Condition(f"facts.conversation IN ({tagged})", tuple(found))


def _has(_database: Database, test: FieldTest) -> Condition:
    return Condition("facts.has & ? <> 0", (int(Has[test.text.upper()]),))


def _is(_database: Database, test: FieldTest) -> Condition:
    if test.text == "pinned":
        return Condition("conversations.is_pinned = 1")
    if test.text == "archived":
        return Condition("conversations.archived_us IS NOT NULL")
    return Condition("facts.has & ? <> 0", (int(Has[test.text.upper()]),))


_CONDITIONS: dict[str, Callable[[Database, FieldTest], Condition]] = {
    "model": _name("model", is_whole=False),
    "provider": _name("provider", is_whole=False),
    "finish": _name("finish", is_whole=True),
    "role": _role,
    "title": _title,
    "folder": _folder,
    "tag": _tag,
    "before": _time,
    "after": _time,
    "on": _time,
    "cost": _number("cost", COST_UNIT),
    "tokens": _number("tokens"),
    "temp": _number("temp"),
    "seed": _number("seed"),
    "has": _has,
    "is": _is,
}
