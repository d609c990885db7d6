"""A paragraph is cut only where nothing above the cut waits for what follows."""

from __future__ import annotations

import pytest

from desktop_chat.markup.blocks import Code, Paragraph, Strong, Text
from desktop_chat.markup.cutting import is_settled, joined, last_cut
from desktop_chat.markup.parser import Parser

PARSER = Parser()


def settled(source: str) -> bool:
    (block,) = PARSER.parse_piece(source, {}, 0)
    assert isinstance(block, Paragraph)
    return is_settled(block.inlines, source)


@pytest.mark.parametrize(
    "source",
    [
        "an *open mark ",
        "a price of $5 ",
        "`code ",
        "[a link ",
        "**bold with [inside** ",
        r"a formula \(x ",
        r"\[ and ] ",
        "it ends in a link [x] [",
        "a <tag ",
        "~struck ",
        "https://x.example世",
    ],
)
def test_what_may_still_change_waits(source: str) -> None:
    assert not settled(source)


@pytest.mark.parametrize(
    "source",
    [
        "plain words! And R&D. ",
        "**bold *and* more** ",
        "`code | in a *chip*` ",
        "2 * 3 and snake_case ",
        "see [1] there ",
        r"formulas \(x\) and $y$ ",
        "[a link](https://x.example) ",
        "a | b\nsecond line ",
    ],
)
def test_what_is_complete_does_not(source: str) -> None:
    assert settled(source)


def test_a_cut_is_between_words_or_ideographs() -> None:
    assert last_cut("one two - three", 0, 15) == 10
    assert last_cut("one two - ", 0, 10) == 4
    assert last_cut("一二三四", 0, 4) == 3
    assert last_cut("- - - ", 0, 6) == -1


def test_the_parts_are_joined_as_they_stood() -> None:
    bold = Strong((Text("b"),))
    assert joined((Text("a"),), (Text("c"),), " ") == (Text("a c"),)
    assert joined((bold,), (Text("c"), bold), " ") == (bold, Text(" c"), bold)
    assert joined((bold,), (Code("c"),), " ") == (bold, Text(" "), Code("c"))
    assert joined((Text("a"),), (bold,), "") == (Text("a"), bold)
