"""A table of texts that is as high as its rows: it stands in a column that scrolls.

It may have a bar in each row, which shows a figure of that row as a share.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QObject,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QShowEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desktop_chat.core.unseen import in_own_direction, plain_line
from desktop_chat.ui.models.titled_table import Index, TitledTable
from desktop_chat.ui.row_painting import mirrored
from desktop_chat.ui.theme.fonts import small_font
from desktop_chat.ui.theme.tokens import Theme

_ROW = 30
_BAR_HEIGHT = 6
_BAR_EDGE = 11
SHARE_ROLE = int(Qt.ItemDataRole.UserRole)
"""The share of a row, 0 to 1; None: not known."""


class FigureModel(TitledTable):
    """Rows of texts; the first column, and those that `texts` names, are no figures."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles: Sequence[str] = ()
        self._texts: frozenset[int] = frozenset()
        self._rows: Sequence[Sequence[str]] = ()
        self._shares: Sequence[float | None] = ()

    def show(
        self,
        titles: Sequence[str],
        rows: Sequence[Sequence[str]],
        texts: frozenset[int],
        shares: Sequence[float | None],
    ) -> None:
        """Show other rows, each with its share where there are any."""
        self.beginResetModel()
        self._titles = [in_own_direction(title) for title in titles]
        self._rows, self._texts, self._shares = rows, texts, shares
        self.endResetModel()

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return in_own_direction(self._rows[index.row()][index.column()])
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_line(self._rows[index.row()][index.column()])
            case _ if role == SHARE_ROLE and self._shares:
                return self._shares[index.row()]
            case _:
                return None

    @override
    def row_total(self) -> int:
        return len(self._rows)

    @override
    def titles(self) -> Sequence[str]:
        return self._titles

    @override
    def holds_words(self, column: int) -> bool:
        return column == 0 or column in self._texts


class FigureTable(QTableView):
    """Rows of figures, walked with the arrow keys.

    Args:
        theme: The colours and sizes.
        name: What the figures are; its accessible name.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.figures = FigureModel(self)
        self.setModel(self.figures)
        self.setAccessibleName(name)
        self.setProperty("kind", "offerings")
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        header.setFont(small_font(theme))
        self.hide()

    def show_rows(
        self,
        titles: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        texts: Sequence[int] = (),
        stretched: int = 0,
        shares: Sequence[float | None] = (),
    ) -> None:
        """Show other rows.

        Args:
            titles: Of the columns.
            rows: A text for each column.
            texts: The columns beside the first that hold words, not figures.
            stretched: The column that takes the room that is left.
            shares: What the bars show, in the stretched column, whose texts are "" then.
        """
        self.figures.show(titles, rows, frozenset(texts), shares)
        if shares:
            self.setItemDelegateForColumn(stretched, _BarDelegate(self._theme, self))
        header = self.horizontalHeader()
        for column in range(len(titles)):
            is_wide = column == stretched
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, mode.Stretch if is_wide else mode.ResizeToContents)
        self.setVisible(bool(rows))
        self._take_height()

    @property
    def texts(self) -> list[list[str]]:
        """What is shown, row by row, without the marks of direction."""
        columns = range(self.figures.columnCount())
        return [
            [plain_line(self.figures.index(row, column).data()) for column in columns]
            for row in range(self.figures.rowCount())
        ]

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The head's height is known with the style sheet, which comes as it is first shown.
        self._take_height()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        # All rows are there: what turns is the column in which it stands.
        event.ignore()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), super().minimumSizeHint().height())

    def _take_height(self) -> None:
        head = self.horizontalHeader().sizeHint().height()
        rows = self.figures.rowCount() * self.verticalHeader().defaultSectionSize()
        room = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(head + rows + 2 * self.frameWidth() + (room if self._is_cut() else 0))

    def _is_cut(self) -> bool:
        return self.horizontalHeader().length() > self.viewport().width() > 0


class _BarDelegate(QStyledItemDelegate):
    """Draws a share as a bar from the side at which lines begin."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE_ROLE)
        if not share:
            return
        style_option: Any = option
        px = self._theme.px
        box = style_option.rect.adjusted(px(_BAR_EDGE), 0, -px(_BAR_EDGE), 0)
        width = max(1, round(box.width() * min(1.0, max(0.0, share))))
        top = box.center().y() - px(_BAR_HEIGHT) // 2 + 1
        bar = mirrored(style_option, QRect(box.left(), top, width, px(_BAR_HEIGHT)))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.data))
        painter.drawRoundedRect(bar, px(2), px(2))
        painter.restore()
