"""A long list or table is the same whether it is parsed in parts or at one go."""

from __future__ import annotations

import random

import pytest
from support.markdown_texts import FRAGMENTS
from support.work import calls_of

from desktop_chat.markup.blocks import Block, Link, ListBlock, Paragraph, PlainText
from desktop_chat.markup.joining import is_below_blank_line, joined_parts, table_head
from desktop_chat.markup.parser import Parser

ITEMS = (
    "- item\n",
    "1. one *of* many\n",
    "- [x] done\n",
    "- a\n  - b\n\n    c\n",
    "* a\nlazy\n",
    "- a\n\n",
    "10) x\n    ```\n    y\n\n    z\n    ```\n",
    "- [r]\n",
)
TABLE = "| a | b |\n|:--|--:|\n"
ROW = "| 1 | *2* |\n"
WINDOW = 400


def in_parts(text: str) -> tuple[Block, ...]:
    return Parser(WINDOW).parse(text)


def at_one_go(text: str) -> tuple[Block, ...]:
    return tuple(Parser().parse_piece(text, {}, 0))


def long(part: str) -> str:
    return part * (6 * WINDOW // len(part))


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("below", ["", "\nparagraph\n", "***\n", "```\n- x\n"])
def test_a_long_list_is_the_same_in_parts(item: str, below: str) -> None:
    text = "# Title\n\n" + long(item) + below
    assert in_parts(text) == at_one_go(text)


@pytest.mark.parametrize("below", ["", "\nparagraph\n", "> quote\n", "- item\n"])
def test_a_long_table_is_the_same_in_parts(below: str) -> None:
    text = "Words\n\n" + TABLE + long(ROW) + below
    assert in_parts(text) == at_one_go(text)


def test_one_blank_line_in_a_long_list_makes_it_loose() -> None:
    text = long("- item\n") + "\n" + long("- item\n")
    [found] = in_parts(text)
    assert isinstance(found, ListBlock)
    assert not found.is_tight
    assert [found] == list(at_one_go(text))


def test_what_a_long_list_refers_to_may_be_defined_below_it() -> None:
    text = long("- [r]\n") + "\n[r]: https://x.example\n"
    [found] = in_parts(text)
    assert isinstance(found, ListBlock)
    paragraphs = [block for item in found.items for block in item.blocks]
    assert all(isinstance(p, Paragraph) and isinstance(p.inlines[0], Link) for p in paragraphs)


def test_a_long_list_is_parsed_in_work_that_grows_as_it_does() -> None:
    parser = Parser(WINDOW)
    short = calls_of(lambda: parser.parse("- item\n" * 1_000))
    assert calls_of(lambda: parser.parse("- item\n" * 2_000)) < 2.1 * short


def test_no_part_of_a_list_is_outlined_at_one_go_that_is_longer_than_a_window() -> None:
    parser = Parser(WINDOW)
    pieces = parser.pieces("- item\n\n" * 1_000)
    assert calls_of(lambda: next(pieces)) * 10 < calls_of(lambda: list(pieces))


@pytest.mark.parametrize("window", [1, 60])
def test_documents_are_the_same_in_windows_of_any_size(window: int) -> None:
    source = random.Random(window)
    for _ in range(150):
        text = "".join(source.choice(FRAGMENTS) for _ in range(source.randint(20, 80)))
        assert Parser(window).parse(text) == Parser().parse(text), repr(text)


def test_parts_of_two_kinds_are_not_joined() -> None:
    listed, ordered, table = (
        at_one_go(text)[0] for text in ("- a\n- b\n", "1. a\n2. b\n", TABLE + ROW)
    )
    plain = PlainText(0, 1, "a")
    for above, below in ((listed, ordered), (listed, table), (table, plain), (plain, listed)):
        assert joined_parts(above, below, is_spaced=False) is None


def test_the_head_of_a_table_is_two_lines() -> None:
    assert table_head("x\n" + TABLE + ROW, 2) == TABLE


@pytest.mark.parametrize(("text", "is_below"), [("a\nb", False), ("a\n\nb", True), ("\nb", True)])
def test_blank_lines_above_are_seen(text: str, is_below: bool) -> None:
    assert is_below_blank_line(text, text.index("b")) is is_below
