"""Prices are exact, and one's own use is priced at them; what cannot be told is said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from support.model_pages import keep_answer, model_page
from support.routed import RoutedTransport
from support.window import Desktop, desktop

from desktop_chat.core.price_projection import Projection
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.pricing_tab import PricingTab, difference_text


async def pricing(opened: Desktop, *model: str) -> PricingTab:
    page = await model_page(opened, *model)
    page.view.show_tab(PricingTab)
    await opened.settled()
    return page.view.tab(PricingTab)


def use(tab: PricingTab) -> dict[str, str]:
    return {name: plain_line(value) for name, value in tab.use.rows}


async def test_every_component_has_its_unit_and_every_tier_its_column() -> None:
    async with desktop(RoutedTransport()) as opened:
        tab = await pricing(opened)
        rows = tab.prices.texts
        assert rows[0] == ["Input", "per million tokens", "$1.25", "$2.5"]
        assert rows[3] == ["Cache writing", "per million tokens", "$1.5625", "$1.5625"]
        assert rows[4] == ["Web search", "per search", "$0.01", "$0.01"]
        model = tab.prices.figures
        title = model.headerData(3, Qt.Orientation.Horizontal)
        assert plain_line(title) == "from 200K prompt tokens"


async def test_a_discount_and_a_night_price_are_told() -> None:
    async with desktop(RoutedTransport()) as opened:
        tab = await pricing(opened, "lantern/ember-night")
        assert plain_line(tab.discount.text()) == "A discount of 25 % is taken off already."
        assert tab.prices.texts[0][2:] == ["$0.75", "$0.375"]


async def test_own_use_is_priced_with_and_without_the_cache() -> None:
    async with desktop(RoutedTransport()) as opened:
        await keep_answer(opened)
        tab = await pricing(opened)
        found = use(tab)
        assert found["Tokens"] == "1 000 in prompts, 400 of them from a cache, 101 in answers"
        assert found["You paid"] == "$0.010"
        assert found["On this model"] == "$0.0023; $0.0018 if its cache had helped as much as then"
        assert tab.by_provider.texts[0] == ["Mistral", "", "$0.0023", "$0.0018", "-82 %"]


async def test_without_use_the_calculator_has_usual_numbers() -> None:
    async with desktop(RoutedTransport()) as opened:
        tab = await pricing(opened)
        assert use(tab) == {"Requests": "none in this time"}
        assert not tab.by_provider.texts
        assert plain_line(tab.calculator.result.text()) == "$0.62"


async def test_the_calculator_follows_what_is_typed_and_whose_prices() -> None:
    async with desktop(RoutedTransport()) as opened:
        await keep_answer(opened)
        tab = await pricing(opened)
        calculator = tab.calculator
        assert calculator.fields["prompt"].text() == "1\u202f000"
        calculator.fields["requests"].setText("1000")
        calculator.fields["cached"].setText("")
        assert plain_line(calculator.result.text()) == "$2.26"
        calculator.prices.setCurrentIndex(1)
        assert plain_line(calculator.result.text()) == "$2.26"


async def test_another_period_counts_other_requests() -> None:
    async with desktop(RoutedTransport()) as opened:
        await keep_answer(opened, days_ago=20)
        tab = await pricing(opened)
        assert use(tab)["Requests"] == "1"
        tab.period.setCurrentIndex(0)
        await opened.settled()
        assert use(tab)["Requests"] == "none in this time"


async def test_prices_that_vary_cost_what_nobody_can_tell() -> None:
    async with desktop(RoutedTransport()) as opened:
        await keep_answer(opened)
        tab = await pricing(opened, "openrouter/auto")
        assert tab.prices.texts[0][2] == "varies"
        assert use(tab)["On this model"].startswith("cannot be told")
        assert tab.calculator.result.text() == "cannot be told"


@pytest.mark.parametrize(
    ("cost", "text"), [("0.5", "-50 %"), ("1", "+0 %"), ("1.5", "+50 %"), ("40", "× 40")]
)
def test_a_difference_is_a_share_of_what_was_paid(cost: str, text: str) -> None:
    found = Projection(Decimal(9), Decimal(cost))
    assert plain_line(difference_text(found, Decimal(1))) == text
    assert difference_text(found, Decimal(0)) == ""
    assert difference_text(None, Decimal(1)) == ""
