"""Usage as rows of a table that sorts by any of its columns, with the mouse and with S."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QObject,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from desktop_chat.core.figures import cost_text, count_text
from desktop_chat.core.spending import SpentBy, SpentShare, SpentSum
from desktop_chat.core.unseen import in_own_direction, plain_line
from desktop_chat.ui.models.figure_text import day_text, isolated
from desktop_chat.ui.models.titled_table import Index, TitledTable
from desktop_chat.ui.theme.tokens import Theme

_ROW = 30
_NAME, _COST = 0, 1


def sum_text(total: SpentSum) -> str:
    """Return what requests cost: "?" where nobody knows, with "≈" where a part is estimated."""
    if total.requests and total.unpriced == total.requests:
        return "?"
    return cost_text(total.cost_usd, is_estimate=total.estimated_usd > 0)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, its text and what it sorts by."""

    title: str
    text: Callable[[SpentShare], str]
    key: Callable[[SpentShare], Any]
    is_seldom: bool = False
    """Whether it is only there where some row has something in it."""


class UsageTable(TitledTable):
    """The shares of a report."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by = SpentBy.DAY
        self._titles: Mapping[str, str] = {}
        self._shares: list[SpentShare] = []
        self.order = (_NAME, Qt.SortOrder.DescendingOrder)
        self.columns = self._all_columns()

    def show(self, by: SpentBy, found: tuple[SpentShare, ...], titles: Mapping[str, str]) -> None:
        """Show other shares, sorted as those before."""
        self.beginResetModel()
        self._by, self._titles, self._shares = by, titles, list(found)
        self._sort()
        self.endResetModel()

    def is_empty(self, column: int) -> bool:
        """Return whether nothing stands in a column that is seldom filled."""
        found = self.columns[column]
        return found.is_seldom and not any(map(found.text, self._shares))

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns):
            self.beginResetModel()
            self.order = (column, order)
            self._sort()
            self.endResetModel()

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, share = self.columns[index.column()], self._shares[index.row()]
        is_name = index.column() == _NAME
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = column.text(share)
                return in_own_direction(text) if is_name else isolated(text)
            case Qt.ItemDataRole.AccessibleTextRole:
                title = self._kind if is_name else column.title
                return f"{title}: {column.text(share) or '–'}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_line(share.name) if is_name else None
            case _:
                return None

    @override
    def row_total(self) -> int:
        return len(self._shares)

    @override
    def titles(self) -> Sequence[str]:
        return [self._kind, *(column.title for column in self.columns[1:])]

    @override
    def holds_words(self, column: int) -> bool:
        return column == _NAME

    def _sort(self) -> None:
        column, order = self.order
        is_down = order is Qt.SortOrder.DescendingOrder
        self._shares.sort(key=self.columns[column].key, reverse=is_down)

    @property
    def _kind(self) -> str:
        kinds = {
            SpentBy.DAY: self.tr("Day"),
            SpentBy.MODEL: self.tr("Model"),
            SpentBy.PROVIDER: self.tr("Provider"),
            SpentBy.CONVERSATION: self.tr("Conversation"),
        }
        return kinds[self._by]

    def _name(self, share: SpentShare) -> str:
        match self._by:
            case SpentBy.DAY:
                return day_text(share.name)
            case SpentBy.CONVERSATION if not share.name:
                return self.tr("Outside conversations")
            case SpentBy.CONVERSATION if share.name not in self._titles:
                return self.tr("Deleted conversation")
            case SpentBy.CONVERSATION:
                return plain_line(self._titles[share.name]) or self.tr("Untitled")
            case _:
                return plain_line(share.name) or self.tr("Unknown")

    def _name_key(self, share: SpentShare) -> str:
        return share.name if self._by is SpentBy.DAY else self._name(share).casefold()

    def _all_columns(self) -> tuple[Column, ...]:
        return (
            Column("", self._name, self._name_key),
            Column(
                self.tr("Cost"),
                lambda each: sum_text(each.total),
                lambda each: (each.total.cost_usd, -each.total.unpriced),
            ),
            Column(
                self.tr("Estimated"),
                lambda each: _if_any(each.total.estimated_usd, cost_text),
                lambda each: each.total.estimated_usd,
                is_seldom=True,
            ),
            Column(
                self.tr("Requests"),
                lambda each: count_text(each.total.requests),
                lambda each: each.total.requests,
            ),
            Column(
                self.tr("Cost unknown"),
                lambda each: _if_any(each.total.unpriced, count_text),
                lambda each: each.total.unpriced,
                is_seldom=True,
            ),
            Column(
                self.tr("Input tokens"),
                lambda each: count_text(each.prompt_tokens),
                lambda each: each.prompt_tokens,
            ),
            Column(
                self.tr("Output tokens"),
                lambda each: count_text(each.completion_tokens),
                lambda each: each.completion_tokens,
            ),
        )


class UsageView(QTableView):
    """The table as it is seen and walked.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by = SpentBy.DAY
        self.rows = UsageTable(self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Usage"))
        self.setAccessibleDescription(self.tr("S sorts by the column of the cell."))
        self.setProperty("kind", "usage")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(theme.px(4 * _ROW))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSortIndicator(_NAME, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        header.setSortIndicatorShown(False)

    def show_shares(
        self, by: SpentBy, found: tuple[SpentShare, ...], titles: Mapping[str, str]
    ) -> None:
        """Show shares: days the newest first, all else the dearest first, until they are sorted."""
        self.rows.show(by, found, titles)
        if by is not self._by:
            self._by = by
            column = _NAME if by is SpentBy.DAY else _COST
            self.horizontalHeader().setSortIndicator(column, Qt.SortOrder.DescendingOrder)
        for column in range(self.rows.columnCount()):
            self.setColumnHidden(column, self.rows.is_empty(column))
        if found:
            self.setCurrentIndex(self.rows.index(0, 0))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_S and self.currentIndex().isValid():
            # The header cannot be reached by keys.
            column, header = self.currentIndex().column(), self.horizontalHeader()
            is_down = header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
            rises = header.sortIndicatorSection() == column and is_down
            order = Qt.SortOrder.AscendingOrder if rises else Qt.SortOrder.DescendingOrder
            self.sortByColumn(column, order)
            self.setCurrentIndex(self.rows.index(0, column))
        else:
            super().keyPressEvent(event)


def _if_any(value: Any, text: Callable[[Any], str]) -> str:
    return text(value) if value else ""
