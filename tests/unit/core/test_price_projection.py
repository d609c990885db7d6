"""What own requests would have cost elsewhere is exact, each at the prices of its own moment."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from desktop_chat.core.ids import new_id
from desktop_chat.core.measured_requests import MeasuredRequest
from desktop_chat.core.price_projection import batch_cost_usd, own_use, projected
from desktop_chat.core.pricing import PriceOverride, Pricing
from desktop_chat.core.spending import CostSource, Spent

PRICED = Pricing(
    prompt=Decimal("0.000002"),
    completion=Decimal("0.000006"),
    other={"input_cache_read": Decimal("0.0000002")},
)


def request(prompt: int, completion: int, cached: int = 0, sent_us: int = 1) -> MeasuredRequest:
    spent = Spent(
        new_id(),
        sent_us,
        prompt_tokens=prompt,
        completion_tokens=completion,
        cost_usd=Decimal("0.5"),
        source=CostSource.USAGE,
    )
    return MeasuredRequest(spent, cached_tokens=cached)


def at_us(hour: int) -> int:
    return round(datetime(2026, 11, 2, hour, tzinfo=UTC).timestamp() * 1_000_000)


def test_use_is_summed_and_its_means_are_known() -> None:
    use = own_use([request(100, 10, 40), request(300, 20, 900)])
    assert (use.prompt_tokens, use.completion_tokens, use.cached_tokens) == (400, 30, 340)
    assert use.spent.cost_usd == 1
    assert use.mean(use.prompt_tokens) == 200
    assert own_use([]).mean(5) == 0


def test_both_costs_are_told_with_and_without_the_cache() -> None:
    found = projected([request(1_000, 100, 500), request(1_000, 100)], PRICED)
    assert found is not None
    assert found.uncached_usd == Decimal("0.0052")
    assert found.cached_usd == Decimal("0.0043")
    plain = Pricing(PRICED.prompt, PRICED.completion)
    same = projected([request(1_000, 100, 500)], plain)
    assert same is not None
    assert same.cached_usd == same.uncached_usd


def test_each_request_is_priced_by_its_length_and_its_hour() -> None:
    half, double = Decimal("0.5"), Decimal(2)
    pricing = Pricing(
        Decimal(1),
        Decimal(0),
        overrides=(
            PriceOverride(utc_start=2200, utc_end=600, prices={"prompt": half}),
            PriceOverride(min_prompt_tokens=10, prices={"prompt": double}),
        ),
    )
    rows = [request(4, 0, sent_us=at_us(12)), request(4, 0, sent_us=at_us(23)), request(10, 0)]
    found = projected(rows, pricing)
    assert found is not None
    assert found.uncached_usd == 4 + 2 + 20


def test_what_varies_or_is_unknown_has_no_cost() -> None:
    assert projected([request(1, 1)], Pricing()) is None
    assert projected([request(1, 1)], Pricing(Decimal(-1), Decimal(-1))) is None
    assert batch_cost_usd(Pricing(), 1, 1, 1, 0) is None


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 9))
def test_equal_requests_cost_as_often_as_they_are_sent(
    prompt: int, completion: int, cached: int, count: int
) -> None:
    found = projected([request(prompt, completion, cached)] * count, PRICED)
    assert found is not None
    assert found.cached_usd == batch_cost_usd(PRICED, count, prompt, completion, cached)
    assert found.cached_usd <= found.uncached_usd
