"""Tests of desktop_chat.core.account: what is kept of a key's state."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from desktop_chat.core.account import KeyInfo


def test_amounts_stay_exact_through_json() -> None:
    info = KeyInfo(label="laptop", limit_usd=Decimal("10.10"), usage_usd=Decimal("0.1"))
    assert msgspec.json.decode(msgspec.json.encode(info), type=KeyInfo) == info


def test_an_unknown_limit_is_no_limit_of_zero() -> None:
    assert KeyInfo().limit_usd is None
    assert msgspec.json.encode(KeyInfo()) == b"{}"
