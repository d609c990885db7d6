"""From what is written in the form to the values of an axis; it knows no widget."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from desktop_chat.core.fields import Kind, short_text
from desktop_chat.core.parameter import Parameter
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import BadField, UsageError

UNSET_WORDS = frozenset({"unset", "default", "–", "-"})
_BETWEEN = re.compile(r"[,;\s]+")
_PROMPT_RULE = re.compile(r"^\s*-{3,}\s*$", re.MULTILINE)


def parameter_values(parameter: Parameter, text: str) -> tuple[Any, ...]:
    """Return the values of a parameter in a text; the word "unset" stands for none.

    Numbers, switches and choices stand side by side with commas between them; everything else is
    JSON, one value a line.

    Raises:
        BadField: A value does not fit the parameter.
        UsageError: A line is no JSON.
    """
    if parameter.kind in (Kind.JSON, Kind.STRINGS, Kind.TEXT):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        values = [_from_json(parameter, line) for line in lines]
    else:
        words = [word for word in _BETWEEN.split(text) if word]
        values = [_from_word(parameter, word) for word in words]
    return tuple(_checked(parameter, value) for value in values)


def names(text: str) -> tuple[str, ...]:
    """Return names that stand side by side: models, providers."""
    return tuple(word for word in _BETWEEN.split(text) if word)


def system_prompts(text: str) -> tuple[str, ...]:
    """Return the prompts between lines of three dashes; an empty one stands for none."""
    return tuple(part.strip() for part in _PROMPT_RULE.split(text)) if text.strip() else ()


def seeds(text: str) -> tuple[int, ...]:
    """Return whole numbers that stand side by side.

    Raises:
        UsageError: One is no whole number.
    """
    found: list[int] = []
    for word in names(text):
        if not word.lstrip("-").isdecimal():
            raise UsageError(
                f"{short_text(word)} is no seed.", advice="Write whole numbers, such as 1, 2, 3."
            )
        found.append(int(word))
    return tuple(found)


def money(text: str) -> Decimal | None:
    """Return an amount in dollars, None for none.

    Raises:
        UsageError: It is no amount, or a negative one.
    """
    plain = text.strip().lstrip("$").replace(",", ".")
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise UsageError("The cost cap is no amount.", advice="Write dollars: 0.50.")
    return amount


def _from_word(parameter: Parameter, word: str) -> Any:
    if word.casefold() in UNSET_WORDS:
        return None
    if parameter.kind is Kind.BOOLEAN:
        return {"true": True, "on": True, "false": False, "off": False}.get(word.casefold(), word)
    if parameter.kind is Kind.CHOICE:
        return word
    try:
        number = float(word)
    except ValueError:
        return word
    return int(number) if parameter.kind is Kind.INTEGER and number.is_integer() else number


def _from_json(parameter: Parameter, line: str) -> Any:
    if line.casefold() in UNSET_WORDS:
        return None
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        if parameter.kind is Kind.TEXT:
            return line
        raise UsageError(
            f"{parameter.title}: {short_text(line)} is no JSON.",
            advice="Write one JSON value a line.",
        ) from None


def _checked(parameter: Parameter, value: Any) -> Any:
    if value is None:
        return None
    if parameter.kind is Kind.STRINGS and isinstance(value, str):
        value = [value]
    try:
        return getattr(Sampling().set(parameter.name, value), parameter.name)
    except BadField as error:
        raise UsageError(error.text, advice=error.advice) from error
