"""The results as rows: which columns there are, how rows are sorted, and which pass a filter.

Plain values, without Qt. A filter is words that must occur in a row, and comparisons of a column
with a number: `0.8 distinct-2>0.5 ferry`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_COMPARISON = re.compile(r"(.+?)(<=|>=|!=|=|<|>)(-?\d+(?:[.,]\d+)?)")
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table.

    Attributes:
        name: Stable: of an axis "axis:0", of a measure its own, "assertions".
        title: In the header.
    """

    name: str
    title: str

    @property
    def short_name(self) -> str:
        """How a filter calls it: its title in small letters without blanks."""
        return _plain(self.title)


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in one column: its text, and what it is sorted and compared by."""

    text: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The results of one place.

    Attributes:
        number: Of the place, in the order of the grid.
        values: One for each column.
        words: What a filter looks through besides: the answers, the state.
        is_cheapest: Whether it is the cheapest place that passes every assertion.
    """

    number: int
    values: tuple[Value, ...]
    words: str = ""
    is_cheapest: bool = False


def sorted_rows(rows: Sequence[Row], column: int, *, is_falling: bool) -> list[Row]:
    """Return the rows sorted by a column; rows without a value stand last in either order."""
    if column < 0:
        return sorted(rows, key=lambda row: row.number)

    def key(row: Row) -> tuple[float, str]:
        value = row.values[column]
        return (value.number if value.number is not None else 0.0, value.text)

    known = [row for row in rows if row.values[column].text]
    unknown = [row for row in rows if not row.values[column].text]
    return sorted(known, key=key, reverse=is_falling) + unknown


def filtered(rows: Sequence[Row], columns: Sequence[Column], query: str) -> list[Row]:
    """Return the rows that pass every part of a query; "" passes all."""
    passing = list(rows)
    for part in query.split():
        comparison = _comparison(part, columns)
        if comparison is not None:
            column, test, number = comparison
            passing = [row for row in passing if _holds(row.values[column], test, number)]
        else:
            word = part.casefold()
            passing = [row for row in passing if _has_word(row, word)]
    return passing


def _comparison(
    part: str, columns: Sequence[Column]
) -> tuple[int, Callable[[float, float], bool], float] | None:
    match = _COMPARISON.fullmatch(part)
    if match is None:
        return None
    wanted = _plain(match[1])
    names = [column.short_name for column in columns]
    # The beginning of a name is enough where it names one column.
    found = [number for number, name in enumerate(names) if name == wanted] or [
        number for number, name in enumerate(names) if name.startswith(wanted)
    ]
    if len(found) != 1:
        return None
    return found[0], _TESTS[match[2]], float(match[3].replace(",", "."))


def _holds(value: Value, test: Callable[[float, float], bool], number: float) -> bool:
    return value.number is not None and test(value.number, number)


def _has_word(row: Row, word: str) -> bool:
    texts = (row.words, *(value.text for value in row.values))
    return any(word in text.casefold() for text in texts)


def _plain(title: str) -> str:
    return "".join(title.casefold().split())
