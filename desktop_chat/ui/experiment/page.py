"""The page of an experiment: it lays out its parts for the width there is.

Where there is no room for grid and side together, the side covers them when it is asked for. It
knows no experiment: `live` fills it, `ui.commands.experiments` carries out what is wanted.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.experiment.cell_grid import CellGrid
from desktop_chat.ui.experiment.page_header import PageHeader
from desktop_chat.ui.experiment.plan_bar import PlanBar
from desktop_chat.ui.experiment.results_pane import ResultsPane
from desktop_chat.ui.experiment.side_panel import WIDTH, SidePanel
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.notice_bar import NoticeBar
from desktop_chat.ui.widgets.toast import ToastStack

SIDE_BELOW = 800


class ExperimentPage(QWidget):
    """Head, plan, grid, table and side; its parts are reached through its attributes.

    Args:
        theme: The colours and sizes at first.
        export_menu: Of the button that exports.
        more_menu: Of the button for the rest.
    """

    left = Signal()
    """The user wants to go back."""

    def __init__(
        self, theme: Theme, export_menu: QMenu, more_menu: QMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_side_wanted = False
        self.header = PageHeader(theme, export_menu, more_menu)
        self.notice_bar = NoticeBar(theme)
        self.plan = PlanBar(theme)
        self.grid = CellGrid(theme)
        self.results = ResultsPane(theme)
        self.side = SidePanel(theme)
        self._build()
        self.toasts = ToastStack(theme, self, self.height)
        self.header.back.clicked.connect(self.left)
        self.header.side_clicked.connect(self.toggle_side)
        self.grid.entered.connect(lambda _: self.show_side())
        self.set_theme(theme)

    def _build(self) -> None:
        self._halves = QSplitter(Qt.Orientation.Vertical)
        self._halves.addWidget(self.grid)
        self._halves.addWidget(self.results)
        self._halves.setChildrenCollapsible(False)
        self._halves.setStretchFactor(0, 3)
        self._halves.setStretchFactor(1, 2)
        self._halves.setHandleWidth(1)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        for widget in (self.header, self.notice_bar, self.plan):
            body.addWidget(widget)
        body.addWidget(self._halves, 1)
        self._sides = QSplitter(Qt.Orientation.Horizontal)
        self._sides.addWidget(self._body)
        self._sides.addWidget(self.side)
        self._sides.setChildrenCollapsible(False)
        self._sides.setStretchFactor(0, 1)
        self._sides.setStretchFactor(1, 0)
        self._sides.setHandleWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._sides, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self.toasts.set_theme(theme)
        self.grid.setMinimumHeight(theme.px(132))
        self.results.setMinimumHeight(theme.px(100))
        self._arrange()

    @property
    def is_narrow(self) -> bool:
        """Whether the side has no place of its own."""
        return self.width() < self._theme.px(SIDE_BELOW)

    def toggle_side(self) -> None:
        """Show the side in the place of grid and table, or these again."""
        self._is_side_wanted = not self._is_side_wanted
        self._arrange()
        (self.side.measure if self._is_side_wanted else self.grid).setFocus()

    def share_out(self) -> None:
        """Give the grid the height that it needs, and the table at least its third."""
        height = self._halves.height()
        grid = min(self.grid.wanted_height, round(0.62 * height))
        self._halves.setSizes([grid, height - grid])

    def show_side(self) -> None:
        """Bring the side into sight where it has no place of its own."""
        if self.is_narrow and not self._is_side_wanted:
            self.toggle_side()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.is_narrow and self._is_side_wanted:
            self.toggle_side()
        else:
            self.left.emit()

    def _arrange(self) -> None:
        is_narrow = self.is_narrow
        width = self.width()
        self.side.setVisible(not is_narrow or self._is_side_wanted)
        self._halves.setVisible(not is_narrow or not self._is_side_wanted)
        if is_narrow:
            # The head stays: through it the side is left again.
            self._sides.setOrientation(Qt.Orientation.Vertical)
            self.side.setMaximumWidth(16_777_215)
            body = width
        else:
            self._sides.setOrientation(Qt.Orientation.Horizontal)
            side = self._theme.px(WIDTH)
            self.side.setMinimumWidth(side)
            self.side.setMaximumWidth(side)
            body = width - side
        self._body.setMaximumHeight(self._head_height if self.side_covers else 16_777_215)
        self.header.side.setChecked(self._is_side_wanted)
        self.header.set_room(body, has_side_button=is_narrow)
        self.plan.set_room(body)

    @property
    def side_covers(self) -> bool:
        """Whether the side stands in the place of grid and table."""
        return self.is_narrow and self._is_side_wanted

    @property
    def _head_height(self) -> int:
        return self.header.height() + self.plan.sizeHint().height()
