"""Reads an experiment's plan from a TOML file; README describes the form.

Owns the names of the file's keys. Whether the plan can be carried out is told elsewhere
(`core.experiment_plan`), and who answers is looked up elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from msgspec import Struct, field

from desktop_chat.core.experiment import Assertion, Axis, AxisKind, Extraction, Plan
from desktop_chat.core.experiment_plan import axis_range
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role
from desktop_chat.core.sampling import PARAMETERS, Sampling
from desktop_chat.errors import UsageError

UNSET = "unset"
"""Stands among the values of a parameter for a place at which it is not sent."""

_KIND_KEYS = {
    "models": AxisKind.MODEL,
    "providers": AxisKind.PROVIDER,
    "system_prompts": AxisKind.SYSTEM_PROMPT,
}


class PlanFile(Struct, frozen=True):
    """A plan and who is asked, as a file names them; "" where it does not."""

    plan: Plan
    endpoint: str
    model: str


class _AxisTable(Struct, forbid_unknown_fields=True):
    parameter: str = ""
    values: list[Any] | None = None
    models: list[str] | None = None
    providers: list[str] | None = None
    system_prompts: list[str] | None = None
    start: float | str | None = field(default=None, name="from")
    stop: float | str | None = field(default=None, name="to")
    step: float | str | None = None


class _SaidTable(Struct, forbid_unknown_fields=True):
    role: Role
    text: str


class _AssertionTable(Struct, forbid_unknown_fields=True):
    kind: str
    argument: str | int = ""


class _ExtractionTable(Struct, forbid_unknown_fields=True):
    regex: str = ""
    json_path: str = ""


class _File(Struct, forbid_unknown_fields=True):
    title: str = ""
    prompt: str = ""
    messages: list[_SaidTable] = field(default_factory=list[_SaidTable])
    system_prompt: str = ""
    endpoint: str = ""
    model: str = ""
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    axes: list[_AxisTable] = field(default_factory=list[_AxisTable])
    repeats: int | None = None
    seeds: list[int] = field(default_factory=list[int])
    concurrency: int = 4
    cap_usd: float | str | None = None
    assertions: list[_AssertionTable] = field(default_factory=list[_AssertionTable])
    extraction: _ExtractionTable = field(default_factory=_ExtractionTable)


def read_plan(text: str) -> PlanFile:
    """Return the plan in a file's text; without seeds, they are drawn when it is kept.

    Raises:
        UsageError: It is no TOML, or a key is unknown or has the wrong sort of value.
        BadField: A parameter's value does not fit.
    """
    try:
        found = msgspec.convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The file is no TOML: {error}.", advice="Correct it.") from None
    except RecursionError:
        raise UsageError("The file is no TOML: it is nested too deeply.") from None
    except msgspec.ValidationError as error:
        raise UsageError(_sentence(str(error)), advice="See the example in the README.") from None
    repeats = found.repeats if found.repeats is not None else len(found.seeds) or 1
    plan = Plan(
        title=found.title,
        messages=tuple(_messages(found)),
        system_prompt=found.system_prompt,
        model=found.model,
        sampling=_sampling(found.parameters),
        axes=tuple(map(_axis, found.axes)),
        repeats=repeats,
        seeds=tuple(found.seeds),
        cap_usd=_cap(found.cap_usd),
        concurrency=found.concurrency,
        assertions=tuple(Assertion(item.kind, str(item.argument)) for item in found.assertions),
        extraction=_extraction(found.extraction),
    )
    return PlanFile(plan, found.endpoint, found.model)


def _messages(found: _File) -> list[Message]:
    if found.prompt and found.messages:
        raise UsageError("The file has both prompt and messages.", advice="Keep one of them.")
    said = found.messages or [_SaidTable(Role.USER, found.prompt)]
    return [Message(new_id(), "", item.role, item.text) for item in said]


def _sampling(parameters: dict[str, Any]) -> Sampling:
    sampling = Sampling()
    for name, value in parameters.items():
        if name not in PARAMETERS:
            raise UsageError(f"There is no parameter {name!r}.", advice="Correct its name.")
        sampling = sampling.set(name, value)
    return sampling


def _axis(table: _AxisTable) -> Axis:
    named = [key for key in ("parameter", *_KIND_KEYS) if getattr(table, key)]
    if len(named) != 1:
        keys = ", ".join(("parameter", *_KIND_KEYS))
        raise UsageError("An axis names nothing, or two things.", advice=f"Give one of {keys}.")
    key = named[0]
    if key != "parameter":
        return Axis(_KIND_KEYS[key], values=tuple(getattr(table, key)))
    has_range = any(end is not None for end in (table.start, table.stop, table.step))
    if has_range == (table.values is not None):
        raise UsageError(
            f"The axis {table.parameter} has neither values nor a range, or both.",
            advice="Give values, or from, to and step.",
        )
    if table.values is None:
        values: tuple[Any, ...] = axis_range(table.start, table.stop, table.step)
    else:
        values = tuple(None if value == UNSET else value for value in table.values)
    return Axis(AxisKind.PARAMETER, table.parameter, values)


def _cap(cap: float | str | None) -> Decimal | None:
    if cap is None:
        return None
    try:
        return Decimal(str(cap))
    except InvalidOperation:
        raise UsageError(f"cap_usd cannot be {cap!r}.", advice='Write it like "0.50".') from None


def _extraction(table: _ExtractionTable) -> Extraction:
    if table.regex and table.json_path:
        raise UsageError("Answers are extracted by regex or by json_path.", advice="Keep one.")
    if table.regex:
        return Extraction("regex", table.regex)
    return Extraction("json_path", table.json_path) if table.json_path else Extraction()


def _sentence(fault: str) -> str:
    """Return what is wrong with the file's shape, in words: msgspec names the place as `$.a`."""
    reason, _, place = fault.partition(" - at ")
    place = re.sub(r"^`\$\.?|`$", "", place)
    return f"In the file, {place}: {reason}." if place else f"In the file: {reason}."
