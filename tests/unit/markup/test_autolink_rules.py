"""Addresses without marks: where they begin and end."""

from __future__ import annotations

import pytest

from desktop_chat.markup.blocks import Inline, Link, Paragraph, spoken_text
from desktop_chat.markup.parser import Parser


def links(text: str) -> list[tuple[str, str]]:
    """Return the words and the target of each link of a paragraph."""
    found: list[tuple[str, str]] = []
    for block in Parser().parse(text):
        inlines: tuple[Inline, ...] = block.inlines if isinstance(block, Paragraph) else ()
        found += [
            (spoken_text(inline.children), inline.target)
            for inline in inlines
            if isinstance(inline, Link)
        ]
    return found


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://x.example/a.", "https://x.example/a"),
        ("(https://x.example/a_(b))", "https://x.example/a_(b)"),
        ("https://x.example/?q=1&copy; now", "https://x.example/?q=1"),
        ("http://localhost:8080/v1", "http://localhost:8080/v1"),
        ("请看https://x.example", None),
        ("请看 https://x.example/路径。然后", "https://x.example/路径"),
        ("（ https://x.example/a）", "https://x.example/a"),
        ("https://a_b.example", None),
        ("xhttps://x.example", None),
        ("https://", None),
        ("ftp://x.example", None),
        ("edit main.py and a.rs", None),
    ],
)
def test_web_addresses_end_where_the_sentence_goes_on(text: str, address: str | None) -> None:
    assert [written for written, _ in links(text)] == ([address] if address else [])


def test_an_address_with_www_leads_to_the_web() -> None:
    assert links("www.x.example/a, and") == [("www.x.example/a", "http://www.x.example/a")]
    assert links("www.") == []
    assert links("awww.x.example") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("write to a.b_c+d@x.example.", "a.b_c+d@x.example"),
        ("mailto:a@x.example now", "mailto:a@x.example"),
        ("a@x.example-", None),
        ("a@b@x.example", None),
        ("@x.example", None),
        ("a@localhost", None),
        ("a" * 200 + "@x.example", None),
    ],
)
def test_mail_addresses_are_whole_or_none(text: str, address: str | None) -> None:
    assert [written for written, _ in links(text)] == ([address] if address else [])


def test_an_address_is_shown_as_it_is_written() -> None:
    assert links("https://xn--80ak6aa92e.com/%41")[0][0] == "https://xn--80ak6aa92e.com/%41"
    assert links("<https://xn--80ak6aa92e.com/%41>")[0][0] == "https://xn--80ak6aa92e.com/%41"


@pytest.mark.parametrize(
    "text",
    ["a:" * 9_000, "mailto:" * 5_000, "http://a.b/" + ")" * 30_000, "<http:" * 6_000, "a@" * 9_000],
)
def test_addresses_made_to_be_slow_are_read_like_any_text(text: str) -> None:
    (block,) = Parser().parse(text)
    assert isinstance(block, Paragraph)
