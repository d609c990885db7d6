"""Figures of models as texts on screen: prices with their units, circumstances, directions.

Owns how they are written here; `core.model_terms` knows what they are called. Must not know a
widget.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt

from desktop_chat.core.figures import context_text, cost_text, rate_text, seconds_text
from desktop_chat.core.model_terms import Term, circumstances, component_title, unit_words
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


def term_text(term: Term) -> str:
    """Return what a figure is called."""
    return _words(term)


def unit_text(unit: PriceUnit) -> str:
    """Return what a price is for."""
    return _words(unit_words(unit))


def component_text(name: str) -> str:
    """Return what a component of the prices is called; the endpoint's own name where it is new."""
    return _words(component_title(name))


def circumstance_text(override: PriceOverride) -> str:
    """Return when an override holds: "from 200K prompt tokens, 22:00 to 06:00 UTC"."""
    parts = (
        _words(words).format(
            *(context_text(each) if isinstance(each, int) else each for each in places)
        )
        for words, places in circumstances(override)
    )
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
