"""What the window does by itself about lists of models when it opens."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says
from support.window import desktop

from desktop_chat.core.provider import custom_endpoint


async def test_an_old_list_is_renewed_behind_the_window_and_sending_does_not_wait() -> None:
    gate = asyncio.Event()
    models = ScriptedReply([gate, b'{"data":[{"id":"a/b","name":"Named"}]}'], headers=JSON)
    far = custom_endpoint("https://far.example/api/v1")
    transport = ScriptedTransport(models, says("Hello"))
    async with desktop(transport) as opened:
        services = opened.opened.services
        services.account.add(far)
        services.account.choose(far, "a/b")
        await services.archive.cache_put(f"models:{far.base_url}", b'{"data":[{"id":"a/b"}]}', 1)
        await opened.window.start()
        await opened.opened.requested(transport)
        opened.window.run("conversation.new")
        opened.write("Hi")
        opened.press(Qt.Key.Key_Return)
        await opened.opened.ended(opened.session)
        assert opened.texts == ["Hi", "Hello"]
        gate.set()
        await opened.settled()
        assert [each.title for each in services.catalog.models(far.id).models] == ["Named"]
        assert not opened.window.chat.notice_bar.isVisible()
