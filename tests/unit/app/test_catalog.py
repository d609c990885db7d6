"""Models come from memory, then the archive, then the endpoint."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from support.program import Program, program
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from typing_extensions import override

from desktop_chat.app.catalog import ModelCatalog
from desktop_chat.core.catalog import ListChange, ListGaps
from desktop_chat.core.provider import READY_ENDPOINTS, Endpoint, custom_endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import AppError, Offline
from desktop_chat.settings.secrets import KeyStore

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


async def test_what_changed_is_known_after_a_restart(tmp_path: Path) -> None:
    now = ScriptedReply([b'{"data":[{"id":"a","pricing":{"prompt":"1"}}]}'], headers=JSON)
    async with program(ScriptedTransport(MODELS, now), tmp_path) as opened:
        await opened.services.catalog.refresh(VLLM)
        found = await opened.services.catalog.refresh(VLLM)
        assert [*found.change.repriced] == ["a"]
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert (await opened.services.catalog.load(VLLM)).change == found.change


@pytest.mark.parametrize("kept", [b"{broken", b'{"added":1}', b""])
async def test_a_kept_change_that_cannot_be_read_costs_no_list(kept: bytes) -> None:
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        await archive.cache_put(f"models:{VLLM.base_url}", b'{"data":[{"id":"a"}]}', 1)
        await archive.cache_put(f"models-change:{VLLM.base_url}", kept, 1)
        found = await opened.services.catalog.load(VLLM)
        assert [each.id for each in found.models] == ["a"]
        assert found.change == ListChange()


async def test_a_change_of_another_list_is_not_taken_for_this_ones() -> None:
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        await archive.cache_put(f"models:{VLLM.base_url}", b'{"data":[{"id":"a"}]}', 2)
        await archive.cache_put(f"models-change:{VLLM.base_url}", b'{"added":["a"]}', 1)
        assert (await opened.services.catalog.load(VLLM)).change == ListChange()


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


FAR = custom_endpoint("https://far.example/v1")
DAY_US = 86_400_000_000
NOW_US = 1_800_000_000_000_000


class Unasked(KeyStore):
    """A store of keys that nobody is to open."""

    @override
    async def get(self, endpoint: Endpoint) -> Secret | None:
        raise AssertionError(f"the key of {endpoint.id} was looked for")


def catalog_at(opened: Program, now_us: int) -> ModelCatalog:
    services = opened.services
    return ModelCatalog(services.archive, services.account, services.transports, lambda: now_us)


async def kept_list(opened: Program, endpoint: Endpoint = FAR) -> None:
    await opened.services.archive.cache_put(
        f"models:{endpoint.base_url}", b'{"data":[{"id":"old"}]}', NOW_US
    )


@pytest.mark.parametrize(
    ("age_us", "is_asked"),
    [(0, False), (DAY_US - 1, False), (DAY_US, True), (30 * DAY_US, True), (-1, True)],
)
async def test_a_list_is_renewed_where_it_is_a_day_old(age_us: int, is_asked: bool) -> None:
    async with program(ScriptedTransport(MODELS)) as opened:
        await kept_list(opened)
        catalog = catalog_at(opened, NOW_US + age_us)
        await catalog.renew(FAR)
        assert len(opened.transport.requests) == is_asked
        assert [each.id for each in catalog.models(FAR.id).models] == (
            ["a", "b"] if is_asked else ["old"]
        )


@pytest.mark.parametrize("endpoint", [FAR, VLLM], ids=["never asked before", "on this computer"])
async def test_nobody_is_asked_who_was_not_asked_before_or_may_be_off(endpoint: Endpoint) -> None:
    async with program(ScriptedTransport(MODELS)) as opened:
        if endpoint is VLLM:
            await kept_list(opened, VLLM)
        await catalog_at(opened, NOW_US + DAY_US).renew(endpoint)
        assert opened.transport.requests == []


async def test_offline_the_old_list_stays_and_nothing_is_said() -> None:
    async with program(ScriptedTransport(Offline("Nothing answers."))) as opened:
        await kept_list(opened)
        catalog = catalog_at(opened, NOW_US + DAY_US)
        await catalog.renew(FAR)
        assert [each.id for each in catalog.models(FAR.id).models] == ["old"]
        assert catalog.models(FAR.id).fetched_us == NOW_US
        assert opened.services.notices.history == ()


async def test_what_is_public_is_renewed_without_looking_for_a_key() -> None:
    router = custom_endpoint("https://far.example/api/v1")
    async with program(ScriptedTransport(MODELS), keys=Unasked()) as opened:
        await kept_list(opened, router)
        await catalog_at(opened, NOW_US + DAY_US).renew(router)
        assert len(opened.transport.requests) == 1


async def test_a_variant_that_any_model_takes_is_known_as_far_as_its_model_is() -> None:
    listed = ScriptedReply(
        [b'{"data":[{"id":"a/b","name":"A: B"},{"id":"a/b:free"}]}'], headers=JSON
    )
    async with program(ScriptedTransport(listed)) as opened:
        catalog = opened.services.catalog
        await catalog.refresh(FAR)
        fast = catalog.model(FAR.id, "a/b:nitro")
        assert fast is not None
        assert fast.title == "B (nitro)"
        assert catalog.model(FAR.id, "a/b:thinking") is None
        assert catalog.model(FAR.id, "c/d:nitro") is None
        assert catalog.model(FAR.id, "a/b:8b") is None


async def test_a_list_with_gaps_says_so_and_nothing_has_vanished_from_it(tmp_path: Path) -> None:
    cut = ScriptedReply([b'{"data":[{"id":"b"},{"id":"c'], headers=JSON)
    async with program(ScriptedTransport(MODELS, cut), tmp_path) as opened:
        catalog = opened.services.catalog
        await catalog.refresh(VLLM)
        found = await catalog.refresh(VLLM)
        assert [model.id for model in found.models] == ["b"]
        assert found.gaps == ListGaps(is_cut=True)
        assert found.change.vanished == ()
        assert not catalog.is_vanished("vllm", "a")
    async with program(ScriptedTransport(), tmp_path) as opened:
        assert (await opened.services.catalog.load(VLLM)).gaps == found.gaps
