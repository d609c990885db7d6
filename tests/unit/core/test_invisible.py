"""What nobody sees is named; what ordinary writing needs is left alone."""

from __future__ import annotations

import pytest

from desktop_chat.core.invisible import invisible_signs


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("if admin:\u202e \u2066# check\u2069", ("U+202E", "U+2066", "U+2069")),
        ("pass\u200bword \u200b", ("U+200B",)),
        ("\x1b[31mred\x07", ("U+001B", "U+0007")),
        ("\ufeffstart", ("U+FEFF",)),
        ("hidden\U000e0041\U000e0042", ("U+E0041",)),
        ("a\U000e0100", ("U+E0100",)),
        ("ㅤ", ("U+3164",)),
    ],
)
def test_invisible_characters_are_named(text: str, names: tuple[str, ...]) -> None:
    assert invisible_signs(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "plain\ttext\r\n",
        "می‌خواهم",  # a joiner that Persian is written with
        "क्‍ष",
        "👩‍🔬 ❤️",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\u200eleft\u200f right",
        "soft\u00adhyphen",
    ],
)
def test_ordinary_writing_is_no_matter(text: str) -> None:
    assert invisible_signs(text) == ()
