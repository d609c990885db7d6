"""Details of the blocks that tokens become."""

from __future__ import annotations

import pytest

from desktop_chat.markup.blocks import (
    Alert,
    Block,
    CodeBlock,
    Footnotes,
    Image,
    Link,
    ListBlock,
    Paragraph,
    PlainText,
    RawHtml,
    RefusedLink,
    Table,
    Text,
    spoken_text,
)
from desktop_chat.markup.builder import MAX_COLUMNS
from desktop_chat.markup.parser import Parser


def only(text: str) -> Block:
    (block,) = Parser().parse(text)
    return block


def test_only_openable_targets_become_links() -> None:
    block = only("[a](https://x.example) [b](javascript:x) [c](/relative)")
    assert isinstance(block, Paragraph)
    kinds = [type(inline) for inline in block.inlines if not isinstance(inline, Text)]
    assert kinds == [Link, RefusedLink, RefusedLink]


def test_images_are_kept_as_placeholders_whatever_they_point_to() -> None:
    block = only("![a *b*](file:///etc/passwd)")
    assert isinstance(block, Paragraph)
    assert block.inlines == (Image("file:///etc/passwd", "a b", ""),)


def test_html_in_a_line_is_kept_as_text() -> None:
    block = only("a <img src=x onerror=y>")
    assert isinstance(block, Paragraph)
    assert block.inlines[1] == RawHtml("<img src=x onerror=y>")


def test_a_fence_knows_whether_it_was_closed() -> None:
    closed = [
        block.is_closed
        for text in (
            "```\na\n```",
            "```\na",
            "```\na\n",
            "```",
            "```\n\n",
            "```\n```",
            "> ```\n> a",
        )
        for block in Parser().parse(text)
        if isinstance(block, CodeBlock)
    ]
    assert closed == [True, False, False, False, False, True]


def test_task_items_know_their_state_and_plain_items_have_none() -> None:
    block = only("- [x] a\n- [ ] b\n- c")
    assert isinstance(block, ListBlock)
    assert [item.is_done for item in block.items] == [True, False, None]


def test_a_blank_line_makes_an_item_spaced_and_the_list_loose() -> None:
    block = only("3. a\n4. b\n\n5. c")
    assert isinstance(block, ListBlock)
    assert (block.is_ordered, block.first_number, block.is_tight) == (True, 3, False)
    assert [item.is_spaced for item in block.items] == [False, False, True]


def test_table_cells_carry_the_alignment_of_their_column() -> None:
    block = only("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 |")
    assert isinstance(block, Table)
    assert block.alignments == ("left", "center", "right")
    assert block.rows == (((Text("1"),), (Text("2"),), ()),)


def test_alerts_have_a_kind_and_no_title_in_their_text() -> None:
    block = only("> [!WARNING]\n> Careful")
    assert isinstance(block, Alert)
    assert block.kind == "warning"
    assert len(block.blocks) == 1


def test_footnotes_are_numbered_by_reference_and_unused_ones_left_out() -> None:
    blocks = Parser().parse("a[^z] b[^y]\n\n[^y]: Y\n\n[^z]: Z\n\n[^unused]: U\n")
    notes = blocks[-1]
    assert isinstance(notes, Footnotes)
    assert [(note.number, note.label) for note in notes.notes] == [(1, "z"), (2, "y")]


def test_a_table_that_nobody_could_read_is_shown_as_written() -> None:
    widest, wider = (
        only("|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b" * columns + "|")
        for columns in (MAX_COLUMNS, MAX_COLUMNS + 1)
    )
    assert isinstance(widest, Table)
    assert isinstance(wider, PlainText)
    assert wider.reason == "size"


def test_the_words_of_a_fence_are_read_like_text() -> None:
    block = only("``` f&ouml;o\\+bar\n```")
    assert isinstance(block, CodeBlock)
    assert block.language == "föo+bar"


def test_the_description_of_an_image_does_not_say_where_links_in_it_lead() -> None:
    block = only("![a [b](/c) d](/e)")
    assert isinstance(block, Paragraph)
    assert block.inlines == (Image("/e", "a b d", ""),)


def test_what_is_escaped_in_the_description_of_an_image_is_read() -> None:
    block = only(r"![a\*b &amp; ![c\*d](/e)](/f)")
    assert isinstance(block, Paragraph)
    assert block.inlines == (Image("/f", "a*b & c*d", ""),)


FOOTNOTES = [
    ("- a[^1]\n\n  [^1]: in a list\n- b", ["in a list"]),
    ("> a[^1]\n>\n> [^1]: in a quotation", ["in a quotation"]),
    ("a[^1] b[^1]\n\n[^1]: once", ["once"]),
    ("a[^1]\n\n[^1]: first\n\n[^1]: second", ["first"]),
    ("[^1]: [^2]: nested\n\na[^2]", ["nested"]),
    ("# a[^1]\n\n[^1]: of a heading", ["of a heading"]),
    ("|a[^1]|\n|-|\n\n[^1]: of a cell", ["of a cell"]),
    ("a[^1]\n[^1]: right below", ["right below"]),
    ("a[^1]", []),
    ("a\n\n[^1]: never referred to", []),
    ("`[^1]`\n\n[^1]: only in code", []),
]


@pytest.mark.parametrize(("text", "expected"), FOOTNOTES)
def test_footnotes_are_found_wherever_they_are_defined(text: str, expected: list[str]) -> None:
    notes = [
        note
        for block in Parser().parse(text)
        if isinstance(block, Footnotes)
        for note in block.notes
    ]
    said = [
        spoken_text(block.inlines)
        for note in notes
        for block in note.blocks
        if isinstance(block, Paragraph)
    ]
    assert said == expected


def test_a_footnote_may_hold_several_blocks() -> None:
    notes = Parser().parse("a[^1]\n\n[^1]: one\n\n    two\n\n    - three")[-1]
    assert isinstance(notes, Footnotes)
    assert [type(block) for block in notes.notes[0].blocks] == [Paragraph, Paragraph, ListBlock]


@pytest.mark.parametrize("kind", ["note", "Tip", "IMPORTANT", "WarNing", "CAUTION"])
def test_all_five_alerts_are_found_whatever_their_case(kind: str) -> None:
    block = only(f"> [!{kind}]\n> - a\n>   > b\n>\n> ```\n> c\n> ```")
    assert isinstance(block, Alert)
    assert block.kind == kind.lower()
    assert [type(inside) for inside in block.blocks] == [ListBlock, CodeBlock]


@pytest.mark.parametrize(
    "text", ["> [!NOTE] words\n> more", "> [!OTHER]\n> x", "> words\n> [!NOTE]", "[!NOTE]\nx"]
)
def test_what_github_takes_for_no_alert_is_none(text: str) -> None:
    assert not isinstance(only(text), Alert)


def test_an_alert_may_stand_in_a_list() -> None:
    block = only("- > [!TIP]\n  > x")
    assert isinstance(block, ListBlock)
    assert isinstance(block.items[0].blocks[0], Alert)
