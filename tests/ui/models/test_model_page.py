"""A model's page opens on what is kept, fills its tabs when they are shown, and says its dates."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from support.model_pages import LONG, ROUTER, model_page, router
from support.routed import RoutedTransport
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import desktop

from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.compare_dialog import CompareDialog
from desktop_chat.ui.models.model_page import ModelPage
from desktop_chat.ui.models.overview_tab import OverviewTab
from desktop_chat.ui.models.performance_tab import PerformanceTab
from desktop_chat.ui.models.pricing_tab import PricingTab
from desktop_chat.ui.models.providers_tab import ProvidersTab


async def test_the_page_is_titled_and_dated() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        assert page.windowTitle() == "Basalt Long"
        assert page.view.as_of.text().startswith("as of ")


async def test_a_tab_asks_when_it_is_first_shown_and_once() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        transport = router(opened)
        before = len(transport.requests)
        for tab in (PricingTab, OverviewTab, PricingTab):
            page.view.show_tab(tab)
            await opened.settled()
        assert len(transport.requests) == before, "the offerings of a minute ago serve"
        page.view.refresh.click()
        await opened.settled()
        assert f"/models/{LONG}/endpoints" in transport.paths()[before:]


async def test_the_id_is_copied() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        page.view.copy.setFocus()
        QTest.keyClick(page.view.copy, Qt.Key.Key_Space)
        assert QGuiApplication.clipboard().text() == LONG


async def test_a_favourite_is_set_and_taken_back() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        shelf = opened.opened.services.shelf
        QTest.keyClick(page.view.star, Qt.Key.Key_Space)
        assert shelf.favourites(ROUTER.id) == (LONG,)
        assert page.view.star.accessibleName() == "Remove from favourites"
        QTest.keyClick(page.view.star, Qt.Key.Key_Space)
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
        assert page.view.subject.model_id == "quarry/juniper-think"
        page.view.chat.click()
        assert opened.session.conversation.model == "quarry/juniper-think"
        assert not page.isVisible()


async def test_the_model_goes_into_the_comparison() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        page.view.compare.click()
        await opened.settled()
        assert not opened.window.findChildren(ModelPage)
        comparison = opened.window.findChildren(CompareDialog)[-1]
        assert comparison.model_ids == (LONG,)


async def test_without_a_router_each_tab_says_so_in_one_sentence() -> None:
    listed = ScriptedReply([b'{"data":[{"id":"practice/markov-small"}]}'], headers=JSON)
    async with desktop(ScriptedTransport(listed)) as opened:
        opened.session.change(endpoint_id="practice", model="practice/markov-small")
        opened.window.run("model.page")
        await opened.settled()
        page = opened.window.findChildren(ModelPage)[-1]
        page.view.show_tab(PerformanceTab)
        await opened.settled()
        assert page.view.tab(PerformanceTab).said.text == (
            "Only your own answers: this endpoint measures none."
        )
        page.view.show_tab(ProvidersTab)
        await opened.settled()
        assert (
            page.view.tab(ProvidersTab).pane.said.text
            == "Practice model has no providers to tell of."
        )


async def test_a_chat_without_a_model_offers_the_choice() -> None:
    async with desktop(RoutedTransport()) as opened:
        opened.session.change(model="")
        opened.window.run("model.page")
        await opened.settled()
        assert not opened.window.findChildren(ModelPage)
        assert opened.window.picker.isVisible()


async def test_another_model_of_the_list_is_shown_at_the_same_tab() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        page.view.show_tab(PricingTab)
        await opened.settled()
        QTest.keyClicks(page.models.field, "ember night")
        QTest.keyClick(page.models.field, Qt.Key.Key_Return)
        await opened.settled()
        assert page.windowTitle() == "Ember Night"
        assert page.view.tabs.currentIndex() == 3
        assert page.view.tab(PricingTab).prices.texts[0][2:] == ["$0.75", "$0.375"]
        assert page.models.list.currentIndex().data() == "Ember Night"


async def test_the_list_follows_the_endpoints_and_gives_way_where_there_is_no_room() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        listed = len(router(opened).router.models)
        assert page.models.count.text() == f"{listed} models"
        router(opened).router.models = router(opened).router.models[:4]
        page.view.refresh.click()
        await opened.settled()
        assert page.models.count.text() == "4 models"
        page.resize(700, 600)
        assert not page.models.isVisible()
        page.resize(1200, 600)
        assert page.models.isVisible()


async def test_a_row_of_the_list_says_what_it_shows() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        index = page.models.rows.index(page.models.rows.row_of(LONG))
        said = plain_line(index.data(Qt.ItemDataRole.AccessibleDescriptionRole))
        assert said == "harbour/basalt-long, 1M, $1.25 / $10"
        page.models.list.setFocus()
        QTest.keyClick(page.models.list, Qt.Key.Key_Escape)
        assert page.isVisible()
