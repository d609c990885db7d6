"""The models of each endpoint: asked for on demand, kept in the archive, readable offline.

It knows neither the shape in which an endpoint lists them nor how they are shown.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

import msgspec

from desktop_chat.app.account import Account
from desktop_chat.app.model_fetching import fetch_models
from desktop_chat.app.model_reading import read_models
from desktop_chat.app.transports import Transports
from desktop_chat.archive import Archive
from desktop_chat.core.catalog import NO_GAPS, ListChange, ListGaps, Model, list_change
from desktop_chat.core.clock import Clock
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.core.signal import Signal
from desktop_chat.core.variants import asked_as, base_of, variant_of
from desktop_chat.errors import AppError, ArchiveError, EmptyAnswer, ProtocolError, RequestError
from desktop_chat.wire.dialects.registry import is_router
from desktop_chat.wire.models import ModelNames

RENEWED_AFTER_US = 86_400_000_000
"""How old a list grows before it is asked for again unbidden: a day."""


@dataclass(frozen=True, slots=True)
class ModelList:
    """An endpoint's models as of a moment; `fetched_us` 0 means never asked.

    Attributes:
        change: How it differs from the list before it, if there was one; kept with the list.
        gaps: What of it could not be taken.
    """

    models: tuple[Model, ...] = ()
    fetched_us: int = 0
    change: ListChange = field(default_factory=ListChange)
    gaps: ListGaps = NO_GAPS


class ModelCatalog:
    """Gives models by endpoint from memory, then the archive's cache, then the endpoint itself."""

    def __init__(
        self, archive: Archive, account: Account, transports: Transports, clock: Clock
    ) -> None:
        self.changed: Signal[str] = Signal()
        """Carries the id of the endpoint whose list is new."""
        self._archive = archive
        self._account = account
        self._transports = transports
        self._clock = clock
        self._lists: dict[str, ModelList] = {}
        self._by_id: dict[str, dict[str, Model]] = {}
        self._names: dict[str, ModelNames] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def models(self, endpoint_id: str) -> ModelList:
        """Return what is in memory for an endpoint; an empty list before `load` or `refresh`."""
        return self._lists.get(endpoint_id, ModelList())

    def model(self, endpoint_id: str, model_id: str) -> Model | None:
        """Return one model, None where the endpoint's list is unknown or has none of that id.

        A variant that any model takes is in no list: of it is known what is known of its model.
        """
        known = self._by_id.get(endpoint_id, {})
        found, variant = known.get(model_id), variant_of(model_id)
        if found is None and variant is not None and variant.is_for_all:
            base = known.get(base_of(model_id))
            return None if base is None else asked_as(base, variant)
        return found

    def is_vanished(self, endpoint_id: str, model_id: str) -> bool:
        """Return whether an endpoint that lists models has none of this id, not even a variant.

        Nothing has vanished from a list with gaps: it may be what is missing.
        """
        known = self._by_id.get(endpoint_id, {})
        is_whole = self.models(endpoint_id).gaps.is_whole
        return (
            is_whole
            and bool(known)
            and model_id not in known
            and model_id.partition(":")[0] not in known
        )

    def title(self, endpoint_id: str, model_id: str) -> str:
        """Return the name of a model on screen, "" where it is not known."""
        model = self.model(endpoint_id, model_id)
        if model is not None:
            return model.title
        names = self._names.get(endpoint_id)
        name = names.name(model_id) if names is not None else ""
        return Model(model_id, name).title if name else ""

    async def load_titles(self, endpoint: Endpoint) -> None:
        """Read the titles of the kept list, which takes a moment; `load` takes many."""
        if endpoint.id not in self._lists and endpoint.id not in self._names:
            cached = await self._archive.cache_get(self._cache_key(endpoint))
            if cached is not None:
                self._names[endpoint.id] = await asyncio.to_thread(ModelNames, cached[0])

    async def load(self, endpoint: Endpoint) -> ModelList:
        """Return the list in memory or in the archive's cache, without any request."""
        async with self._locks.setdefault(endpoint.id, asyncio.Lock()):
            return await self._load(endpoint)

    async def refresh(self, endpoint: Endpoint) -> ModelList:
        """Ask the endpoint for its models and keep them.

        Raises:
            AppError: The endpoint was not reached or refused, or a router suddenly lists nothing;
                the old list stays.
        """
        return await self._fetch(endpoint, await self._account.key(endpoint))

    async def renew(self, endpoint: Endpoint) -> None:
        """Ask again, unbidden, for a list that is older than a day; what fails is not told.

        It asks nobody who was not asked before by a person's wish, no server on this computer or
        network, which may be off, and opens no keyring for what is public.
        """
        with contextlib.suppress(AppError):
            kept_us = (await self.load(endpoint)).fetched_us
            now_us = self._clock()
            # One from the future was kept while the clock was wrong.
            is_young = now_us - RENEWED_AFTER_US < kept_us <= now_us
            if not kept_us or is_young or endpoint.is_local:
                return
            await self._fetch(
                endpoint, None if is_router(endpoint) else await self._account.key(endpoint)
            )

    async def _fetch(self, endpoint: Endpoint, key: Secret | None) -> ModelList:
        before = (await self.load(endpoint)).models
        transport = self._transports.for_endpoint(endpoint)
        body = await fetch_models(endpoint, transport, key)
        models, gaps = await read_models(body)
        if before and not models and not endpoint.is_local:
            raise EmptyAnswer(f"{endpoint.title} lists no models.")
        change = await asyncio.to_thread(list_change, before, models, gaps)
        found = ModelList(models, self._clock(), change, gaps)
        self._take(endpoint.id, found)
        # A cache that cannot be written costs one request at the next start, nothing else.
        with contextlib.suppress(ArchiveError):
            told = msgspec.json.encode(change)
            await self._archive.cache_put(self._change_key(endpoint), told, found.fetched_us)
            await self._archive.cache_put(self._cache_key(endpoint), body, found.fetched_us)
        return found

    async def _load(self, endpoint: Endpoint) -> ModelList:
        if endpoint.id not in self._lists:
            cached = await self._archive.cache_get(self._cache_key(endpoint))
            if cached is not None:
                # What an older version kept and cannot be read any more is as good as nothing.
                with contextlib.suppress(ProtocolError, RequestError):
                    models, gaps = await read_models(cached[0])
                    change = await self._kept_change(endpoint, cached[1])
                    self._take(endpoint.id, ModelList(models, cached[1], change, gaps))
        return self.models(endpoint.id)

    async def _kept_change(self, endpoint: Endpoint, fetched_us: int) -> ListChange:
        """Return how the list of a moment differed from the one before, nothing if not kept."""
        kept = await self._archive.cache_get(self._change_key(endpoint))
        if kept is not None and kept[1] == fetched_us:
            with contextlib.suppress(msgspec.DecodeError):
                return msgspec.json.decode(kept[0], type=ListChange)
        return ListChange()

    def _take(self, endpoint_id: str, found: ModelList) -> None:
        self._lists[endpoint_id] = found
        self._names.pop(endpoint_id, None)
        self._by_id[endpoint_id] = {model.id: model for model in found.models}
        self.changed.emit(endpoint_id)

    def _cache_key(self, endpoint: Endpoint) -> str:
        return f"models:{endpoint.base_url}"

    def _change_key(self, endpoint: Endpoint) -> str:
        return f"models-change:{endpoint.base_url}"
