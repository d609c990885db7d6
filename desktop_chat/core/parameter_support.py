"""Which parameters a model takes, told for each parameter that there is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from msgspec import Struct

from desktop_chat.core.catalog import Model
from desktop_chat.core.offerings import Offering
from desktop_chat.core.parameter import Parameter
from desktop_chat.core.sampling import PARAMETERS, is_supported


class Support(Enum):
    """Whether a model takes a parameter."""

    YES = "yes"
    NO = "no"
    UNTOLD = "untold"
    """The endpoint lists nothing for the model."""
    ENDPOINT = "endpoint"
    """The endpoint decides, whatever the model is."""


class ParameterSupport(Struct, frozen=True):
    """A parameter, and what a model says of it.

    Attributes:
        default: The model's own, else the conventional one, None without any.
        is_own_default: Whether the model states it.
        offers: How many offerings take it, of `offerings`; 0 of 0 where none is known.
    """

    parameter: Parameter
    support: Support
    default: Any
    is_own_default: bool
    offers: int = 0
    offerings: int = 0


def parameter_supports(
    model: Model, offerings: Sequence[Offering] = ()
) -> tuple[ParameterSupport, ...]:
    """Return what a model says of every parameter, in the panel's order."""
    own = model.default_parameters.values()
    return tuple(
        ParameterSupport(
            parameter=each,
            support=support_of(each, model.supported_parameters),
            default=own.get(each.name, each.default),
            is_own_default=each.name in own,
            offers=sum(is_supported(each, offer.supported_parameters) for offer in offerings)
            if each.is_listed
            else 0,
            offerings=len(offerings) if each.is_listed else 0,
        )
        for each in PARAMETERS.values()
    )


def support_of(parameter: Parameter, supported: frozenset[str] | None) -> Support:
    """Return whether a model takes a parameter, by its list."""
    if not parameter.is_listed:
        return Support.ENDPOINT
    if supported is None:
        return Support.UNTOLD
    return Support.YES if is_supported(parameter, supported) else Support.NO


def unknown_parameters(model: Model) -> tuple[str, ...]:
    """Return the names in a model's list that no parameter here stands for, sorted."""
    known = {name for each in PARAMETERS.values() for name in (each.name, *each.aliases)}
    return tuple(sorted((model.supported_parameters or frozenset()) - known))
