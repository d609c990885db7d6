"""Names of files after titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.file_names import MAX_STEM, file_stem


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a: "b" <c> | d?*', "a_ _b_ _c_ _ d__"),
        ("   ", "Untitled"),
        ("", "Untitled"),
        ("...", "Untitled"),
        ("x" * 300, "x" * MAX_STEM),
        ("天気 はどう", "天気 はどう"),
        ("हिन्दी में उत्तर", "हिन्दी में उत्तर"),
        ("می‌خواهم", "می‌خواهم"),
        ("temperature 0, 0.5, 1 … (what's new)", "temperature 0, 0.5, 1 … (what's new)"),
        ("one\n two\t three", "one two three"),
        ("\u202efdp.exe\x00\ud800", "fdp.exe"),
        ("CON", "CON_"),
        ("nul.txt", "nul.txt_"),
        ("console", "console"),
    ],
)
def test_a_name_is_readable_and_one_that_every_system_takes(title: str, stem: str) -> None:
    assert file_stem(title, "Untitled") == stem


@given(st.text(st.characters(codec=None, categories=None)))
def test_no_title_makes_a_name_that_a_system_refuses(title: str) -> None:
    stem = file_stem(title, "Untitled")
    assert 0 < len(stem) <= MAX_STEM
    assert stem == stem.strip(" .")
    assert not set(stem) & set('<>:"/\\|?*\x00\n')
    assert len(stem.encode()) <= 4 * MAX_STEM
