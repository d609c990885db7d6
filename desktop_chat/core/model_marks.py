"""What a reader of a list must be told of a model before choosing it: it left, leaves, costs more.

Owns when something is worth a mark. Must not know how a mark is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from desktop_chat.core.catalog import ListChange, Model
from desktop_chat.core.pricing import Pricing

SOON_DAYS = 60
"""A model that leaves within so many days leaves soon."""


class Mark(Enum):
    """One thing to be told."""

    VANISHED = "vanished"
    EXPIRED = "expired"
    EXPIRES_SOON = "expires soon"
    DEARER = "dearer"
    CHEAPER = "cheaper"
    REPRICED = "repriced"


def marks_of(
    models: Iterable[Model], change: ListChange, now_s: int
) -> dict[str, tuple[Mark, ...]]:
    """Return the marks of each model that has any, by its id, the most pressing first.

    Args:
        models: The list as it is now.
        change: How it differs from the one before.
        now_s: Unix time.
    """
    today = datetime.fromtimestamp(now_s, UTC).date()
    vanished = (Mark.VANISHED,)
    found: dict[str, tuple[Mark, ...]] = dict.fromkeys(change.vanished, vanished)
    for model in models:
        marks: list[Mark] = []
        if model.expiration_date:
            marks += _leaving(model.expiration_date, today)
        if model.id in change.repriced:
            marks.append(_repriced(*change.repriced[model.id]))
        if marks:
            found[model.id] = tuple(marks)
    return found


def _leaving(text: str, today: date) -> list[Mark]:
    try:
        days = (date.fromisoformat(text) - today).days
    except ValueError:
        return []
    if days < 0:
        return [Mark.EXPIRED]
    return [Mark.EXPIRES_SOON] if days <= SOON_DAYS else []


def _repriced(before: Pricing, now: Pricing) -> Mark:
    """Return whether all that changed in the plain prices went one way."""
    old, new = before.components, now.components
    steps = {
        new[name] > old[name]
        for name in old.keys() & new.keys()
        if new[name] != old[name] and min(new[name], old[name]) >= Decimal(0)
    }
    is_whole = old.keys() == new.keys() and before.overrides == now.overrides
    if not is_whole or len(steps) != 1:
        return Mark.REPRICED
    return Mark.DEARER if steps == {True} else Mark.CHEAPER
