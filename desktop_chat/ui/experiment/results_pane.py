"""The lower part of the page: a field that filters, the way to the cheapest pass, the table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.experiment.results_table import ResultsTable
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle, set_plain_tooltip
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.search_field import SearchField

_FIELD = 240


class ResultsPane(QWidget):
    """A table with a line above it.

    Args:
        theme: The colours and sizes at first.
    """

    cheapest_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._total = 0
        self.table = ResultsTable(theme, self)
        self._count = Label(theme, "", TextStyle.CAPTION, "text_2", self)
        self.cheapest = TextButton(
            theme, self.tr("Cheapest pass"), ButtonKind.LINK, is_dense=True, parent=self
        )
        set_plain_tooltip(
            self.cheapest, self.tr("Go to the cheapest place whose answers pass every assertion")
        )
        self.field = SearchField(theme, self.tr("Filter results"), self)
        self.field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_plain_tooltip(
            self.field, self.tr("Words, or a column and a number: distinct-2>0.5 cost<0.01")
        )
        self._line = QHBoxLayout()
        self._line.addWidget(self._count)
        self._line.addStretch(1)
        self._line.addWidget(self.cheapest)
        self._line.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._line)
        column.addWidget(self.table, 1)
        self.field.textChanged.connect(self._filter)
        self.cheapest.clicked.connect(self.cheapest_wanted)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        set_margins(self._line, self, theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        self._line.setSpacing(theme.px(8))
        self.field.setMaximumWidth(theme.px(_FIELD))

    def show_count(self, total: int) -> None:
        """Say how many places are shown, of how many."""
        shown = len(self.table.shown)
        words = self.tr("1 place") if total == 1 else self.tr("{0} places").format(total)
        if shown != total:
            words = self.tr("{0} of {1} places").format(shown, total)
        self._count.setText(words)
        self._total = total

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.bg_window))
        painter.fillRect(0, 0, self.width(), 1, QColor(self._theme.border))

    def _filter(self, query: str) -> None:
        self.table.set_query(query)
        self.show_count(self._total)
