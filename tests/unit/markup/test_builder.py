"""Details of the blocks that tokens become."""

from __future__ import annotations

from desktop_chat.markup.blocks import (
    Alert,
    Block,
    CodeBlock,
    Footnotes,
    Image,
    Link,
    ListBlock,
    Paragraph,
    RawHtml,
    RefusedLink,
    Table,
    Text,
)
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
