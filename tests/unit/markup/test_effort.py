"""What a parse may cost, and how it ends early."""

from __future__ import annotations

import pytest

from desktop_chat.markup.effort import (
    STEPS_PER_BLOCK,
    STEPS_WITH_PATIENCE,
    Effort,
    ParsingCancelled,
    TooIntricate,
    Unfinished,
)


def steps_allowed(effort: Effort, limit: int = 100_000_000) -> int:
    """Spend a thousand steps at a time until the block is given up."""
    for spent in range(0, limit, 1_000):
        try:
            effort.spend(1_000)
        except TooIntricate:
            return spent
    return limit


def test_a_block_may_take_what_its_length_explains_and_a_bounded_amount_beyond() -> None:
    effort = Effort()
    effort.begin(0, characters=100, lines=2)
    short = steps_allowed(effort)
    effort.begin(200, characters=1_000_100, lines=2)
    assert short == pytest.approx(STEPS_PER_BLOCK, rel=0.01)
    assert steps_allowed(effort) == pytest.approx(short + 8_000_000, rel=0.01)


def test_intricate_blocks_share_what_they_take_and_leave_plain_ones_theirs() -> None:
    effort = Effort()
    taken = 0
    for start in range(100):
        effort.begin(start, characters=10)
        taken += steps_allowed(effort)
    assert taken < 5 * STEPS_PER_BLOCK
    effort.begin(100, characters=10_000)
    assert steps_allowed(effort) >= 79_000


def test_a_block_that_is_waited_for_may_take_longer_and_takes_it_from_nobody() -> None:
    effort = Effort(patient_at=[7])
    effort.begin(7, characters=10)
    assert steps_allowed(effort) == pytest.approx(STEPS_WITH_PATIENCE, rel=0.01)
    effort.begin(9, characters=10)
    assert steps_allowed(effort) == pytest.approx(STEPS_PER_BLOCK, rel=0.01)


def test_blocks_of_one_line_that_is_waited_for_share_the_patience() -> None:
    effort = Effort(patient_at=[7])
    taken = 0
    for _ in range(5):
        effort.begin(7, characters=10)
        taken += steps_allowed(effort)
    assert taken == pytest.approx(STEPS_WITH_PATIENCE, rel=0.01)


def test_a_text_that_may_take_no_longer_is_unfinished() -> None:
    effort = Effort(at_most=10_000)
    effort.begin(0, characters=100_000)
    effort.spend(9_000)
    with pytest.raises(Unfinished):
        effort.spend(2_000)


def test_many_small_blocks_end_at_the_limit_of_the_text_too() -> None:
    effort = Effort(at_most=10_000)

    def parse_many() -> None:
        for start in range(100):
            effort.begin(start, characters=100)
            effort.spend(200)

    with pytest.raises(Unfinished):
        parse_many()


def test_it_is_cancelled_between_blocks_and_within_one() -> None:
    is_cancelled = False
    effort = Effort(is_cancelled=lambda: is_cancelled)
    effort.begin(0, characters=1_000_000)
    effort.spend(10_000)
    is_cancelled = True
    with pytest.raises(ParsingCancelled):
        effort.spend(60_000)
    with pytest.raises(ParsingCancelled):
        effort.begin(1, characters=10)


def test_the_clock_stops_work_that_the_count_does_not_see() -> None:
    seconds = 0.0
    effort = Effort(clock=lambda: seconds)
    effort.begin(0, characters=1_000)
    effort.spend(60_000)
    seconds = 2.6
    with pytest.raises(TooIntricate):
        effort.spend(60_000)


def test_the_words_of_a_growing_block_have_a_limit_that_no_length_explains() -> None:
    effort = Effort(per_words=20_000)
    effort.begin_words(0, characters=100_000)
    assert steps_allowed(effort) <= 20_000
    effort.begin(0, characters=100_000)
    assert steps_allowed(effort) >= 800_000
    without = Effort()
    without.begin_words(0, characters=100_000)
    assert steps_allowed(without) >= 800_000


def test_a_block_that_is_soon_done_is_not_timed() -> None:
    looks = 0

    def clock() -> float:
        nonlocal looks
        looks += 1
        return 0.0

    effort = Effort(clock=clock)
    for start in range(100):
        effort.begin(start, characters=100)
        effort.spend(1_000)
    assert not looks
    effort.spend(100_000)
    assert looks
