"""Values are written so that each language reads the same value, and a reader sees all of it."""

from __future__ import annotations

import ast
import json
import shlex
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.app.code_samples import literals
from desktop_chat.core.unseen import deceptive_spans

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
UNSEEN = "a\u202eb\u200b\ufeff\U000e0041\u2028"


@given(VALUES)
def test_python_reads_the_same_value(value: Any) -> None:
    assert ast.literal_eval(literals.python_literal(value)) == value


@given(TEXTS)
def test_the_shell_reads_the_same_word(text: str) -> None:
    assert shlex.split(literals.shell_word(text)) == [text]


@given(VALUES)
def test_json_is_the_same_json(value: Any) -> None:
    text = literals.json_text(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert not list(deceptive_spans(text, is_code=True))


def test_numbers_stay_as_they_are_written() -> None:
    assert literals.json_text('{"a":1.0,"b":1e400,"c":9223372036854775807}') == (
        '{\n  "a": 1.0,\n  "b": 1e400,\n  "c": 9223372036854775807\n}'
    )


def test_what_cannot_be_seen_is_escaped_as_each_language_does() -> None:
    assert literals.python_string(UNSEEN) == r'"a\u202eb\u200b\ufeff\U000e0041\u2028"'
    assert literals.go_string(UNSEEN) == r'"a\u202eb\u200b\ufeff\U000e0041\u2028"'
    assert literals.javascript_string(UNSEEN) == r'"a\u202eb\u200b\ufeff\u{e0041}\u2028"'
    assert r"\udb40\udc41" in literals.json_text(json.dumps(UNSEEN, ensure_ascii=False))


def test_a_key_that_javascript_would_take_for_the_prototype_stays_a_key() -> None:
    assert literals.javascript_literal({"__proto__": 1, "a": 2, "a b": 3}) == (
        '{\n    ["__proto__"]: 1,\n    a: 2,\n    "a b": 3,\n}'
    )


def test_short_lists_stand_on_one_line_and_empty_ones_too() -> None:
    assert literals.python_literal([1, "a", None]) == '[1, "a", None]'
    assert literals.javascript_literal([]) == "[]"
    assert literals.python_literal({}) == "{}"
    assert literals.python_literal(["x" * 70]).startswith("[\n    ")


def test_arguments_stand_one_on_a_line() -> None:
    assert literals.python_arguments({"a": 1, "b": {"c": True}}) == (
        '    a=1,\n    b={\n        "c": True,\n    },\n'
    )


def test_numbers_that_javascript_rounds_are_found_wherever_they_are() -> None:
    assert literals.has_unsafe_integer({"a": [{"b": -(2**53)}]})
    assert not literals.has_unsafe_integer({"a": [2**53 - 1, 1e300, True, None, "x"]})
