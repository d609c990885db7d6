"""Foreign values of any type."""

from __future__ import annotations

import pytest

from desktop_chat.formats.import_values import (
    count_of,
    list_of,
    text_of,
    time_of_any,
    time_of_ms,
    time_us,
)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "soon",
        "nan",
        "1e999",
        float("inf"),
        float("nan"),
        -5,
        1e300,
        10**400,
        [],
        {},
    ],
)
def test_what_is_no_time_is_zero(value: object) -> None:
    assert time_us(value) == 0
    assert time_of_ms(value) == 0
    assert time_of_any(value) == 0


@pytest.mark.parametrize(
    "value",
    [1_700_000_000.25, "1700000000.25", "2023-11-14T22:13:20.25Z", "2023-11-14T22:13:20.25"],
)
def test_times_are_read_in_every_form(value: object) -> None:
    assert time_us(value) == 1_700_000_000_250_000


def test_milliseconds_are_read() -> None:
    assert time_of_ms(1_700_000_000_250) == 1_700_000_000_250_000
    assert time_of_any(1_700_000_000_250) == 1_700_000_000_250_000
    assert time_of_any(1_700_000_000.25) == 1_700_000_000_250_000


def test_counts_are_whole_and_never_less_than_none() -> None:
    counts = [5, 5.9, -1, True, None, "5", 1e30, float("nan")]
    assert [count_of(value) for value in counts] == [5, 5, 0, 0, 0, 0, 0, 0]


def test_other_types_are_empty() -> None:
    assert (text_of(5), list_of({"a": 1})) == ("", [])
    assert (text_of("a"), list_of([1])) == ("a", [1])
