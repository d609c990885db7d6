"""The picker explains the variant that the list stands on, where a router is asked."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import Desktop, desktop

from desktop_chat.core.provider import custom_endpoint
from desktop_chat.ui.picker.variant_line import VariantLine

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
LIST = {"data": [{"id": "a/large", "name": "Large"}, {"id": "a/large:free", "name": "Free"}]}
BODY = ScriptedReply([msgspec.json.encode(LIST)], headers=JSON)


async def picked(opened: Desktop, *, is_router: bool = True) -> VariantLine:
    if is_router:
        opened.opened.services.account.add(ROUTER)
        opened.session.change(endpoint_id=ROUTER.id, model="a/large")
    opened.window.run("model.choose")
    await opened.settled()
    return opened.window.picker.variant_line


async def test_a_plain_model_names_what_it_can_be_asked_as() -> None:
    async with desktop(ScriptedTransport(BODY)) as opened:
        line = await picked(opened)
        assert line.isVisible()
        assert line.text().startswith("Can be asked as :free (costs nothing), :nitro (fastest)")
        assert "Asks the cheapest provider first" in line.toolTip()


async def test_a_variant_says_what_it_does_listed_or_typed() -> None:
    async with desktop(ScriptedTransport(BODY)) as opened:
        line = await picked(opened)
        QTest.keyClicks(opened.window.picker.field, "large:free")
        assert line.text().startswith(":free – Costs nothing")
        opened.window.picker.field.clear()
        QTest.keyClicks(opened.window.picker.field, "a/large:nitro")
        assert line.text().startswith(":nitro – Asks the fastest provider first")
        QTest.keyClick(opened.window.picker.field, Qt.Key.Key_Return)
        assert opened.session.conversation.model == "a/large:nitro"


async def test_what_is_no_router_has_no_variants() -> None:
    async with desktop(ScriptedTransport(BODY)) as opened:
        line = await picked(opened, is_router=False)
        assert not line.isVisible()
