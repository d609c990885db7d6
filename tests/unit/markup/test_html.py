"""HTML for the clipboard loads nothing and loses no text."""

from __future__ import annotations

import re

import pytest
from support.conformance import conformance_path

from desktop_chat.markup.html import html_of
from desktop_chat.markup.parser import Parser


def html(text: str) -> str:
    return html_of(Parser().parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("4. a", '<ol start="4"><li>a</li></ol>'),
        ("- [x] a", "<ul><li>☑ a</li></ul>"),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        (
            "|a|\n|-:|\n|b|",
            '<table><tr><th align="right">a</th></tr><tr><td align="right">b</td></tr></table>',
        ),
        ("```\n<a>\n```", "<pre><code>&lt;a&gt;\n</code></pre>"),
        ("a  \nb", "<p>a<br>b</p>"),
        ("$x$", "<p>$x$</p>"),
        ("---", "<hr>"),
    ],
)
def test_elements_are_standard_ones(text: str, expected: str) -> None:
    assert html(text) == expected


HOSTILE = [
    "![x](http://x.example/leak)",
    "![x](file:///etc/passwd)",
    "[x](javascript:alert(1))",
    "<img src=http://x.example/leak>",
    "<div style='background:url(http://x.example)'>\n",
    "![x][r]\n\n[r]: http://x.example/leak",
    '[x](https://x.example/"onmouseover=alert(1))',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_it_is_loaded_or_run(text: str) -> None:
    _assert_inert(html(text))


def test_the_script_injection_corpus_stays_inert() -> None:
    path = conformance_path("markdown-it/markdown-it/xss.txt")
    _assert_inert(html(path.read_text(encoding="utf-8")))


def _assert_inert(text: str) -> None:
    tags = re.findall(r"<[^>]*>", text)
    assert not any(
        re.search(r"(?i)\bsrc|\bstyle|\bon\w+ *=|<(img|script|iframe)", tag) for tag in tags
    )
    for target in re.findall(r'href="([^"]*)"', text):
        assert target.startswith(("http://", "https://", "mailto:"))
