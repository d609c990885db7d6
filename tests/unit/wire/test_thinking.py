"""A thinking block at the start of the content becomes reasoning, however it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core import events as ev
from desktop_chat.wire.thinking import ThinkingSplitter


def split(pieces: list[str]) -> tuple[str, str]:
    splitter = ThinkingSplitter()
    found = [event for piece in pieces for event in splitter.add(piece)] + splitter.close()
    reasoning = "".join(event.text for event in found if isinstance(event, ev.ReasoningAdded))
    return reasoning, "".join(event.text for event in found if isinstance(event, ev.TextAdded))


@pytest.mark.parametrize(
    ("content", "reasoning", "text"),
    [
        ("<think>why</think>Because.", "why", "Because."),
        ("\n <think>\nwhy\n</think>\n\nBecause.", "\nwhy\n", "Because."),
        ("<think></think>Because.", "", "Because."),
        ("<think>cut off", "cut off", ""),
        ("<think>a < b </thin king", "a < b </thin king", ""),
        ("Because <think>x</think>", "", "Because <think>x</think>"),
        ("<thinner>", "", "<thinner>"),
        ("<thi", "", "<thi"),
        ("<think>a</think>b</think>c", "a", "b</think>c"),
        ("", "", ""),
    ],
)
def test_every_cut_gives_the_same_two_texts(content: str, reasoning: str, text: str) -> None:
    assert split([content]) == (reasoning, text)
    assert split(list(content)) == (reasoning, text)


def test_reasoning_is_given_while_it_comes() -> None:
    splitter = ThinkingSplitter()
    splitter.add("<think>")
    assert splitter.add("I see") == [ev.ReasoningAdded("I see")]
    assert splitter.add(".</th") == [ev.ReasoningAdded(".")]


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "th", "ink>", "a", "\n", "</"])))
def test_no_text_is_lost_but_the_tags(pieces: list[str]) -> None:
    reasoning, text = split(pieces)
    whole = "".join(pieces)
    assert len(reasoning) + len(text) <= len(whole)
    if "<think>" not in whole:
        assert (reasoning, text) == ("", whole)
