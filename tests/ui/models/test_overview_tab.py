"""What is known of a model is shown at once; what others say comes to it, or is missed quietly."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.model_pages import LONG, keep_answer, model_page, router
from support.routed import RoutedTransport
from support.scripted import JSON, ScriptedReply, ScriptedTransport, chunk, ending
from support.window import desktop

from desktop_chat.core.model_comparison import ComparedModel, comparison_rows
from desktop_chat.core.model_terms import Term
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.model_page import ModelPage
from desktop_chat.ui.models.overview_tab import OWN_DAYS, OverviewTab


def facts(tab: OverviewTab) -> dict[str, str]:
    return {name: plain_line(value) for name, value in (*tab.facts.rows, *tab.now.rows)}


def figures(tab: OverviewTab) -> list[str]:
    return [plain_line(figure) for figure, _ in tab.stats.figures]


async def test_the_head_tells_prices_context_and_release() -> None:
    async with desktop(RoutedTransport()) as opened:
        tab = (await model_page(opened)).view.tab(OverviewTab)
        assert figures(tab)[:3] == ["$1.25", "$10", "1M"]
        assert "2024" in figures(tab)[3]
        assert tab.languages.texts == ["English", "German", "named in the description"]


async def test_facts_say_also_what_is_not_stated() -> None:
    async with desktop(RoutedTransport()) as opened:
        found = facts((await model_page(opened)).view.tab(OverviewTab))
        assert found["Cache reading"] == "$0.125 per 1M"
        assert found["Expires"] == "no date announced"
        assert found["Providers"] == "3, the cheapest $1.25 / $10"
        assert found["Weekly tokens"].endswith("rank 3")
        assert found["First token, p50"] == "0.41 s at Mistral"
        assert found["Throughput, p50"] == "141 tok/s at DeepInfra"


async def test_parameters_are_marked_as_supported_or_not() -> None:
    async with desktop(RoutedTransport()) as opened:
        tab = (await model_page(opened)).view.tab(OverviewTab)
        assert "✓ temperature" in tab.parameters.texts
        assert "top_a" in tab.parameters.texts


async def test_own_use_is_told_by_its_days() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        assert page.view.tab(OverviewTab).use.figures[0][0] == "none"
        await keep_answer(opened, days_ago=2)
        await keep_answer(opened, LONG, first_s=0.7)
        await keep_answer(opened, "c/d")
        page.view.tab(OverviewTab).read(is_fresh=False)
        await opened.settled()
        tab = page.view.tab(OverviewTab)
        shown = [plain_line(figure) for figure, _ in tab.use.figures]
        assert shown == ["2", "$0.020", "0.50 s", "50 tok/s"]
        assert [each.amount for each in tab.use_days.days][-3:] == [
            1_101,
            0,
            1_101,
        ]
        assert len(tab.use_days.days) == OWN_DAYS


async def test_offline_what_is_kept_is_shown_with_its_date_and_the_failure() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        router(opened).silent.append("")
        page.view.refresh.click()
        await opened.settled()
        assert "Nothing answers." in page.view.tab(OverviewTab).said.text
        assert page.view.as_of.text().startswith("as of ")
        assert figures(page.view.tab(OverviewTab))[0] == "$1.25"


async def test_a_model_that_is_not_listed_is_named_and_said_so() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened, "no/such")
        assert page.view.tab(OverviewTab).said.text == "The list does not have this model."
        assert page.windowTitle() == "no/such"


async def test_what_was_never_reached_is_told() -> None:
    async with desktop(RoutedTransport("")) as opened:
        page = await model_page(opened)
        assert "Nothing answers." in page.view.tab(OverviewTab).said.text


async def test_variants_are_explained_and_one_of_them_is_used_by_a_key() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        variants = page.view.tab(OverviewTab).variants
        said = dict(variants.texts)
        assert list(said) == [":nitro", ":floor", ":exacto", ":online"]
        assert said[":floor"].startswith("Asks the cheapest provider first")
        button = variants.buttons[f"{LONG}:floor"]
        assert button.accessibleName() == f"Use {LONG}:floor"
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert opened.session.conversation.model == f"{LONG}:floor"
        assert not page.isVisible()


async def test_a_variant_with_a_place_in_the_list_is_opened() -> None:
    async with desktop(RoutedTransport()) as opened:
        asked = router(opened).router
        plain = asked.models[0] | {"id": "northwind/heron", "name": "Northwind: Heron"}
        asked.models.insert(0, plain)
        page = await model_page(opened, "northwind/heron")
        shown = page.view.tab(OverviewTab).variants
        assert "The list has it as a model of its own." in dict(shown.texts)[":free"]
        shown.buttons["northwind/heron:free"].click()
        await opened.settled()
        assert page.view.subject.model_id == "northwind/heron:free"
        assert opened.session.conversation.model == "northwind/heron"
        shown = page.view.tab(OverviewTab).variants
        assert shown.texts[0] == ("plain", "The model without a variant.")
        assert ":free" not in dict(shown.texts)
        shown.buttons["northwind/heron"].click()
        await opened.settled()
        assert page.view.subject.model_id == "northwind/heron"


async def test_no_variant_is_used_while_an_answer_is_made() -> None:
    goes_on = asyncio.Event()
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        router(opened).chats.append(ScriptedReply([chunk("One"), goes_on, ending()]))
        opened.session.send("Hi")
        button = page.view.tab(OverviewTab).variants.buttons[f"{LONG}:nitro"]
        await opened.until(lambda: not page.view.chat.isEnabled())
        assert not button.isEnabled()
        goes_on.set()
        await opened.until(page.view.chat.isEnabled)
        assert button.isEnabled()


async def test_an_endpoint_that_is_no_router_has_no_variants() -> None:
    listed = ScriptedReply([b'{"data":[{"id":"practice/markov-small"}]}'], headers=JSON)
    async with desktop(ScriptedTransport(listed)) as opened:
        opened.session.change(endpoint_id="practice", model="practice/markov-small")
        opened.window.run("model.page")
        await opened.settled()
        tab = opened.window.findChildren(ModelPage)[-1].view.tab(OverviewTab)
        assert not tab.variants.isVisible()
        assert not tab.variants_title.isVisible()


async def test_page_panel_and_comparison_call_a_figure_alike() -> None:
    async with desktop(RoutedTransport()) as opened:
        page = await model_page(opened)
        model = page.view.subject.model
        compared = {row.title for row in comparison_rows([ComparedModel(model)])}
        assert set(Term) >= {"Context", "Max output", "Input modalities", "Output modalities"}
        tab, panel = page.view.tab(OverviewTab), opened.window.inspector.model
        own = {"Providers", "Parameters"}
        on_page = {name for name, _ in tab.facts.rows} - own
        on_panel = {name.partition(", per ")[0] for name, _ in panel.facts.rows} - own
        assert on_page <= compared
        assert on_panel <= compared
        assert {"Max output", "Input modalities"} <= on_page & on_panel
