"""The tokens that could stand at one place, as rows with bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop_chat.core.token_probabilities import Outcome, TokenProbability
from desktop_chat.core.unseen import in_own_direction
from desktop_chat.ui.row_painting import begin_row, draw_line, mirrored, paint_ground
from desktop_chat.ui.theme.fonts import code_font, small_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.tokens.words import probability_text, shown_token, spoken_outcome

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
ROW = 28
MOST_ROWS = 7
"""More are scrolled."""
_CHECK = (12, 14)
_WORD = (36, 78)
_BAR = (120, 104)
_BAR_HEIGHT = 6
_FIGURE = 56


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A row: a token, and whether it is the one that stands there."""

    outcome: Outcome
    is_chosen: bool


def rows_of(token: TokenProbability) -> list[OutcomeRow]:
    """Return the rows of a place, the most likely token first; none without alternatives."""
    outcomes = token.outcomes if token.alternatives else ()
    return [OutcomeRow(outcome, outcome.data == token.data) for outcome in outcomes]


class OutcomeModel(QAbstractListModel):
    """Holds the rows of a place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[OutcomeRow] = []

    def set_rows(self, rows: list[OutcomeRow]) -> None:
        """Show another place."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown_token(row.outcome.data)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row)
            case _:
                return row if role == ROW_ROLE else None

    def _spoken(self, row: OutcomeRow) -> str:
        words = spoken_outcome(row.outcome)
        return self.tr("{0}, stands in the answer").format(words) if row.is_chosen else words


class OutcomeDelegate(QStyledItemDelegate):
    """Draws the rows.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        self._theme = theme
        self._word_font = code_font(theme)
        self._figure_font = small_font(theme)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, row_height(self._theme))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: OutcomeRow = index.data(ROW_ROLE)
        style_option: Any = option
        theme, px, box = self._theme, self._theme.px, style_option.rect
        begin_row(painter)
        paint_ground(painter, style_option, box, theme)
        if row.is_chosen:
            size = px(_CHECK[1])
            check = QRect(box.left() + px(_CHECK[0]), 0, size, size)
            check.moveTop(box.center().y() - size // 2 + 1)
            drawing = pixmap("check", QColor(theme.text_2), size, style_option.direction)
            painter.drawPixmap(mirrored(style_option, check), drawing)
        end = box.right() + 1 - px(14)
        word = QRect(box.left() + px(_WORD[0]), box.top(), px(_WORD[1]), box.height())
        painter.setFont(self._word_font)
        painter.setPen(QColor(theme.text))
        draw_line(painter, style_option, word, in_own_direction(str(index.data())))
        self._paint_figure(painter, style_option, row, end)
        painter.restore()

    def _paint_figure(self, painter: QPainter, option: Any, row: OutcomeRow, end: int) -> None:
        theme, px, box = self._theme, self._theme.px, option.rect
        figure = QRect(end - px(_FIGURE), box.top(), px(_FIGURE), box.height())
        place = mirrored(option, figure)
        is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignLeft if is_mirrored else Qt.AlignmentFlag.AlignRight
        painter.setFont(self._figure_font)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(place, int(flags), probability_text(row.outcome.probability))
        room = end - px(_FIGURE) - px(8) - box.left() - px(_BAR[0])
        longest = max(other.outcome.probability for other in option.widget.rows)
        share = row.outcome.probability / longest if longest else 0.0
        bar = QRect(box.left() + px(_BAR[0]), 0, max(1, round(room * share)), px(_BAR_HEIGHT))
        bar.moveTop(box.center().y() - bar.height() // 2 + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.data))
        painter.drawRect(QRectF(mirrored(option, bar)))


class OutcomeList(QListView):
    """The rows of a place; the arrow keys to the sides ask for another place.

    Args:
        theme: The colours and sizes at first.
    """

    stepped = Signal(int)
    """The place on the left (-1) or on the right (1) is wanted."""
    picked = Signal()
    """The current row is to be taken."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = OutcomeModel(self)
        self._delegate = OutcomeDelegate(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Alternatives"))
        self.viewport().setAutoFillBackground(False)
        self.doubleClicked.connect(lambda _: self.picked.emit())

    @property
    def rows(self) -> list[OutcomeRow]:
        """What is shown."""
        return self._model.rows

    def show_rows(self, rows: list[OutcomeRow]) -> None:
        """Show the rows of a place; the likeliest token that does not stand there is current."""
        self._model.set_rows(rows)
        numbers = [n for n, row in enumerate(rows) if not row.is_chosen]
        if rows:
            self.setCurrentIndex(self._model.index(numbers[0] if numbers else 0))
        self.scrollToTop()

    @property
    def current(self) -> OutcomeRow | None:
        """The row that the keyboard is at."""
        index = self.currentIndex()
        return self._model.rows[index.row()] if index.isValid() else None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


def row_height(theme: Theme) -> int:
    """Return the height of a row."""
    return max(theme.px(ROW), QFontMetrics(code_font(theme)).height() + theme.px(6))
