"""What may stand behind a model's name at OpenRouter, as in "author/name:nitro", and what it does.

Source: OpenRouter's documentation of model variants and of limits, August 2026. A suffix that the
table does not have is part of the name: local servers write sizes so.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import msgspec

from desktop_chat.core.catalog import Model
from desktop_chat.core.pricing import Pricing

_ROUTERS = "openrouter/"
"""Begins the names of models that choose a model themselves."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A suffix of a model's name.

    Attributes:
        brief: What it does in two or three words.
        help: What it does, and what it costs, in plain sentences.
        is_sorting: Whether it asks providers in an order of its own, and so not the one that has
            the conversation in its cache.
        is_for_all: Whether any model takes it; others are models of their own, where they are
            listed.
    """

    suffix: str
    brief: str
    help: str
    is_for_all: bool = False
    is_sorting: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A way in which a model can be asked.

    Attributes:
        model_id: The name to ask for.
        variant: None for the model itself.
        is_listed: Whether the list has it as a model of its own.
    """

    model_id: str
    variant: Variant | None
    is_listed: bool


VARIANTS: dict[str, Variant] = {
    each.suffix: each
    for each in (
        Variant(
            "free",
            "costs nothing",
            "Costs nothing, at most 20 requests a minute: 50 a day, 1,000 for accounts that have "
            "bought credits for 10 USD.",
        ),
        Variant(
            "nitro",
            "fastest",
            "Asks the fastest provider first, in its priority tier where it has one. It may cost "
            "more and turns off sticky routing, and so the prompt cache.",
            is_for_all=True,
            is_sorting=True,
        ),
        Variant(
            "floor",
            "cheapest",
            "Asks the cheapest provider first, in its flex tier where it has one. It may be slow "
            "and turns off sticky routing, and so the prompt cache.",
            is_for_all=True,
            is_sorting=True,
        ),
        Variant(
            "exacto",
            "best with tools",
            "Asks the providers first that call tools most reliably with this model. It turns off "
            "sticky routing, and so the prompt cache.",
            is_for_all=True,
            is_sorting=True,
        ),
        Variant(
            "online",
            "searches the web",
            "Searches the web before it answers, which costs extra with every request. "
            "OpenRouter calls this form outdated.",
            is_for_all=True,
        ),
        Variant(
            "thinking",
            "reasons first",
            "Reasons before it answers. Older models have it; newer ones take the parameter "
            "Reasoning in its place.",
        ),
        Variant(
            "extended",
            "longer context",
            "Has room for a longer context than the model of the same name without it.",
        ),
    )
}
"""Every documented suffix, in the order in which they are shown."""


def variant_of(model_id: str) -> Variant | None:
    """Return the variant that a name bears, None for none or an unknown one."""
    _, colon, suffix = model_id.partition("@")[0].rpartition(":")
    return VARIANTS.get(suffix) if colon else None


def base_of(model_id: str) -> str:
    """Return a model's name without its variant."""
    is_variant = variant_of(model_id) is not None
    return model_id.partition("@")[0].rpartition(":")[0] if is_variant else model_id


def asked_as(model: Model, variant: Variant) -> Model:
    """Return a model as it is asked by a variant that no list has; what that costs is not known."""
    return msgspec.structs.replace(
        model,
        id=f"{model.id}:{variant.suffix}",
        name=f"{model.name or model.id} ({variant.suffix})",
        pricing=Pricing(),
    )


def offered_variants(model_id: str, listed: Container[str]) -> tuple[Variant, ...]:
    """Return the variants that a plain model takes; what is a variant itself takes none.

    Args:
        model_id: The model.
        listed: The ids of the endpoint's models.
    """
    if model_id.startswith(_ROUTERS) or variant_of(model_id) is not None:
        return ()
    return tuple(
        each
        for each in VARIANTS.values()
        if each.is_for_all or f"{model_id}:{each.suffix}" in listed
    )


def forms_of(model_id: str, listed: Container[str]) -> tuple[Form, ...]:
    """Return every form of the model that a name stands for, whichever of them that is.

    The model itself is the first, then its variants; a model that takes none gives nothing.

    Args:
        model_id: The model or a variant of it.
        listed: The ids of the endpoint's models.
    """
    base = base_of(model_id)
    forms = [Form(base, None, base in listed)]
    for variant in offered_variants(base, listed):
        name = f"{base}:{variant.suffix}"
        forms.append(Form(name, variant, name in listed))
    return tuple(forms) if len(forms) > 1 else ()
