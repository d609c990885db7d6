"""Tokens as few bytes: what comes back, how exactly, and what damage does."""

from __future__ import annotations

import json
import math
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.archives import any_tokens

from desktop_chat.archive.token_blob import packed, unpacked
from desktop_chat.core.token_probabilities import (
    Outcome,
    TokenProbability,
    items_of,
    perplexity,
    tokens_of,
)


def is_near(found: float | None, given_value: float | None, bits: int) -> bool:
    if found is None or given_value is None or math.isinf(given_value):
        return found == given_value
    # Below 2^-14 halves have no more digits: they are off by so much at most.
    return abs(found - given_value) <= max(abs(given_value) * 2.0**-bits, 2.0**-24)


@given(any_tokens)
@example((TokenProbability("a", b"a", -5e-210, (Outcome("b", b"b", 0.0),)),))
def test_any_tokens_come_back_within_the_bounds(tokens: tuple[TokenProbability, ...]) -> None:
    found = unpacked(packed(tokens))
    assert found is not None
    assert [(one.text, one.data, one.rank) for one in found] == [
        (one.text, one.data, one.rank) for one in tokens
    ]
    for one, known in zip(found, tokens, strict=True):
        assert is_near(one.logprob, known.logprob, 24)
        assert [other.data for other in one.alternatives] == [
            other.data for other in known.alternatives
        ]
        for other, known_other in zip(one.alternatives, known.alternatives, strict=True):
            assert other.text == known_other.text
            assert is_near(other.logprob, known_other.logprob, 10)


@given(any_tokens)
def test_what_was_packed_once_comes_back_the_same_for_ever(
    tokens: tuple[TokenProbability, ...],
) -> None:
    once = unpacked(packed(tokens))
    assert once is not None
    assert unpacked(packed(once)) == once


def test_half_a_surrogate_pair_becomes_a_sign_for_it() -> None:
    found = unpacked(packed([TokenProbability("\ud83d", b"?", -1.0)]))
    assert found is not None
    assert found[0].text == "\ufffd"


def test_more_tokens_than_two_bytes_count_come_back() -> None:
    tokens = [TokenProbability(str(n), str(n).encode(), -1.0) for n in range(0x10001)]
    assert unpacked(packed(tokens)) == tuple(tokens)


@given(st.binary(max_size=200))
def test_bytes_that_were_never_packed_are_refused(content: bytes) -> None:
    assert unpacked(content) is None


def test_no_changed_byte_raises() -> None:
    content = packed(answer(20))
    chance = random.Random(7)
    for _ in range(300):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        unpacked(
            bytes(changed[: chance.randrange(len(content))] if chance.random() < 0.3 else changed)
        )


def answer(length: int, alternatives: int = 20) -> tuple[TokenProbability, ...]:
    """Return an answer as long as a page: likelihoods fall off as those of language do."""
    chance = random.Random(3)
    words = [f" word{number}" for number in range(2_000)]
    tokens: list[TokenProbability] = []
    for _ in range(length):
        weights = sorted((chance.expovariate(1) ** 4 for _ in range(alternatives)), reverse=True)
        whole = sum(weights) * 1.1
        names = chance.sample(words, alternatives)
        others = tuple(
            Outcome(name, name.encode(), math.log(weight / whole))
            for name, weight in zip(names, weights, strict=True)
        )
        chosen = chance.choices(others, weights)[0]
        tokens.append(TokenProbability(chosen.text, chosen.data, chosen.logprob, others))
    return tuple(tokens)


def test_it_is_a_small_part_of_the_json_and_says_the_same() -> None:
    tokens = answer(500)
    content = packed(tokens)
    assert len(content) < len(json.dumps(items_of(tokens))) / 12
    found = unpacked(content)
    assert found is not None
    assert perplexity(found) == pytest.approx(perplexity(tokens), rel=1e-6)
    assert tokens_of(items_of(found)) == found
