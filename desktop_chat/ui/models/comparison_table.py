"""Models side by side as a table: a column for each, a row for each figure, sections between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate
from typing_extensions import override

from desktop_chat.core.catalog import Model
from desktop_chat.core.model_comparison import NO, YES, ComparisonRow, Section
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.two_line_header import DETAIL_ROLE, HEADING_ROLE, MARK_ROLE
from desktop_chat.ui.theme.fonts import ui_font
from desktop_chat.ui.theme.tokens import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
# A figure keeps its unit behind it where words run from right to left.
_LEFT_TO_RIGHT, _ENDED = "\u2066", "\u2069"
_NOT_STATED = "–"


class ComparisonTable(QAbstractTableModel):
    """The rows of a comparison, all or only those in which the models differ.

    Args:
        theme: The colours and fonts.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = ui_font(theme)
        self._font.setWeight(QFont.Weight.Medium)
        self._models: Sequence[Model] = ()
        self._all: Sequence[ComparisonRow] = ()
        self._rows: list[Section | ComparisonRow] = []
        self._is_narrowed = False

    def show(self, models: Sequence[Model], rows: Sequence[ComparisonRow]) -> None:
        """Show other models with their rows."""
        self.beginResetModel()
        self._models, self._all = models, rows
        self._rows = self._wanted()
        self.endResetModel()

    def narrow(self, *, is_narrowed: bool) -> None:
        """Show only rows in which the models differ, or all again."""
        self._is_narrowed = is_narrowed
        self.show(self._models, self._all)

    @property
    def difference_count(self) -> int:
        """In how many rows the models differ."""
        return sum(row.differs for row in self._all)

    def _wanted(self) -> list[Section | ComparisonRow]:
        found: list[Section | ComparisonRow] = []
        section: Section | None = None
        for row in self._all:
            if row.is_stated and (row.differs or not self._is_narrowed):
                if row.section is not section:
                    section = row.section
                    found.append(section)
                found.append(row)
        return found

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._models)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], Section):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Section):
            is_ground = role == Qt.ItemDataRole.BackgroundRole
            return QColor(self._theme.bg_window) if is_ground else None
        cell = row.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, cell) or _NOT_STATED
            case Qt.ItemDataRole.ToolTipRole:
                return None if not cell else self._text(row, cell)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(self._colour(row, cell))
            case Qt.ItemDataRole.FontRole:
                return self._font if row.differs else None
            case _:
                return None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        is_horizontal = orientation is Qt.Orientation.Horizontal
        # While the table is reset, one header still asks for sections that are gone.
        if section >= len(self._models if is_horizontal else self._rows):
            return None
        if is_horizontal:
            model = self._models[section]
            texts = {Qt.ItemDataRole.DisplayRole: model.title, DETAIL_ROLE: model.id}
            text = texts.get(role)
            return None if text is None else plain_line(text)
        row = self._rows[section]
        if isinstance(row, Section):
            title = _translated(row.value)
            return {Qt.ItemDataRole.DisplayRole: title, HEADING_ROLE: True}.get(role)
        title, detail = (plain_line(_translated(text)) for text in (row.title, row.detail))
        return {
            Qt.ItemDataRole.DisplayRole: title,
            Qt.ItemDataRole.ToolTipRole: f"{title}, {detail}" if detail else title,
            DETAIL_ROLE: detail,
            MARK_ROLE: row.differs,
        }.get(role)

    def _text(self, row: ComparisonRow, cell: str) -> str:
        text = _translated(cell) if cell in (YES, NO) else plain_line(cell)
        return f"{_LEFT_TO_RIGHT}{text}{_ENDED}" if row.is_figure and text else text

    def _colour(self, row: ComparisonRow, cell: str) -> str:
        if cell in ("", NO):
            return self._theme.text_3
        return self._theme.text if row.differs else self._theme.text_2

    def _spoken(self, row: ComparisonRow, column: int) -> str:
        cell = row.cells[column]
        told = self._text(row, cell) if cell else self.tr("not stated")
        parts = (
            plain_line(self._models[column].title),
            " ".join(filter(None, (_translated(row.title), _translated(row.detail)))),
            told,
            self.tr("they differ") if row.differs else self.tr("the same for all"),
        )
        return ", ".join(parts)


class SectionGrounds(QStyledItemDelegate):
    """Draws cells over the ground that their row asks for: a style sheet leaves that out."""

    @override
    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QColor):
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


def _translated(text: str) -> str:
    return QCoreApplication.translate("ModelComparison", text) if text else ""
