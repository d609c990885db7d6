"""Reads a list of models beside the event loop, in steps between which the loop has its turn.

Must not know where lists come from.
"""

from __future__ import annotations

import asyncio

from desktop_chat.core.catalog import ListGaps, Model
from desktop_chat.wire.models import ModelReader


async def read_models(body: bytes) -> tuple[tuple[Model, ...], ListGaps]:
    """Return the models of a list, and what of it could not be read.

    Raises:
        NotJson: The body is not JSON.
        RequestError: The body is an error.
    """
    reader = ModelReader(body)
    while await asyncio.to_thread(reader.step):
        pass
    return tuple(reader.models.values()), reader.gaps
