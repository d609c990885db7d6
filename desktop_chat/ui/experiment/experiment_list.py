"""The archive's experiments as a list: found by words, opened, run again, deleted.

It owns which of them are shown. It reads them through `Experiments`, page by page.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_chat.app.experiments import Experiments
from desktop_chat.app.tasks import Tasks
from desktop_chat.core.experiment import ExperimentHead, RunState
from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.entry_list import Entry, EntryList
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.search_field import SearchField

_SIZE = QSize(620, 560)
_PAGE = 50
_SEARCH_DELAY_MS = 200


class ExperimentsDialog(Dialog):
    """Lists experiments, those changed last first.

    Args:
        theme: The colours and sizes.
        experiments: Has them.
        tasks: Run what is read.
    """

    open_wanted = Signal(str)
    rerun_wanted = Signal(str)
    new_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        experiments: Experiments,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Experiments"))
        self._theme = theme
        self._experiments = experiments
        self._tasks = tasks
        self.field = SearchField(theme, self.tr("Search experiments"), self)
        self.list = EntryList(theme, self.tr("Experiments"), self)
        self.list.setProperty("frame", "field")
        self.note = Label(theme, self.tr("Reading…"), TextStyle.BODY, "text_2", self)
        self.note.setWordWrap(True)
        self.open_button = TextButton(theme, self.tr("Open"), ButtonKind.PRIMARY)
        self.rerun = TextButton(theme, self.tr("Run again"), drawing="refresh-cw")
        self.remove = TextButton(theme, self.tr("Delete"), drawing="trash-2")
        self.new = TextButton(theme, self.tr("New experiment…"), drawing="flask-conical")
        self._delay = QTimer(self, interval=_SEARCH_DELAY_MS, singleShot=True)
        self._build()
        self._join()
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self.list.setFocus()
        self._read()

    @property
    def chosen_id(self) -> str:
        """The id of the experiment that is chosen, "" for none."""
        chosen = self.list.chosen
        return chosen.id if chosen is not None else ""

    def _build(self) -> None:
        self.content.addWidget(self.field)
        self.content.addWidget(self.note)
        self.content.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(self._theme.px(8))
        buttons.addWidget(self.new)
        buttons.addStretch(1)
        for button in (self.remove, self.rerun, self.open_button):
            buttons.addWidget(button)
        self.content.addLayout(buttons)

    def _join(self) -> None:
        self.list.opened.connect(self._open)
        self.list.delete_wanted.connect(self._delete)
        self.list.currentItemChanged.connect(lambda *_: self._follow())
        self.list.verticalScrollBar().valueChanged.connect(self._read_more)
        self.field.textChanged.connect(lambda _: self._delay.start())
        self._delay.timeout.connect(self._read)
        self.open_button.clicked.connect(self._open)
        self.rerun.clicked.connect(self._rerun)
        self.remove.clicked.connect(self._delete)
        self.new.clicked.connect(self._begin)
        disconnect = self._experiments.changed.connect(lambda _: self._delay.start())
        self.finished.connect(lambda _: disconnect())
        self._follow()

    def _follow(self) -> None:
        for button in (self.open_button, self.rerun, self.remove):
            button.setEnabled(bool(self.chosen_id))

    def _open(self) -> None:
        if self.chosen_id:
            self.open_wanted.emit(self.chosen_id)
            self.accept()

    def _rerun(self) -> None:
        self.rerun_wanted.emit(self.chosen_id)
        self.accept()

    def _begin(self) -> None:
        self.accept()
        self.new_wanted.emit()

    def _delete(self) -> None:
        if self.chosen_id:
            work = self._experiments.delete(self.chosen_id)
            start_for(self, self._tasks, "experiment-delete", work)

    def _read(self) -> None:
        start_for(self, self._tasks, "experiments", self._show(self._query, 0))

    def _read_more(self, value: int) -> None:
        bar = self.list.verticalScrollBar()
        is_listing = not self._query
        if is_listing and value > bar.maximum() - bar.pageStep() and self.list.count() % _PAGE == 0:
            start_for(self, self._tasks, "experiments", self._show("", self.list.count()))

    @property
    def _query(self) -> str:
        return self.field.text().strip()

    async def _show(self, query: str, offset: int) -> None:
        # Up to the first await nothing of the dialog is touched: it may be gone by then.
        try:
            entries = await (self._found(query) if query else self._listed(offset))
        except AppError as error:
            self._say(f"{error.text} {error.advice}".strip())
            return
        await asyncio.sleep(0)
        if query != self._query or (offset and offset != self.list.count()):
            return
        chosen = self.chosen_id
        if not offset:
            self.list.clear()
        for entry in entries:
            self.list.add(entry, is_chosen=entry.id == chosen)
        if self.list.chosen is None and self.list.count():
            self.list.setCurrentRow(0)
        empty = self.tr("Nothing found for “{0}”.").format(query)
        if not query:
            empty = self.tr("No experiments yet. Try temperature 0, 0.5 and 1 on a question.")
        self._say("" if self.list.count() else empty)
        self._follow()

    async def _listed(self, offset: int) -> list[Entry]:
        heads = await self._experiments.list(_PAGE, offset)
        return [Entry(head.id, plain_line(head.title), detail_of(head)) for head in heads]

    async def _found(self, query: str) -> list[Entry]:
        hits = await self._experiments.search(query)
        found: dict[str, Entry] = {}
        for hit in hits:
            entry = Entry(hit.experiment_id, plain_line(hit.title), plain_line(hit.snippet))
            found.setdefault(hit.experiment_id, entry)
        return list(found.values())

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))


def detail_of(head: ExperimentHead) -> str:
    """Return how far an experiment is and what it varies, in one line."""
    plan = head.plan
    axes = " × ".join(axis.title for axis in plan.axes) or "Repeats"
    total = plan.cell_count
    state = {
        RunState.READY: "not started",
        RunState.RUNNING: "running",
        RunState.PAUSED: "paused",
        RunState.STOPPED: "stopped",
        RunState.INTERRUPTED: "interrupted",
        RunState.DONE: "done",
    }[head.state]
    count = f"{count_text(head.done)} of {count_text(total)} answers"
    when = datetime.fromtimestamp(head.updated_us / 1e6).astimezone().strftime("%Y-%m-%d %H:%M")
    parts = [axes, state, count]
    parts += [f"{head.failed} failed"] if head.failed else []
    parts += [cost_text(head.spent_usd)] if head.priced and head.spent_usd else []
    parts += ["run again"] if head.rerun_of else []
    return " · ".join((*parts, when))
