"""What is left of Markdown on a line of a list."""

from __future__ import annotations

import pytest

from desktop_chat.core.bare_text import without_marks


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 = 24",
        "snake_case_name and _",
        "a - b, 5 > 3, #hash",
        "_private and 5*",
        "[a page](https://example.org/a_b)",
        "C:\\x | y",
        "",
    ],
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert without_marks(text) == text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("## Temperature", "Temperature"),
        ("**Bold**, *slanted* and _so_", "Bold, slanted and so"),
        ("~~gone~~ `code`", "gone code"),
        ("> quoted\n> > twice", "quoted\ntwice"),
        ("- [x] done\n- [ ] not\n* other", "done\nnot\nother"),
        ("```py\nx = 1\n```", "\nx = 1\n"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "| a | b |\n\n| 1 | 2 |"),
        ("above\n---\nbelow", "above\n\nbelow"),
        ("**温度。**低い", "温度。低い"),
    ],
)
def test_marks_are_taken_out(text: str, bare: str) -> None:
    assert without_marks(text) == bare


def test_a_long_run_of_marks_takes_no_time() -> None:
    assert without_marks("*" * 100_000) == ""
    assert without_marks("> " * 50_000) == ""
    assert without_marks("| " * 50_000).startswith("|")
    assert without_marks(" " * 50_000) == " " * 50_000
    assert without_marks("-" * 50_000 + "x") == "-" * 50_000 + "x"
