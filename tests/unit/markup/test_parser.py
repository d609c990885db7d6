"""Whole parses: what a text means, and that no text breaks or blocks the parser."""

from __future__ import annotations

import threading

import pytest

from desktop_chat.markup.blocks import (
    Alert,
    Block,
    CodeBlock,
    Footnotes,
    Heading,
    HtmlBlock,
    Link,
    ListBlock,
    MathBlock,
    Paragraph,
    PlainText,
    Quote,
    Rule,
    Table,
    spoken_text,
)
from desktop_chat.markup.effort import ParsingCancelled
from desktop_chat.markup.parser import MAX_CHARACTERS, Parser, normalised

PARSER = Parser()


def parse(text: str) -> tuple[Block, ...]:
    return PARSER.parse(text)


@pytest.mark.parametrize(
    "text", ["A *b* c. " * 5_000, "| a |\n|---|\n| " + "A *b* c. " * 5_000 + " |"]
)
def test_a_text_too_long_to_be_laid_out_unasked_is_parsed_when_it_is_asked_for(text: str) -> None:
    (first, *_) = PARSER.parse("Above.\n\n" + text)[1:]
    assert isinstance(first, PlainText)
    assert first.reason == "length"
    (asked,) = PARSER.parse("Above.\n\n" + text, patient_at=[first.start])[1:]
    assert not isinstance(asked, PlainText)
    assert asked.start == first.start


def test_a_paragraph_beyond_all_measure_is_not_offered() -> None:
    (_, first, *_) = PARSER.parse("Above.\n\n" + "A *b* c. " * 40_000)
    assert isinstance(first, PlainText)
    assert first.reason == "size"
    assert PARSER.parse("Above.\n\n" + "A *b* c. " * 40_000, patient_at=[first.start])[1] == first


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


def test_what_lies_above_the_limit_is_shown_as_it_is_and_loses_nothing() -> None:
    text = "# Heading\n\n" + "x" * MAX_CHARACTERS + "\nwords"
    heading, *rest = parse(text)
    assert isinstance(heading, Heading)
    assert all(isinstance(block, PlainText) for block in rest)
    assert "".join(text[block.start : block.end] for block in rest) == text[11:]


def test_a_long_text_gives_the_blocks_of_its_parts_in_pieces() -> None:
    part = "# Title\n\nSee [this] and[^1].\n\n- one\n\n  two\n- three\n\n```\na\n\nb\n```\n\n"
    text = part * 2_200 + "[this]: https://x.example\n\n[^1]: Note\n"
    pieces = [piece for piece in PARSER.pieces(text) if piece]
    blocks = [block for piece in pieces for block in piece]
    (*alone, _) = PARSER.parse(part + "[this]: https://x.example\n\n[^1]: Note\n")
    assert len(pieces) > 2
    assert [type(block) for block in blocks[:-1]] == [type(block) for block in alone] * 2_200
    assert isinstance(blocks[1], Paragraph)
    assert any(isinstance(inline, Link) for inline in blocks[1].inlines)
    assert isinstance(blocks[-1], Footnotes)
    assert len(blocks[-1].notes) == 1


def test_a_block_longer_than_a_window_stays_one_block() -> None:
    (block,) = parse("- item\n\n" * 9_000)
    assert isinstance(block, ListBlock)
    assert len(block.items) == 9_000


def test_what_takes_long_is_left_to_another_thread() -> None:
    assert PARSER.parse_at_once("*short*") == PARSER.parse("*short*")
    assert PARSER.parse_at_once("[a" * 10_000) is None
    assert PARSER.parse_at_once("word " * 10_000) is None


def test_a_parse_can_be_cancelled_from_another_thread() -> None:
    asked = threading.Event()
    cancelled = threading.Event()

    def is_cancelled() -> bool:
        asked.set()
        return cancelled.is_set()

    outcome: list[str] = []

    def parse_without_end() -> None:
        parser = Parser()
        try:
            while True:
                parser.parse("- item\n" * 100, is_cancelled=is_cancelled)
        except ParsingCancelled:
            outcome.append("cancelled")

    thread = threading.Thread(target=parse_without_end)
    thread.start()
    assert asked.wait(10)
    cancelled.set()
    thread.join(10)
    assert outcome == ["cancelled"]


def test_an_intricate_block_is_shown_as_written_and_the_others_are_not() -> None:
    intricate = "[a" * 20_000
    blocks = parse(f"# Above\n\n{intricate}\n\n- item\n")
    assert isinstance(blocks[0], Heading)
    assert isinstance(blocks[-1], ListBlock)
    plain = [block for block in blocks if isinstance(block, PlainText)]
    assert [block.reason for block in plain] == ["time", "", ""]
    assert "".join(block.text for block in plain) == intricate


def test_an_intricate_item_leaves_the_list_a_list() -> None:
    (block,) = parse("- one\n- " + "[a" * 20_000 + "\n- three")
    assert isinstance(block, ListBlock)
    assert len(block.items) == 3
    assert all(isinstance(inside, PlainText) for inside in block.items[1].blocks)


def test_what_took_long_is_parsed_when_it_is_waited_for() -> None:
    text = "# Above\n\n" + "[a" * 2_500 + "\n"
    plain = Parser().parse(text)[1]
    assert isinstance(plain, PlainText)
    assert plain.reason == "time"
    blocks = PARSER.parse(text, patient_at=[plain.start])
    assert [type(block) for block in blocks] == [Heading, Paragraph]


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
