"""Rows are filtered by words and comparisons, and sorted with what is unknown at the end."""

from __future__ import annotations

import pytest

from desktop_chat.ui.experiment.results import Column, Row, Value, filtered, sorted_rows

COLUMNS = (Column("axis:0", "Temperature"), Column("distinct_2", "Distinct-2"))


def row(number: int, temperature: float, distinct: float | None, words: str = "") -> Row:
    value = Value() if distinct is None else Value(f"{distinct:.2f}", distinct)
    return Row(number, (Value(f"{temperature:g}", temperature), value), words)


ROWS = [
    row(0, 0.8, 0.66, "The Ferry sounded"),
    row(1, 0.4, None, "failed"),
    row(2, 1.2, 0.84),
    row(3, 0.0, 0.31),
]


def numbers(rows: list[Row]) -> list[int]:
    return [row.number for row in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2, 3]),
        ("ferry", [0]),
        ("FERRY sounded", [0]),
        ("ferry gull", []),
        ("0.84", [2]),
        ("distinct-2>0.5", [0, 2]),
        ("dis>=0.66", [0, 2]),
        ("d<0,5", [3]),
        ("temperature=0", [3]),
        ("temperature!=0", [0, 1, 2]),
        ("distinct-2>0.5 t<1", [0]),
        ("unknown>1", []),
        (">1", []),
        ("temperature>", []),
    ],
)
def test_a_query_is_words_and_comparisons(query: str, found: list[int]) -> None:
    assert numbers(filtered(ROWS, COLUMNS, query)) == found


def test_a_short_name_of_two_columns_is_a_word() -> None:
    columns = (Column("a", "Tokens"), Column("b", "Tokens sent"))
    rows = [Row(0, (Value("1", 1), Value("2", 2)))]
    assert filtered(rows, columns, "to>0") == []
    assert filtered(rows, columns, "tokens>0") == rows
    assert filtered(rows, columns, "tokenssent>1") == rows


def test_rows_without_a_value_stand_last_in_either_order() -> None:
    assert numbers(sorted_rows(ROWS, 1, is_falling=False)) == [3, 0, 2, 1]
    assert numbers(sorted_rows(ROWS, 1, is_falling=True)) == [2, 0, 3, 1]


def test_unsorted_rows_stand_in_the_order_of_the_grid() -> None:
    assert numbers(sorted_rows(list(reversed(ROWS)), -1, is_falling=True)) == [0, 1, 2, 3]


def test_texts_without_numbers_are_sorted_as_texts() -> None:
    rows = [Row(n, (Value(text),)) for n, text in enumerate(("beta", "alpha"))]
    assert numbers(sorted_rows(rows, 0, is_falling=False)) == [1, 0]
