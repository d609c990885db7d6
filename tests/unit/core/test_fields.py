"""Tests of desktop_chat.core.fields: what annotations say of their values."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta

from desktop_chat.core.fields import FieldType, Kind, field_type, short_text


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (bool, Kind.BOOLEAN),
        (int, Kind.INTEGER),
        (float, Kind.FLOAT),
        (str, Kind.TEXT),
        (tuple[str, ...], Kind.STRINGS),
        (Literal["a", "b"], Kind.CHOICE),
        (dict[str, Any], Kind.JSON),
        (str | dict[str, Any], Kind.JSON),
        (tuple[dict[str, Any], ...], Kind.JSON),
    ],
)
def test_the_kind_follows_from_the_type(annotation: Any, kind: Kind) -> None:
    assert field_type(annotation).kind is kind
    assert field_type(Annotated[annotation, "a note"]).kind is kind


@pytest.mark.parametrize(
    ("annotation", "range_text", "expectation"),
    [
        (float, "", "a number"),
        (Annotated[float, Meta(ge=0, le=2)], "0 to 2", "a number, 0 to 2"),
        (Annotated[float, Meta(gt=0, le=1)], "above 0 to 1", "a number, above 0 to 1"),
        (Annotated[float, Meta(gt=0)], "above 0", "a number, above 0"),
        (Annotated[int, Meta(ge=1)], "1 or more", "a whole number, 1 or more"),
        (Annotated[int, Meta(le=9)], "up to 9", "a whole number, up to 9"),
        (Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)], "", "a whole number"),
        (bool, "", "true or false"),
        (str, "", "a text"),
        (Literal["low", "high"], "", "one of low, high"),
        (tuple[str, ...], "", "strings"),
        (Annotated[tuple[str, ...], Meta(max_length=4)], "", "at most 4 strings"),
        (dict[str, Any], "", "JSON of the shape that the API documents"),
    ],
)
def test_range_and_expectation_in_words(annotation: Any, range_text: str, expectation: str) -> None:
    known = field_type(annotation)
    assert known.range_text == range_text
    assert known.expectation == expectation


def test_the_limits_are_read_as_numbers() -> None:
    assert field_type(Annotated[float, Meta(gt=0, le=1)]) == FieldType(
        Kind.FLOAT, minimum=0, maximum=1, minimum_is_excluded=True
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), ("x" * 10, "x" * 10), ("x" * 11, "x" * 9 + "…"), ("a\udcff", "a?")],
)
def test_a_value_is_named_shortly_and_in_characters_that_every_screen_takes(
    value: object, text: str
) -> None:
    assert short_text(value, limit=10) == text
