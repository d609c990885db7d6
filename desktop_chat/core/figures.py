"""Figures as short texts: money, rates, counts, times.

ASCII digits, one form everywhere; knows no locale.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal

NARROW_SPACE = "\u202f"


def cost_text(cost_usd: Decimal, *, is_estimate: bool = False) -> str:
    """Return money with as many digits as it takes to see it: "$0", "$0.0031", "≈ $1.25"."""
    if cost_usd == 0:
        return "$0"
    digits = 2 if abs(cost_usd) >= 1 else max(2, 1 - cost_usd.adjusted())
    text = f"${cost_usd:.{min(digits, 9)}f}"
    return f"≈ {text}" if is_estimate else text


def count_text(count: int) -> str:
    """Return a count with its thousands set apart by a narrow no-break space.

    Unlike a plain space it is not reordered in right-to-left text.
    """
    return f"{count:,}".replace(",", NARROW_SPACE)


def seconds_text(seconds: float) -> str:
    """Return a span: "0.62 s", "12 s", "3 min 5 s"."""
    if seconds < 10:
        return f"{seconds:.2f}{NARROW_SPACE}s"
    if seconds < 60:
        return f"{seconds:.0f}{NARROW_SPACE}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}{NARROW_SPACE}min {rest}{NARROW_SPACE}s"


def rate_text(tokens_per_s: float) -> str:
    """Return a rate of tokens."""
    return f"{tokens_per_s:.0f}{NARROW_SPACE}tok/s"


def context_text(tokens: int) -> str:
    """Return a context length in the form people know: "131K", "1M", "8192"."""
    if tokens >= 1_000_000:
        return f"{tokens / 1_000_000:.3g}M"
    if tokens >= 10_000:
        return f"{tokens / 1_000:.3g}K"
    return str(tokens)


def magnitude_text(count: int) -> str:
    """Return a large count by its magnitude: "940", "12.3K", "1.5M", "87B", "9.12T"."""
    for size, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")):
        # What rounding lifts to the next letter takes it: 999 999 is "1M".
        if count >= max(10_000, size * 0.9995):
            return f"{count / size:.3g}{letter}"
    return str(count)


def price_per_million_text(price_usd_per_token: Decimal | None) -> str:
    """Return the price of a million tokens: "$2.5", "free", "varies", "?" where it is unknown."""
    if price_usd_per_token is None:
        return "?"
    if price_usd_per_token < 0:
        return "varies"
    per_million = price_usd_per_token * 1_000_000
    return "free" if per_million == 0 else f"${per_million.normalize():f}"


def clock_text(time_us: int, zone: tzinfo | None = None) -> str:
    """Return the hour and minute of a UTC time in microseconds, in `zone` or the computer's own."""
    return datetime.fromtimestamp(
        time_us / 1e6, zone or datetime.now().astimezone().tzinfo
    ).strftime("%H:%M")
