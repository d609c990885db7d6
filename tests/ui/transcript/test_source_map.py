"""From the source of a text to what is read of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.markup.parser import Parser, normalised
from desktop_chat.ui.transcript.blocks.flow import leaves
from desktop_chat.ui.transcript.seen import seen_text
from desktop_chat.ui.transcript.source_map import SourceMap


def read(source: str, start: int, end: int) -> list[str]:
    """Return what is read, leaf by leaf, of a stretch of a source."""
    text = normalised(source)
    found: list[str] = []
    for leaf in leaves(Parser().parse(text)):
        span = SourceMap(leaf, text).span(start, end)
        if span is not None:
            found.append(seen_text(leaf)[0][span[0] : span[1]])
    return found


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("plain words here", ("plain", "words", "here")),
        ("some **bold** and *slanted* ~~struck~~ `code` end", ("bold", "slanted", "struck", "end")),
        ("a [name](https://x.example/name) name.", ("name", " name.")),
        ("see <https://x.example/a> and on", ("https://x.example/a", "and on")),
        ("![a picture](https://x.example/p.png) below", ("below",)),
        ("# A heading #\n\ntext", ("heading", "text")),
        ("- one\n- two\n  more\n\n  - deep", ("one", "two", "more", "deep")),
        ("> quoted *words*\n> go on", ("quoted", "words", "go on")),
        ("| a | **b** |\n|---|---|\n| one two | `c` |", ("a", "b", "one two", "c")),
        ("```py\nx = 'a **b**'\nfor\n```\nafter", ("x = 'a **b**'", "for", "after")),
        ("- list\n  ```\n  code in it\n    deeper\n  ```", ("list", "code in it", "deeper")),
        ("no&nbsp;entity \\*here\\* but words", ("but", "words")),
        ("so $x^2$ it is", ("so", "it is")),
        ("مرحبا **بالعالم** 😀 end", ("مرحبا", "بالعالم", "😀", "end")),
        ("text[^1] on\n\n[^1]: The note.", ("text", "on", "The note.")),
    ],
)
def test_words_are_read_where_they_stand(source: str, words: tuple[str, ...]) -> None:
    place = 0
    for word in words:
        start = source.index(word, place)
        assert word.strip() in read(source, start, start + len(word))
        place = start + len(word)


@pytest.mark.parametrize(
    ("source", "mark"),
    [
        ("**bold**", "**"),
        ("# head", "#"),
        ("a &lt; b", "&lt;"),
        ("[a](https://x.example/q)", "q)"),
        ("```py\ncode\n```", "```py"),
    ],
)
def test_marks_are_not_read(source: str, mark: str) -> None:
    start = source.index(mark)
    assert read(source, start, start + len(mark)) == []


def test_a_stretch_across_a_mark_is_read_on_both_sides() -> None:
    assert read("un**believ**able", 0, 16) == ["unbelievable"]


_PIECES = st.sampled_from(
    ["word ", "**bold** ", "`c` ", "\n\n", "\n- ", "[x](http://y.z) ", "&lt; ", "> ", "| ", "é "]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_what_is_read_is_what_stands_there(source: str) -> None:
    text = normalised(source)
    for leaf in leaves(Parser().parse(text)):
        places = SourceMap(leaf, text)
        seen, _ = seen_text(leaf)
        for word in re.finditer(r"\w+", text):
            span = places.span(*word.span())
            if span is not None:
                assert seen[span[0] : span[1]] in word[0]
