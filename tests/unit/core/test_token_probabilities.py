"""Tests of desktop_chat.core.token_probabilities: reading foreign items, and known values."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core import token_probabilities as tp
from desktop_chat.core.token_probabilities import Outcome, TokenProbability, tokens_of

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["token", "bytes", "logprob", "top_logprobs"]) | st.text(max_size=2),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def token(text: str, p: float | None = None, **others: float) -> TokenProbability:
    """Return a token of a probability, with alternatives by their texts."""
    found = [Outcome(name, name.encode(), math.log(q)) for name, q in others.items()]
    return TokenProbability(text, text.encode(), None if p is None else math.log(p), tuple(found))


def item(text: str, logprob: object = -0.5, **more: object) -> dict[str, Any]:
    return {"token": text, "logprob": logprob, **more}


@given(st.lists(JSON_VALUES, max_size=4))
def test_no_item_is_too_strange(items: list[Any]) -> None:
    tokens = tokens_of(items)
    figures = tp.summary(tokens)
    assert figures.count == len(tokens)
    assert figures.perplexity is None or figures.perplexity >= 1
    assert figures.mean_entropy_bits is None or figures.mean_entropy_bits >= 0
    assert figures.first_choice_share is None or 0 <= figures.first_choice_share <= 1
    tp.sentences(tokens)
    for one in tokens:
        assert one.logprob is None or one.logprob <= 0
        assert 0 <= one.remainder <= 1


@pytest.mark.parametrize(
    "logprob", [None, "x", True, math.nan, 0.5, {}, 10**400], ids=lambda value: str(value)[:8]
)
def test_a_logprob_that_is_none_is_not_known(logprob: object) -> None:
    (one,) = tokens_of([item("a", logprob)])
    assert (one.logprob, one.probability, one.rank) == (None, None, None)
    assert tp.perplexity([one]) is None


@pytest.mark.parametrize("logprob", [-9999.0, -9999, -3.4e38, -math.inf, -(10**400)])
def test_next_to_nothing_is_told_and_outweighs_nothing(logprob: float) -> None:
    tokens = tokens_of([item("a", -1.0), item("b", logprob)])
    assert tokens[1].logprob == -math.inf
    assert tokens[1].probability == 0
    assert tp.perplexity(tokens) == pytest.approx(math.e)
    assert tp.least_likely(tokens) == 1


def test_a_rounding_above_nought_is_certainty() -> None:
    assert tokens_of([item("a", 1e-6)])[0].logprob == 0


@pytest.mark.parametrize("data", [None, "x", [256], [-1], [1.5], ["a"], []])
def test_bytes_that_are_none_are_those_of_the_text(data: object) -> None:
    assert tokens_of([item("é", bytes=data)])[0].data == "é".encode()


def test_a_token_without_text_has_its_bytes_and_one_without_both_is_passed_over() -> None:
    tokens = tokens_of([{"bytes": [0xC3, 0xA9]}, {"logprob": -1.0}, "a", None])
    assert [(one.text, one.data) for one in tokens] == [("é", "é".encode())]


def test_half_a_surrogate_pair_breaks_nothing() -> None:
    (one,) = tokens_of(json.loads('[{"token": "\\ud83d", "logprob": -1}]'))
    assert tp.text_of([one]) == "?"


def test_alternatives_are_read_in_both_forms_and_sorted() -> None:
    listed = [item("b", -2.0), item("a", -1.0), item("c", None), "x"]
    (one,) = tokens_of([item("a", -1.0, top_logprobs=listed)])
    (two,) = tokens_of([item("a", -1.0, top_logprobs={"b": -2.0, "a": -1.0, "c": None})])
    assert one.alternatives == two.alternatives
    assert [other.text for other in one.alternatives] == ["a", "b"]


def test_tokens_that_end_inside_a_character_say_it_together() -> None:
    raw = "🙂".encode()
    tokens = tokens_of([item("\ufffd", bytes=list(raw[:2])), item("\ufffd", bytes=list(raw[2:]))])
    assert tp.text_of(tokens) == "🙂"


def test_perplexity_is_the_inverse_of_the_geometric_mean() -> None:
    assert tp.perplexity([token("a", 0.5), token("b", 0.125)]) == pytest.approx(4)
    assert tp.perplexity([token("a", 1.0)]) == 1
    assert tp.perplexity([]) is None


def test_entropy_of_known_distributions() -> None:
    assert token("a", 0.25, a=0.25, b=0.25, c=0.25, d=0.25).entropy_bits == pytest.approx(2)
    assert token("a", 1.0, a=1.0).entropy_bits == 0
    assert token("a", 0.5).entropy_bits is None
    # The half that is not known counts as one outcome.
    assert token("a", 0.25, a=0.25, b=0.25).entropy_bits == pytest.approx(1.5)
    # The chosen token is an outcome also where the server does not list it.
    assert token("c", 0.25, a=0.5, b=0.25).entropy_bits == pytest.approx(1.5)
    # Figures that sum to more than 1.
    assert token("a", 0.9, a=0.9, b=0.9).entropy_bits == pytest.approx(1)


@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=20), st.floats(0, 1))
def test_entropy_has_its_bounds(weights: list[float], known: float) -> None:
    total = sum(weights)
    shares = [max(known, 1e-6) * weight / total for weight in weights]
    others = {f"t{index}": share for index, share in enumerate(shares)}
    one = token("t0", shares[0], **others)
    bits = one.entropy_bits
    assert bits is not None
    assert 0 <= bits <= math.log2(len(weights) + 1) + 1e-9
    assert one.remainder == pytest.approx(1 - sum(shares), abs=1e-9)


def test_mean_entropy_passes_over_tokens_without_alternatives() -> None:
    tokens = [token("a", 0.5, a=0.5, b=0.5), token("b", 1.0, b=1.0), token("c", 0.5)]
    assert tp.mean_entropy_bits(tokens) == pytest.approx(0.5)
    assert tp.mean_entropy_bits([token("c", 0.5)]) is None


def test_rank_and_the_share_of_first_choices() -> None:
    first = token("a", 0.5, a=0.5, b=0.3)
    second = token("b", 0.3, a=0.5, b=0.3)
    below = token("z", 0.01, a=0.5, b=0.3)
    level = token("b", 0.5, a=0.5, b=0.5)
    assert [one.rank for one in (first, second, below, level)] == [1, 2, 3, 1]
    assert tp.first_choice_share([first, second, below, level, token("?")]) == 0.5
    assert tp.first_choice_share([token("a", 0.5)]) is None


def test_outcomes_hold_the_chosen_token_in_its_place() -> None:
    assert [o.text for o in token("c", 0.3, a=0.5, b=0.1).outcomes] == ["a", "c", "b"]
    assert [o.text for o in token("a", 0.5, a=0.5, b=0.1).outcomes] == ["a", "b"]
    assert token("c", 0.3, a=0.5, b=0.1).remainder == pytest.approx(0.1)


def test_the_least_likely_token_is_the_first_of_equals() -> None:
    assert tp.least_likely([token("a", 0.5), token("b"), token("c", 0.1), token("d", 0.1)]) == 2
    assert tp.least_likely([token("b")]) is None


def test_sentences_have_their_tokens_and_perplexity() -> None:
    texts = [("The", 0.5), (" end", 0.5), (".", 0.5), ("\n\n", 0.5), ("Or", 0.25), (" not", 0.25)]
    found = tp.sentences([token(text, p) for text, p in texts])
    assert [(one.first, one.stop, one.text) for one in found] == [
        (0, 4, "The end."),
        (4, 6, "Or not"),
    ]
    assert [one.perplexity for one in found] == pytest.approx([2, 4])


def test_a_sentence_begins_with_the_first_piece_of_its_first_character() -> None:
    raw = " 🙂".encode()
    pieces = [b"No.", raw[:3], raw[3:], b" yes"]
    tokens = [TokenProbability("", data, -1.0) for data in pieces]
    assert [(one.first, one.stop) for one in tp.sentences(tokens)] == [(0, 1), (1, 4)]


@given(st.lists(st.sampled_from(["A", " b", ".", " ", "\n\n", "。", "🙂", "!"]), max_size=12))
def test_sentences_share_out_all_tokens(texts: list[str]) -> None:
    tokens = [token(text, 0.5) for text in texts]
    found = tp.sentences(tokens)
    assert all(one.first < one.stop for one in found)
    if found:
        assert (found[0].first, found[-1].stop) == (0, len(tokens))
        assert all(a.stop == b.first for a, b in pairwise(found))


def test_what_top_p_would_keep() -> None:
    place = token("a", 0.5, a=0.5, b=0.3, c=0.1)
    assert [tp.kept_by_top_p(place, p) for p in (0, 0.5, 0.8, 0.9)] == [1, 1, 2, 3]
    assert tp.kept_by_top_p(place, 0.95) is None


def test_steps_of_the_tint() -> None:
    bounds = (1, 0.8, 0.79, 0.5, 0.49, 0.25, 0.24, 0.1, 0.09, 0)
    assert [tp.probability_step(p) for p in bounds] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert [tp.entropy_step(bits) for bits in (0, 0.5, 1, 2, 3, 9)] == [0, 1, 2, 3, 4, 4]
