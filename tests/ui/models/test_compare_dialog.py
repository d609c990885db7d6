"""Models stand side by side, come and go, differ visibly, and can all be asked at once."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from support import openrouter_bodies, openrouter_statistics
from support.scripted import JSON, ScriptedReply, ScriptedTransport
from support.window import Desktop, desktop

from desktop_chat.core.catalog import Model
from desktop_chat.core.experiment import AxisKind
from desktop_chat.core.model_comparison import ComparedModel, comparison_rows
from desktop_chat.core.provider import custom_endpoint
from desktop_chat.errors import Offline, TransportError
from desktop_chat.ui.experiment.planner.planner import PlannerDialog
from desktop_chat.ui.models.compare_dialog import CompareDialog
from desktop_chat.ui.models.comparison_table import ComparisonTable
from desktop_chat.ui.models.two_line_header import DETAIL_ROLE, HEADING_ROLE, MARK_ROLE
from desktop_chat.ui.theme.tokens import LIGHT

ROUTER = custom_endpoint("http://127.0.0.1:9/api/v1")
GONE = Offline("Nothing answers.")
BODIES = openrouter_bodies.models(40)
FREE, AUTO, LONG = (each["id"] for each in BODIES[:3])
SLUGS = [each["canonical_slug"] for each in BODIES]


def reply(value: object) -> ScriptedReply:
    return ScriptedReply([msgspec.json.encode(value)], headers=JSON)


MODELS = reply({"data": BODIES, "total_count": len(BODIES)})
TOLD = (
    reply(openrouter_statistics.rankings(SLUGS, "2026-11-01", "2026-11-26")),
    MODELS,
    reply(openrouter_bodies.zero_retention(BODIES[:1])),
    reply(openrouter_statistics.benchmarks(SLUGS)),
)


async def shown(opened: Desktop) -> CompareDialog:
    opened.opened.services.account.add(ROUTER)
    opened.session.change(endpoint_id=ROUTER.id, model=FREE)
    opened.window.run("model.compare")
    await opened.settled()
    return opened.window.findChildren(CompareDialog)[-1]


def transport(*replies: ScriptedReply | TransportError) -> ScriptedTransport:
    return ScriptedTransport(*replies, *[GONE] * 6)


def titles(dialog: CompareDialog) -> list[str]:
    model, rows = dialog.rows, range(dialog.rows.rowCount())
    return [str(model.headerData(row, Qt.Orientation.Vertical)) for row in rows]


def cells(dialog: CompareDialog, title: str, detail: str = "") -> list[str]:
    model = dialog.rows
    for row in range(model.rowCount()):
        said = [
            model.headerData(row, Qt.Orientation.Vertical, role)
            for role in (Qt.ItemDataRole.DisplayRole, DETAIL_ROLE)
        ]
        if said == [title, detail]:
            columns = range(model.columnCount())
            return [str(model.index(row, n).data()).strip("\u2066\u2069") for n in columns]
    raise LookupError(title)


async def test_the_conversations_model_is_there_and_others_are_found_by_a_few_letters() -> None:
    async with desktop(transport(MODELS, *TOLD)) as opened:
        dialog = await shown(opened)
        assert dialog.model_ids == (FREE,)
        assert not dialog.chat.isEnabled()
        QTest.keyClicks(dialog.field, "basalt lng")
        assert dialog.hits.isVisible()
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert len(dialog.model_ids) == 2
        assert dialog.table.isVisible()
        assert dialog.field.text() == ""
        dialog.add(AUTO)
        assert cells(dialog, "Input", "per million tokens")[0] == "free"
        assert cells(dialog, "Input", "per million tokens")[2] == "varies"
        assert cells(dialog, "Weekly tokens") != ["–"] * 3
        assert "Source: OpenRouter (openrouter.ai/rankings)" in dialog.legend.text()


async def test_six_are_the_most_and_each_can_be_taken_away() -> None:
    async with desktop(transport(MODELS, *TOLD)) as opened:
        dialog = await shown(opened)
        for each in BODIES:
            dialog.add(each["id"])
        assert len(dialog.model_ids) == 6
        assert not dialog.field.isEnabled()
        first = dialog.strip.buttons[0]
        assert first.accessibleName() == "Remove Heron (free) from the comparison"
        QTest.keyClick(first, Qt.Key.Key_Space)
        assert FREE not in dialog.model_ids
        assert dialog.field.isEnabled()
        for model_id in dialog.model_ids:
            dialog.remove(model_id)
        assert dialog.model_ids == ()
        assert not dialog.table.isVisible()


async def test_only_what_differs_is_shown_where_that_is_wanted() -> None:
    async with desktop(transport(MODELS, *TOLD)) as opened:
        dialog = await shown(opened)
        dialog.add(LONG)
        every = titles(dialog)
        assert "Tokenizer" in every
        dialog.only_differences.click()
        assert "Tokenizer" not in titles(dialog)
        assert set(titles(dialog)) < set(every)
        assert all(
            dialog.rows.headerData(row, Qt.Orientation.Vertical, MARK_ROLE)
            or dialog.rows.headerData(row, Qt.Orientation.Vertical, HEADING_ROLE)
            for row in range(dialog.rows.rowCount())
        )
        assert "≠ they differ, in " in dialog.legend.text()


async def test_all_are_asked_in_an_experiment_with_these_models() -> None:
    async with desktop(transport(MODELS, *TOLD)) as opened:
        dialog = await shown(opened)
        opened.window.chat.composer.set_draft("Which of you is the best?")
        dialog.add(LONG)
        dialog.chat.click()
        await opened.settled()
        planner = opened.window.findChildren(PlannerDialog)[-1]
        (axis,) = planner.plan().axes
        assert (axis.kind, axis.values) == (AxisKind.MODEL, (FREE, LONG))
        assert planner.plan().prompt == "Which of you is the best?"


async def test_without_a_network_the_list_is_compared_and_what_is_missing_is_named() -> None:
    async with desktop(transport(MODELS)) as opened:
        dialog = await shown(opened)
        assert "Some figures are missing or old. Nothing answers." in dialog.said.text
        assert cells(dialog, "Input", "per million tokens") == ["free"]
        assert dialog.as_of.text().startswith("as of ")


async def test_without_a_list_the_reason_stands_there() -> None:
    async with desktop(transport()) as opened:
        dialog = await shown(opened)
        assert "Nothing answers." in dialog.said.text
        assert not dialog.table.isVisible()


async def test_what_was_compared_is_there_again() -> None:
    async with desktop(transport(MODELS, *TOLD)) as opened:
        dialog = await shown(opened)
        dialog.add(LONG)
        dialog.reject()
        await opened.settled()
        opened.window.run("model.compare")
        await opened.settled()
        assert opened.window.findChildren(CompareDialog)[-1].model_ids == (FREE, LONG)


def test_the_table_keeps_the_rules_of_models_and_speaks_whole_sentences() -> None:
    table = ComparisonTable(LIGHT)
    tester = QAbstractItemModelTester(
        table, QAbstractItemModelTester.FailureReportingMode.Fatal, table
    )
    models = (Model("a/x", tokenizer="GPT"), Model("a/y"))
    table.show(models, comparison_rows([ComparedModel(model) for model in models]))
    rows = range(table.rowCount())
    titles = [table.headerData(row, Qt.Orientation.Vertical) for row in rows]
    spoken = table.index(titles.index("Tokenizer"), 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "a/y, Tokenizer, not stated, they differ"
    assert titles[0] == "Model"
    assert table.index(0, 0).data() is None
    table.narrow(is_narrowed=True)
    assert table.rowCount() == 2
    table.show((), ())
    assert table.rowCount() == 0
    assert tester.model() is table
