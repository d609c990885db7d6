"""Whether somebody else answered than was asked first, as the record of an answer tells.

Routers give names in several forms: with a date behind them, without their variant, a provider's
title in place of its slug. What may be the same in another form is taken for the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from desktop_chat.core.conflict import entries
from desktop_chat.core.message import TurnRecord
from desktop_chat.core.variants import base_of

_CHOOSERS = ("~", "@", "openrouter/")
"""Begin the names of what stands for a model that the router chooses."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """Who was asked first, and who answered: two models, or two providers.

    Attributes:
        first: As it was asked for.
        answered: A model as it was asked for, else as the router names it.
    """

    first: str
    answered: str
    is_model: bool = True


def fallback_of(record: TurnRecord) -> Fallback | None:
    """Return the fallback that an answer came by, None where there was none or none is known."""
    model = answering_model(record)
    if model != record.model:
        return Fallback(record.model, model)
    order = _texts(entries(record.sampling.provider).get("order"))
    if not order or not record.provider or _is_provider(order[0], record.provider):
        return None
    return Fallback(order[0], record.provider, is_model=False)


def answering_model(record: TurnRecord) -> str:
    """Return the model that answered, by the name under which it was asked for if it has one."""
    asked = [record.model, *_texts(record.sampling.models)]
    if len(asked) == 1 or not record.resolved_model or record.model.startswith(_CHOOSERS):
        return record.model
    resolved = record.resolved_model.casefold()
    likeliest = max(asked, key=lambda each: _likeness(each, resolved))
    if _likeness(likeliest, resolved):
        return likeliest
    # Providers rename models, but not their authors.
    is_same_author = resolved.partition("/")[0] == record.model.casefold().partition("/")[0]
    return record.model if is_same_author else record.resolved_model


def _likeness(asked: str, resolved: str) -> int:
    """Return how much of the answering name an asked one is: none where it is another's."""
    name = base_of(asked).casefold()
    is_dated = resolved.startswith((f"{name}-", f"{name}:"))
    return len(name) if name and (name == resolved or is_dated) else 0


def _is_provider(slug: str, title: str) -> bool:
    one, other = _plain(slug.partition("/")[0]), _plain(title)
    return one.startswith(other) or other.startswith(one)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _texts(value: object) -> list[str]:
    """Return a list of texts, [] for whatever is none."""
    if not isinstance(value, list | tuple):
        return []
    items = cast("list[object]", value)
    texts = [each for each in items if isinstance(each, str)]
    return texts if len(texts) == len(items) else []
