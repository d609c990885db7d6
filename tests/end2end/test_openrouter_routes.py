"""The stand-in for OpenRouter answers as documented, and the program copes when it does not."""

from __future__ import annotations

import pytest
from support import openrouter_bodies
from support.openapi import check
from support.openrouter_routes import PREFIX, Fault, Router
from support.openrouter_server import serve

from desktop_chat.app.model_fetching import fetch_models
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.errors import AppError
from desktop_chat.net.client import HttpTransport
from desktop_chat.wire.models import parse_models

MODELS = openrouter_bodies.models(30)
ROUTES = {
    "/models": "/models",
    "/models/count": "/models/count",
    "/providers": "/providers",
    "/endpoints/zdr": "/endpoints/zdr",
    "/datasets/rankings-daily": "/datasets/rankings-daily",
    "/datasets/app-rankings": "/datasets/app-rankings",
    "/benchmarks": "/benchmarks",
    "/activity": "/activity",
    "/key": "/key",
    "/model/{author}/{slug}": "/model/northwind/heron:free",
}


@pytest.mark.parametrize(("route", "path"), ROUTES.items())
def test_every_answer_is_as_documented(route: str, path: str) -> None:
    check(route, Router(MODELS).body(path, {}))


def test_what_an_answer_took_is_as_documented_once_it_is_known() -> None:
    router = Router(MODELS)
    assert router.body("/generation", {"id": "gen-1"}) is None
    check("/generation", router.body("/generation", {"id": "gen-1"}))


@pytest.mark.parametrize("model_id", [each["id"] for each in MODELS])
def test_the_offerings_of_every_kind_of_model_are_as_documented(model_id: str) -> None:
    check(
        "/models/{author}/{slug}/endpoints",
        Router(MODELS).body(f"/models/{model_id}/endpoints", {}),
    )


FAILING = [each for each in Fault if each not in (Fault.EMPTY, Fault.SLOW)]


@pytest.mark.parametrize("fault", FAILING)
async def test_every_fault_is_an_error_with_a_sentence(fault: Fault) -> None:
    transport = HttpTransport()
    async with serve(Router(MODELS, fault)) as server:
        endpoint = custom_endpoint(f"{server.url}{PREFIX}")
        try:
            with pytest.raises(AppError) as caught:
                parse_models(await fetch_models(endpoint, transport, None))
        finally:
            await transport.close()
    assert caught.value.text.endswith(".")


async def test_a_slow_answer_is_waited_for() -> None:
    transport = HttpTransport()
    async with serve(Router(MODELS, Fault.SLOW, slow_s=0.1)) as server:
        endpoint = custom_endpoint(f"{server.url}{PREFIX}")
        try:
            models = parse_models(await fetch_models(endpoint, transport, None))
        finally:
            await transport.close()
    assert len(models) == len(MODELS)


async def test_five_thousand_models_come_in_pages() -> None:
    transport = HttpTransport()
    async with serve(Router(openrouter_bodies.models(5_000))) as server:
        endpoint = custom_endpoint(f"{server.url}{PREFIX}")
        try:
            models = parse_models(await fetch_models(endpoint, transport, None))
        finally:
            await transport.close()
    assert len(models) == 5_000
    assert len(server.requests) == 5
