"""A run beside the one that it repeats: each place's measure then and now, and the words.

It reads both experiments place by place; it changes neither.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from desktop_chat.core.experiment import cells_at
from desktop_chat.core.measures.registry import MEASURES
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.experiment.readings import Readings
from desktop_chat.ui.experiment.results import Column, Row, Value
from desktop_chat.ui.experiment.results_table import ResultsTable
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.diff_view import DiffView
from desktop_chat.ui.widgets.labels import Label, TextStyle

_SIZE = QSize(900, 680)
_LONGEST = 100_000


class RunsDialog(Dialog):
    """Compares two runs of one plan.

    Args:
        theme: The colours and sizes.
        earlier, later: Both runs, over equal boards.
        measure: Which measure is compared at first.
    """

    def __init__(
        self,
        theme: Theme,
        earlier: Readings,
        later: Readings,
        measure: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Compare with the earlier run"))
        self._earlier = earlier
        self._later = later
        self.measure = ChoiceBox(theme, self.tr("Measure"))
        for known in MEASURES.values():
            self.measure.addItem(known.title, known.name)
        self.measure.setCurrentIndex(max(0, self.measure.findData(measure)))
        self.table = ResultsTable(theme)
        self.view = DiffView(theme, self.tr("Earlier run"), self.tr("This run"))
        head = QHBoxLayout()
        head.addWidget(Label(theme, self.tr("Measure"), TextStyle.LABEL, "text_2"))
        head.addWidget(self.measure)
        head.addStretch(1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.table)
        halves.addWidget(self.view)
        self.content.addLayout(head)
        self.content.addWidget(halves, 1)
        self.measure.currentIndexChanged.connect(lambda _: self.show_measure())
        self.table.chosen.connect(self.show_place)
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self.show_measure()
        self.table.choose(0)
        self.show_place(0)

    def show_measure(self) -> None:
        """Compare by the measure that is chosen."""
        columns = (
            *self._later.columns(())[: len(self._later.experiment.plan.axes)],
            Column("earlier", self.tr("Earlier")),
            Column("now", self.tr("Now")),
            Column("change", self.tr("Change")),
        )
        rows = [self._row(number) for number in range(self._later.board.count)]
        self.table.show_rows(columns, rows, "now")

    def show_place(self, number: int) -> None:
        """Compare the first answers of a place."""
        self.view.set_texts(*(self._text(side, number) for side in (self._earlier, self._later)))

    def _row(self, number: int) -> Row:
        measure = MEASURES[str(self.measure.currentData())]
        place = self._later.board.place(number)
        labels = [Value(label) for label in self._later.board.labels(number)]
        before, now = (side.mean(place, measure.name) for side in (self._earlier, self._later))
        values = [
            Value() if mean is None else Value(measure.text(mean), mean) for mean in (before, now)
        ]
        change = Value()
        if before is not None and now is not None:
            difference = now - before
            sign = "+" if difference > 0 else "−" if difference < 0 else ""
            change = Value(f"{sign}{measure.text(abs(difference))}", difference)
        return Row(number, (*labels, *values, change))

    def _text(self, side: Readings, number: int) -> str:
        plan = side.experiment.plan
        index = cells_at(plan, side.board.place(number))[0]
        side.experiment.want((index,))
        return side.experiment.live_text(index)[:_LONGEST]
