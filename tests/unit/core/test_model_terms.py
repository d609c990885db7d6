"""Every figure has one name, and every price a title, a unit and its circumstances."""

from __future__ import annotations

from decimal import Decimal

from desktop_chat.core.model_terms import Term, circumstances, component_title, unit_words
from desktop_chat.core.price_sheet import PriceUnit, in_order, unit_of
from desktop_chat.core.pricing import PriceOverride


def test_names_are_told_apart() -> None:
    assert len({each.casefold() for each in Term}) == len(Term)


def test_every_documented_component_has_a_title_of_its_own() -> None:
    documented = in_order({"prompt", "image", "request", "web_search"})
    titles = [component_title(name) for name in documented]
    assert titles == ["Input", "Image input", "Web search", "Request"]
    assert component_title("holograms") == "holograms"
    assert unit_of("holograms") is PriceUnit.UNKNOWN


def test_every_unit_has_its_words() -> None:
    assert all(unit_words(unit).startswith("per ") for unit in PriceUnit)


def test_the_circumstances_of_an_override_are_told_each() -> None:
    price = {"prompt": Decimal(1)}
    both = PriceOverride(200_000, 2200, 630, price)
    assert [words.format(*places) for words, places in circumstances(both)] == [
        "from 200000 prompt tokens",
        "22:00 to 06:30 UTC",
    ]
    assert circumstances(PriceOverride(prices=price)) == []
