"""A model's page opens on what is kept, fills its tabs when they are shown, and says its dates."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from support.model_pages import LONG, ROUTER, model_page, router
from support.routed import RoutedTransport
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import desktop

from desktop_chat.ui.models.model_page import ModelPage


async def test_the_page_is_titled_and_dated() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        assert page.windowTitle() == "Basalt Long"
        assert page.as_of.text().startswith("as of ")


async def test_a_tab_asks_when_it_is_first_shown_and_once() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        transport = router(opened)
        before = len(transport.requests)
        for tab in (page.pricing, page.overview, page.pricing):
            page.show_tab(tab)
            await opened.settled()
        assert len(transport.requests) == before, "the offerings of a minute ago serve"
        page.refresh.click()
        await opened.settled()
        assert f"/models/{LONG}/endpoints" in transport.paths()[before:]


async def test_the_id_is_copied() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        page.copy.setFocus()
        QTest.keyClick(page.copy, Qt.Key.Key_Space)
        assert QGuiApplication.clipboard().text() == LONG


async def test_a_favourite_is_set_and_taken_back() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        shelf = opened.opened.services.shelf
        QTest.keyClick(page.star, Qt.Key.Key_Space)
        assert shelf.favourites(ROUTER.id) == (LONG,)
        assert page.star.accessibleName() == "Remove from favourites"
        QTest.keyClick(page.star, Qt.Key.Key_Space)
        assert shelf.favourites(ROUTER.id) == ()


async def test_the_conversation_goes_on_with_a_model_of_the_picker() -> None:
    async with desktop(RoutedTransport()) as opened:
        (await model_page(opened)).close()
        opened.window.run("model.choose")
        await opened.settled()
        opened.window.picker.field.setText("juniper")
        opened.window.picker.show_page()
        await opened.settled()
        page = opened.window.findChildren(ModelPage)[-1]
        assert page.subject.model_id == "quarry/juniper-think"
        page.chat.click()
        assert opened.session.conversation.model == "quarry/juniper-think"
        assert not page.isVisible()


async def test_without_a_router_each_tab_says_so_in_one_sentence() -> None:
    listed = ScriptedReply([b'{"data":[{"id":"practice/markov-small"}]}'], headers=JSON)
    async with desktop(ScriptedTransport(listed)) as opened:
        opened.session.change(endpoint_id="practice", model="practice/markov-small")
        opened.window.run("model.page")
        await opened.settled()
        page = opened.window.findChildren(ModelPage)[-1]
        page.show_tab(page.performance)
        await opened.settled()
        assert page.performance.said.text == ("Only your own answers: this endpoint measures none.")
        page.show_tab(page.providers)
        await opened.settled()
        assert page.providers.pane.said.text == "Practice model has no providers to tell of."


async def test_a_chat_without_a_model_offers_the_choice() -> None:
    async with desktop(RoutedTransport()) as opened:
        opened.session.change(model="")
        opened.window.run("model.page")
        await opened.settled()
        assert not opened.window.findChildren(ModelPage)
        assert opened.window.picker.isVisible()
