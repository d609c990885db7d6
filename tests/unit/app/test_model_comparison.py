"""What is known of models is gathered, and a part that fails is named and leaves the others."""

from __future__ import annotations

from typing import Any

import msgspec
from support import openrouter_bodies, openrouter_statistics
from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.model_comparison import Statistics, listed_models, read_statistics
from desktop_chat.core.catalog import Model
from desktop_chat.core.provider import PRACTICE, custom_endpoint
from desktop_chat.errors import Offline

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
SPECIAL = openrouter_bodies.special_models()
GONE = Offline("Nothing answers.")


def reply(value: Any) -> ScriptedReply:
    return ScriptedReply([msgspec.json.encode(value)], headers=JSON)


SLUGS = [each["canonical_slug"] for each in SPECIAL]
RANKINGS = reply(openrouter_statistics.rankings(SLUGS, "2026-11-01", "2026-11-26"))
ORDER = reply({"data": SPECIAL, "total_count": len(SPECIAL)})
ZERO = reply(openrouter_bodies.zero_retention(SPECIAL[:1]))
BENCHMARKS = reply(openrouter_statistics.benchmarks(SLUGS))


async def test_all_that_the_router_tells_is_joined_to_a_model() -> None:
    async with program(ScriptedTransport(RANKINGS, ORDER, ZERO, BENCHMARKS)) as opened:
        found = await read_statistics(opened.services.models, ROUTER)
    first = found.of(Model(SPECIAL[0]["id"], canonical_slug=SLUGS[0]))
    assert (first.weekly_days, first.weekly_rank, first.has_zero_retention) == (7, 1, True)
    # Nine trillions and seven thousand millions more each day: of the last seven days alone.
    assert first.weekly_tokens == 7 * 9_000_000_000_000 + sum(range(19, 26)) * 7_000_000_000
    assert {score.source for score in first.scores} >= {"openrouter", "design-arena"}
    other = found.of(Model("nobody/knows"))
    assert (other.weekly_tokens, other.weekly_rank, other.has_zero_retention) == (None, None, False)
    assert found.citations[0].startswith("Source: OpenRouter (openrouter.ai/rankings), as of ")
    assert found.failures == ()


async def test_a_place_is_that_among_the_told_tokens_where_there_are_some() -> None:
    reverse = reply({"data": SPECIAL[::-1], "total_count": len(SPECIAL)})
    async with program(ScriptedTransport(RANKINGS, reverse, ZERO, BENCHMARKS)) as opened:
        found = await read_statistics(opened.services.models, ROUTER)
    # The model's own page says so, too.
    assert found.of(Model(SPECIAL[0]["id"], canonical_slug=SLUGS[0])).weekly_rank == 1
    untold = found.of(Model(SPECIAL[-1]["id"], canonical_slug=SLUGS[-1]))
    assert (untold.weekly_tokens, untold.weekly_rank) == (None, 1)


async def test_a_part_that_fails_is_named_once_and_the_others_are_there() -> None:
    async with program(ScriptedTransport(GONE, GONE, ZERO, GONE)) as opened:
        found = await read_statistics(opened.services.models, ROUTER)
    assert found.failures == (GONE,)
    assert found.rankings is None
    known = found.of(Model(SPECIAL[0]["id"]))
    assert (known.has_zero_retention, known.weekly_rank) == (True, None)


async def test_an_endpoint_that_is_no_router_tells_nothing_and_fails_in_nothing() -> None:
    transport = ScriptedTransport()
    async with program(transport) as opened:
        assert await read_statistics(opened.services.models, PRACTICE) == Statistics()
    assert not transport.requests


async def test_models_are_taken_in_their_order_and_once() -> None:
    async with program(ScriptedTransport(ORDER)) as opened:
        await opened.services.catalog.refresh(ROUTER)
        ids = ("openrouter/auto", "no/such", SPECIAL[0]["id"], "openrouter/auto")
        found = listed_models(opened.services.catalog, ROUTER, ids)
    assert [model.id for model in found] == ["openrouter/auto", SPECIAL[0]["id"]]
