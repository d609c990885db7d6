"""Gives the tests of the practice model one built model, and a short way to ask the transport."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from desktop_chat.practice.model import PracticeModel
from desktop_chat.practice.transport import BASE_URL, PracticeTransport
from desktop_chat.wire.transport import WireRequest

Ask = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


@pytest.fixture(scope="session")
def model() -> PracticeModel:
    """Return the model built from the program's own texts; it never changes."""
    return PracticeModel.load()


@pytest.fixture
def ask(model: PracticeModel) -> Ask:
    """Return a function that sends a prompt with parameters, and gives status and JSON answer."""
    transport = PracticeTransport(None, load=lambda: model)

    async def send(prompt: str = "What is temperature?", **fields: Any) -> tuple[int, Any]:
        body = {"messages": [{"role": "user", "content": prompt}], **fields}
        request = WireRequest("POST", f"{BASE_URL}/chat/completions", {}, msgspec.json.encode(body))
        async with transport.open(request) as reply:
            content = b"".join([piece async for piece in reply.body()])
        return reply.status, msgspec.json.decode(content)

    return send
