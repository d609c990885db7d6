"""An experiment in the window: planned, run, read, compared, adopted, run again, deleted."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from support.bench import Bench, ByTemperature
from support.experiments import TEMPERATURES, plan
from support.program import program
from support.scripted import ScriptedTransport
from support.window import desktop

from desktop_chat.core.experiment import RunState
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.settings.schema import Spending as Caps
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.experiment.cap_dialog import CapDialog
from desktop_chat.ui.experiment.diff_dialog import DiffDialog
from desktop_chat.ui.experiment.face import FaceKind
from desktop_chat.ui.experiment.planner.planner import PlannerDialog
from desktop_chat.ui.experiment.runs_dialog import RunsDialog
from desktop_chat.ui.panels.row_menu import RowAct

PAID = Endpoint(id="paid", title="Paid", base_url="https://paid.example/v1")


@asynccontextmanager
async def bench(transport: ByTemperature | None = None) -> AsyncIterator[Bench]:
    async with desktop(transport or ByTemperature()) as opened:
        yield Bench(opened)


async def test_an_experiment_stands_in_the_place_of_the_chat_and_leaves_it_as_it_was() -> None:
    async with bench() as made:
        window = made.opened.window
        await made.run()
        assert not window.chat.isVisible()
        assert not window.commands["conversation.new"].isEnabled()
        assert window.windowTitle() == "How warm?"
        QTest.keyClick(made.view.page.grid.view, Qt.Key.Key_Escape)
        await made.opened.settled()
        assert window.experiments.view is None
        assert window.chat.isVisible()
        assert window.chat.composer.text == "How warm?"
        assert window.commands["conversation.new"].isEnabled()


async def test_cells_table_picture_and_card_say_the_same() -> None:
    async with bench() as made:
        await made.run(temperatures="0, 1")
        page = made.view.page
        faces = [page.grid.face(number) for number in (0, 1)]
        assert [face.text for face in faces] == ["As warm as 0. Bye.", "As warm as 1. Bye."]
        assert [face.name for face in faces] == ["Temperature 0.0", "Temperature 1.0"]
        assert {face.kind for face in faces} == {FaceKind.DONE}
        table = page.results.table
        await made.until(lambda: table.model().rowCount() == 2)
        titles = [
            table.model().headerData(column, Qt.Orientation.Horizontal)
            for column in range(table.model().columnCount())
        ]
        assert titles[:2] == ["Temperature", "Distinct-2"]
        page.side.measure.setCurrentIndex(page.side.measure.findData("words"))
        page.side.measure.activated.emit(page.side.measure.currentIndex())
        await made.opened.settled()
        assert page.grid.face(0).figure == "5"
        page.grid.view.setCurrentIndex(page.grid.view.model().index(0, 1))
        await made.opened.settled()
        assert made.view.live is not None
        assert made.view.live.number == 1
        assert table.currentIndex().row() == 1
        assert page.side.card._details.text == "As warm as 1. Bye."  # noqa: SLF001


async def test_a_failed_cell_says_why_and_is_asked_again() -> None:
    transport = ByTemperature()
    transport.wrong = {1.0}
    async with bench(transport) as made:
        await made.run()
        face = made.view.page.grid.face(1)
        assert face.kind is FaceKind.FAILED
        assert face.heading
        transport.wrong = set()
        made.opened.window.run("experiment.retry")
        await made.until(lambda: made.view.experiment.progress.failed == 0)
        await made.ended()
        await made.until(lambda: made.view.page.grid.face(1).kind is FaceKind.DONE)


async def test_an_answer_is_adopted_with_its_settings() -> None:
    async with bench() as made:
        window = made.opened.window
        await made.opened.say("Before.")
        await made.run("How warm?", "0, 1")
        # The first place was chosen before it had an answer.
        await made.until(window.commands["experiment.adopt"].isEnabled)
        assert made.view.page.side.adopt.isEnabled()
        window.run("experiment.adopt")
        await made.until(lambda: window.experiments.view is None)
        await made.opened.settled()
        assert made.opened.texts[-2:] == ["How warm?", "As warm as 0. Bye."]
        assert made.opened.session.conversation.sampling.temperature == 0
        assert window.chat.composer.text == ""
        assert window.chat.toasts.toasts
        window.run("edit.undo")
        await made.opened.settled()
        assert made.opened.texts[0] == "Before."
        assert len(made.opened.texts) == 2


async def test_from_a_message_its_question_is_asked_again() -> None:
    async with bench() as made:
        await made.opened.say("What is warm?")
        answer = made.opened.session.newest
        assert answer is not None
        made.opened.window.run("message.sweep", answer[0])
        planner = await made.planned()
        assert planner.prompt.toPlainText() == "What is warm?"


async def test_a_parameters_own_menu_plans_a_sweep_of_it() -> None:
    async with bench() as made:
        made.opened.window.chat.composer.fill("How warm?")
        panel = made.opened.window.inspector.parameters
        panel.row_act_chosen.emit(RowAct.SWEEP, "frequency_penalty")
        planner = await made.planned()
        assert planner.axes[0].axis().values == (-2.0, 0.0, 2.0)
        assert planner.prompt.toPlainText() == "How warm?"
        planner.close()


async def test_the_cap_is_changed_from_the_page() -> None:
    async with bench() as made:
        await made.run()
        actions = {action.text(): action for action in made.view.page.header.more.menu().actions()}
        actions["Change the cost cap…"].trigger()
        dialog = made.dialog(CapDialog)
        assert isinstance(dialog, CapDialog)
        dialog.field.setText("much")
        dialog.save.click()
        assert dialog.isVisible()
        dialog.field.setText("0.75")
        dialog.save.click()
        await made.opened.settled()
        assert made.view.experiment.plan.cap_usd == Decimal("0.75")


async def test_the_same_answer_is_told_and_dimmed() -> None:
    async with bench() as made:
        planner = await made.planner("How warm?")
        planner.axes[0].editor.list.setText("1")  # pyright: ignore[reportAttributeAccessIssue]
        planner.add_axis("top_p")
        planner.start.click()
        await made.ended()
        await made.until(lambda: made.view.page.grid.face(1).is_repeated)
        assert made.view.page.grid.face(1).foot == "same as Top P 1.0"


async def test_two_cells_are_compared_word_by_word() -> None:
    async with bench() as made:
        await made.run()
        made.opened.window.run("experiment.diff")
        dialog = made.dialog(DiffDialog)
        assert isinstance(dialog, DiffDialog)
        assert dialog.cells == (0, 1)
        assert dialog.view.summary.text() == "1 word removed, 1 word added"
        dialog.close()


async def test_a_run_is_repeated_and_compared_with_the_earlier_one() -> None:
    async with bench() as made:
        await made.run()
        first = made.view.experiment.id
        made.opened.window.run("experiment.compare")
        assert "first run" in made.view.page.notice_bar.text
        made.opened.window.run("experiment.rerun")
        await made.until(lambda: made.view.experiment.id != first)
        await made.ended()
        assert made.view.experiment.head.rerun_of == first
        made.opened.window.run("experiment.compare")
        await made.opened.settled()
        dialog = made.dialog(RunsDialog)
        assert isinstance(dialog, RunsDialog)
        assert dialog.table.model().index(0, 3).data() == "0.00"
        dialog.close()


async def test_experiments_are_listed_found_opened_and_deleted() -> None:
    async with bench() as made:
        dialog = await made.listed()
        assert "No experiments yet" in dialog.note.text()
        dialog.close()
        await made.run("How warm?")
        made.opened.window.run("experiment.close")
        dialog = await made.listed()
        assert dialog.list.count() == 1
        dialog.field.setText("cold")
        await made.until(lambda: dialog.list.count() == 0)
        assert "Nothing found" in dialog.note.text()
        dialog.field.setText("warm")
        await made.until(lambda: dialog.list.count() == 1)
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
        await made.ended()
        dialog = await made.listed()
        QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
        await made.until(lambda: dialog.list.count() == 0)
        dialog.close()


@pytest.mark.parametrize("suffix", [".svg", ".png"])
async def test_a_picture_is_written(tmp_path: Path, suffix: str) -> None:
    async with bench() as made:
        await made.run()
        actions = {
            action.text(): action for action in made.view.page.header.export.menu().actions()
        }
        actions[f"Picture as {suffix[1:].upper()}…"].trigger()
        dialog = made.dialog(SaveDialog)
        assert isinstance(dialog, QFileDialog)
        path = tmp_path / f"picture{suffix}"
        dialog.chosen.emit(path)  # pyright: ignore[reportAttributeAccessIssue]
        dialog.close()
        await made.opened.settled()
        assert path.read_bytes()[:5] in (b"<?xml", b"\x89PNG\r")
        assert made.view.page.toasts.toasts


@pytest.mark.parametrize("title", ["CSV", "JSON"])
async def test_an_experiment_is_exported(tmp_path: Path, title: str) -> None:
    async with bench() as made:
        await made.run()
        menu = made.view.page.header.export.menu()
        action = next(action for action in menu.actions() if title in action.text())
        action.trigger()
        dialog = made.dialog(SaveDialog)
        path = tmp_path / "experiment.txt"
        dialog.chosen.emit(path)  # pyright: ignore[reportAttributeAccessIssue]
        dialog.close()
        await made.until(path.exists)
        await made.opened.settled()
        assert "As warm as 1" in path.read_text()


async def test_many_requests_ask_once_more() -> None:
    async with bench() as made:
        planner = await made.planner("How warm?")
        planner.repeats.setText("21")
        planner.start.click()
        assert "Press once more" in planner.estimate_line.text()
        assert made.opened.window.experiments.view is None
        planner.start.click()
        await made.ended()
        assert made.view.experiment.progress.done == 63


async def test_the_planner_says_what_is_wrong_and_cannot_start() -> None:
    async with bench() as made:
        planner = await made.planner()
        await made.until(lambda: not planner.start.isEnabled())
        assert planner.estimate_line.text().startswith("The message to answer is empty.")
        planner.prompt.setPlainText("How warm?")
        await made.until(planner.start.isEnabled)
        assert planner.estimate_line.text().startswith("3 requests")
        planner.axes[0].editor.list.setText("0, 5")  # pyright: ignore[reportAttributeAccessIssue]
        await made.until(lambda: not planner.start.isEnabled())
        assert planner.estimate_line.text().startswith("Temperature cannot be 5")
        planner.close()


async def test_a_narrow_page_shows_the_side_in_the_place_of_the_grid() -> None:
    async with bench() as made:
        await made.run()
        page = made.view.page
        assert page.side.isVisible()
        made.opened.window.resize(640, 600)
        await made.opened.settled()
        assert not page.side.isVisible()
        QTest.keyClick(page.grid.view, Qt.Key.Key_Return)
        assert page.side.isVisible()
        assert not page.grid.isVisible()
        QTest.keyClick(page.side, Qt.Key.Key_Escape)
        assert page.grid.isVisible()
        made.opened.window.resize(1200, 780)
        await made.opened.settled()
        assert page.side.isVisible()
        assert page.grid.isVisible()


async def test_pause_stop_and_resume_are_one_button_away() -> None:
    async with bench() as made:
        await made.run()
        header = made.view.page.header
        for state, words in (
            (RunState.READY, "Start"),
            (RunState.RUNNING, "Pause"),
            (RunState.PAUSED, "Resume"),
            (RunState.STOPPED, "Resume"),
            (RunState.INTERRUPTED, "Resume"),
            (RunState.DONE, "Run again"),
        ):
            header.show_state(state)
            assert header.run.text() == words
            assert header.run_icon.accessibleName() == words
            assert header.stop.isEnabled() is (state in (RunState.RUNNING, RunState.PAUSED))


async def test_an_endpoint_that_is_gone_is_told_with_a_way_to_ask_again() -> None:
    transport = ByTemperature()
    transport.is_gone = True
    async with bench(transport) as made:
        await made.run()
        notice = made.opened.opened.services.notices.history[-1]
        assert notice.text == "2 requests failed: The server refused the connection."
        assert notice.action_title == "Retry failed"
        assert notice.action is not None
        assert made.view.page.notice_bar.isVisible()
        transport.is_gone = False
        notice.action()
        await made.until(lambda: made.view.experiment.progress.done == 2)
        await made.ended()


async def test_an_archive_that_takes_no_change_says_so_before_anything_is_planned(
    tmp_path: Path,
) -> None:
    async with program(ScriptedTransport(), tmp_path):
        pass
    with contextlib.closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        connection.execute("PRAGMA user_version=99")
    async with desktop(ByTemperature(), tmp_path) as opened:
        assert opened.opened.services.archive.is_read_only
        opened.window.chat.composer.fill("How warm?")
        opened.window.run("experiment.new")
        await opened.settled()
        notice = opened.opened.services.notices.history[-1]
        assert notice.text == "An experiment needs an archive that can be written: this one cannot."
        assert notice.advice
        assert not opened.window.findChildren(PlannerDialog)
        assert opened.window.chat.composer.text == "How warm?"


async def test_the_days_cap_halts_it_where_it_is_read_and_it_resumes() -> None:
    async with bench() as made:
        services = made.opened.opened.services
        services.account.add(PAID)
        services.account.keep_key_for_session(PAID, Secret("k"))
        services.settings.update(
            msgspec.structs.replace(services.settings.settings, spending=Caps(day_usd=0.001))
        )
        experiment = await made.opened.opened.experiments.create(
            plan(endpoint_id=PAID.id, model="m-1", axes=(TEMPERATURES,), concurrency=1)
        )
        made.opened.window.experiments.open(experiment.id)
        await made.until(lambda: made.opened.window.experiments.view is not None)
        made.opened.window.run("experiment.run")
        await made.until(lambda: experiment.state is RunState.PAUSED)
        await made.opened.settled()
        notice = services.notices.history[-1]
        assert "cap of $0.0010 per day" in notice.text
        assert notice.action_title == "Resume"
        assert made.view.page.notice_bar.isVisible()
        assert made.view.page.header.run.text() == "Resume"
        services.settings.update(
            msgspec.structs.replace(services.settings.settings, spending=Caps())
        )
        assert notice.action is not None
        notice.action()
        await made.ended()
