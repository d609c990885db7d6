"""Prices as OpenRouter writes them, read into `core.pricing.Pricing`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from desktop_chat.core.pricing import PriceOverride, Pricing
from desktop_chat.wire.tokens import as_money
from desktop_chat.wire.values import as_count, as_dict, as_dicts

_CONDITIONS = frozenset({"min_prompt_tokens", "utc_start", "utc_end"})
_LAST_TIME = 2400


def parse_pricing(value: Any) -> Pricing:
    """Return the prices of a model or an offering; what is no price is passed over."""
    prices = as_dict(value)
    if not prices:
        return Pricing()
    discount = as_money(prices.get("discount")) or Decimal(0)
    if not 0 <= discount <= 1:
        discount = Decimal(0)
    amounts = _amounts(prices, discount)
    return Pricing(
        prompt=amounts.pop("prompt", None),
        completion=amounts.pop("completion", None),
        request=amounts.pop("request", None),
        other=amounts,
        discount=discount,
        overrides=tuple(
            _override_of(row, discount) for row in as_dicts(prices.get("overrides")) if _holds(row)
        ),
    )


def _amounts(prices: dict[str, Any], discount: Decimal) -> dict[str, Decimal]:
    return {
        # Negative means that it varies: there is nothing to take a share of.
        name: amount * (1 - discount) if amount > 0 and discount else amount
        for name, value in prices.items()
        if name != "discount"
        and name not in _CONDITIONS
        and (amount := as_money(value)) is not None
    }


def _override_of(row: dict[str, Any], discount: Decimal) -> PriceOverride:
    return PriceOverride(
        min_prompt_tokens=as_count(row.get("min_prompt_tokens")) or 0,
        utc_start=as_count(row.get("utc_start")),
        utc_end=as_count(row.get("utc_end")),
        prices=_amounts(row, discount),
    )


def _holds(row: dict[str, Any]) -> bool:
    """Return whether every condition can be understood: prices under unknown ones are no prices."""
    times = [as_count(row[name]) for name in ("utc_start", "utc_end") if row.get(name) is not None]
    if any(time is None or time > _LAST_TIME for time in times) or len(times) == 1:
        return False
    least = row.get("min_prompt_tokens")
    return least is None or as_count(least) is not None
