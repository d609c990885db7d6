"""Nested blocks unroll into leaves that know what surrounds them."""

from __future__ import annotations

from desktop_chat.markup.blocks import HtmlBlock, Table, spoken_text
from desktop_chat.markup.parser import Parser
from desktop_chat.ui.transcript.blocks.flow import TABLE_CELLS, Gap, Leaf, leaves, text_direction


def leaves_of(text: str) -> list[Leaf]:
    return list(leaves(Parser().parse(text)))


def shape(leaf: Leaf) -> tuple[str, str]:
    return ">".join(level.kind for level in leaf.indents), leaf.marker


def test_items_carry_their_marker_on_their_first_leaf_only() -> None:
    found = leaves_of("2. a\n\n   b\n   - c\n3. d\n")
    assert [shape(leaf) for leaf in found] == [
        ("list", "2."),
        ("list", ""),
        ("list>list", "•"),
        ("list", "3."),
    ]


def test_bullets_take_turns_with_depth() -> None:
    found = leaves_of("- a\n  - b\n    - c\n      - d\n")
    assert [leaf.marker for leaf in found] == ["•", "◦", "▪", "•"]


def test_only_the_first_leaf_of_a_quotation_begins_its_bar() -> None:
    found = leaves_of("> a\n>\n> b\n\n> [!TIP]\n> c\n")
    assert [leaf.indents[0].is_first for leaf in found[:2]] == [True, False]
    assert [leaf.indents[0].kind for leaf in found[2:]] == ["tip", "tip"]


def test_tight_items_stand_close_and_spaced_ones_apart() -> None:
    found = leaves_of("- a\n- b\n\n- c\n")
    assert [leaf.gap for leaf in found] == [Gap.BLOCK, Gap.ITEM, Gap.BLOCK]


def test_an_empty_item_is_still_there() -> None:
    assert len(leaves_of("- a\n-\n- c\n")) == 3


def test_direction_is_that_of_the_first_directed_character() -> None:
    assert text_direction("123 שלום") is True
    assert text_direction("… Hello שלום") is False
    assert text_direction("123") is None
    arabic, latin = leaves_of("- مرحبا\n- b\n\ntext\n")[1:]
    assert (arabic.is_rtl, latin.is_rtl) == (True, False)


def test_a_long_table_comes_in_parts_that_lose_no_row() -> None:
    rows = TABLE_CELLS * 2 + 1
    found = leaves_of("| a |\n|---|\n" + "".join(f"| {number} |\n" for number in range(rows)))
    tables = [leaf.block for leaf in found if isinstance(leaf.block, Table)]
    assert [len(table.rows) for table in tables] == [TABLE_CELLS, TABLE_CELLS, 1]
    said = [spoken_text(row[0]) for table in tables for row in table.rows]
    assert said == [str(number) for number in range(rows)]


def test_long_html_comes_in_parts_that_lose_no_line() -> None:
    text = "<div>\n" * 3_000
    parts = [leaf.block.text for leaf in leaves_of(text) if isinstance(leaf.block, HtmlBlock)]
    assert len(parts) > 1
    assert "".join(parts) == text
