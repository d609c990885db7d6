"""Which rules are on, and the limit on work."""

from __future__ import annotations

import pytest

from desktop_chat.markup.grammar import COSTLY_TOKEN, new_grammar


def html(text: str) -> str:
    return str(new_grammar().render(text)).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**你好。**世界", "<p><strong>你好。</strong>世界</p>"),
        ("これは**「重要」**です", "<p>これは<strong>「重要」</strong>です</p>"),
        ("*안녕!*하세요", "<p><em>안녕!</em>하세요</p>"),
        ("a**b.**c", "<p>a**b.**c</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("~~gone~~", "<p><s>gone</s></p>"),
    ],
)
def test_emphasis_follows_the_script(text: str, expected: str) -> None:
    assert html(text) == expected


def test_bare_addresses_are_links_and_file_names_are_not() -> None:
    assert 'href="https://x.example/a"' in html("see https://x.example/a.")
    assert "href" not in html("edit main.py and a.rs")


def test_costly_text_is_left_unparsed() -> None:
    tokens = new_grammar().parse("[" * 60_000, {})
    children = tokens[1].children
    assert children is not None
    assert [child.type for child in children] == [COSTLY_TOKEN]
