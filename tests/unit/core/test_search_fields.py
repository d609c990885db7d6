"""Values of the fields of a search: read, or refused in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.search_fields import FIELDS, SearchField, read_test

TODAY = date(2026, 3, 14)


def has_sentence(field: SearchField, value: str) -> bool:
    """Return whether a value is read, or refused with what the field takes."""
    try:
        return read_test(field, value, TODAY).field == field.name
    except ValueError as error:
        return str(error).startswith("takes ")


@given(st.sampled_from(list(FIELDS.values())), st.text(min_size=1))
def test_any_value_is_read_or_refused_with_what_the_field_takes(
    field: SearchField, value: str
) -> None:
    assert has_sentence(field, value)


@pytest.mark.parametrize("value", ["0000", "2025-13", "9999-12", "0d", "9999d", "1_0", "٣d", "²"])
def test_days_at_the_edge_of_the_calendar_are_no_bug(value: str) -> None:
    assert has_sentence(FIELDS["on"], value)


def test_units_and_open_ends_of_numbers() -> None:
    test = read_test(FIELDS["tokens"], ">=1.5k", TODAY)
    assert (test.low, test.high, test.has_low) == (Decimal(1500), None, True)


def test_each_field_is_documented_once() -> None:
    assert list(FIELDS) == [field.name for field in FIELDS.values()]
    assert all(field.title and field.example for field in FIELDS.values())
