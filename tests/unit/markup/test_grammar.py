"""Which rules are on, and what the passes leave unparsed."""

from __future__ import annotations

import pytest

from desktop_chat.markup.builder import line_starts
from desktop_chat.markup.effort import Effort
from desktop_chat.markup.grammar import UNPARSED, Grammar
from desktop_chat.markup.html import html_of
from desktop_chat.markup.parser import Parser


def html(text: str) -> str:
    return html_of(Parser().parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**你好。**世界", "<p><strong>你好。</strong>世界</p>"),
        ("これは**「重要」**です", "<p>これは<strong>「重要」</strong>です</p>"),
        ("*안녕!*하세요", "<p><em>안녕!</em>하세요</p>"),
        ("他说：**“走吧。”**然后", "<p>他说：<strong>“走吧。”</strong>然后</p>"),
        ("**テスト（例）**です", "<p><strong>テスト（例）</strong>です</p>"),
        ("中文**（强调）**中文", "<p>中文<strong>（强调）</strong>中文</p>"),
        ("**굵게(bold)**은", "<p><strong>굵게(bold)</strong>은</p>"),
        ("请用**`code`**吧", "<p>请用<strong><code>code</code></strong>吧</p>"),
        ("~~删除。~~然后", "<p><del>删除。</del>然后</p>"),
        ("a**b.**c", "<p>a**b.**c</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("~~gone~~", "<p><del>gone</del></p>"),
    ],
)
def test_emphasis_follows_the_script(text: str, expected: str) -> None:
    assert html(text) == expected


def test_bare_addresses_are_links_and_file_names_are_not() -> None:
    assert 'href="https://x.example/a"' in html("see https://x.example/a.")
    assert "href" not in html("edit main.py and a.rs")


def test_intricate_text_is_left_unparsed() -> None:
    grammar, effort = Grammar(), Effort()
    source = "[" * 39_000
    outline = grammar.outline(source, {}, 0, effort)
    grammar.fill(outline.tokens, {}, line_starts(source), 0, effort)
    children = outline.tokens[1].children
    assert children is not None
    assert [(child.type, child.meta["reason"]) for child in children] == [(UNPARSED, "time")]


def test_an_outline_gives_up_the_block_that_is_intricate_and_keeps_those_above_it() -> None:
    source = "# Above\n\n" + "> " * 95 + "x\n" + "lazy\n" * 9_000
    outline = Grammar().outline(source, {}, 0, Effort(per_block=1_000))
    assert [token.type for token in outline.tokens] == ["heading_open", "inline", "heading_close"]
    assert (outline.is_complete, outline.last_line) == (False, 2)
