"""Every kind of assertion holds where it should, and refuses an argument that it cannot take."""

from __future__ import annotations

import pytest
from support.experiments import answer

from desktop_chat.core.experiment import Assertion
from desktop_chat.core.measures.assertions import (
    ASSERTIONS,
    check_assertion,
    holds,
    passed_share,
    token_count,
)
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import UsageError

SCHEMA = '{"type":"object","required":["city"]}'
CASES = [
    ("contains", "ferry", "The ferry left.", "A train left."),
    ("not_contains", "ferry", "A train left.", "The ferry left."),
    ("starts_with", "The", "  The ferry", "A ferry"),
    ("ends_with", ".", "Gone.\n", "Gone"),
    ("equals", "yes", " yes\n", "yes!"),
    ("regex", r"^\d+$", "4\n5", "four"),
    ("not_regex", r"\d", "four", "4"),
    ("min_words", "2", "two words", "one"),
    ("max_words", "2", "two words", "now three words"),
    ("is_json", "", '```json\n{"a":1}\n```', "{"),
    ("matches_schema", SCHEMA, '{"city":1}', '{"town":1}'),
]


@pytest.mark.parametrize(
    "assertion",
    [
        Assertion("sings"),
        Assertion("contains"),
        Assertion("regex", "("),
        Assertion("max_tokens", "many"),
        Assertion("max_tokens", "-3"),
        Assertion("is_json", "x"),
        Assertion("matches_schema", "{"),
        Assertion("matches_schema", '{"dependentRequired":{}}'),
    ],
)
def test_what_is_refused(assertion: Assertion) -> None:
    with pytest.raises(UsageError):
        check_assertion(assertion)


@pytest.mark.parametrize(("kind", "argument", "good", "bad"), CASES, ids=lambda case: case)
def test_when_it_holds(kind: str, argument: str, good: str, bad: str) -> None:
    assertion = Assertion(kind, argument)
    check_assertion(assertion)
    assert holds(answer(good), assertion)
    assert not holds(answer(bad), assertion)


def test_every_kind_is_tried_here_and_says_what_it_takes() -> None:
    assert {case[0] for case in CASES} | {"max_tokens"} == set(ASSERTIONS)
    assert all(kind.title and kind.name == name for name, kind in ASSERTIONS.items())


def test_tokens_are_the_endpoints_or_ours() -> None:
    assert holds(answer("x" * 400), Assertion("max_tokens", "3"))
    assert not holds(answer("x"), Assertion("max_tokens", "2"))
    assert token_count(Message("a", "", Role.ASSISTANT, "x" * 400)) == 100


def test_the_share_that_passes() -> None:
    asserted = (Assertion("contains", "a"), Assertion("contains", "b"))
    assert passed_share(answer("a"), asserted) == 0.5
    assert passed_share(answer("a"), ()) is None
