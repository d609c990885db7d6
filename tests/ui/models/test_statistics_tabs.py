"""Benchmarks, apps, activity and uptime say what is told, from whom, and what is not told."""

from __future__ import annotations

from support.memory_keyring import MemoryKeyring
from support.model_pages import ROUTER, keep_answer, model_page, router
from support.routed import RoutedTransport
from support.window import Desktop, desktop

from desktop_chat.core.provider import management_of
from desktop_chat.core.secret import Secret
from desktop_chat.core.unseen import plain_line
from desktop_chat.settings.secrets import KeyStore
from desktop_chat.ui.models.activity_tab import ActivityTab
from desktop_chat.ui.models.apps_tab import AppsTab
from desktop_chat.ui.models.benchmarks_tab import BenchmarksTab
from desktop_chat.ui.models.uptime_tab import UptimeTab

FIRST = "northwind/heron:free"
MANAGEMENT_KEY = Secret("sk-management-key-1")


def keep_management_key(opened: Desktop) -> None:
    account = opened.opened.services.account
    account.keep_key_for_session(management_of(ROUTER), MANAGEMENT_KEY)


async def test_scores_are_cited_and_each_told_once() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened, FIRST)
        page.view.show_tab(BenchmarksTab)
        await opened.settled()
        rows = page.view.tab(BenchmarksTab).table.texts
        assert rows[0][:3] == ["Artificial Analysis", "Intelligence index", "61.5"]
        assert rows[2][:3] == ["Design Arena", "models / website, Elo", "1287.5"]
        assert rows[3][3:5] == ["± 0.02", "$0.0031"]
        assert (
            page.view.tab(BenchmarksTab).citation.text().startswith("Sources: Artificial Analysis")
        )


async def test_scores_of_the_list_are_there_when_the_benchmarks_are_not() -> None:
    async with desktop(RoutedTransport("/benchmarks")) as opened:
        page = await model_page(opened, "quarry/juniper-think")
        page.view.show_tab(BenchmarksTab)
        await opened.settled()
        assert "Nothing answers." in page.view.tab(BenchmarksTab).said.text
        assert page.view.tab(BenchmarksTab).table.texts[2][5] == "rank 4, 58.2 % won"


async def test_an_unmeasured_model_says_so() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        page.view.show_tab(BenchmarksTab)
        await opened.settled()
        assert page.view.tab(BenchmarksTab).said.text == "Nobody has measured this model yet."
        assert not page.view.tab(BenchmarksTab).citation.isVisible()


async def test_apps_are_labelled_as_those_of_all_models() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        page.view.show_tab(AppsTab)
        await opened.settled()
        assert page.view.tab(AppsTab).table.texts[0] == ["1", "Desk of Letters", "", "4T", "90M"]
        assert page.view.tab(AppsTab).citation.text().startswith("Source: OpenRouter")


async def test_activity_is_told_of_everybody_the_account_and_oneself() -> None:
    async with desktop(RoutedTransport()) as opened:
        await keep_answer(opened, FIRST, days_ago=1)
        page = await model_page(opened, FIRST)
        keep_management_key(opened)
        page.view.show_tab(ActivityTab)
        await opened.settled()
        tab = page.view.tab(ActivityTab)
        assert len(tab.everybody.days) == 30
        assert [each.amount for each in tab.own.days][-2:] == [1_101, 0]
        assert len(tab.account.days) == 30
        assert "not told" not in tab.everybody.words_at(tab.everybody.width() - 8)


async def test_the_accounts_tokens_are_asked_for_with_a_management_key_that_is_asked_for() -> None:
    async with desktop(RoutedTransport(), keys=KeyStore(MemoryKeyring)) as opened:
        page = await model_page(opened, FIRST)
        opened.opened.services.account.keep_key_for_session(ROUTER, Secret("sk-chat-key-1"))
        page.view.show_tab(ActivityTab)
        await opened.settled()
        tab, asked = page.view.tab(ActivityTab), router(opened)
        assert tab.needs_key.isVisible()
        assert tab.needs_key.form.field.isVisible()
        assert "/activity" not in asked.paths()
        keep_management_key(opened)
        tab.needs_key.kept.emit()
        await opened.settled()
        assert not tab.needs_key.isVisible()
        assert len(tab.account.days) == 30
        assert asked.keys[asked.paths().index("/activity")] == MANAGEMENT_KEY


async def test_a_management_key_that_is_refused_can_be_replaced() -> None:
    async with desktop(RoutedTransport(), keys=KeyStore(MemoryKeyring)) as opened:
        page = await model_page(opened, FIRST)
        keep_management_key(opened)
        router(opened).refusing.append("/activity")
        page.view.show_tab(ActivityTab)
        await opened.settled()
        tab = page.view.tab(ActivityTab)
        assert "does not accept the key" in tab.no_account.text()
        assert tab.needs_key.isVisible()


async def test_a_model_that_is_not_ranked_and_an_account_without_the_right_say_so() -> None:
    async with desktop(RoutedTransport("/activity")) as opened:
        page = await model_page(opened, "~northwind/heron-latest")
        keep_management_key(opened)
        page.view.show_tab(ActivityTab)
        await opened.settled()
        tab = page.view.tab(ActivityTab)
        assert not tab.everybody.isVisible()
        assert "not among the 50" in tab.no_everybody.text()
        assert tab.no_own.text() == "You sent it nothing in the last 30 days."
        assert tab.no_account.text() == "Nothing answers."


async def test_uptime_has_its_three_spans_and_says_where_one_is_not_told() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        page.view.show_tab(UptimeTab)
        await opened.settled()
        rows = [[plain_line(cell) for cell in row] for row in page.view.tab(UptimeTab).table.texts]
        assert rows == [
            ["Mistral", "", "100 %", "99.80 %", "99.40 %", "normal"],
            ["DeepInfra", "", "71.40 %", "88.00 %", "99.40 %", "not normal (-2)"],
            ["Together", "", "not told", "not told", "not told", "normal"],
        ]


async def test_uptime_is_sampled_for_models_that_were_chosen_for_it_alone() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        page.view.show_tab(UptimeTab)
        await opened.settled()
        tab = page.view.tab(UptimeTab)
        assert not tab.sampling.isChecked()
        assert not tab.samples.texts
        tab.sampling.click()
        await opened.settled()
        rows = [[plain_line(cell) for cell in row[:5]] for row in tab.samples.texts]
        assert rows == [
            ["Mistral", "", "100 %", "100 %", "1"],
            ["DeepInfra", "", "71.40 %", "71.40 %", "1"],
        ]
        assert len(opened.opened.services.shelf.sampled) == 1
        tab.sampling.click()
        await opened.settled()
        assert not opened.opened.services.shelf.sampled


async def test_offline_each_tab_keeps_what_it_had_with_its_date() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened, FIRST)
        tabs = (BenchmarksTab, AppsTab, UptimeTab)
        for tab in tabs:
            page.view.show_tab(tab)
            await opened.settled()
        router(opened).silent.append("")
        for tab in tabs:
            page.view.show_tab(tab)
            page.view.refresh.click()
            await opened.settled()
            shown = page.view.tab(tab)
            assert "Nothing answers." in shown.said.text
            assert shown.table.texts
            assert page.view.as_of.text().startswith("as of ")
