"""Tests of desktop_chat.core.sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.sentences import sentence_spans


def said(text: str) -> list[str]:
    return [text[first:stop] for first, stop in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n ", []),
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Pi is 3.14 or so. Yes.", ["Pi is 3.14 or so.", "Yes."]),
        ("He said “No.” She left.", ["He said “No.”", "She left."]),
        ("By J. Smith. Good!", ["By J. Smith.", "Good!"]),
        ("It is I! Hello.", ["It is I!", "Hello."]),
        ("Well... no.", ["Well...", "no."]),
        ("好。他走了！", ["好。", "他走了！"]),
        ("هل فهمت؟ نعم.", ["هل فهمت؟", "نعم."]),
        ("A title\n\nA text", ["A title", "A text"]),
        ("Two:\n1. Tea.\n2. Milk\n  10. Water", ["Two:", "1. Tea.", "2. Milk", "10. Water"]),
        ("- tea\n- milk", ["- tea", "- milk"]),
        ("It is 42.", ["It is 42."]),
        ("wrapped\nline", ["wrapped\nline"]),
    ],
)
def test_sentences_of_a_text(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@given(st.text(alphabet='aB1.!?…。\n -*)"”'))
def test_nothing_visible_is_lost_and_nothing_stands_twice(text: str) -> None:
    spans = sentence_spans(text)
    assert all(first < stop for first, stop in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = "".join(text[first:stop] for first, stop in spans)
    assert "".join(covered.split()) == "".join(text.split())
