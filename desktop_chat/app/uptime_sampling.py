"""Samples the uptime of the models that a person chose for it, while the program runs.

The router documents no history: this is one's own, kept in the archive's cache. Owns what is asked
and kept; somebody else owns when.
"""

from __future__ import annotations

import contextlib

import msgspec

from desktop_chat.app.account import Account
from desktop_chat.app.model_library import ModelLibrary
from desktop_chat.app.model_shelf import ModelShelf
from desktop_chat.archive import Archive
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.uptime_samples import UptimeSample, with_sample
from desktop_chat.errors import AppError, ArchiveError


class UptimeSampling:
    """Asks who offers a model, and keeps what is told of the last five minutes.

    Args:
        archive: Keeps the samples.
        account: Knows the endpoints.
        models: Asks the router, and obeys its limits.
        shelf: Knows which models were chosen.
    """

    def __init__(
        self, archive: Archive, account: Account, models: ModelLibrary, shelf: ModelShelf
    ) -> None:
        self._archive = archive
        self._account = account
        self._models = models
        self._shelf = shelf

    async def take(self) -> None:
        """Take one sample of each chosen model; where there is none to be had, nothing is told."""
        for chosen in self._shelf.sampled:
            with contextlib.suppress(AppError):
                endpoint = self._account.endpoint(chosen.endpoint_id)
                await self._take(endpoint, chosen.model_id)

    async def samples(self, endpoint: Endpoint, model_id: str) -> tuple[UptimeSample, ...]:
        """Return the samples of a model, the oldest first; none where they cannot be read."""
        with contextlib.suppress(ArchiveError, msgspec.MsgspecError):
            found = await self._archive.cache_get(_name(endpoint, model_id))
            if found is not None:
                return msgspec.msgpack.decode(found[0], type=tuple[UptimeSample, ...])
        return ()

    async def _take(self, endpoint: Endpoint, model_id: str) -> None:
        found = await self._models.offerings(endpoint, model_id)
        samples = await self.samples(endpoint, model_id)
        is_known = samples and samples[-1].moment_us >= found.fetched_us
        if found.failure is not None or is_known:
            return
        more = with_sample(samples, found.fetched_us, found.value)
        if more != samples:
            content = msgspec.msgpack.encode(more)
            await self._archive.cache_put(_name(endpoint, model_id), content, found.fetched_us)


def _name(endpoint: Endpoint, model_id: str) -> str:
    return f"uptime:{endpoint.base_url} {model_id}"
