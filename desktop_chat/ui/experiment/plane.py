"""A plane of places that is walked by mouse and keys: what the grid and the heat map share.

Qt's table view gives them cells with names and values for screen readers, arrow keys in both
directions, and a repaint of nothing but the cells that changed. It knows no experiment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QFrame, QTableView, QWidget
from typing_extensions import override

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")


class PlaneModel(QAbstractTableModel, Generic[T]):
    """Labels along two sides and one value a place; a place's number counts row by row.

    A value is made when it is first asked for: of ten thousand places some dozen are in sight.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[str, ...] = ()
        self.columns: tuple[str, ...] = ()
        self._make: Callable[[int], T] | None = None
        self._values: dict[int, T] = {}

    def show(self, rows: Sequence[str], columns: Sequence[str], make: Callable[[int], T]) -> None:
        """Take another plane; the same plane keeps its indexes."""
        self._make = make
        if (tuple(rows), tuple(columns)) == (self.rows, self.columns):
            self.refresh_all()
            return
        self.beginResetModel()
        self.rows, self.columns = tuple(rows), tuple(columns)
        self._values = {}
        self.endResetModel()

    def refresh(self, number: int) -> None:
        """Make a value anew; where it is the same nothing is painted again."""
        if number in self._values and self._make is not None:
            value = self._make(number)
            if self._values[number] != value:
                self._values[number] = value
                index = self.index_of(number)
                self.dataChanged.emit(index, index)

    def refresh_all(self) -> None:
        """Make every value anew that somebody has asked for."""
        for number in tuple(self._values):
            self.refresh(number)

    def value(self, number: int) -> T:
        """Return the value at a place.

        Raises:
            LookupError: No plane is shown.
        """
        if number not in self._values:
            if self._make is None:
                raise LookupError("no plane is shown")
            self._values[number] = self._make(number)
        return self._values[number]

    def value_at(self, index: Index) -> T:
        """Return the value at an index."""
        return self.value(self.number_of(index))

    def number_of(self, index: Index) -> int:
        """Return the number of the place at an index."""
        return index.row() * len(self.columns) + index.column()

    def index_of(self, number: int) -> QModelIndex:
        """Return the index of a place."""
        row, column = divmod(number, max(1, len(self.columns)))
        return self.index(row, column)

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        labels = self.columns if orientation is Qt.Orientation.Horizontal else self.rows
        return labels[section]


class PlaneView(QTableView):
    """A table view without lines and headers, of which one cell is chosen.

    Args:
        name: Its accessible name.
    """

    chosen = Signal(int)
    """The user went to another place, by its number."""
    entered = Signal(int)
    """The user pressed Enter or clicked twice at a place."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            # Where two headers meet Qt paints a piece of a header that nothing can restyle.
            corner.setMaximumSize(0, 0)
        # Its cells paint their own ground and the sign of the chosen one.
        self.setProperty("kind", "plane")
        self._is_following = False
        self.doubleClicked.connect(lambda index: self.entered.emit(self._number(index)))

    @property
    def number(self) -> int:
        """The number of the place that is chosen, -1 for none."""
        index = self.currentIndex()
        return self._number(index) if index.isValid() else -1

    def choose(self, number: int) -> None:
        """Show a place as chosen, without a signal."""
        model = self.model()
        if not isinstance(model, PlaneModel) or number == self.number:
            return
        self._is_following = True
        index = model.index_of(number)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self._is_following = False

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._is_following:
            self.chosen.emit(self._number(current))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.number >= 0:
            self.entered.emit(self.number)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _number(self, index: Index) -> int:
        return index.row() * max(1, self.model().columnCount()) + index.column()
