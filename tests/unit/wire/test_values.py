"""Whatever servers send in the name of JSON is read or refused, and never breaks text."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.conformance import conformance_path
from support.pieces import cut

from desktop_chat.wire.values import (
    TextJoiner,
    as_count,
    as_dict,
    as_dicts,
    as_list,
    as_seed,
    as_text,
    decode_json,
    mended,
    mended_value,
)

ANY_CODE_POINTS = st.text(st.characters(codec=None), max_size=30)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_CODE_POINTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_CODE_POINTS, inner, max_size=4),
    max_leaves=12,
)
# Servers written in Python send these, so they are read, as null.
READ_THOUGH_FORBIDDEN = {
    "n_number_NaN.json",
    "n_number_infinity.json",
    "n_number_minus_infinity.json",
    "n_string_invalid_utf8_after_escape.json",
    "n_string_invalid-utf-8-in-escape.json",
}


def test_every_text_of_the_json_test_suite_is_read_or_refused() -> None:
    for path in sorted(conformance_path("json/test_parsing").glob("*.json")):
        try:
            decode_json(path.read_bytes())
            is_read = True
        except ValueError:
            is_read = False
        if path.name.startswith("y_"):
            assert is_read, path.name
        if path.name.startswith("n_") and path.name not in READ_THOUGH_FORBIDDEN:
            assert not is_read, path.name


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'{"a":NaN,"b":[Infinity,-Infinity]}', {"a": None, "b": [None, None]}),
        (b'"\\ud83d"', "\ud83d"),
        (b'"a\xffb"', "a\ufffdb"),
        (b"\xef\xbb\xbf[]", []),
        (b"[" + b"1" * 5_000 + b"]", [None]),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
def test_what_servers_get_wrong_is_read(text: bytes | str, value: Any) -> None:
    assert decode_json(text) == value


@pytest.mark.parametrize("text", [b"", b"{", b"[" * 100_000, b"hello", b"{'a':1}", b"{}{}"])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode_json(text)


def test_a_value_of_another_type_reads_as_absent() -> None:
    for odd in (None, 5, "x", True, 1.5):
        assert as_dict(odd) == {}
        assert as_list(odd) == []
        assert as_dicts(odd) == []
    assert as_dicts([{"a": 1}, None, "x", {}]) == [{"a": 1}, {}]
    assert [as_text(value) for value in ("x", None, 5, ["x"])] == ["x", "", "", ""]


@pytest.mark.parametrize(
    ("value", "count"),
    [
        *((0, 0), (7, 7), (7.0, 7), (7.5, None), (-1, None)),
        *((True, None), ("7", None), (None, None), (math.inf, None), (math.nan, None)),
        *((2**53, 2**53), (2**53 + 1, None), (1e300, None)),
    ],
)
def test_counts_are_whole_and_not_negative(value: Any, count: int | None) -> None:
    assert as_count(value) == count


@given(ANY_CODE_POINTS)
def test_mended_text_can_be_encoded(text: str) -> None:
    assert len(mended(text).encode()) >= len(text) // 2
    assert mended(mended(text)) == mended(text)


@given(st.text(max_size=30))
def test_whole_text_is_left_as_it_is(text: str) -> None:
    assert mended(text) == text


@given(JSON_VALUES)
def test_every_string_of_a_value_is_mended(value: Any) -> None:
    repr(mended_value(value)).encode()


def halves_of(text: str) -> str:
    """Return the text with every character beyond U+FFFF as its two surrogates."""
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(
        chr(int.from_bytes(units[at : at + 2], "little")) for at in range(0, len(units), 2)
    )


@given(ANY_CODE_POINTS, st.lists(st.integers(0, 30), max_size=8))
def test_cuts_between_halves_change_nothing(text: str, places: list[int]) -> None:
    halves = halves_of(text)
    joiner = TextJoiner()
    pieces = cut(halves, [place for place in places if place <= len(halves)])
    joined = "".join(joiner.add("content", piece) for piece in pieces)
    assert joined + joiner.rest("content") == mended(text)


def test_channels_wait_by_themselves() -> None:
    joiner = TextJoiner()
    assert joiner.add("content", "a\ud83d") == "a"
    assert joiner.add("reasoning", "\ude00") == "\ufffd"
    assert joiner.add("content", "\ude00b") == "😀b"
    assert joiner.rest("content") == ""


@pytest.mark.parametrize(
    ("value", "seed"),
    [(0, 0), (-(2**63), -(2**63)), (2**64, None), (True, None), (1.0, None), ("7", None)],
)
def test_a_seed_is_a_whole_number_of_64_bits(value: Any, seed: int | None) -> None:
    assert as_seed(value) == seed
