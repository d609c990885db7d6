"""An experiment on its page: what is done with it there, and what is said of that.

It joins the page's parts to one experiment. It opens no other page: what leads away is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_chat.app.experiment import Experiment
from desktop_chat.app.experiment_exporting import export_experiment
from desktop_chat.app.experiments import Experiments
from desktop_chat.app.export_files import whole_file
from desktop_chat.app.notices import Notice, Severity
from desktop_chat.app.services import Services
from desktop_chat.core.experiment import AxisKind, CellState, RunState, cells_at
from desktop_chat.core.file_names import file_stem
from desktop_chat.core.ids import new_id
from desktop_chat.errors import AppError, UsageError
from desktop_chat.formats.experiment_document import ExperimentFormat
from desktop_chat.formats.registry import EXPERIMENT_EXPORTS
from desktop_chat.ui.dialogs.progress import Progress, ProgressDialog
from desktop_chat.ui.dialogs.save_file import SaveDialog
from desktop_chat.ui.experiment.answer_dialog import AnswerDialog
from desktop_chat.ui.experiment.board import Board
from desktop_chat.ui.experiment.cap_dialog import CapDialog
from desktop_chat.ui.experiment.details import seed_text
from desktop_chat.ui.experiment.diff_dialog import DiffDialog
from desktop_chat.ui.experiment.live import LiveExperiment
from desktop_chat.ui.experiment.page import ExperimentPage
from desktop_chat.ui.experiment.picture_files import png_of, svg_of
from desktop_chat.ui.experiment.readings import Readings
from desktop_chat.ui.experiment.runs_dialog import RunsDialog
from desktop_chat.ui.theme.tokens import Theme

_MOST_NAMES = 600
"""Cells that can be chosen from in the comparison of two."""


class ExperimentView(QObject):
    """One experiment on its page.

    Args:
        theme: The colours and sizes at first.
        window: What dialogs belong to.
        services: Run what takes time, and are told how it ended.
        experiments: Delete and repeat it.
        experiment: What is shown.
    """

    left = Signal()
    changed = Signal()
    """What can be done has changed."""
    adopt_wanted = Signal(int)
    """An answer, by its cell, is to be the branch the conversation goes on with."""
    rerun_wanted = Signal()
    deleted = Signal()

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        services: Services,
        experiments: Experiments,
        experiment: Experiment,
    ) -> None:
        super().__init__(window)
        self.experiment = experiment
        self._theme = theme
        self._window = window
        self._services = services
        self._experiments = experiments
        self._export_menu, self._more_menu = QMenu(window), QMenu(window)
        self.page = ExperimentPage(theme, self._export_menu, self._more_menu)
        self._fill_menus()
        self.live: LiveExperiment | None = None
        self._halted: AppError | None = None
        page = self.page
        page.left.connect(self.left)
        page.header.run_clicked.connect(self.run)
        page.header.stop_clicked.connect(self.stop)
        page.side.adopt_clicked.connect(self.adopt)
        page.side.diff_clicked.connect(self.compare_cells)
        page.side.card.whole_wanted.connect(self._read_whole)

    @property
    def can_adopt(self) -> bool:
        """Whether the chosen cell has an answer to go on with."""
        live = self.live
        return live is not None and self.experiment.cell_state(live.cell) is CellState.DONE

    def show(self) -> None:
        """Begin to follow the experiment; the page is on screen."""
        self.live = LiveExperiment(self.experiment, self._services, self.page)
        self.live.changed.connect(self._follow)
        self._follow()
        self.page.grid.setFocus()

    def close(self) -> None:
        """Follow the experiment no more, and take the page away."""
        if self.live is not None:
            self.live.close()
            self.live = None
        for widget in (self.page, self._export_menu, self._more_menu):
            widget.deleteLater()
        self.deleteLater()

    # What is done with it ----------------------------------------------------------------------

    def run(self) -> None:
        """Start, pause, resume or run again, whichever makes sense now."""
        match self.experiment.state:
            case RunState.READY:
                self._attempt(self.experiment.start)
            case RunState.RUNNING:
                self._attempt(self.experiment.pause)
            case RunState.DONE:
                self.rerun_wanted.emit()
            case _:
                self._attempt(self.experiment.resume)

    def stop(self) -> None:
        """Stop all cells; what has arrived is kept."""
        self._attempt(self.experiment.stop)

    def run_again(self) -> None:
        """Ask the same again, as another experiment."""
        self.rerun_wanted.emit()

    def retry_failed(self) -> None:
        """Run the cells that failed once more."""
        self._attempt(self.experiment.retry_failed)

    def adopt(self) -> None:
        """Make the chosen answer the branch the conversation goes on with."""
        if self.live is not None and self.can_adopt:
            self.adopt_wanted.emit(self.live.cell)

    def go_to_cheapest(self) -> None:
        """Choose the cheapest place that passes every assertion."""
        if self.live is not None:
            self.live.go_to_cheapest()

    def open_export_menu(self) -> None:
        """Offer the forms in which it can be written."""
        button = self.page.header.export
        self._export_menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def compare_cells(self) -> None:
        """Compare the chosen cell with another."""
        live = self.live
        if live is None:
            return
        first = live.cell
        cells = self.experiment.cells[:_MOST_NAMES]
        board = live.board
        names = {
            cell.index: f"{board.name(board.number(cell.place))}, {seed_text(cell)}".strip(", ")
            for cell in cells
        }
        names.setdefault(first, board.name(live.number))
        others = cells_at(self.experiment.plan, board.place(live.number))
        other = next((index for index in others if index != first), (first + 1) % len(names))
        dialog = DiffDialog(
            self._theme,
            names,
            self.experiment.live_text,
            self.experiment.want,
            first,
            other,
            self._window,
        )
        disconnect = self.experiment.cell_changed.connect(
            lambda index: dialog.show_cells() if index in dialog.cells else None
        )
        dialog.finished.connect(lambda _: disconnect())
        dialog.open()

    def compare_runs(self) -> None:
        """Compare with the experiment that this one repeats."""
        if not self.experiment.head.rerun_of:
            raise UsageError(
                "This is the first run of its plan.", advice="Run it again, then compare both."
            )
        self._start(self._compare_runs())

    async def _compare_runs(self) -> None:
        earlier = await self._experiments.open(self.experiment.head.rerun_of)
        await earlier.stored.read_all()
        board = Board(self.experiment.plan)
        measure = self.live.measure if self.live else "distinct_2"
        dialog = RunsDialog(
            self._theme,
            Readings(earlier, board),
            Readings(self.experiment, board),
            measure,
            self._window,
        )
        dialog.open()

    # How it is done ----------------------------------------------------------------------------

    def _fill_menus(self) -> None:
        for export in EXPERIMENT_EXPORTS.values():
            words = self.tr("{0}…").format(export.title)
            self._add(self._export_menu, words, lambda export=export: self._ask_for_file(export))
        self._export_menu.addSeparator()
        for words, suffix in (
            (self.tr("Picture as SVG…"), ".svg"),
            (self.tr("Picture as PNG…"), ".png"),
        ):
            self._add(self._export_menu, words, lambda suffix=suffix: self._ask_where(suffix))
        self._add(self._more_menu, self.tr("Run again"), self.rerun_wanted.emit)
        self._retry = self._add(
            self._more_menu, self.tr("Retry failed requests"), self.retry_failed
        )
        self._compare = self._add(
            self._more_menu, self.tr("Compare with the earlier run…"), self.compare_runs
        )
        self._add(self._more_menu, self.tr("Change the cost cap…"), self._ask_for_cap)
        self._more_menu.addSeparator()
        self._add(self._more_menu, self.tr("Delete experiment"), self._delete)

    @staticmethod
    def _add(menu: QMenu, words: str, act: Any) -> QAction:
        action = menu.addAction(words)
        action.triggered.connect(lambda *_: act())
        return action

    def _follow(self) -> None:
        experiment, live = self.experiment, self.live
        self._retry.setEnabled(experiment.progress.failed > 0)
        self._compare.setEnabled(bool(experiment.head.rerun_of))
        halted = experiment.halted
        if halted is not self._halted:
            self._halted = halted
            if halted is not None:
                self._tell(halted)
        if live is not None:
            self.page.side.offer_adoption(self._explanation(live), is_possible=self.can_adopt)
        self.changed.emit()

    def _tell(self, halted: AppError) -> None:
        """Say why no further cell begins, or that an endpoint cannot be reached."""
        if self.experiment.state is RunState.DONE:
            title, act = self.tr("Retry failed"), self.retry_failed
        else:
            title, act = self.tr("Resume"), self.run
        notice = Notice(Severity.ERROR, halted.text, halted.advice, title, act)
        self._services.notices.add(notice)

    def _explanation(self, live: LiveExperiment) -> str:
        if not self.can_adopt:
            return self.tr("An answer can be adopted once it has ended.")
        plan, labels = self.experiment.plan, live.board.labels(live.number)
        changed = [
            f"{axis.title} {label}"
            for axis, label in zip(plan.axes, labels, strict=True)
            if axis.kind is not AxisKind.SYSTEM_PROMPT
        ]
        goes_on = self.tr("Continues the conversation with this answer.")
        if not changed:
            return goes_on
        become = self.tr("{0} become its settings.")
        if len(changed) == 1:
            become = self.tr("{0} becomes its setting.")
        return f"{goes_on}\n{become.format(self.tr(' and ').join(changed))}"

    def _read_whole(self) -> None:
        live = self.live
        if live is not None:
            title = live.board.name(live.number)
            text = self.experiment.live_text(live.cell)
            AnswerDialog(self._theme, title, text, self._window).open()

    @property
    def _file_stem(self) -> str:
        return file_stem(self.experiment.head.title, self.tr("Experiment"))

    def _ask_for_file(self, export: ExperimentFormat) -> None:
        name = self._file_stem + export.suffix
        dialog = SaveDialog(self.tr("Export experiment"), name, self._window)
        dialog.chosen.connect(lambda path: self._start(self._write_export(path, export)))
        dialog.open()

    async def _write_export(self, path: Path, export: ExperimentFormat) -> None:
        progress = Progress()
        task = asyncio.current_task()
        total = self.experiment.progress.done + self.experiment.progress.failed
        doing = self.tr("Reading answers…")
        dialog = ProgressDialog(progress, self._theme, doing, total, self._window)
        if task is not None:
            dialog.rejected.connect(task.cancel)
        try:
            text = await export_experiment(
                self.experiment, export, lambda done, _: progress.advanced.emit(done)
            )
        finally:
            progress.ended.emit()
        await asyncio.to_thread(_write, path, text.encode("utf-8", "replace"))
        said = self.tr("Exported to {0}.").format(path)
        self._services.notices.add(Notice(Severity.DONE, said))

    def _ask_where(self, suffix: str) -> None:
        dialog = SaveDialog(self.tr("Save picture"), self._file_stem + suffix, self._window)
        dialog.chosen.connect(lambda path: self._start(self._write_picture(path, suffix)))
        dialog.open()

    async def _write_picture(self, path: Path, suffix: str) -> None:
        live = self.live
        if live is None:
            return
        side = self.page.side
        row = live.number // len(live.board.columns)
        figure = live.readings.figure(live.measure, row if side.is_lines else -1)
        make = svg_of if suffix == ".svg" else png_of
        data = make(figure, is_lines=side.is_lines, row=row, running_text=self.tr("still running"))
        await asyncio.to_thread(_write, path, data)
        said = self.tr("Saved as {0}.").format(path)
        self._services.notices.add(Notice(Severity.DONE, said))

    def _ask_for_cap(self) -> None:
        dialog = CapDialog(self._theme, self.experiment.plan.cap_usd, self._window)
        dialog.chosen.connect(lambda cap: self._attempt(lambda: self.experiment.change_cap(cap)))
        dialog.open()

    def _delete(self) -> None:
        self.deleted.emit()
        self._start(self._experiments.delete(self.experiment.id))

    def _attempt(self, act: Any) -> None:
        self._services.notices.attempt(act)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._services.tasks.start(f"experiment-page-act:{new_id()}", work)


def _write(path: Path, data: bytes) -> None:
    with whole_file(path) as file:
        file.write_bytes(data)
