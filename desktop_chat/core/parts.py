"""The parts of a parameter that is an object: reading and replacing them, and what a model offers.

It knows paths and values, and of models only what they say of their reasoning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

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


def part_value(parameter: Parameter, whole: object, path: str) -> Any:
    """Return the value of a part that is known, whichever of its two forms it stands in."""
    found = part_at(whole, path)
    short = _stands_for(parameter, path)
    if short and isinstance(found, dict):
        return part_at(cast("object", found), short)
    return found


def with_part_value(parameter: Parameter, whole: object, path: str, value: Any) -> dict[str, Any]:
    """Return a copy of a parameter's object with another value of a known part; UNSET: without.

    What the API takes as a plain value or as an object is written plainly while it can be.
    """
    head, _, key = path.partition(".")
    short = _stands_for(parameter, head)
    if not short:
        return with_part(whole, path, value)
    stands = part_at(whole, head)
    if not isinstance(stands, dict):
        stands = {} if stands in (UNSET, None) else {short: stands}
    changed = {
        name: each
        for name, each in with_part(cast("object", stands), key or short, value).items()
        if each is not None
    }
    is_plain = changed.keys() <= {short}
    return with_part(whole, head, changed.get(short, UNSET) if is_plain else changed)


def refined_by(parameter: Parameter, path: str) -> str:
    """Return the part that another one only refines, "sort" for "sort.partition"; "" for none."""
    head, dot, _ = path.partition(".")
    return head if dot and _stands_for(parameter, head) else ""


def without_empty(whole: object) -> dict[str, Any]:
    """Return a copy of a JSON object without what sets nothing: null, empty lists and objects."""
    kept: dict[str, Any] = {}
    for name, value in entries(whole).items():
        is_object = isinstance(value, dict)
        inner = without_empty(cast("object", value)) if is_object else value
        if inner is not None and inner not in ({}, [], ()):
            kept[name] = inner
    return kept


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


def _stands_for(parameter: Parameter, path: str) -> str:
    part = parameter.parts.get(path)
    return "" if part is None else part.stands_for
