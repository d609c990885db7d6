"""What the window does by itself about lists of models when it opens."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from support.scripted import JSON, ScriptedReply, ScriptedTransport, says
from support.window import desktop

from desktop_chat.core.provider import custom_endpoint
from desktop_chat.core.secret import Secret


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


async def test_what_a_list_says_is_in_the_status_line_once_it_is_there() -> None:
    body = b'{"data":[{"id":"a/b","context_length":8192,"name":"Named"}]}'
    far = custom_endpoint("https://far.example/api/v1")
    async with desktop(ScriptedTransport(ScriptedReply([body], headers=JSON))) as opened:
        services = opened.opened.services
        services.account.add(far)
        services.account.keep_key_for_session(far, Secret("sk-chat-key-1"))
        opened.session.change(endpoint_id=far.id, model="a/b")
        status = opened.window.chat.status
        assert "8192" not in status.accessibleDescription().replace("\u202f", "")
        await services.catalog.refresh(far)
        assert "8192" in status.accessibleDescription().replace("\u202f", "")
        assert opened.window.chat.composer.field.placeholderText() == "Message Named"
