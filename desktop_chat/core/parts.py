"""The parts of a parameter that is an object: reading and replacing them, and what a model offers.

It knows paths and values, and of models only what they say of their reasoning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET

from desktop_chat.core.catalog import Model
from desktop_chat.core.conflict import entries
from desktop_chat.core.fields import Kind
from desktop_chat.core.parameter import Parameter

_OFF = "none"


def part_at(whole: object, path: str) -> Any:
    """Return what stands at a path of a JSON object, as "max_price.prompt"; UNSET if nothing."""
    first, _, rest = path.partition(".")
    found = entries(whole).get(first, UNSET)
    return part_at(found, rest) if rest and found is not UNSET else found


def with_part(whole: object, path: str, value: Any) -> dict[str, Any]:
    """Return a copy of a JSON object with another value at a path; UNSET takes it away.

    An object that has nothing left goes with its last part.
    """
    first, _, rest = path.partition(".")
    copy = dict(entries(whole))
    inner = with_part(copy.get(first), rest, value) or UNSET if rest else value
    if inner is UNSET:
        copy.pop(first, None)
    else:
        copy[first] = inner
    return copy


def fits(part: Parameter, value: object) -> bool:
    """Return whether a value is of the part's type and range; a number may stand for its text."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    read = str(value) if part.kind is Kind.TEXT and is_number else value
    try:
        msgspec.convert(read, part.value_type)
    except msgspec.ValidationError:
        return False
    return True


def offered_choices(parameter: Parameter, model: Model | None) -> tuple[str, ...]:
    """Return the choices that a model offers: of efforts those that it names, else all of them.

    "none" is offered wherever the reasoning can be switched off.
    """
    support = None if model is None else model.reasoning
    is_effort = _OFF in parameter.choices
    if support is None or not is_effort:
        return parameter.choices
    named = support.supported_efforts
    return tuple(
        choice
        for choice in parameter.choices
        if (not support.mandatory if choice == _OFF else named is None or choice in named)
    )


def offered_parts(parameter: Parameter, model: Model | None) -> Mapping[str, Parameter]:
    """Return the parts of a parameter as a model takes them, each with the model's own default.

    Of `reasoning` the budget is left out where the model takes none, and the switch where the
    model always reasons.
    """
    support = None if model is None else model.reasoning
    if parameter.name != "reasoning" or support is None:
        return parameter.parts
    parts = dict(parameter.parts)
    if not support.supports_max_tokens:
        del parts["max_tokens"]
    if support.mandatory:
        del parts["enabled"]
    if support.default_effort:
        parts["effort"] = replace(parts["effort"], default=support.default_effort)
    return parts
