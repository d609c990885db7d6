"""The user's own speeds: by provider, by nearest rank, and only of what was measured."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.ids import new_id
from desktop_chat.core.measured_requests import MeasuredRequest, own_speeds, percentiles
from desktop_chat.core.spending import Spent
from desktop_chat.core.usage import Timings


def measured(provider: str, first_us: int | None, end_us: int | None = None) -> MeasuredRequest:
    spent = Spent(new_id(), 1, provider=provider, completion_tokens=101)
    timings = Timings(first_token_after_us=first_us, finished_after_us=end_us)
    return MeasuredRequest(spent, timings=timings)


def test_speeds_are_told_by_provider_the_most_used_first() -> None:
    rows = [
        measured("B", 200_000),
        measured("A", 500_000, 2_500_000),
        measured("A", 700_000, 1_700_000),
        measured("C", None),
    ]
    first, second = own_speeds(rows)
    assert (first.provider, first.answers) == ("A", 2)
    assert first.latency_s is not None
    assert first.latency_s.p50 == 0.5
    assert first.throughput is not None
    assert first.throughput.p50 == 50
    assert first.throughput.p99 == 100
    assert (second.provider, second.answers, second.throughput) == ("B", 1, None)


def test_without_a_measure_there_is_no_speed() -> None:
    assert own_speeds([]) == ()
    assert own_speeds([measured("A", None)]) == ()
    assert percentiles([]) is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_percentiles_are_values_and_rise(values: list[float]) -> None:
    found = percentiles(values)
    assert found is not None
    steps = [found.p50, found.p75, found.p90, found.p99]
    assert steps == sorted(steps)
    assert set(steps) <= set(values)
    assert sum(value <= found.p50 for value in values) * 2 >= len(values)
