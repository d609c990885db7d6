"""The usage object of the API in all its forms, read into `core.usage.Usage`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from desktop_chat.core.usage import Usage
from desktop_chat.wire.values import as_count, as_dict, mended_value

_LARGEST_EXPONENT = 30


def read_usage(chunk: dict[str, Any], choice: dict[str, Any]) -> Usage | None:
    """Return the usage of a chunk, None where it has none.

    It stands at the top of the chunk, in Groq's `x_groq`, or with some servers in the choice.
    """
    places = (chunk, as_dict(chunk.get("x_groq")), choice)
    found = next((usage for place in places if (usage := as_dict(place.get("usage")))), None)
    if found is None:
        return None
    prompt = as_count(found.get("prompt_tokens")) or 0
    completion = as_count(found.get("completion_tokens")) or 0
    total = as_count(found.get("total_tokens"))
    prompt_details = as_dict(found.get("prompt_tokens_details"))
    completion_details = as_dict(found.get("completion_tokens_details"))
    return Usage(
        prompt_tokens=prompt,
        completion_tokens=completion,
        total_tokens=prompt + completion if total is None else total,
        reasoning_tokens=as_count(completion_details.get("reasoning_tokens")) or 0,
        cached_tokens=as_count(prompt_details.get("cached_tokens")) or 0,
        cost_usd=as_money(found.get("cost")),
        raw=mended_value(found),
    )


def as_money(value: Any) -> Decimal | None:
    """Return an amount given as a number or a decimal string, as written.

    None for anything else, and for what no price can be: it would overflow in later sums.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value).strip())
    except (ArithmeticError, ValueError):
        return None
    is_price = amount.is_finite() and (not amount or abs(amount.adjusted()) <= _LARGEST_EXPONENT)
    return amount if is_price else None
