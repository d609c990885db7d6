"""All that a router tells of its models beside the list: offerings, rankings, benchmarks, activity.

Each is kept in the archive with the moment it was fetched, so that it is there offline. Owns how
old a thing may be before it is asked for anew, and that a router which asks for patience gets it.
Must not know how any of it is shown.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar, cast

import msgspec

from desktop_chat.app.account import Account
from desktop_chat.app.transports import Transports
from desktop_chat.archive import Archive
from desktop_chat.core.clock import Clock
from desktop_chat.core.model_filter import ModelOrder
from desktop_chat.core.model_statistics import Activity, AppRankings, BenchmarkTable, Rankings
from desktop_chat.core.offerings import Offering, ProviderInfo
from desktop_chat.core.provider import Endpoint, management_of
from desktop_chat.core.variants import base_of, variant_of
from desktop_chat.errors import (
    AppError,
    ArchiveError,
    NoKey,
    ProtocolError,
    RateLimited,
    UsageError,
)
from desktop_chat.wire.dialects.registry import is_router
from desktop_chat.wire.exchange import fetch
from desktop_chat.wire.model_requests import (
    PAGE,
    build_get,
    build_model_ids_request,
    build_offerings_request,
    build_rankings_request,
)
from desktop_chat.wire.model_statistics import (
    parse_activity,
    parse_app_rankings,
    parse_benchmarks,
    parse_rankings,
)
from desktop_chat.wire.models import parse_models
from desktop_chat.wire.offerings import parse_offerings, parse_providers
from desktop_chat.wire.transport import WireRequest

T = TypeVar("T")

_MINUTE_US = 60_000_000
_DAY_US = 24 * 60 * _MINUTE_US
_OFFERINGS_AGE_US = 5 * _MINUTE_US
_LEAST_PATIENCE_S = 30.0
RANKING_DAYS = 30
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Something that was fetched, with its age and what went wrong when it was asked for again.

    Attributes:
        fetched_us: UTC microseconds.
        failure: Why it is older than it should be, None where it is not.
    """

    value: T
    fetched_us: int
    failure: AppError | None = None


class ModelLibrary:
    """Gives things by endpoint from memory, then the archive's cache, then the router.

    Every method returns at once while what is kept is young enough, asks the router where it is
    not or `is_fresh` is set, and gives what is kept, with the failure, where the router fails. They
    raise AppError only where nothing is kept; UsageError where the endpoint is no router.
    """

    def __init__(
        self, archive: Archive, account: Account, transports: Transports, clock: Clock
    ) -> None:
        self._archive = archive
        self._account = account
        self._transports = transports
        self._clock = clock
        self._kept: dict[str, Kept[Any]] = {}
        self._patience: dict[str, tuple[int, RateLimited]] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._account_us = 0
        account.changed.connect(self._forget_account)

    async def offerings(
        self, endpoint: Endpoint, model_id: str, *, is_fresh: bool = False
    ) -> Kept[tuple[Offering, ...]]:
        """Return who offers a model, each marked whether it retains nothing where that is known."""
        variant = variant_of(model_id)
        if variant is not None and variant.is_for_all:
            # It is the model itself, asked otherwise.
            model_id = base_of(model_id)
        request = build_offerings_request(endpoint, model_id)
        found = await self._get(
            endpoint, request, parse_offerings, _OFFERINGS_AGE_US, is_fresh=is_fresh
        )
        try:
            zero = {
                (each.model_id, each.tag) for each in (await self.zero_retention(endpoint)).value
            }
        except AppError:
            return found
        marked = (
            msgspec.structs.replace(
                each, is_zero_retention=(each.model_id or model_id, each.tag) in zero
            )
            for each in found.value
        )
        return replace(found, value=tuple(marked))

    async def zero_retention(
        self, endpoint: Endpoint, *, is_fresh: bool = False
    ) -> Kept[tuple[Offering, ...]]:
        """Return the offerings that keep nothing of what they are sent."""
        request = build_get(endpoint, "/endpoints/zdr")
        return await self._get(endpoint, request, parse_offerings, _DAY_US, is_fresh=is_fresh)

    async def providers(
        self, endpoint: Endpoint, *, is_fresh: bool = False
    ) -> Kept[tuple[ProviderInfo, ...]]:
        """Return the providers with their policies."""
        request = build_get(endpoint, "/providers")
        return await self._get(endpoint, request, parse_providers, _DAY_US, is_fresh=is_fresh)

    async def rankings(
        self, endpoint: Endpoint, *, days: int = RANKING_DAYS, is_fresh: bool = False
    ) -> Kept[Rankings]:
        """Return the daily tokens of the models of the last full days, by UTC."""
        today = datetime.fromtimestamp(self._clock() / 1_000_000, UTC).date()
        start, end = today - timedelta(days=days), today - timedelta(days=1)
        request = build_rankings_request(endpoint, start.isoformat(), end.isoformat())
        # The days of the request change at midnight; offline, those of yesterday still serve.
        return await self._get(
            endpoint,
            request,
            parse_rankings,
            _DAY_US,
            is_fresh=is_fresh,
            name=f"/datasets/rankings-daily {days} days",
        )

    async def app_rankings(
        self, endpoint: Endpoint, *, is_fresh: bool = False
    ) -> Kept[AppRankings]:
        """Return the apps that use the router, over all models."""
        request = build_get(endpoint, "/datasets/app-rankings", {"limit": "100"})
        return await self._get(endpoint, request, parse_app_rankings, _DAY_US, is_fresh=is_fresh)

    async def benchmarks(
        self, endpoint: Endpoint, *, is_fresh: bool = False
    ) -> Kept[BenchmarkTable]:
        """Return the measured figures of all models."""
        request = build_get(endpoint, "/benchmarks")
        return await self._get(endpoint, request, parse_benchmarks, _DAY_US, is_fresh=is_fresh)

    async def activity(
        self, router: Endpoint, *, is_fresh: bool = False
    ) -> Kept[tuple[Activity, ...]]:
        """Return what the account used in the last 30 days; only a management key is told.

        Raises:
            NoKey: No management key is kept, whatever was told before.
        """
        if not self.tells_of(router):
            raise _nothing_to_tell(router)
        manager = management_of(router)
        await self._account.key(manager)
        request = build_get(manager, "/activity")
        age_us = 60 * _MINUTE_US
        # Of one address there may be several accounts, and one is not told of another.
        name = f"/activity of {manager.id}"
        return await self._get(
            manager, request, parse_activity, age_us, is_fresh=is_fresh, name=name
        )

    async def ranked_ids(
        self, endpoint: Endpoint, order: ModelOrder, *, is_fresh: bool = False
    ) -> Kept[tuple[str, ...]]:
        """Return the ids of the models in an order that only the router can tell."""
        return await self.found_ids(endpoint, {"sort": order.value}, is_fresh=is_fresh)

    async def found_ids(
        self, endpoint: Endpoint, question: Mapping[str, str], *, is_fresh: bool = False
    ) -> Kept[tuple[str, ...]]:
        """Return the ids of the models that the router finds: {"zdr": "true"}, {"region": "eu"}."""
        found: Kept[tuple[str, ...]] | None = None
        for number in range(MOST_PAGES):
            page = {"offset": str(number * PAGE)} if number else {}
            request = build_model_ids_request(endpoint, {**question, **page})
            part = await self._get(endpoint, request, _parse_ids, _DAY_US, is_fresh=is_fresh)
            before = dict.fromkeys(found.value if found else ())
            ids = tuple(before | dict.fromkeys(part.value))
            found = replace(found or part, value=ids, failure=part.failure)
            # A server that knows no pages gives the first one again and again.
            if len(part.value) < PAGE or len(ids) == len(before):
                break
        assert found is not None  # noqa: S101 - there is a first page
        return found

    def tells_of(self, endpoint: Endpoint) -> bool:
        """Return whether an endpoint is a router, and so has more to tell than its list."""
        return is_router(endpoint)

    async def _get(
        self,
        endpoint: Endpoint,
        request: WireRequest,
        parse: Callable[[bytes], T],
        age_us: int,
        *,
        is_fresh: bool,
        name: str = "",
    ) -> Kept[T]:
        if not self.tells_of(endpoint):
            raise _nothing_to_tell(endpoint)
        name = f"library:{endpoint.base_url} {name or request.url}"
        async with self._locks.setdefault(name, asyncio.Lock()):
            kept = await self._load(name, parse)
            now_us = self._clock()
            # One from the future was kept while the clock was wrong.
            since_us = self._oldest_us(now_us - age_us)
            if kept and not is_fresh and since_us < kept.fetched_us <= now_us:
                return kept
            try:
                body = await self._fetch(endpoint, request, now_us)
                found = Kept(await asyncio.to_thread(parse, body), now_us)
            except AppError as error:
                if kept is None:
                    raise
                return replace(kept, failure=error)
            self._kept[name] = found
            with contextlib.suppress(ArchiveError):
                await self._archive.cache_put(name, body, now_us)
            return found

    async def _load(self, name: str, parse: Callable[[bytes], T]) -> Kept[T] | None:
        if name not in self._kept:
            cached = await self._archive.cache_get(name)
            if cached is None:
                return None
            try:
                self._kept[name] = Kept(await asyncio.to_thread(parse, cached[0]), cached[1])
            except ProtocolError:
                return None
        return cast("Kept[T]", self._kept[name])

    async def _fetch(self, endpoint: Endpoint, request: WireRequest, now_us: int) -> bytes:
        until_us, refusal = self._patience.get(endpoint.id, (0, None))
        if refusal is not None and now_us < until_us:
            raise refusal
        try:
            key = await self._account.key(endpoint)
        except NoKey:
            key = None  # most of it is public, and of the rest the router says so itself
        try:
            return await fetch(self._transports.for_endpoint(endpoint), request, key)
        except RateLimited as error:
            wait_us = round((error.retry_after_s or _LEAST_PATIENCE_S) * 1_000_000)
            self._patience[endpoint.id] = (now_us + wait_us, error)
            raise

    def _oldest_us(self, limit_us: int) -> int:
        """Return from when on something may be: not from before the keys were changed."""
        return max(limit_us, self._account_us)

    def _forget_account(self, _: None) -> None:
        self._account_us = self._clock()
        self._patience.clear()


def _nothing_to_tell(endpoint: Endpoint) -> UsageError:
    return UsageError(f"{endpoint.title} has no providers to tell of.")


def _parse_ids(body: bytes) -> tuple[str, ...]:
    return tuple(model.id for model in parse_models(body))
