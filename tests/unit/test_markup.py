"""What holds for every text: the public suites, and what no generated text may break.

Each example of a suite agrees, or is listed with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import msgspec
import pytest
from hypothesis import example, given, settings
from support.conformance import conformance_path
from support.markdown_texts import markdown_texts
from support.spec_html import spec_html

from desktop_chat.markup.blocks import (
    Alert,
    Block,
    Footnotes,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    Table,
    spoken_text,
)
from desktop_chat.markup.html import html_of
from desktop_chat.markup.parser import Parser, normalised

PARSER = Parser()

BARE_LINK = "GitHub's extension makes bare addresses links"
NO_FTP = "ftp is not opened, so a bare ftp address is no link"
NEWER_COMMENT = "GFM 0.29 has an older rule for HTML comments than CommonMark 0.31"
HTML_IS_SHOWN = "no HTML is rendered, so none needs to be filtered: it is shown as written"
AS_WRITTEN = "an address is shown as it is written: decoded, one host could pass for another"
NO_TYPOGRAPHY = "quotes and dashes stay as the model wrote them"
REFUSED = "a refused link stays recognisable as one: its text is shown with where it would lead"
ONE_TILDE = "as on GitHub one tilde strikes out too, so runs of three and more do not"
NO_RELATIVE = "an address without a scheme is no bare link"
LINE_IN_ALT = "a line break in a description is a space"
SPACE_TRIMMED = "wide spaces around a paragraph are trimmed"
LIBRARY = "a corner of markdown-it that its Python port lacks"
FORM = "the same, written in another form of HTML"

SPECIFICATIONS = {
    "commonmark": {610: BARE_LINK, 613: BARE_LINK, 614: BARE_LINK},
    "gfm": {
        616: BARE_LINK,
        619: BARE_LINK,
        620: BARE_LINK,
        628: NO_FTP,
        645: NEWER_COMMENT,
        646: NEWER_COMMENT,
        653: HTML_IS_SHOWN,
    },
}
AT_LEAST = {"commonmark": 652, "gfm": 654}

# By the line on which the source of an example begins.
FIXTURES = {
    "commonmark/good.txt": {7400: BARE_LINK, 7427: BARE_LINK, 7436: BARE_LINK},
    "markdown-it/commonmark_extras.txt": {
        53: NO_TYPOGRAPHY,
        130: FORM,
        512: FORM,
        720: LINE_IN_ALT,
        768: SPACE_TRIMMED,
        848: LIBRARY,
        858: LIBRARY,
        865: LIBRARY,
    },
    "markdown-it/fatal.txt": {26: NO_TYPOGRAPHY},
    "markdown-it/linkify.txt": {
        133: "a link in a link is not wanted by its own note",
        141: AS_WRITTEN,
    },
    "markdown-it/normalize.txt": {
        4: AS_WRITTEN,
        18: AS_WRITTEN,
        27: AS_WRITTEN,
        73: AS_WRITTEN,
        85: NO_RELATIVE,
        91: AS_WRITTEN,
    },
    "markdown-it/proto.txt": {},
    "markdown-it/strikethrough.txt": {
        7: ONE_TILDE,
        13: ONE_TILDE,
        19: ONE_TILDE,
        25: ONE_TILDE,
        118: NO_TYPOGRAPHY,
        125: ONE_TILDE,
        132: ONE_TILDE,
    },
    "markdown-it/tables.txt": {745: NO_TYPOGRAPHY},
    "markdown-it/xss.txt": {
        9: REFUSED,
        28: REFUSED,
        43: REFUSED,
        49: REFUSED,
        63: REFUSED,
        77: "an image of any source is a placeholder, which nothing loads",
        85: REFUSED,
        107: "a definition is no text, wherever it leads",
        115: FORM,
    },
}


class Example(msgspec.Struct):
    markdown: str
    html: str
    example: int


@pytest.mark.parametrize("suite", ["commonmark", "gfm"])
def test_the_specification_holds_through_the_block_model(suite: str) -> None:
    data = conformance_path(f"{suite}/spec.json").read_bytes()
    examples = msgspec.json.decode(data, type=list[Example])
    others = {
        case.example: case.markdown
        for case in examples
        if spec_html(PARSER.parse(case.markdown)) != case.html
    }
    assert set(others) == set(SPECIFICATIONS[suite]), others
    assert len(examples) - len(others) >= AT_LEAST[suite]


@pytest.mark.parametrize("name", FIXTURES)
def test_the_fixtures_of_markdown_it_hold_through_the_block_model(name: str) -> None:
    text = conformance_path(f"markdown-it/{name}").read_text(encoding="utf-8")
    others = {
        line: (source, found)
        for line, source, expected in fixtures(text)
        if in_one_form(found := spec_html(PARSER.parse(source))) != in_one_form(expected)
    }
    assert set(others) == set(FIXTURES[name]), others


def fixtures(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the source and the HTML of each example; a dot alone parts them."""
    parts: list[list[str]] = [[], [], []]
    number = first_line = 0
    for line, words in enumerate(text.replace("→", "\t").split("\n")):
        if words != ".":
            parts[number].append(words)
            continue
        number += 1
        if number == 1:
            first_line = line + 1
        if number == len(parts):
            yield first_line, "\n".join([*parts[1], ""]), "\n".join([*parts[2], ""])
            parts, number = [[], [], []], 0


def in_one_form(html: str) -> str:
    """Return HTML with the names and spaces that both sides write differently made the same."""
    html = re.sub(r"(<(?:br|hr|img)\b[^>]*?) ?/?>", r"\1>", html)
    html = html.replace("<s>", "<del>").replace("</s>", "</del>")
    html = html.replace(' style="text-align:', ' align="')
    return re.sub(r"\s*\n\s*", "\n", html).strip()


def inside(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield all blocks, also those in others."""
    for block in blocks:
        yield block
        match block:
            case Quote() | Alert():
                yield from inside(block.blocks)
            case ListBlock():
                for item in block.items:
                    yield from inside(item.blocks)
            case Footnotes():
                for note in block.notes:
                    yield from inside(note.blocks)
            case _:
                pass


def runs(blocks: Iterable[Block]) -> Iterator[tuple[Inline, ...]]:
    """Yield the running text of all blocks."""
    for block in inside(blocks):
        if isinstance(block, Paragraph | Heading):
            yield block.inlines
        elif isinstance(block, Table):
            yield from block.header
            for row in block.rows:
                yield from row


@settings(max_examples=400, deadline=None)
@given(markdown_texts())
@example("\ud800\n\u2028\n\0")
@example("[^1]: [^1]\n\nx[^1]")
@example("- [a]: /u\n- ![[a]](file:///x)")
def test_blocks_tile_any_text(text: str) -> None:
    source = normalised(text)
    end = 0
    for block in PARSER.parse(text):
        assert end <= block.start <= block.end <= len(source)
        between = source[end : block.start]
        # Only definitions of link targets and footnotes are no block of their own.
        assert not between.strip() or "]:" in between
        end = block.end
    assert not source[end:].strip() or "]:" in source[end:]


@settings(max_examples=400, deadline=None)
@given(markdown_texts())
def test_blocks_inside_others_lie_within_the_text_and_cover_something(text: str) -> None:
    source = normalised(text)
    for block in inside(PARSER.parse(text)):
        assert 0 <= block.start <= block.end <= len(source)


@settings(max_examples=400, deadline=None)
@given(markdown_texts())
def test_nothing_is_loaded_run_or_hidden_by_the_html_of_any_text(text: str) -> None:
    html = html_of(PARSER.parse(text))
    for tag in re.findall(r"<[^>]*>", html):
        assert re.fullmatch(
            r"</?(?:p|h[1-6]|pre|code|hr|blockquote|strong|em|del|ul|ol|li|table|tr|th|td|sup|br|a)"
            r'(?: (?:href="(?:https?://|mailto:)[^"<>\s]*"|start="\d+"|align="\w+"))?>',
            tag,
            re.IGNORECASE,
        ), tag


@settings(max_examples=400, deadline=None)
@given(markdown_texts())
def test_what_is_read_aloud_has_no_control_characters(text: str) -> None:
    for inlines in runs(PARSER.parse(text)):
        spoken = spoken_text(inlines)
        assert not [c for c in spoken if c != "\n" and unicodedata.category(c) in {"Cc", "Cs"}]


@settings(max_examples=200, deadline=None)
@given(markdown_texts())
def test_what_is_parsed_at_once_and_in_pieces_is_what_is_parsed(text: str) -> None:
    whole = PARSER.parse(text)
    assert PARSER.parse_at_once(text) == whole
    assert tuple(block for piece in PARSER.pieces(text) for block in piece) == whole
