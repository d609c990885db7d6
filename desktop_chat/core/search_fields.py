"""Every field of a search once: what it is called, what it takes, how a value is read.

To add a field, add it here and say in `archive.search_conditions` where its value lies. Must not
know how the archive keeps it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from desktop_chat.core.search_query import FieldTest


class ValueKind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class SearchField:
    """One field.

    Attributes:
        title: What it tests, in words, as the completion shows it.
        example: A whole test with it.
        choices: The values of a choice, each with what it means.
    """

    name: str
    title: str
    kind: ValueKind
    example: str
    choices: tuple[tuple[str, str], ...] = ()


_ALL = (
    SearchField("model", "The model that answered", ValueKind.TEXT, "model:claude"),
    SearchField("provider", "The provider that answered", ValueKind.TEXT, "provider:mistral"),
    SearchField(
        "role",
        "Who speaks",
        ValueKind.CHOICE,
        "role:user",
        (
            ("user", "You"),
            ("assistant", "The model"),
            ("system", "A system message"),
            ("tool", "A tool's result"),
        ),
    ),
    SearchField("title", "Words of the title", ValueKind.TEXT, "title:tokyo"),
    SearchField("folder", "In a folder, or in one inside it", ValueKind.TEXT, "folder:work"),
    SearchField("tag", "With a tag", ValueKind.TEXT, "tag:todo"),
    SearchField("in", "Only titles", ValueKind.CHOICE, "in:title", (("title", "Only titles"),)),
    SearchField("before", "Older than a day", ValueKind.TIME, "before:2025-03"),
    SearchField("after", "A day, and newer", ValueKind.TIME, "after:2025-03-14"),
    SearchField("on", "A day, a month or a year", ValueKind.TIME, "on:yesterday"),
    SearchField("cost", "Cost in US dollars", ValueKind.NUMBER, "cost:>0.01"),
    SearchField("tokens", "Tokens of the answer", ValueKind.NUMBER, "tokens:>1000"),
    SearchField("temp", "Temperature that was sent", ValueKind.NUMBER, "temp:<0.3"),
    SearchField("seed", "Seed that was sent", ValueKind.NUMBER, "seed:42"),
    SearchField("finish", "Why the answer ended", ValueKind.TEXT, "finish:length"),
    SearchField(
        "has",
        "What is in the message",
        ValueKind.CHOICE,
        "has:code",
        (
            ("code", "Code"),
            ("image", "An image"),
            ("table", "A table"),
            ("math", "A formula"),
            ("tool", "A tool call"),
            ("reasoning", "Reasoning"),
            ("attachment", "An attachment"),
            ("error", "An error"),
            ("branch", "Other versions of it"),
        ),
    ),
    SearchField(
        "is",
        "State",
        ValueKind.CHOICE,
        "is:pinned",
        (
            ("pinned", "In a pinned conversation"),
            ("archived", "In an archived conversation"),
            ("interrupted", "Cut off before its end"),
        ),
    ),
)

FIELDS: dict[str, SearchField] = {each.name: each for each in _ALL}
"""By name, in the order in which they are offered."""

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\.\.(?P<high>{_NUMBER})$")
_COMPARED = re.compile(rf"(?P<sign><=|>=|<|>|=)?\$?(?P<number>{_NUMBER})(?P<unit>[kKmM]?)$")
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000}
_DAY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?$")
_AGO = re.compile(r"(?P<count>\d{1,4})(?P<unit>[dwmy])$")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def read_test(field: SearchField, value: str, today: date) -> FieldTest:
    """Return the test of a field that a value stands for.

    Args:
        field: Which field.
        value: As it was written; at least one character.
        today: In the time zone of the computer, in which days are meant.

    Raises:
        ValueError: The value is none of the field's; its text says what the field takes.
    """
    match field.kind:
        case ValueKind.TEXT:
            return FieldTest(field.name, value)
        case ValueKind.CHOICE:
            names = [name for name, _ in field.choices]
            if value.lower() not in names:
                raise ValueError(f"takes {_either(names)}")
            return FieldTest(field.name, value.lower())
        case ValueKind.NUMBER:
            return _number_test(field, value)
        case ValueKind.TIME:
            start, end = _days(value, today)
            low = None if field.name == "before" else _us(start)
            high = {"before": _us(start), "on": _us(end)}.get(field.name)
            return FieldTest(field.name, value, low, high, has_high=False)
        case _:
            assert_never(field.kind)


def _number_test(field: SearchField, value: str) -> FieldTest:
    if found := _RANGE.match(value):
        return FieldTest(field.name, value, Decimal(found["low"]), Decimal(found["high"]))
    if not (found := _COMPARED.match(value)):
        raise ValueError(f"takes a number, as in {field.example} or {field.name}:1..5")
    number = Decimal(found["number"]) * _UNITS[found["unit"].lower()]
    sign = found["sign"] or "="
    low = None if sign in ("<", "<=") else number
    high = None if sign in (">", ">=") else number
    return FieldTest(field.name, value, low, high, has_low=sign != ">", has_high=sign != "<")


def _days(value: str, today: date) -> tuple[date, date]:
    """Return the first day that a value means, and the first after it."""
    name = value.lower()
    try:
        if name in ("today", "yesterday"):
            first = today - timedelta(days=name == "yesterday")
            return first, first + timedelta(days=1)
        if found := _AGO.match(name):
            first = today - timedelta(days=int(found["count"]) * _DAYS[found["unit"]])
            return first, first + timedelta(days=1)
        if found := _DAY.match(name):
            return _calendar(int(found["year"]), found["month"], found["day"])
    except (ValueError, OverflowError):
        pass
    raise ValueError("takes a day, as in 2025-03-14, 2025-03, 2025, yesterday or 7d")


def _calendar(year: int, month: str | None, day: str | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    first = date(year, int(month), int(day or 1))
    if day is not None:
        return first, first + timedelta(days=1)
    return first, date(year + int(month) // 12, int(month) % 12 + 1, 1)


def _us(day: date) -> Decimal:
    """Return the beginning of a day on this computer, in UTC microseconds."""
    return Decimal(int(datetime.combine(day, time()).astimezone().timestamp())) * 1_000_000


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
