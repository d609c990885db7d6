"""What deceives is found, what a script needs is left alone."""

from __future__ import annotations

import pytest

from desktop_chat.core.unseen import deceptive_spans, in_own_direction, plain_line

FAMILY = "👩\u200d👩\u200d👧"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
BITS = "\u200c\u200b" * 2 + "\u200c"
NEEDED = {
    "joined emoji": f"a {FAMILY} b",
    "flag spelled with tags": f"in {SCOTLAND}.",
    "emoji with a selector": "❤\ufe0f and ✌🏽\ufe0f",
    "Persian": "می\u200cخواهم",
    "Hindi": "क्\u200dष और क्\u200cष",
    "Thai with break opportunities": "สวัสดี\u200bครับ",
    "Khmer": "ខ្មែរ\u200bភាសា",
    "tab and line feed": "a\tb\nc\r\n",
    "right-to-left mark in a Hebrew line": "שלום\u200f!",
}
DECEPTIVE = {
    "override": ("user\u202e nimda", "\u202e"),
    "isolate": ("a\u2066b\u2069", "\u2066\u2069"),
    "terminal escape": ("\x1b[31mred", "\x1b"),
    "bell and backspace": ("a\x07b\x08", "\x07\x08"),
    "C1 control": ("a\x9b31m", "\x9b"),
    "zero-width space in a word": ("pay\u200bpal", "\u200b"),
    "joiner between Latin letters": ("pay\u200dpal", "\u200d"),
    "non-joiner at the end": ("admin\u200c", "\u200c"),
    "byte order mark": ("a\ufeffb", "\ufeff"),
    "word joiner": ("a\u2060b", "\u2060"),
    "Hangul filler": ("a\u3164b", "\u3164"),
    "bits hidden in Persian": (f"می{BITS}خ", BITS),
    "text hidden in tags": ("a\U000e0068\U000e0069", "\U000e0068\U000e0069"),
    "text hidden behind a flag": (
        "\U0001f3f4" + "\U000e0068" * 20,
        "\U000e0068" * 20,
    ),
    "bytes hidden in selectors": ("a\ufe01\U000e0102\ufe03", "\ufe01\U000e0102\ufe03"),
}


def found(text: str, *, is_code: bool = False) -> str:
    return "".join(text[start:end] for start, end in deceptive_spans(text, is_code=is_code))


@pytest.mark.parametrize("text", NEEDED.values(), ids=NEEDED)
def test_what_a_script_needs_is_left_alone(text: str) -> None:
    assert found(text) == ""
    assert plain_line(text) == " ".join(text.split())


@pytest.mark.parametrize(("text", "signs"), DECEPTIVE.values(), ids=DECEPTIVE)
def test_what_deceives_is_found_and_left_out_of_names(text: str, signs: str) -> None:
    assert found(text) == signs
    assert not set(signs) & set(plain_line(text))


@pytest.mark.parametrize("text", ["x\u200fy", "a\u200bb", "ف\u200cا", "v\ufe0f"])
def test_in_code_all_that_cannot_be_seen_counts(text: str) -> None:
    assert found(text, is_code=True) == text[1]


def test_a_name_is_one_line() -> None:
    assert plain_line("a\nb\u2028c\t d") == "a b c d"


def test_a_text_in_its_own_direction_is_set_apart_and_nothing_stays_nothing() -> None:
    assert in_own_direction("27 Nov") == "\u206827 Nov\u2069"
    assert in_own_direction("") == ""
