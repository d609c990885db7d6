"""What is written in the form becomes values, or one sentence that says what is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desktop_chat.core.sampling import PARAMETERS
from desktop_chat.errors import UsageError
from desktop_chat.ui.experiment.planner.axis_values import (
    money,
    names,
    parameter_values,
    seeds,
    system_prompts,
)


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("temperature", "0, 0.5,1  1.5;2", (0.0, 0.5, 1.0, 1.5, 2.0)),
        ("temperature", "unset, 1", (None, 1.0)),
        ("temperature", " ", ()),
        ("max_tokens", "10, 2e1", (10, 20)),
        ("logprobs", "true off", (True, False)),
        ("verbosity", "low, max", ("low", "max")),
        ("stop", '["a", "b"]\n"c"\nunset', (("a", "b"), ("c",), None)),
        ("logit_bias", '{"1": -5}', ({"1": -5.0},)),
    ],
)
def test_values_are_read_by_the_sort_of_the_parameter(
    name: str, text: str, values: tuple[Any, ...]
) -> None:
    assert parameter_values(PARAMETERS[name], text) == values


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("temperature", "0, warm"),
        ("temperature", "3"),
        ("temperature", "nan"),
        ("max_tokens", "1.5"),
        ("max_tokens", "1e999"),
        ("logprobs", "perhaps"),
        ("verbosity", "loud"),
        ("stop", "[1]"),
        ("logit_bias", "{"),
        ("logit_bias", "[" * 5_000),
    ],
)
def test_what_does_not_fit_is_told(name: str, text: str) -> None:
    with pytest.raises(UsageError) as raised:
        parameter_values(PARAMETERS[name], text)
    assert raised.value.text
    assert raised.value.advice


def test_seeds_are_whole_numbers() -> None:
    assert seeds("41, 42 -1") == (41, 42, -1)
    with pytest.raises(UsageError, match="no seed"):
        seeds("1, x")


def test_prompts_stand_between_lines_of_dashes() -> None:
    assert system_prompts("Be brief.\n---\nBe long.\n\nVery.\n---\n") == (
        "Be brief.",
        "Be long.\n\nVery.",
        "",
    )
    assert system_prompts(" ") == ()
    assert names("a/b, c") == ("a/b", "c")


@pytest.mark.parametrize(
    ("text", "amount"), [("0.50", "0.50"), (" $1,5 ", "1.5"), ("0", "0"), ("", None)]
)
def test_money_is_read_in_dollars(text: str, amount: str | None) -> None:
    assert money(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("text", ["much", "-1", "nan", "inf", "1.2.3"])
def test_what_is_no_money_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="no amount"):
        money(text)
