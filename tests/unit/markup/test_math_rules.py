"""What is a formula and what is a price."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_chat.markup.blocks import Inline, Math, MathBlock, Paragraph
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
