"""What a router tells is kept with its date, and is there when the router is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support import openrouter_bodies, openrouter_statistics
from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.model_library import ModelLibrary
from desktop_chat.app.services import Services
from desktop_chat.core.model_filter import ModelOrder
from desktop_chat.core.provider import (
    PRACTICE,
    READY_ENDPOINTS,
    custom_endpoint,
    further_account,
    management_of,
)
from desktop_chat.core.secret import Secret
from desktop_chat.errors import NoKey, NotJson, Offline, RateLimited, UsageError

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
NOW_US = 1_800_000_000_000_000
HOUR_US = 3_600_000_000
GONE = Offline("Nothing answers.")


class Hand:
    """A clock that is set by hand."""

    now_us = NOW_US

    def __call__(self) -> int:
        return self.now_us


def reply(value: Any, status: int = 200, **headers: str) -> ScriptedReply:
    return ScriptedReply([msgspec.json.encode(value)], status=status, headers=JSON | headers)


def library_of(services: Services, clock: Hand) -> ModelLibrary:
    return ModelLibrary(services.archive, services.account, services.transports, clock)


@asynccontextmanager
async def opened(
    *replies: ScriptedReply | Offline, folder: Path | None = None
) -> AsyncIterator[tuple[ModelLibrary, ScriptedTransport, Hand]]:
    transport, clock = ScriptedTransport(*replies), Hand()
    async with program(transport, folder) as found:
        yield library_of(found.services, clock), transport, clock


ACTIVITY = reply(openrouter_statistics.activity("a/b", "a/b", "2026-11-26"))
PROVIDERS = reply(openrouter_bodies.providers())


async def test_nothing_kept_and_nothing_reached_is_an_error() -> None:
    async with opened(GONE) as (library, _, _):
        with pytest.raises(Offline):
            await library.providers(ROUTER)


async def test_what_is_young_is_not_asked_for_again_and_what_is_old_is() -> None:
    async with opened(PROVIDERS, PROVIDERS, PROVIDERS) as (library, transport, clock):
        first = await library.providers(ROUTER)
        assert await library.providers(ROUTER) is first
        await library.providers(ROUTER, is_fresh=True)
        clock.now_us += 25 * HOUR_US
        assert (await library.providers(ROUTER)).fetched_us == clock.now_us
        assert len(transport.requests) == 3


async def test_after_a_restart_offline_the_kept_answer_serves_with_the_failure(
    tmp_path: Path,
) -> None:
    async with opened(PROVIDERS, folder=tmp_path) as (library, _, _):
        first = await library.providers(ROUTER)
    async with opened(GONE, folder=tmp_path) as (library, _, clock):
        clock.now_us += 48 * HOUR_US
        found = await library.providers(ROUTER)
    assert (found.value, found.fetched_us, found.failure) == (first.value, NOW_US, GONE)


async def test_a_broken_answer_is_not_kept() -> None:
    broken = ScriptedReply([b'{"data":['], headers=JSON)
    async with opened(broken, PROVIDERS, broken) as (library, _, _):
        with pytest.raises(NotJson):
            await library.providers(ROUTER)
        good = await library.providers(ROUTER)
        again = await library.providers(ROUTER, is_fresh=True)
        assert again.value == good.value
        assert isinstance(again.failure, NotJson)


async def test_what_was_kept_while_the_clock_ran_ahead_is_asked_for_anew() -> None:
    async with opened(PROVIDERS, PROVIDERS) as (library, transport, clock):
        await library.providers(ROUTER)
        clock.now_us -= HOUR_US
        await library.providers(ROUTER)
        assert len(transport.requests) == 2


async def test_a_router_that_asks_for_patience_is_left_alone_as_long() -> None:
    refusal = reply({"error": {"message": "Slow down."}}, 429, **{"retry-after": "40"})
    async with opened(refusal, PROVIDERS) as (library, transport, clock):
        for _ in range(2):
            with pytest.raises(RateLimited):
                await library.providers(ROUTER)
        assert len(transport.requests) == 1
        clock.now_us += 41_000_000
        assert (await library.providers(ROUTER)).failure is None


async def test_offerings_say_whether_they_retain_nothing_as_far_as_that_is_known() -> None:
    model = openrouter_bodies.special_models()[0]
    offerings = reply(openrouter_bodies.offerings(model))
    zero = reply(openrouter_bodies.zero_retention([model]))
    async with opened(offerings, GONE, zero) as (library, _, _):
        unknown = await library.offerings(ROUTER, model["id"])
        assert {each.is_zero_retention for each in unknown.value} == {None}
        known = await library.offerings(ROUTER, model["id"])
        assert [each.is_zero_retention for each in known.value] == [True, False, False]


async def test_rankings_of_yesterday_serve_offline_today() -> None:
    body = openrouter_statistics.rankings(["a/b"], "2026-12-15", "2027-01-13")
    async with opened(reply(body), GONE) as (library, transport, clock):
        first = await library.rankings(ROUTER)
        assert "start_date=2026-12-16&end_date=2027-01-14" in transport.requests[0].url
        clock.now_us += 25 * HOUR_US
        found = await library.rankings(ROUTER)
        assert (found.value, found.failure) == (first.value, GONE)


async def test_an_order_that_only_the_router_knows_is_a_list_of_ids() -> None:
    async with opened(reply({"data": [{"id": "b"}, {"id": "a"}]})) as (library, transport, _):
        assert (await library.ranked_ids(ROUTER, ModelOrder.WEEKLY)).value == ("b", "a")
        assert "sort=top-weekly" in transport.requests[0].url


async def test_more_ids_than_a_page_holds_are_all_there() -> None:
    first = reply({"data": [{"id": f"a/{n}"} for n in range(1_000)]})
    rest = reply({"data": [{"id": "a/last"}]})
    async with opened(first, rest, first, first) as (library, transport, _):
        found = (await library.found_ids(ROUTER, {"zdr": "true"})).value
        assert (len(found), found[-1]) == (1_001, "a/last")
        assert "offset=1000" in transport.requests[1].url
        # This one knows no pages.
        assert len((await library.found_ids(ROUTER, {"region": "eu"})).value) == 1_000
        assert len(transport.requests) == 4


async def test_a_variant_that_any_model_takes_is_offered_by_who_offers_the_model() -> None:
    offered = openrouter_bodies.offerings(openrouter_bodies.model("a/b", "B"))
    answers = (reply(offered), reply(openrouter_bodies.zero_retention([])), reply(offered))
    async with opened(*answers) as (library, transport, _):
        found = await library.offerings(ROUTER, "a/b:nitro")
        assert await library.offerings(ROUTER, "a/b") == found
        assert transport.requests[0].url.endswith("/models/a/b/endpoints")
        await library.offerings(ROUTER, "a/b:free")
        assert transport.requests[-1].url.endswith("/models/a/b:free/endpoints")


async def test_only_a_router_has_more_to_tell_than_its_list() -> None:
    async with opened() as (library, _, _):
        assert library.tells_of(ROUTER)
        assert not library.tells_of(PRACTICE)


async def test_statistics_are_read() -> None:
    replies = (
        reply(openrouter_statistics.app_rankings()),
        reply(openrouter_statistics.benchmarks(["a/b"])),
    )
    async with opened(*replies) as (library, _, _):
        assert (await library.app_rankings(ROUTER)).value.rows[0].rank == 1
        assert (await library.benchmarks(ROUTER)).value.rows[0].score == 61.5


async def test_only_a_router_has_any_of_it() -> None:
    vllm = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "vllm")
    async with opened() as (library, _, _):
        for endpoint in (vllm, PRACTICE):
            with pytest.raises(UsageError):
                await library.providers(endpoint)


async def test_after_another_key_was_kept_nothing_of_the_last_one_is_young() -> None:
    transport, clock = ScriptedTransport(PROVIDERS, PROVIDERS), Hand()
    async with program(transport) as found:
        library = library_of(found.services, clock)
        await library.providers(ROUTER)
        found.services.account.changed.emit(None)
        await library.providers(ROUTER)
        assert len(transport.requests) == 2


async def test_activity_is_asked_with_the_management_key_and_not_at_all_without_one() -> None:
    transport = ScriptedTransport(ACTIVITY)
    async with program(transport) as found:
        account, library = found.services.account, library_of(found.services, Hand())
        account.keep_key_for_session(ROUTER, Secret("sk-chat-key-1"))
        with pytest.raises(NoKey):
            await library.activity(ROUTER)
        assert not transport.requests
        account.keep_key_for_session(management_of(ROUTER), Secret("sk-management-key-1"))
        assert len((await library.activity(ROUTER)).value) == 30
        assert transport.keys == [Secret("sk-management-key-1")]


async def test_what_the_account_used_is_not_told_once_the_management_key_is_gone() -> None:
    async with program(ScriptedTransport(ACTIVITY)) as found:
        account, library = found.services.account, library_of(found.services, Hand())
        account.keep_key_for_session(management_of(ROUTER), Secret("sk-management-key-1"))
        await library.activity(ROUTER)
        await account.forget_key(management_of(ROUTER))
        with pytest.raises(NoKey):
            await library.activity(ROUTER)


async def test_no_account_is_told_what_another_one_used() -> None:
    bodies = [openrouter_statistics.activity(each, each, "2026-11-26") for each in ("a/b", "c/d")]
    accounts = (ROUTER, further_account(ROUTER, "Work"))
    transport = ScriptedTransport(*map(reply, bodies))
    async with program(transport) as opened_program:
        services = opened_program.services
        library = library_of(services, Hand())
        for each in accounts:
            key = Secret("sk-management-key-1")
            services.account.keep_key_for_session(management_of(each), key)
        found = [await library.activity(each) for each in accounts]
        assert [each.value[0].model for each in found] == ["a/b", "c/d"]
        assert len(transport.requests) == 2
