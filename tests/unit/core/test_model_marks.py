"""A model that left, leaves soon or changed its price is marked, and no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_chat.core.catalog import ListChange, Model, list_change
from desktop_chat.core.model_marks import Mark, marks_of
from desktop_chat.core.pricing import PriceOverride, Pricing

TODAY_S = 1_795_737_600  # 2026-11-27


@pytest.mark.parametrize(
    ("expires", "marks"),
    [
        ("2026-11-26", (Mark.EXPIRED,)),
        ("2026-11-27", (Mark.EXPIRES_SOON,)),
        ("2027-01-26", (Mark.EXPIRES_SOON,)),
        ("2027-01-27", ()),
        ("some day", ()),
        ("", ()),
    ],
)
def test_a_model_that_leaves_soon_is_marked(expires: str, marks: tuple[Mark, ...]) -> None:
    found = marks_of([Model("x", expiration_date=expires)], ListChange(), TODAY_S)
    assert found.get("x", ()) == marks


def price(prompt: str, completion: str = "1", **others: str) -> Pricing:
    other = {name: Decimal(value) for name, value in others.items()}
    return Pricing(Decimal(prompt), Decimal(completion), other=other)


@pytest.mark.parametrize(
    ("before", "now", "mark"),
    [
        (price("1"), price("2"), Mark.DEARER),
        (price("1"), price("0.5"), Mark.CHEAPER),
        (price("1"), price("2", "0.5"), Mark.REPRICED),
        (price("1"), price("1", image="1"), Mark.REPRICED),
        (price("1"), price("-1"), Mark.REPRICED),
        (price("1"), Pricing(Decimal(1), Decimal(1), overrides=(PriceOverride(),)), Mark.REPRICED),
    ],
)
def test_a_price_that_changed_is_marked_by_where_it_went(
    before: Pricing, now: Pricing, mark: Mark
) -> None:
    models = [Model("x", pricing=now), Model("y")]
    change = list_change([Model("x", pricing=before), Model("y"), Model("gone")], models)
    found = marks_of(models, change, TODAY_S)
    assert found == {"x": (mark,), "gone": (Mark.VANISHED,)}
