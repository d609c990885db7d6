"""Tests of desktop_chat.core.token_places: places of tokens in a text that is not quite theirs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.token_places import token_spans
from desktop_chat.core.token_probabilities import TokenProbability

TEXT = "The lighthouse keeper counted the gulls each morning and wrote the number on the wall."
TOKENS = ("The", " light", "house", " keeper", " counted", " the", " gulls", " each", " morning")
REST = (" and", " wrote", " the", " number", " on", " the", " wall", ".")


def tokens(*texts: str | bytes) -> list[TokenProbability]:
    return [
        TokenProbability("", text.encode() if isinstance(text, str) else text) for text in texts
    ]


def placed(text: str, *texts: str | bytes) -> list[str | None]:
    """Return what stands at the place of each token."""
    spans = token_spans(tokens(*texts), text)
    return [None if span is None else text[span[0] : span[1]] for span in spans]


def test_tokens_that_say_something_else_have_no_place() -> None:
    assert placed("Hello", "xyz", "uvw") == [None, None]
    assert placed("", "a", "") == [None, None]
    assert placed("a") == []


def test_two_long_texts_with_nothing_in_common_end_soon() -> None:
    text = "".join(f"{n} " for n in range(20_000))
    assert not any(placed(text, *(chr(0x4E00 + n % 5_000) for n in range(20_000))))


def test_tokens_that_say_the_text_stand_in_it() -> None:
    assert placed(TEXT, *TOKENS, *REST) == [*TOKENS, *REST]


def test_a_first_blank_that_the_server_left_out_is_not_there() -> None:
    assert placed(TEXT, " The", *TOKENS[1:], *REST) == [*TOKENS, *REST]


def test_what_stands_before_the_first_token_has_none() -> None:
    spans = token_spans(tokens(*REST), TEXT)
    assert spans[0] == (TEXT.index(" and"), TEXT.index(" and") + 4)


def test_tokens_of_thinking_and_of_the_end_have_no_place() -> None:
    thinking = ("<think>", "Gulls", ", the", " lot of them.", "</think>", "\n\n")
    found = placed(TEXT, *thinking, *TOKENS, *REST, "<|end|>")
    assert found == [*(None for _ in thinking), *TOKENS, *REST, None]


def test_long_thinking_does_not_hide_the_text() -> None:
    thinking = [f" thought {number}" for number in range(3_000)]
    assert placed(TEXT, *thinking, *TOKENS, *REST)[3_000:] == [*TOKENS, *REST]


def test_a_part_without_tokens_in_the_middle_leaves_those_behind_it() -> None:
    text = f"{TEXT} Then the probabilities were turned off for a while. {TEXT}"
    found = placed(text, *TOKENS, *REST, " The", *TOKENS[1:], *REST)
    assert found == [*TOKENS, *REST, " The", *TOKENS[1:], *REST]


def test_pieces_of_a_character_all_have_the_whole_character() -> None:
    raw = "🙂".encode()
    assert placed("a🙂b", "a", raw[:1], raw[1:3], raw[3:], "b") == ["a", "🙂", "🙂", "🙂", "b"]
    assert placed("a 🙂b", b"a " + raw[:2], raw[2:] + b"b") == ["a 🙂", "🙂b"]


@given(st.lists(st.sampled_from(["a", " b", "é", "🙂", "ab", "\n"]), max_size=12))
def test_spans_go_forwards_whatever_the_cut(texts: list[str]) -> None:
    text = "".join(texts)
    raw = text.encode()
    cut = [TokenProbability("", raw[i : i + 2]) for i in range(0, len(raw), 2)]
    spans = [span for span in token_spans(cut, text) if span is not None]
    assert len(spans) == len(cut)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(spans))
    covered = {place for first, stop in spans for place in range(first, stop)}
    assert covered == set(range(len(text)))


@given(st.text(max_size=30), st.lists(st.text(max_size=4), max_size=12))
def test_any_texts_have_spans_inside(text: str, texts: list[str]) -> None:
    pieces = [TokenProbability("", one.encode("utf-8", "replace")) for one in texts]
    spans = token_spans(pieces, text)
    assert len(spans) == len(pieces)
    for span in spans:
        assert span is None or 0 <= span[0] < span[1] <= len(text)
