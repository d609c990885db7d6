"""Figures of models as texts on screen: prices with their units, circumstances, directions.

Owns the words for the components of prices. Must not know a widget.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt

from desktop_chat.core.figures import context_text, cost_text, rate_text, seconds_text
from desktop_chat.core.price_sheet import PriceUnit, shown_amount
from desktop_chat.core.pricing import PriceOverride

_LEFT_TO_RIGHT, _ENDED = "\u2066", "\u2069"


def _words(text: str) -> str:
    return QCoreApplication.translate("ModelFigures", text)


def isolated(text: str) -> str:
    """Return a figure so that its unit stays behind it where words run from right to left."""
    return f"{_LEFT_TO_RIGHT}{text}{_ENDED}" if text else ""


def price_text(price: Decimal | None, unit: PriceUnit) -> str:
    """Return a price in its own unit, exact: "$0.15", "free", "varies"; "" unknown."""
    if price is None:
        return ""
    if price < 0:
        return _words("varies")
    amount = shown_amount(price, unit)
    return _words("free") if amount == 0 else isolated(f"${amount.normalize():f}")


def unit_text(unit: PriceUnit) -> str:
    """Return what a price is for."""
    return {
        PriceUnit.TOKEN: _words("per million tokens"),
        PriceUnit.REQUEST: _words("per request"),
        PriceUnit.IMAGE: _words("per image"),
        PriceUnit.SEARCH: _words("per search"),
        PriceUnit.UNKNOWN: _words("per unit of the endpoint's"),
    }[unit]


def component_text(name: str) -> str:
    """Return what a component of the prices is called; the endpoint's own name where it is new."""
    known = {
        "prompt": _words("Input"),
        "completion": _words("Output"),
        "input_cache_read": _words("Cache reading"),
        "input_cache_write": _words("Cache writing"),
        "input_cache_write_1h": _words("Cache writing, kept an hour"),
        "internal_reasoning": _words("Reasoning"),
        "audio": _words("Audio input"),
        "audio_output": _words("Audio output"),
        "input_audio_cache": _words("Audio cache"),
        "image": _words("Image input"),
        "image_token": _words("Image input tokens"),
        "image_output": _words("Image output"),
        "web_search": _words("Web search"),
        "request": _words("Request"),
    }
    return known.get(name, name)


def circumstance_text(override: PriceOverride) -> str:
    """Return when an override holds: "from 200K prompt tokens, 22:00 to 06:00 UTC"."""
    parts: list[str] = []
    if override.min_prompt_tokens:
        text = _words("from {0} prompt tokens")
        parts.append(text.format(context_text(override.min_prompt_tokens)))
    if override.utc_start is not None and override.utc_end is not None:
        text = _words("{0} to {1} UTC")
        parts.append(text.format(_hour(override.utc_start), _hour(override.utc_end)))
    return ", ".join(parts) or _words("always")


def money_text(cost_usd: Decimal | None, *, is_estimate: bool = False) -> str:
    """Return a cost, or that it cannot be told."""
    if cost_usd is None:
        return _words("cannot be told")
    return isolated(cost_text(cost_usd, is_estimate=is_estimate))


def latency_text(seconds: float) -> str:
    """Return seconds to the first token."""
    return isolated(seconds_text(seconds))


def speed_text(tokens_per_s: float) -> str:
    """Return a rate of tokens."""
    return isolated(rate_text(tokens_per_s))


def uptime_text(percent: float) -> str:
    """Return a share of time in percent."""
    return isolated(f"{percent:.2f} %" if percent < 100 else "100 %")


def day_text(day: str) -> str:
    """Return a day, YYYY-MM-DD, as it is written here; what is no day, as it is."""
    date = QDate.fromString(day, Qt.DateFormat.ISODate)
    return QLocale().toString(date, "d MMM yyyy") if date.isValid() else day


def _hour(time: int) -> str:
    return f"{time // 100:02}:{time % 100:02}"
