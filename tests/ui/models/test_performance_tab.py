"""What the router measured and what one measured oneself stand side by side."""

from __future__ import annotations

from support.model_pages import keep_answer, model_page, router
from support.routed import RoutedTransport
from support.window import Desktop, desktop

from desktop_chat.ui.models.performance_tab import PerformanceTab
from desktop_chat.ui.models.spread_chart import SpreadChart


async def performance(opened: Desktop) -> PerformanceTab:
    page = await model_page(opened)
    page.view.show_tab(PerformanceTab)
    await opened.settled()
    return page.view.tab(PerformanceTab)


def labels(chart: SpreadChart) -> list[str]:
    return [each.label for each in chart.spreads]


async def test_providers_are_shown_and_own_answers_below_theirs() -> None:
    async with desktop(RoutedTransport()) as opened:
        for first_s in (0.4, 0.6):
            await keep_answer(opened, first_s=first_s)
        await keep_answer(opened, provider="Elsewhere")
        tab = await performance(opened)
        assert labels(tab.latency) == [
            "Mistral",
            "yours, 2 answers",
            "DeepInfra",
            "Elsewhere, yours, 1 answer",
        ]
        assert labels(tab.speed) == labels(tab.latency)
        assert tab.latency.spreads[1].found.p50 == 0.4
        assert "Mistral: 0.41" in tab.latency.accessibleDescription()


async def test_own_answers_have_a_history_by_provider() -> None:
    async with desktop(RoutedTransport()) as opened:
        await keep_answer(opened, days_ago=3)
        await keep_answer(opened, provider="Elsewhere", first_s=1.5)
        tab = await performance(opened)
        assert [value for _, value in tab.latency_history.points] == [0.5, 1.5]
        tab.provider.setCurrentIndex(tab.provider.findData("Elsewhere"))
        assert [value for _, value in tab.latency_history.points] == [1.5]
        assert [round(value) for _, value in tab.speed_history.points] == [50]


async def test_without_answers_it_says_so() -> None:
    async with desktop(RoutedTransport()) as opened:
        tab = await performance(opened)
        assert tab.no_history.text() == (
            "No answer of this model was measured in the last 90 days."
        )
        assert not tab.latency_history.isVisible()


async def test_own_answers_are_there_when_the_router_is_not() -> None:
    async with desktop(RoutedTransport("/models/harbour")) as opened:
        await keep_answer(opened)
        tab = await performance(opened)
        assert "Nothing answers." in tab.said.text
        assert labels(tab.latency) == ["Mistral, yours, 1 answer"]
        router(opened).silent.clear()
        tab.read(is_fresh=False)
        await opened.settled()
        assert labels(tab.latency)[:2] == ["Mistral", "yours, 1 answer"]
