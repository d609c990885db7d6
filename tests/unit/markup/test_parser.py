"""Whole parses: what a text means, and that no text breaks or blocks the parser."""

from __future__ import annotations

import pytest

from desktop_chat.markup.blocks import (
    Alert,
    Block,
    CodeBlock,
    Footnotes,
    Heading,
    HtmlBlock,
    ListBlock,
    MathBlock,
    Paragraph,
    PlainText,
    Quote,
    Rule,
    Table,
    spoken_text,
)
from desktop_chat.markup.parser import MAX_CHARACTERS, Parser, normalised, plain_pieces


def parse(text: str) -> tuple[Block, ...]:
    return Parser().parse(text)


def test_every_kind_of_block_is_found_in_its_order() -> None:
    text = (
        "# Title\n\nText\n\n- item\n\n> quote\n\n> [!NOTE]\n> alert\n\n"
        "| a |\n|---|\n| b |\n\n---\n\n"
        "```py\ncode\n```\n\n$$\nx\n$$\n\n<div>\nhtml\n</div>\n\nnote[^1]\n\n[^1]: foot\n"
    )
    kinds = [type(block) for block in parse(text)]
    assert kinds == [
        Heading,
        Paragraph,
        ListBlock,
        Quote,
        Alert,
        Table,
        Rule,
        CodeBlock,
        MathBlock,
        HtmlBlock,
        Paragraph,
        Footnotes,
    ]


def test_offsets_cut_each_blocks_source_out_of_the_text() -> None:
    text = "# One\n\ntwo\nlines\n\n```\nthree\n```\n"
    sources = [text[block.start : block.end] for block in parse(text)]
    assert sources == ["# One", "two\nlines", "```\nthree\n```"]


def test_normalised_text_has_one_kind_of_line_break_and_nothing_unstorable() -> None:
    assert normalised("a\r\nb\rc\0\ud800") == "a\nb\nc\ufffd\ufffd"


def test_a_text_above_the_limit_is_shown_as_it_is_and_loses_nothing() -> None:
    text = "# no heading\n" * (MAX_CHARACTERS // 10)
    blocks = parse(text)
    assert all(isinstance(block, PlainText) for block in blocks)
    assert "".join(text[block.start : block.end] for block in blocks) == text


def test_plain_pieces_of_one_endless_line_are_cut_anyway() -> None:
    pieces = plain_pieces("x" * 50_000, 7)
    assert len(pieces) > 1
    assert pieces[0].start == 7
    assert pieces[-1].end == 50_007


@pytest.mark.parametrize(
    "text",
    ["[a" * 30_000, "[" * 60_000, "![](" * 15_000, "<![CDATA[ " * 6_000, "*a **a " * 8_000],
    ids=["open links", "brackets", "open images", "cdata", "emphasis"],
)
def test_text_made_to_be_slow_comes_back_whole(text: str) -> None:
    blocks = parse(text)
    assert blocks[0].start == 0
    assert blocks[-1].end == len(text.rstrip("\n"))


@pytest.mark.parametrize("text", ["> " * 3_000 + "x", "- " * 2_000 + "x", "1. " * 2_000 + "x"])
def test_nesting_without_end_is_shown_as_it_is(text: str) -> None:
    (block,) = parse(text)
    assert isinstance(block, PlainText)
    assert block.text == text


def test_emphasis_closes_beside_chinese_punctuation() -> None:
    (block,) = parse("**你好。**世界")
    assert isinstance(block, Paragraph)
    assert spoken_text(block.inlines) == "你好。世界"
    assert len(block.inlines) == 2
