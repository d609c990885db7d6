"""Changes the parameter `provider` so that one provider is used alone, never, or first."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, cast


class ProviderUse(StrEnum):
    """How a provider is to be used; each is a part of the parameter."""

    ONLY = "only"
    NEVER = "ignore"
    FIRST = "order"


def use_of(provider: object, tag: str) -> ProviderUse | None:
    """Return how a provider's offering is used by a value of the parameter, None for as usual.

    Args:
        provider: The parameter's value, or whatever else stands there.
        tag: What routing names the offering by, such as "deepinfra/turbo".
    """
    return next((use for use in ProviderUse if tag in _slugs(provider, use)), None)


def with_use(provider: object, tag: str, use: ProviderUse | None) -> dict[str, Any]:
    """Return a value of the parameter by which an offering is used so; {} where nothing is left.

    Other parts, and other providers in these, stay as they are.
    """
    changed = _parts(provider)
    for each in ProviderUse:
        slugs = [slug for slug in _slugs(provider, each) if slug != tag]
        if each is use:
            slugs = [tag, *slugs] if use is ProviderUse.FIRST else [*slugs, tag]
        if slugs:
            changed[each.value] = slugs
        else:
            changed.pop(each.value, None)
    return changed


def _parts(provider: object) -> dict[str, Any]:
    return dict(cast("Mapping[str, Any]", provider)) if isinstance(provider, Mapping) else {}


def _slugs(provider: object, use: ProviderUse) -> list[str]:
    found = _parts(provider).get(use.value)
    slugs = cast("list[object]", found) if isinstance(found, list | tuple) else []
    return [slug for slug in slugs if isinstance(slug, str)]
