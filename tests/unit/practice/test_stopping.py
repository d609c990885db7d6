"""Tests of desktop_chat.practice.stopping: the cut is exact, whatever the tokens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.practice.stopping import StopCutter
from desktop_chat.practice.writer import Step, forced

pieces = st.lists(st.text("abc", min_size=1, max_size=4), max_size=12)
stop_strings = st.lists(st.text("abc", min_size=1, max_size=5), max_size=5)


def cut(tokens: list[str], stops: list[str]) -> tuple[list[Step], bool]:
    """Return what a cutter lets pass of the tokens, and whether it stopped."""
    cutter = StopCutter(stops)
    passed: list[Step] = []
    for token in tokens:
        passed.extend(cutter.feed(forced(token)))
        if cutter.has_stopped:
            break
    return passed + list(cutter.rest()), cutter.has_stopped


def joined(steps: list[Step]) -> str:
    """Return the text of steps."""
    return "".join(step.text for step in steps)


@given(pieces, stop_strings)
def test_the_text_ends_exactly_before_a_stop_string(tokens: list[str], stops: list[str]) -> None:
    passed, has_stopped = cut(tokens, stops)
    text = "".join(tokens)
    assert has_stopped == any(stop in text for stop in stops)
    assert not any(stop in joined(passed) for stop in stops)
    assert text.startswith(joined(passed))
    if has_stopped:
        assert any(text[len(joined(passed)) :].startswith(stop) for stop in stops)
    else:
        assert joined(passed) == text


def test_a_stop_string_may_span_tokens_and_begin_inside_one() -> None:
    passed, has_stopped = cut(["one", " two", " th", "ree", " four"], ["o th"])
    assert has_stopped
    assert [(step.text, step.token) for step in passed] == [("one", "one"), (" tw", " two")]


def test_what_cannot_belong_to_a_stop_string_passes_at_once() -> None:
    cutter = StopCutter(["END", "stop"])
    assert [step.text for step in cutter.feed(forced("hello"))] == ["hello"]
    assert not list(cutter.feed(forced("s")))
    assert not list(cutter.feed(forced("to")))
    assert [step.text for step in cutter.feed(forced("ne"))] == ["s", "to", "ne"]


def test_without_stop_strings_nothing_is_held_back() -> None:
    assert [step.text for step in StopCutter(()).feed(forced("x"))] == ["x"]
