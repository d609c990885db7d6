"""Tests of desktop_chat.core.account: what is kept of a key's state."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from desktop_chat.core.account import KeyInfo


def test_amounts_stay_exact_through_json() -> None:
    info = KeyInfo(label="laptop", limit_usd=Decimal("10.10"), usage_usd=Decimal("0.1"))
    assert msgspec.json.decode(msgspec.json.encode(info), type=KeyInfo) == info


def test_an_unknown_limit_is_no_limit_of_zero() -> None:
    assert KeyInfo().limit_usd is None
    assert msgspec.json.encode(KeyInfo()) == b"{}"


@pytest.mark.parametrize(
    ("left", "least", "is_low"),
    [
        ("0.99", "1", True),
        ("1", "1", False),
        ("-1", "0", True),
        (None, "1", False),
        ("0", None, False),
    ],
)
def test_a_balance_is_low_below_the_threshold(
    left: str | None, least: str | None, is_low: bool
) -> None:
    info = KeyInfo(limit_remaining_usd=None if left is None else Decimal(left))
    assert info.is_low(None if least is None else Decimal(least)) is is_low
