"""Rankings are shown with their days and the line that their licence asks for, or the reason."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton
from support import openrouter_bodies, openrouter_statistics
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import Desktop, desktop

from desktop_chat.core.model_statistics import OTHER_MODELS
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.core.rankings import Ranked
from desktop_chat.errors import Offline, TransportError
from desktop_chat.ui.models.compare_dialog import CompareDialog
from desktop_chat.ui.models.rankings_dialog import RankingsDialog
from desktop_chat.ui.models.rankings_table import SHARE, SHARE_ROLE, RankingsTable

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
GONE = Offline("Nothing answers.")
BODIES = openrouter_bodies.models(40)
SLUGS = [each["canonical_slug"] for each in BODIES]


def reply(value: object) -> ScriptedReply:
    return ScriptedReply([msgspec.json.encode(value)], headers=JSON)


MODELS = reply({"data": BODIES, "total_count": len(BODIES)})
RANKINGS = reply(openrouter_statistics.rankings(SLUGS, "2026-10-28", "2026-11-26"))
APP_RANKINGS = reply(openrouter_statistics.app_rankings())


async def shown(opened: Desktop, *, lists_models: bool = True) -> RankingsDialog:
    services = opened.opened.services
    services.account.add(ROUTER)
    opened.session.change(endpoint_id=ROUTER.id, model=BODIES[0]["id"])
    if lists_models:
        await services.catalog.refresh(ROUTER)
    opened.window.run("model.rankings")
    await opened.settled()
    return opened.window.findChildren(RankingsDialog)[-1]


def transport(*replies: ScriptedReply | TransportError) -> ScriptedTransport:
    return ScriptedTransport(*replies, *[GONE] * 5)


def texts(dialog: RankingsDialog, column: int) -> list[str]:
    rows = range(dialog.rows.rowCount())
    return [dialog.rows.index(row, column).data().strip("\u2066\u2069") for row in rows]


def press(dialog: RankingsDialog, name: str) -> None:
    (button,) = (
        each for each in dialog.findChildren(QAbstractButton) if each.accessibleName() == name
    )
    QTest.keyClick(button, Qt.Key.Key_Space)


async def test_models_are_ranked_by_title_with_their_days_and_the_citation() -> None:
    async with desktop(transport(MODELS, RANKINGS)) as opened:
        dialog = await shown(opened)
        assert texts(dialog, 1)[:2] == ["Heron (free)", "Auto Router"]
        assert texts(dialog, 1)[-1] == "All other models"
        assert texts(dialog, 0)[0] == "1"
        assert texts(dialog, 0)[-1] == ""
        assert texts(dialog, 4)[0] == "▲ 0.5 %"
        citation = "Source: OpenRouter (openrouter.ai/rankings), as of 2026-11-26T00:00:00Z."
        assert dialog.citation.text() == citation
        assert "50 most used" in dialog.note.text()
        assert dialog.as_of.text().startswith("as of ")
        assert "26 Nov 2026" in dialog.note.text()
        assert dialog.days.current == "7"
        assert dialog.said.text == ""
        week = texts(dialog, 2)
        press(dialog, "Days: 1 day")
        assert texts(dialog, 2) != week
        press(dialog, "Days: 30 days")
        assert texts(dialog, 4) == [""] * len(week)


async def test_apps_are_asked_for_when_they_are_wanted_and_say_what_is_not_told() -> None:
    async with desktop(transport(MODELS, RANKINGS, APP_RANKINGS)) as opened:
        dialog = await shown(opened)
        press(dialog, "Ranking of: Apps")
        await opened.settled()
        assert texts(dialog, 1)[0] == "Desk of Letters"
        assert "which of them an app uses is not told" in dialog.note.text()
        assert dialog.citation.text().startswith("Source: OpenRouter")
        assert not dialog.days.isEnabled()
        assert not dialog.compare.isVisible()


async def test_nothing_reached_is_told_and_can_be_tried_again() -> None:
    async with desktop(ScriptedTransport(MODELS, GONE, RANKINGS, *[GONE] * 4)) as opened:
        dialog = await shown(opened)
        assert "Nothing answers." in dialog.said.text
        assert dialog.rows.rowCount() == 0
        QTest.keyClick(dialog.refresh, Qt.Key.Key_Space)
        await opened.settled()
        assert dialog.said.text == ""
        assert dialog.rows.rowCount() > 1


async def test_offline_the_kept_ranking_stays_with_its_date_and_the_reason() -> None:
    async with desktop(transport(MODELS, RANKINGS)) as opened:
        dialog = await shown(opened)
        dialog.refresh.click()
        await opened.settled()
        assert "Nothing answers." in dialog.said.text
        assert dialog.rows.rowCount() > 1
        assert dialog.as_of.text().startswith("as of ")


async def test_a_ranking_without_rows_says_so_and_without_a_list_slugs_are_shown() -> None:
    empty = reply({"data": [], "meta": {}})
    async with desktop(transport(empty, RANKINGS)) as opened:
        dialog = await shown(opened, lists_models=False)
        assert dialog.said.text == "The router ranks nothing now."
        dialog.refresh.click()
        await opened.settled()
        assert texts(dialog, 1)[0] == SLUGS[0]
        assert not dialog.compare.isEnabled()


async def test_a_ranked_model_goes_into_the_comparison() -> None:
    async with desktop(transport(MODELS, RANKINGS)) as opened:
        dialog = await shown(opened)
        dialog.table.setCurrentIndex(dialog.rows.index(1, 1))
        dialog.compare.click()
        await opened.settled()
        comparison = opened.window.findChildren(CompareDialog)[-1]
        assert comparison.model_ids == (BODIES[1]["id"],)


async def test_the_source_is_opened_on_the_web_by_a_click_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened_links: list[str] = []
    monkeypatch.setattr("desktop_chat.ui.commands.comparisons.open_link", opened_links.append)
    async with desktop(transport(MODELS, RANKINGS)) as opened:
        dialog = await shown(opened)
        assert opened_links == []
        QTest.keyClick(dialog.source, Qt.Key.Key_Space)
        assert opened_links == ["https://openrouter.ai/rankings"]


def test_the_table_keeps_the_rules_of_models() -> None:
    table = RankingsTable(str.upper)
    tester = QAbstractItemModelTester(
        table, QAbstractItemModelTester.FailureReportingMode.Fatal, table
    )
    ranks = (Ranked(1, "a", 30, 0.75, change=-0.5), Ranked(0, OTHER_MODELS, 10, 0.25))
    table.show(ranks, is_about_apps=False)
    said = [str(table.index(0, column).data()).strip("\u2066\u2069") for column in range(5)]
    assert said == ["1", "A", "30", "75.0 %", "▼ 50.0 %"]
    assert table.index(1, SHARE).data(SHARE_ROLE) == pytest.approx(1 / 3)
    assert tester.model() is table
