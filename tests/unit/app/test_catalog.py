"""Models come from memory, then the archive, then the endpoint."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from support.program import program
from support.scripted import JSON, ScriptedReply, ScriptedTransport

from desktop_chat.core.provider import READY_ENDPOINTS, custom_endpoint
from desktop_chat.errors import AppError, Offline

VLLM = next(endpoint for endpoint in READY_ENDPOINTS if endpoint.id == "vllm")
MODELS = ScriptedReply([b'{"data":[{"id":"a"},{"id":"b"}]}'], headers=JSON)


async def test_nothing_is_asked_before_somebody_wants_it() -> None:
    async with program(ScriptedTransport()) as opened:
        catalog = opened.services.catalog
        assert catalog.models("vllm").models == ()
        assert (await catalog.load(VLLM)).models == ()
        assert opened.transport.requests == []


async def test_a_refreshed_list_is_there_after_a_restart_without_a_request(tmp_path: Path) -> None:
    async with program(ScriptedTransport(MODELS), tmp_path) as opened:
        heard: list[str] = []
        opened.services.catalog.changed.connect(heard.append)
        found = await opened.services.catalog.refresh(VLLM)
        assert [model.id for model in found.models] == ["a", "b"]
        assert heard == ["vllm"]
    async with program(ScriptedTransport(), tmp_path) as opened:
        again = await opened.services.catalog.load(VLLM)
        assert again == found
        assert opened.services.catalog.model("vllm", "b") is not None
        assert opened.services.catalog.model("vllm", "c") is None


async def test_a_failed_refresh_leaves_the_old_list() -> None:
    transport = ScriptedTransport(MODELS, Offline("Nothing answers."))
    async with program(transport) as opened:
        await opened.services.catalog.refresh(VLLM)
        with pytest.raises(Offline):
            await opened.services.catalog.refresh(VLLM)
        assert len(opened.services.catalog.models("vllm").models) == 2


async def test_a_list_in_memory_is_not_read_from_the_archive_again() -> None:
    async with program(ScriptedTransport(MODELS)) as opened:
        catalog = opened.services.catalog
        found = await catalog.refresh(VLLM)
        await opened.services.archive.cache_put(f"models:{VLLM.base_url}", b"[]", 1)
        assert await catalog.load(VLLM) is found


async def test_a_web_page_in_the_place_of_the_list_is_an_error_with_a_sentence() -> None:
    page = ScriptedReply(
        [b"<html><title>Sign in</title></html>"], headers={"content-type": "text/html"}
    )
    async with program(ScriptedTransport(page)) as opened:
        with pytest.raises(AppError) as caught:
            await opened.services.catalog.refresh(VLLM)
        assert caught.value.kind == "SignInPage"


async def test_a_list_says_what_changed_since_the_one_before_and_which_model_vanished() -> None:
    now = ScriptedReply(
        [b'{"data":[{"id":"b","pricing":{"prompt":"1"}},{"id":"c"}]}'], headers=JSON
    )
    async with program(ScriptedTransport(MODELS, now)) as opened:
        catalog = opened.services.catalog
        assert not catalog.is_vanished("vllm", "a")
        await catalog.refresh(VLLM)
        change = (await catalog.refresh(VLLM)).change
        assert (change.added, change.vanished, [*change.repriced]) == (("c",), ("a",), ["b"])
        assert catalog.is_vanished("vllm", "a")
        assert not catalog.is_vanished("vllm", "b:free")


async def test_a_kept_list_that_cannot_be_read_is_as_good_as_none() -> None:
    async with program(ScriptedTransport(MODELS)) as opened:
        await opened.services.archive.cache_put(f"models:{VLLM.base_url}", b"{broken", 1)
        assert (await opened.services.catalog.load(VLLM)).models == ()
        assert len((await opened.services.catalog.refresh(VLLM)).models) == 2


async def test_a_distant_endpoint_that_suddenly_lists_nothing_keeps_its_list() -> None:
    empty = ScriptedReply([b'{"data":[]}'], headers=JSON)
    far = custom_endpoint("https://far.example/v1")
    async with program(ScriptedTransport(MODELS, empty)) as opened:
        await opened.services.catalog.refresh(far)
        with pytest.raises(AppError, match="lists no models"):
            await opened.services.catalog.refresh(far)
        assert len(opened.services.catalog.models(far.id).models) == 2


async def test_titles_of_a_kept_list_are_known_before_it_is_read_whole(tmp_path: Path) -> None:
    body = b'{"data":[{"id":"a/b","name":"Author: Name of B"},{"id":"a/c"}]}'
    async with program(ScriptedTransport(), tmp_path) as opened:
        await opened.services.archive.cache_put(f"models:{VLLM.base_url}", body, 1)
        catalog = opened.services.catalog
        assert catalog.title("vllm", "a/b") == ""
        await catalog.load_titles(VLLM)
        assert catalog.models("vllm").models == ()
        assert catalog.title("vllm", "a/b") == "Name of B"
        assert catalog.title("vllm", "a/c") == ""
        first, second = await asyncio.gather(catalog.load(VLLM), catalog.load(VLLM))
        assert first is second
        assert catalog.title("vllm", "a/b") == "Name of B"
        assert catalog.title("vllm", "a/c") == "a/c"
