"""Changes the text of a search as a person would: a field is added, taken out, or joined with OR.

The text is the one truth of a query: ticked boxes and chosen days are read from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop_chat.core.search_fields import FIELDS
from desktop_chat.core.search_parsing import TOKEN, quoted

_ALL_OF = frozenset({"has", "tag", "is"})
"""Fields that a message may have several of: two of them are both asked for."""

_TIMES = ("after", "before", "on")


@dataclass(frozen=True, slots=True)
class WrittenTest:
    """A field with its value as it stands in a query, from `start` to `end`, in characters."""

    name: str
    value: str
    start: int
    end: int
    is_not: bool = False


def written_tests(text: str) -> tuple[WrittenTest, ...]:
    """Return the fields of a query in their order; those without a value are left out."""
    found: list[WrittenTest] = []
    for token in TOKEN.finditer(text):
        name = (token["field"] or "").lower()
        value = (token["value"] or "").strip('"')
        if name in FIELDS and value:
            is_not = token["not"] is not None
            found.append(WrittenTest(name, value, *token.span(), is_not))
    return tuple(found)


def has_test(text: str, name: str, value: str) -> bool:
    """Return whether a query asks for this value of a field."""
    return any(_is(test, name, value) for test in written_tests(text))


def toggled(text: str, name: str, value: str) -> str:
    """Return a query with a field's value asked for, or no more where it is.

    Another value of a field that has only one is an alternative: OR stands between them.
    """
    for test in written_tests(text):
        if _is(test, name, value):
            return without(text, test)
    written = f"{name}:{quoted(value)}"
    same = [test for test in written_tests(text) if test.name == name and not test.is_not]
    if same and name not in _ALL_OF:
        end = same[-1].end
        return f"{text[:end]} OR {written}{text[end:]}"
    return _appended(text, written)


def without(text: str, test: WrittenTest) -> str:
    """Return a query without one of its fields, and without the OR that joined it."""
    before, after = text[: test.start].rstrip(), text[test.end :].lstrip()
    if re.search(r"(?:^|\s)(?:OR|\|)$", before):
        before = re.sub(r"(?:^|\s)(?:OR|\|)$", "", before)
    else:
        after = re.sub(r"^(?:OR|\|)(?:\s|$)", "", after).lstrip()
    return f"{before} {after}".strip() + (" " if before or after else "")


def without_field(text: str, *names: str) -> str:
    """Return a query without any test of some fields."""
    while tests := [test for test in written_tests(text) if test.name in names]:
        text = without(text, tests[-1])
    return text


def with_days(text: str, after: str, before: str) -> str:
    """Return a query for a range of days, in the place of any range that it asks for.

    Args:
        text: The query.
        after: The first day, as `after:` takes it, "" for no limit.
        before: The day after the last, as `before:` takes it, "" for no limit.
    """
    text = without_field(text, *_TIMES)
    for name, day in (("after", after), ("before", before)):
        if day:
            text = _appended(text, f"{name}:{day}")
    return text


def _is(test: WrittenTest, name: str, value: str) -> bool:
    return (test.name, test.value.lower(), test.is_not) == (name, value.lower(), False)


def _appended(text: str, written: str) -> str:
    return f"{text.rstrip()} {written} ".lstrip()
