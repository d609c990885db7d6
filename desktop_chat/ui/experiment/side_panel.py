"""The side of the page: which measure, its picture, the chosen cell, and what is done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.experiment.cell_card import CellCard
from desktop_chat.ui.experiment.figure import Figure, Spot
from desktop_chat.ui.experiment.heat_map import HeatMap
from desktop_chat.ui.experiment.line_plot import LinePlot
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.choice_box import ChoiceBox
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.scroll_column import ScrollColumn
from desktop_chat.ui.widgets.segmented import SegmentedControl

WIDTH = 332
HEAT, LINES = "heat", "lines"
_EDGE = 16
_NOTHING = Figure("", "", ("",), "", ("",), (Spot(),), str)


class SidePanel(QWidget):
    """Picture and chosen cell.

    Args:
        theme: The colours and sizes at first.
    """

    measure_chosen = Signal(str)
    picture_chosen = Signal(str)
    """HEAT or LINES."""
    place_chosen = Signal(int)
    adopt_clicked = Signal()
    diff_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.measure = ChoiceBox(theme, self.tr("Measure"))
        self.picture = SegmentedControl(
            theme, self.tr("Picture"), ((HEAT, self.tr("Heat")), (LINES, self.tr("Lines")))
        )
        self.heat = HeatMap(theme, _NOTHING, self)
        self.lines = LinePlot(theme, _NOTHING, self)
        self.card = CellCard(theme, self)
        self.adopt = TextButton(
            theme, self.tr("Adopt as branch"), ButtonKind.PRIMARY, drawing="git-branch"
        )
        self.diff = TextButton(theme, self.tr("Diff…"), drawing="git-compare")
        self._explanation = Label(theme, "", TextStyle.CAPTION, "text_2")
        self._explanation.setWordWrap(True)
        self._build()
        self._join()
        self.set_theme(theme)
        self._show_picture(HEAT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        edge = theme.px(_EDGE)
        set_margins(self._head, self, edge, theme.px(8), edge, theme.px(4))
        set_margins(self._pictures, self, edge, theme.px(4), edge, 0)
        set_margins(self._cell, self, edge, theme.px(12), edge, edge)
        set_margins(self._foot, self, edge, theme.px(12), edge, theme.px(12))
        for row in (self._head, self._buttons):
            row.setSpacing(theme.px(8))
        self._foot.setSpacing(theme.px(8))
        self.setMinimumWidth(theme.px(240))

    def offer_measures(self, measures: Sequence[tuple[str, str]]) -> None:
        """Offer measures by name and title."""
        self.measure.clear()
        for name, title in measures:
            self.measure.addItem(title, name)

    def set_measure(self, name: str) -> None:
        """Show a measure as chosen, without a signal."""
        self.measure.setCurrentIndex(self.measure.findData(name))

    def set_picture(self, which: str) -> None:
        """Show a sort of picture, without a signal."""
        self.picture.set_current(which)
        self._show_picture(which)

    @property
    def is_lines(self) -> bool:
        """Whether the line plot is shown."""
        return self.picture.current == LINES

    def show_figure(self, figure: Figure) -> None:
        """Show a measure over all places in the picture that is chosen."""
        if self.is_lines:
            self.lines.show_figure(figure)
        else:
            self.heat.show_figure(figure)

    def choose(self, number: int) -> None:
        """Show a place as chosen, without a signal."""
        self.heat.choose(number)
        self.lines.choose(number)

    def offer_adoption(self, explanation: str, *, is_possible: bool) -> None:
        """Say what adopting would do, or why it cannot be done."""
        self.adopt.setEnabled(is_possible)
        self._explanation.setText(explanation)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._theme.bg_window))

    def _build(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.measure, 1)
        self._head.addWidget(self.picture)
        self._pictures = QVBoxLayout()
        self._pictures.addWidget(self.heat)
        self._pictures.addWidget(self.lines)
        self._scroll = ScrollColumn(self)
        self._scroll.column.addLayout(self._pictures)
        self._scroll.column.addWidget(_rule(self))
        self._cell = QVBoxLayout()
        self._cell.addWidget(self.card)
        self._scroll.column.addLayout(self._cell, 1)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.adopt, 1)
        self._buttons.addWidget(self.diff)
        self._foot = QVBoxLayout()
        self._foot.addLayout(self._buttons)
        self._foot.addWidget(self._explanation)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self._scroll, 1)
        column.addWidget(_rule(self))
        column.addLayout(self._foot)

    def _join(self) -> None:
        self.measure.activated.connect(
            lambda _: self.measure_chosen.emit(str(self.measure.currentData()))
        )
        self.picture.chosen.connect(self._show_picture)
        self.picture.chosen.connect(self.picture_chosen)
        self.heat.chosen.connect(self.place_chosen)
        self.lines.chosen.connect(self.place_chosen)
        self.adopt.clicked.connect(self.adopt_clicked)
        self.diff.clicked.connect(self.diff_clicked)

    def _show_picture(self, which: str) -> None:
        self.heat.setVisible(which == HEAT)
        self.lines.setVisible(which == LINES)


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("kind", "rule")
    rule.setFixedHeight(1)
    return rule
