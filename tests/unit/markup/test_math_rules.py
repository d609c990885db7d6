"""What is a formula and what is a price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from desktop_chat.markup.blocks import (
    Block,
    Footnotes,
    Inline,
    ListBlock,
    Math,
    MathBlock,
    Paragraph,
    Quote,
)
from desktop_chat.markup.parser import Parser


def formulas(text: str) -> list[str]:
    return [found.text for found in _math(text)]


def _math(text: str) -> Iterator[Math]:
    for block in Parser().parse(text):
        inlines: tuple[Inline, ...] = block.inlines if isinstance(block, Paragraph) else ()
        yield from (inline for inline in inlines if isinstance(inline, Math))


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10.",
        "From $5 to $10, or $3.50/month, or US$7",
        "a $ b $ c",
        "$20,000 and $30,000",
        "escaped \\$x\\$",
        "`$x$`",
        "one $ only",
        "$$",
        "$x$5",
        "**$5** to **$10**",
        "US$5 or A$6 (about $900)",
        "I paid $20.\nShe paid $30.",
        "$5\\$",
        "\\$5 and $ 10",
    ],
)
def test_prices_and_lone_dollars_are_text(text: str) -> None:
    assert formulas(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x$", ["x"]),
        ("so $x^2 + y$, then", ["x^2 + y"]),
        ("$5x$ is one", ["5x"]),
        (r"\(a+b\) and \[c\]", ["a+b", "c"]),
        ("a $$x$$ b", ["x"]),
        (r"$a\$b$", [r"a\$b"]),
        (r"\$5 and $x$", ["x"]),
        ("($x$), $n$th, $k$-th", ["x", "n", "k"]),
        ("*$x*y$*", []),
        ("$x_1 * y_1 * z$", ["x_1 * y_1 * z"]),
    ],
)
def test_formulas_are_found(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize(
    "text", ["$$\nx\n$$", "$$x$$", "\\[\nx\n\\]", "\\[ x \\]", "text\n$$\nx\n$$"]
)
def test_displayed_formulas_are_blocks(text: str) -> None:
    block = Parser().parse(text)[-1]
    assert isinstance(block, MathBlock)
    assert (block.text, block.is_closed) == ("x", True)


def test_an_open_displayed_formula_waits_for_its_end() -> None:
    (block,) = Parser().parse("$$\nx + ")
    assert isinstance(block, MathBlock)
    assert not block.is_closed


@pytest.mark.parametrize("text", ["$$ is money\nindeed", "$$\nx\n\nafter", "\\[ref]: /url"])
def test_what_never_closes_is_text(text: str) -> None:
    assert not any(isinstance(block, MathBlock) for block in Parser().parse(text))


def test_brackets_escaped_by_commonmark_stay_brackets() -> None:
    assert formulas(r"\[\] \(\)") == []


@pytest.mark.parametrize(
    "text", ["- a\n- $$\n  x\n  $$", "> $$\n> x\n> $$", "1. > $$x$$", "a[^1]\n\n[^1]: $$x$$"]
)
def test_displayed_formulas_stand_in_lists_quotations_and_footnotes(text: str) -> None:
    assert [block.text for block in _inside(Parser().parse(text)) if isinstance(block, MathBlock)]


def _inside(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        match block:
            case Quote():
                yield from _inside(block.blocks)
            case ListBlock():
                yield from _inside(inside for item in block.items for inside in item.blocks)
            case Footnotes():
                yield from _inside(inside for note in block.notes for inside in note.blocks)
            case _:
                pass


@pytest.mark.parametrize(
    "text", ["$$ a\n" * 9_000, "\\[ a\n" * 9_000, r"\(" * 20_000, "$$_" * 20_000]
)
def test_openers_without_end_are_left_as_they_are(text: str) -> None:
    blocks = Parser().parse(text)
    assert not any(isinstance(block, MathBlock) for block in blocks)
