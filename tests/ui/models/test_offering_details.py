"""What the table has no column for is told of the chosen row, with links that are links."""

from __future__ import annotations

from support.model_pages import model_page, router
from support.routed import RoutedTransport
from support.window import Desktop, desktop

from desktop_chat.core.offerings import ProviderInfo
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.offerings_pane import OfferingsPane
from desktop_chat.ui.models.providers_tab import ProvidersTab


async def providers(opened: Desktop) -> OfferingsPane:
    page = await model_page(opened)
    page.view.show_tab(ProvidersTab)
    await opened.settled()
    return page.view.tab(ProvidersTab).pane


async def test_the_chosen_row_is_told_in_full() -> None:
    async with desktop(RoutedTransport()) as opened:
        pane = await providers(opened)
        limits = {name: plain_line(value) for name, value in pane.details.limits.rows}
        assert limits["Routing name"] == "mistral"
        assert limits["Cache reading"] == "$0.125 per million tokens"
        measures = {name: plain_line(value) for name, value in pane.details.measures.rows}
        assert measures["First token"] == "0.41 s p50, 0.82 s p90, 1.64 s p99"
        assert measures["Headquarters"] == "FR"
        assert "top_p" in pane.details.parameters.text()
        assert [link.text() for link in pane.details.links] == [
            "Privacy policy",
            "Terms of service",
            "Status page",
        ]


async def test_another_row_is_another_offering() -> None:
    async with desktop(RoutedTransport()) as opened:
        pane = await providers(opened)
        pane.table.setCurrentIndex(pane.rows.index(2, 0))
        measures = dict(pane.details.measures.rows)
        assert measures["Uptime"] == "not told"
        assert not pane.details.links
        pane.table.sortByColumn(0, pane.table.horizontalHeader().sortIndicatorOrder())
        assert not pane.details.isVisible()


async def test_an_address_that_is_no_web_address_is_no_link() -> None:
    async with desktop(RoutedTransport()) as opened:
        pane = await providers(opened)
        bad = ProviderInfo("mistral", privacy_policy_url="file:///etc/passwd", terms_url="x")
        pane.details.show_offering(pane.chosen, [bad])
        assert not pane.details.links


async def test_the_table_does_without_the_providers() -> None:
    async with desktop(RoutedTransport("/providers")) as opened:
        pane = await providers(opened)
        assert pane.said.text == ""
        assert pane.rows.rowCount() == 3
        assert not pane.details.links


async def test_offline_the_chosen_row_is_told_as_it_was_kept() -> None:
    async with desktop(RoutedTransport()) as opened:
        pane = await providers(opened)
        router(opened).silent.append("")
        pane.read(is_fresh=True)
        await opened.settled()
        assert "Nothing answers." in pane.said.text
        assert pane.chosen is not None
        assert pane.details.isVisible()
