"""Only the models that were chosen are sampled, each moment once; what fails adds nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from support import openrouter_bodies
from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.model_library import ModelLibrary
from desktop_chat.app.model_shelf import ModelShelf
from desktop_chat.app.uptime_sampling import UptimeSampling
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.errors import Offline

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
MODEL = openrouter_bodies.special_models()[0]
OFFERS = ScriptedReply(
    [msgspec.json.encode(openrouter_bodies.offerings(MODEL))], status=200, headers=JSON
)
GONE = Offline("Nothing answers.")
START_US = 1_800_000_000_000_000


@asynccontextmanager
async def sampling_with(
    *replies: ScriptedReply | Offline,
) -> AsyncIterator[tuple[UptimeSampling, ModelShelf, ScriptedTransport, list[int]]]:
    """Give what samples over a router, and the list whose last number is the time."""
    transport, times = ScriptedTransport(*replies), [START_US]
    async with program(transport) as opened:
        found = opened.services
        found.account.use(ROUTER)
        models = ModelLibrary(found.archive, found.account, found.transports, lambda: times[-1])
        sampling = UptimeSampling(found.archive, found.account, models, found.shelf)
        yield sampling, found.shelf, transport, times


async def test_nobody_is_asked_while_no_model_is_chosen() -> None:
    async with sampling_with() as (sampling, _, transport, _):
        await sampling.take()
        assert not transport.requests
        assert await sampling.samples(ROUTER, MODEL["id"]) == ()


async def test_each_moment_is_sampled_once_and_a_failure_adds_nothing() -> None:
    # Of each pair the second asks for what retains nothing.
    async with sampling_with(OFFERS, GONE, GONE, OFFERS, GONE, GONE, GONE) as found:
        sampling, shelf, _, times = found
        shelf.set_sampled(ROUTER.id, MODEL["id"], is_sampled=True)
        await sampling.take()
        times.append(START_US + 60_000_000)
        await sampling.take()
        (first,) = await sampling.samples(ROUTER, MODEL["id"])
        assert first.moment_us == START_US
        assert first.uptimes
        assert all(0 <= uptime <= 100 for uptime in first.uptimes.values())
        times.append(START_US + 301_000_000)
        await sampling.take()
        times.append(START_US + 700_000_000)
        await sampling.take()
        moments = [each.moment_us for each in await sampling.samples(ROUTER, MODEL["id"])]
        assert moments == [START_US, START_US + 301_000_000]


async def test_a_model_of_an_endpoint_that_is_gone_is_passed_over() -> None:
    async with sampling_with(OFFERS, GONE) as (sampling, shelf, _, _):
        shelf.set_sampled("no such endpoint", "a/b", is_sampled=True)
        shelf.set_sampled(ROUTER.id, MODEL["id"], is_sampled=True)
        await sampling.take()
        assert await sampling.samples(ROUTER, MODEL["id"])


async def test_samples_that_cannot_be_read_are_none() -> None:
    async with program(ScriptedTransport()) as opened:
        services = opened.services
        await services.archive.cache_put(f"uptime:{ROUTER.base_url} a/b", b"\xc1", 5)
        assert await services.uptime.samples(ROUTER, "a/b") == ()
