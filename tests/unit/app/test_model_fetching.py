"""A whole list is fetched, however many requests that takes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.app.model_fetching import MOST_BYTES, MOST_PAGES, fetch_models
from desktop_chat.app.model_reading import read_models
from desktop_chat.core.provider import READY_ENDPOINTS, Endpoint
from desktop_chat.errors import Offline
from desktop_chat.wire.models import parse_models

GONE = Offline("Nothing answers.")


def ready(endpoint_id: str) -> Endpoint:
    return next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == endpoint_id)


def reply(value: Any) -> ScriptedReply:
    return ScriptedReply([msgspec.json.encode(value)], headers=JSON)


def page(*ids: str, total: int | None) -> ScriptedReply:
    return reply({"data": [{"id": each} for each in ids], "total_count": total})


async def fetched(endpoint_id: str, transport: ScriptedTransport) -> list[str]:
    body = await fetch_models(ready(endpoint_id), transport, None)
    return [model.id for model in parse_models(body)]


async def test_pages_are_asked_for_until_all_models_have_come() -> None:
    transport = ScriptedTransport(page("a", "b", total=3), page("c", total=3))
    assert await fetched("openrouter", transport) == ["a", "b", "c"]
    assert "offset=2" in transport.requests[1].url


async def test_a_list_of_which_a_page_is_missing_is_none() -> None:
    with pytest.raises(Offline):
        await fetched("openrouter", ScriptedTransport(page("a", total=3), GONE))


async def test_a_server_without_pages_is_asked_no_more_than_it_has_to_be() -> None:
    assert await fetched("openrouter", ScriptedTransport(page("a", total=None))) == ["a"]
    same = page("a", total=9)
    assert await fetched("openrouter", ScriptedTransport(same, same)) == ["a"]
    assert await fetched("openrouter", ScriptedTransport(page(total=9))) == []


async def test_a_count_that_no_page_reaches_ends_all_the_same() -> None:
    pages = [page(f"m-{n}", total=10**9) for n in range(MOST_PAGES + 1)]
    transport = ScriptedTransport(*pages)
    assert len(await fetched("openrouter", transport)) == MOST_PAGES


async def test_ollama_is_asked_about_each_of_its_models() -> None:
    transport = ScriptedTransport(
        reply({"data": [{"id": "a"}, {"id": "b"}]}),
        reply({"models": [{"name": "a", "size": 7}]}),
        reply({"capabilities": ["tools"]}),
        GONE,
    )
    models = parse_models(await fetch_models(ready("ollama"), transport, None))
    assert [(m.id, m.size_bytes, "tools" in m.capabilities) for m in models] == [
        ("a", 7, True),
        ("b", None, False),
    ]


async def test_an_older_lm_studio_is_asked_in_its_own_way() -> None:
    transport = ScriptedTransport(
        reply({"data": [{"id": "a"}]}),
        ScriptedReply([b"{}"], status=404, headers=JSON),
        reply({"data": [{"id": "a", "max_context_length": 4096}]}),
    )
    (model,) = parse_models(await fetch_models(ready("lmstudio"), transport, None))
    assert model.context_length == 4096


async def test_a_silent_native_route_costs_nothing_of_the_list() -> None:
    transport = ScriptedTransport(reply({"data": [{"id": "a"}]}), GONE)
    assert await fetched("llamacpp", transport) == ["a"]


@pytest.mark.parametrize("endpoint_id", ["openrouter", "vllm"])
async def test_of_a_list_that_never_ends_the_beginning_is_taken(endpoint_id: str) -> None:
    row = b'{"id":"m-%06d","description":"' + b"x" * 10_000 + b'"},'
    pieces = [b'{"data":[', *(row % number for number in range(MOST_BYTES // 10_000))]
    endless = ScriptedReply([*pieces, GONE], headers=JSON)
    body = await fetch_models(ready(endpoint_id), ScriptedTransport(endless), None)
    assert len(body) == MOST_BYTES
    models, gaps = await read_models(body)
    assert len(models) == MOST_BYTES // len(row % 0)
    assert gaps.is_cut
