"""Only what may pass by itself is tried again, twice, and no sooner than the server asks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_chat import errors as er
from desktop_chat.net.retry import retry_delay_s

RNG = random.Random(3)


@pytest.mark.parametrize(
    "kind", [er.RateLimited, er.ProviderFailed, er.Offline, er.TimedOut, er.StreamCut]
)
def test_passing_failures_are_tried_twice_more(kind: type[er.AppError]) -> None:
    error = kind("x")
    assert retry_delay_s(error, 1, RNG) is not None
    assert retry_delay_s(error, 2, RNG) is not None
    assert retry_delay_s(error, 3, RNG) is None


@pytest.mark.parametrize(
    "kind",
    [
        *(er.NoKey, er.KeyRejected, er.NoCredit, er.Refused, er.UnknownModel, er.BadParameter),
        *(er.ContextTooLong, er.TlsFailed, er.NotJson, er.NotAnEventStream, er.TooLarge),
    ],
)
def test_lasting_failures_are_not(kind: type[er.AppError]) -> None:
    assert retry_delay_s(kind("x"), 1, RNG) is None


@pytest.mark.parametrize("kind", [er.EmptyAnswer, er.SignInPage])
def test_what_only_a_person_can_judge_is_not(kind: type[er.AppError]) -> None:
    assert retry_delay_s(kind("x", may_retry=True), 1, RNG) is None


def test_the_servers_own_word_decides() -> None:
    assert retry_delay_s(er.ProviderFailed("x", may_retry=False), 1, RNG) is None
    assert retry_delay_s(er.UnknownModel("x", may_retry=True), 1, RNG) is not None


@pytest.mark.parametrize(("asked_s", "delay_s"), [(0, 0), (7, 7), (120, 120), (120.5, None)])
def test_the_wait_that_is_asked_for_is_kept(asked_s: float, delay_s: float | None) -> None:
    assert retry_delay_s(er.RateLimited("x", retry_after_s=asked_s), 1, RNG) == delay_s


@given(st.integers(1, 2), st.integers())
def test_other_waits_are_spread_up_to_a_growing_limit(attempt: int, seed: int) -> None:
    delay_s = retry_delay_s(er.Offline("x"), attempt, random.Random(seed))
    assert delay_s is not None
    assert 0 <= delay_s <= 0.5 * 2 ** (attempt - 1)
