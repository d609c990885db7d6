"""The prices of a model as a table: a line for each component, a column for each circumstance.

Owns what a component is counted by, as the router documents it. Must not know words on screen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from desktop_chat.core.pricing import PriceOverride, Pricing

_MILLION = 1_000_000


class PriceUnit(Enum):
    """What a price is for one of."""

    TOKEN = "token"
    REQUEST = "request"
    IMAGE = "image"
    SEARCH = "search"
    UNKNOWN = "unknown"
    """A component that is newer than this program."""


_UNITS: dict[str, PriceUnit] = {
    "prompt": PriceUnit.TOKEN,
    "completion": PriceUnit.TOKEN,
    "input_cache_read": PriceUnit.TOKEN,
    "input_cache_write": PriceUnit.TOKEN,
    "input_cache_write_1h": PriceUnit.TOKEN,
    "internal_reasoning": PriceUnit.TOKEN,
    "audio": PriceUnit.TOKEN,
    "audio_output": PriceUnit.TOKEN,
    "input_audio_cache": PriceUnit.TOKEN,
    "image": PriceUnit.IMAGE,
    "image_token": PriceUnit.TOKEN,
    "image_output": PriceUnit.TOKEN,
    "web_search": PriceUnit.SEARCH,
    "request": PriceUnit.REQUEST,
}
"""The components that are documented, in the order of reading."""


class PriceLine(Struct, frozen=True):
    """One component.

    Attributes:
        name: The endpoint's own.
        prices: The plain one, and then the one under each override in their order, None where it
            changes nothing; None as the plain one where only an override has it.
    """

    name: str
    unit: PriceUnit
    prices: tuple[Decimal | None, ...]


class PriceSheet(Struct, frozen=True):
    """All prices of a model.

    Attributes:
        overrides: The circumstances of the columns after the first.
        lines: Those that are documented first.
    """

    overrides: tuple[PriceOverride, ...]
    lines: tuple[PriceLine, ...]


def price_sheet(pricing: Pricing) -> PriceSheet:
    """Return the prices as a table; a model without any gives no line."""
    columns = [pricing.components, *(each.prices for each in pricing.overrides)]
    lines = (
        PriceLine(name, unit_of(name), tuple(column.get(name) for column in columns))
        for name in in_order({name for column in columns for name in column})
    )
    return PriceSheet(pricing.overrides, tuple(lines))


def unit_of(name: str) -> PriceUnit:
    """Return what a component is counted by."""
    return _UNITS.get(name, PriceUnit.UNKNOWN)


def in_order(names: Collection[str]) -> list[str]:
    """Return components in the order of reading, those that are not documented last."""
    return [*(name for name in _UNITS if name in names), *sorted(set(names).difference(_UNITS))]


def shown_amount(price: Decimal, unit: PriceUnit) -> Decimal:
    """Return a price as people read it: of a million tokens, of one of anything else."""
    return price * _MILLION if unit is PriceUnit.TOKEN else price


def cheapest(pricings: Sequence[Pricing]) -> Pricing | None:
    """Return the prices whose prompt and completion are the lowest together, None of none known."""
    known = [
        each
        for each in pricings
        if each.prompt is not None and each.completion is not None and not each.varies
    ]

    def both(pricing: Pricing) -> Decimal:
        return (pricing.prompt or Decimal(0)) + (pricing.completion or Decimal(0))

    return min(known, key=both, default=None)
