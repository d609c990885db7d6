"""What the tables of models share: rows of one list, titles above the columns, and their sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TitledTable(QAbstractTableModel):
    """A table of figures, with words in some columns; figures end where their column does."""

    order: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
    """The column that the rows are sorted by, -1 for none, and which way."""

    def row_total(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def titles(self) -> Sequence[str]:
        """Return the titles of the columns."""
        raise NotImplementedError

    def holds_words(self, column: int) -> bool:
        """Return whether words stand in a column, not figures."""
        raise NotImplementedError

    def side(self, column: int) -> Qt.AlignmentFlag:
        """Return where the texts of a column begin or end."""
        is_text = self.holds_words(column)
        side = Qt.AlignmentFlag.AlignLeading if is_text else Qt.AlignmentFlag.AlignTrailing
        return side | Qt.AlignmentFlag.AlignVCenter

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self.row_total()

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.titles())

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(section)
            case Qt.ItemDataRole.DisplayRole:
                return self._shown_title(section)
            case _:
                return None

    def _shown_title(self, section: int) -> str:
        title = self.titles()[section]
        column, order = self.order
        # Qt's own arrow needs room in every column, or lies over a title that ends where it does.
        arrow = "↓" if order is Qt.SortOrder.DescendingOrder else "↑"
        return f"{title} {arrow}" if section == column else title
