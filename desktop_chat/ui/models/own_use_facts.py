"""One's own use in a period, and what it would have cost elsewhere, as a list of facts.

Owns the words. Must not know a widget.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_chat.core.figures import count_text
from desktop_chat.core.price_projection import OwnUse, Projection
from desktop_chat.core.spending import month_start_us
from desktop_chat.ui.models.figure_text import isolated, money_text

PERIODS = ("week", "month", "calendar", "year")
"""The periods that can be chosen, in their order."""
_DAYS = {"week": 7, "month": 30, "year": 365}
_DAY_US = 86_400_000_000


def _words(text: str) -> str:
    return QCoreApplication.translate("OwnUse", text)


def period_title(period: str) -> str:
    """Return what a period is called."""
    return {
        "week": _words("the last 7 days"),
        "month": _words("the last 30 days"),
        "calendar": _words("this month"),
        "year": _words("the last 365 days"),
    }[period]


def since_us(period: str, now_us: int) -> int:
    """Return when a period began, UTC microseconds."""
    if period == "calendar":
        return month_start_us(now_us)
    return max(0, now_us - _DAYS[period] * _DAY_US)


def use_facts(use: OwnUse, found: Projection | None) -> list[tuple[str, str]]:
    """Return what was used and paid, and what it would have cost."""
    spent = use.spent
    if not spent.requests:
        return [(_words("Requests"), _words("none in this time"))]
    paid = money_text(spent.cost_usd, is_estimate=spent.estimated_usd > 0)
    if spent.unpriced:
        words = _words("{0}; requests whose cost is not known: {1}")
        paid = words.format(paid, count_text(spent.unpriced))
    return [
        (_words("Requests"), count_text(spent.requests)),
        (_words("Tokens"), _tokens(use)),
        (_words("You paid"), paid),
        (_words("On this model"), _elsewhere(found)),
    ]


def _tokens(use: OwnUse) -> str:
    prompt = isolated(count_text(use.prompt_tokens))
    answer = isolated(count_text(use.completion_tokens))
    if not use.cached_tokens:
        return _words("{0} in prompts, {1} in answers").format(prompt, answer)
    words = _words("{0} in prompts, {1} of them from a cache, {2} in answers")
    return words.format(prompt, isolated(count_text(use.cached_tokens)), answer)


def _elsewhere(found: Projection | None) -> str:
    if found is None:
        return _words("cannot be told: a price is not stated, or varies")
    plain = money_text(found.uncached_usd)
    if found.cached_usd == found.uncached_usd:
        return plain
    words = _words("{0}; {1} if its cache had helped as much as then")
    return words.format(plain, money_text(found.cached_usd))
