"""Every price has its line, and every circumstance its column."""

from __future__ import annotations

from decimal import Decimal

from desktop_chat.core.price_sheet import PriceUnit, cheapest, price_sheet, shown_amount
from desktop_chat.core.pricing import PriceOverride, Pricing

LONG = PriceOverride(min_prompt_tokens=200_000, prices={"prompt": Decimal("0.000004")})
PRICED = Pricing(
    prompt=Decimal("0.000002"),
    completion=Decimal("0.000006"),
    request=Decimal("0.01"),
    other={"zebra": Decimal(3), "web_search": Decimal("0.02"), "image": Decimal("0.001")},
    overrides=(LONG,),
)


def test_documented_components_come_first_and_unknown_ones_are_kept() -> None:
    sheet = price_sheet(PRICED)
    names = [line.name for line in sheet.lines]
    assert names == ["prompt", "completion", "image", "web_search", "request", "zebra"]
    assert sheet.lines[-1].unit is PriceUnit.UNKNOWN
    assert sheet.overrides == (LONG,)


def test_an_override_changes_what_it_states_alone() -> None:
    prompt, completion, *_ = price_sheet(PRICED).lines
    assert prompt.prices == (Decimal("0.000002"), Decimal("0.000004"))
    assert completion.prices == (Decimal("0.000006"), None)


def test_tokens_are_priced_by_the_million_and_the_rest_one_by_one() -> None:
    assert shown_amount(Decimal("0.000002"), PriceUnit.TOKEN) == 2
    assert shown_amount(Decimal("0.01"), PriceUnit.REQUEST) == Decimal("0.01")


def test_without_prices_there_is_no_line_and_no_cheapest() -> None:
    assert price_sheet(Pricing()).lines == ()
    assert cheapest([Pricing(), Pricing(prompt=Decimal(-1), completion=Decimal(-1))]) is None
    assert cheapest([PRICED, Pricing(Decimal(0), Decimal(0))]) == Pricing(Decimal(0), Decimal(0))
