"""What an answer must fulfil: one registry of the kinds of assertion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from desktop_chat.core.experiment import Assertion
from desktop_chat.core.measures.extraction import json_of
from desktop_chat.core.measures.json_path import MISSING
from desktop_chat.core.measures.json_schema import check_schema, is_valid
from desktop_chat.core.measures.words import word_count
from desktop_chat.core.message import Message
from desktop_chat.core.patterns import compile_pattern, first_match
from desktop_chat.core.usage import estimate_tokens
from desktop_chat.errors import UsageError

_compiled = lru_cache(maxsize=64)(compile_pattern)


@dataclass(frozen=True, slots=True)
class AssertionKind:
    """A kind of assertion.

    Attributes:
        title: As it is called on screen, the argument following.
        expectation: What the argument is, in words that follow "It takes"; "" for none.
        check: Raises UsageError for an argument that it cannot take.
        holds: Whether an answer fulfils it, given the argument.
    """

    name: str
    title: str
    expectation: str
    check: Callable[[str], object]
    holds: Callable[[Message, str], bool]


def check_assertion(assertion: Assertion) -> None:
    """Return when an assertion can be judged.

    Raises:
        UsageError: Its kind is unknown or its argument does not fit.
    """
    kind = ASSERTIONS.get(assertion.kind)
    if kind is None:
        known = ", ".join(ASSERTIONS)
        raise UsageError(f"There is no assertion {assertion.kind!r}.", advice=f"Known: {known}.")
    kind.check(assertion.argument)


def holds(answer: Message, assertion: Assertion) -> bool:
    """Return whether an answer fulfils an assertion that `check_assertion` has passed."""
    return ASSERTIONS[assertion.kind].holds(answer, assertion.argument)


def passed_share(answer: Message, assertions: Sequence[Assertion]) -> float | None:
    """Return the share of assertions that an answer fulfils, None where there are none."""
    if not assertions:
        return None
    return sum(holds(answer, assertion) for assertion in assertions) / len(assertions)


def decoded_schema(text: str) -> Any:
    """Return the schema in a text, checked.

    Raises:
        UsageError: It is no JSON, or no schema that can be judged.
    """
    try:
        schema = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        raise UsageError("The JSON schema is no JSON.", advice="Correct it.") from None
    check_schema(schema)
    return schema


def token_count(answer: Message) -> int:
    """Return the tokens of an answer: the endpoint's count, or ours where it gave none."""
    usage = answer.record.usage if answer.record else None
    return usage.completion_tokens if usage else estimate_tokens(answer.text)


def _nothing(argument: str) -> None:
    if argument:
        raise UsageError(f"This assertion takes no value, not {argument!r}.", advice="Empty it.")


def _text(argument: str) -> None:
    if not argument:
        raise UsageError("The text of an assertion is empty.", advice="Write what to look for.")


def _count(argument: str) -> int:
    if not argument.strip().isdecimal():
        raise UsageError(f"{argument!r} is no whole number.", advice="Write one, such as 100.")
    return int(argument)


def _fits_schema(answer: Message, argument: str) -> bool:
    value = json_of(answer.text)
    return value is not MISSING and is_valid(value, decoded_schema(argument))


def _kind(
    name: str,
    title: str,
    expectation: str,
    check: Callable[[str], object],
    holds: Callable[[Message, str], bool],
) -> tuple[str, AssertionKind]:
    return name, AssertionKind(name, title, expectation, check, holds)


ASSERTIONS: dict[str, AssertionKind] = dict(
    (
        _kind("contains", "Contains", "a text", _text, lambda m, text: text in m.text),
        _kind(
            "not_contains", "Does not contain", "a text", _text, lambda m, text: text not in m.text
        ),
        _kind(
            "starts_with",
            "Starts with",
            "a text",
            _text,
            lambda m, text: m.text.lstrip().startswith(text),
        ),
        _kind(
            "ends_with",
            "Ends with",
            "a text",
            _text,
            lambda m, text: m.text.rstrip().endswith(text),
        ),
        _kind("equals", "Equals", "a text", _text, lambda m, text: m.text.strip() == text.strip()),
        _kind(
            "regex",
            "Matches",
            "a regular expression",
            compile_pattern,
            lambda m, pattern: first_match(_compiled(pattern), m.text) is not None,
        ),
        _kind(
            "not_regex",
            "Does not match",
            "a regular expression",
            compile_pattern,
            lambda m, pattern: first_match(_compiled(pattern), m.text) is None,
        ),
        _kind(
            "max_tokens",
            "At most so many tokens",
            "a whole number",
            _count,
            lambda m, count: token_count(m) <= _count(count),
        ),
        _kind(
            "min_words",
            "At least so many words",
            "a whole number",
            _count,
            lambda m, count: word_count(m.text) >= _count(count),
        ),
        _kind(
            "max_words",
            "At most so many words",
            "a whole number",
            _count,
            lambda m, count: word_count(m.text) <= _count(count),
        ),
        _kind("is_json", "Is JSON", "", _nothing, lambda m, _: json_of(m.text) is not MISSING),
        _kind(
            "matches_schema", "Fits the JSON schema", "a JSON schema", decoded_schema, _fits_schema
        ),
    )
)
"""Every kind of assertion by its name, in the order in which they are offered."""
