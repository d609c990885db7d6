"""The request's lines name each key once, mark what changed, and fit their width."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.ui.panels.request_lines import Mark, RequestLine, changes, request_lines


def body(**values: object) -> str:
    return msgspec.json.encode(values).decode()


def test_what_is_no_object_is_an_error() -> None:
    for text in ("[]", "{", ""):
        with pytest.raises(msgspec.DecodeError):
            request_lines(text, None)


def test_each_key_is_a_line_and_only_the_last_has_no_comma() -> None:
    lines = request_lines(body(model="a/b", temperature=0.7, stop=["\n"]), None)
    assert [(line.key, line.value) for line in lines] == [
        ('"model"', '"a/b"'),
        ('"temperature"', "0.7"),
        ('"stop"', r'["\n"]'),
    ]
    assert [line.is_last for line in lines] == [False, False, True]


def test_new_and_changed_keys_are_marked_and_messages_are_not() -> None:
    last = body(model="a/b", temperature=0.9, messages=[{}])
    lines = request_lines(body(model="a/b", temperature=0.7, seed=41, messages=[{}, {}]), last)
    assert [line.mark for line in lines] == [Mark.SAME, Mark.CHANGED, Mark.ADDED, Mark.SAME]
    assert changes(lines) == 2
    assert lines[-1].value == "[2]"


def test_what_is_gone_is_told_where_it_stood() -> None:
    last = body(model="a/b", temperature=0.9, seed=41, top_p=0.5)
    lines = request_lines(body(model="a/b", top_p=0.5), last)
    assert [(line.mark, line.key) for line in lines] == [
        (Mark.SAME, '"model"'),
        (Mark.REMOVED, '"temperature"'),
        (Mark.REMOVED, '"seed"'),
        (Mark.SAME, '"top_p"'),
    ]
    assert lines[1].value == "0.9"
    assert [line.is_last for line in lines] == [False, False, False, True]
    assert changes(lines) == 2


def test_what_is_gone_from_the_end_leaves_the_last_line_without_comma() -> None:
    lines = request_lines(body(model="a/b"), body(model="a/b", seed=3))
    assert [(line.mark, line.is_last) for line in lines] == [
        (Mark.SAME, True),
        (Mark.REMOVED, False),
    ]


def test_without_a_request_before_nothing_is_marked() -> None:
    assert changes(request_lines(body(temperature=0.7), None)) == 0


def test_long_values_are_cut_inside_their_quotes() -> None:
    line = RequestLine(Mark.SAME, '"model"', '"mistralai/mistral-large-2407"', is_last=False)
    assert line.fitted(32) == '"mistralai/mistral-l…"'
    assert line.fitted(80) == line.value


@given(st.text(), st.integers(min_value=0, max_value=60))
def test_a_line_never_outgrows_its_width(text: str, columns: int) -> None:
    (line,) = request_lines(body(k=text), None)
    shown = f"{line.key}: {line.fitted(columns)},"
    assert len(shown) <= max(columns, len('"k": ,') + 4)
