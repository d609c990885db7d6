"""Statistics are read with their source, in whatever form the documentation allows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import openrouter_statistics
from support.openapi import answers

from desktop_chat.core.model_statistics import DailyTokens
from desktop_chat.errors import NotJson
from desktop_chat.wire.model_statistics import (
    parse_activity,
    parse_app_rankings,
    parse_benchmarks,
    parse_rankings,
)

SLOWLY = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PARSERS: dict[str, Callable[[bytes], Any]] = {
    "/datasets/rankings-daily": parse_rankings,
    "/datasets/app-rankings": parse_app_rankings,
    "/benchmarks": parse_benchmarks,
    "/activity": parse_activity,
}


def encoded(body: Any) -> bytes:
    return msgspec.json.encode(body)


def test_rankings_come_with_the_line_that_their_licence_asks_for() -> None:
    body = openrouter_statistics.rankings(["a/b"], "2026-11-01", "2026-11-02")
    found = parse_rankings(encoded(body))
    assert found.rows[0] == DailyTokens("2026-11-01", "a/b", 9_000_000_000_000)
    assert found.source.citation == (
        "Source: OpenRouter (openrouter.ai/rankings), as of 2026-11-26T00:00:00Z."
    )


def test_benchmarks_of_every_source_are_figures_and_unmeasured_ones_are_left_out() -> None:
    found = parse_benchmarks(encoded(openrouter_statistics.benchmarks(["a/b"])))
    assert [(row.benchmark, row.score) for row in found.rows] == [
        ("intelligence_index", 61.5),
        ("agentic_index", 40.0),
        ("models / website", 1287.5),
        ("gpqa_diamond", 0.71),
    ]
    assert found.rows[-1].cost_usd == Decimal("0.0031")
    assert "Artificial Analysis" in found.source.citation


def test_activity_is_exact() -> None:
    body = openrouter_statistics.activity("a/b", "a/b-v1", "2026-11-26")
    found = parse_activity(encoded(body))
    assert (found[0].day, found[0].usage_usd) == ("2026-11-26", Decimal("0.0125"))


@pytest.mark.parametrize("parse", PARSERS.values())
def test_what_is_no_json_is_an_error(parse: Callable[[bytes], Any]) -> None:
    with pytest.raises(NotJson):
        parse(b"[")


@pytest.mark.parametrize("parse", PARSERS.values())
@pytest.mark.parametrize("body", [b"[]", b'{"data":null}', b'{"data":[5,{}]}', b'{"data":{}}'])
def test_what_has_another_form_reads_as_little(parse: Callable[[bytes], Any], body: bytes) -> None:
    parse(body)


@pytest.mark.parametrize("path", PARSERS)
@SLOWLY
@given(data=st.data())
def test_every_answer_of_the_schema_and_beyond_is_read(path: str, data: st.DataObject) -> None:
    PARSERS[path](encoded(data.draw(answers(path))))
