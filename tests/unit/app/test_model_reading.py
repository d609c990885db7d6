"""A list is read in steps between which the event loop has its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from typing_extensions import override

from desktop_chat.app.model_reading import read_models
from desktop_chat.core.catalog import ListGaps, Model
from desktop_chat.errors import NotJson
from desktop_chat.wire.models import MOST_MODELS, STEP_ROWS


def list_of(count: int) -> bytes:
    return msgspec.json.encode({"data": [{"id": f"m{number}"} for number in range(count)]})


class CountingExecutor(ThreadPoolExecutor):
    """Counts what it is given to do."""

    count = 0

    @override
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        return super().submit(fn, *args, **kwargs)


def test_the_loop_has_its_turn_between_the_steps() -> None:
    executor = CountingExecutor(1)

    async def reading() -> tuple[tuple[Model, ...], ListGaps]:
        asyncio.get_running_loop().set_default_executor(executor)
        return await read_models(list_of(STEP_ROWS * 5 + 1))

    models, gaps = asyncio.run(reading())
    assert [model.id for model in models] == [f"m{n}" for n in range(STEP_ROWS * 5 + 1)]
    assert gaps.is_whole
    assert executor.count == 6


async def test_more_models_than_anybody_has_are_left_out_and_told_of() -> None:
    assert (await read_models(list_of(MOST_MODELS)))[1].is_whole
    models, gaps = await read_models(list_of(MOST_MODELS + 1))
    assert len(models) == MOST_MODELS
    assert gaps == ListGaps(is_cut=True)


async def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(NotJson):
        await read_models(b"{broken")
