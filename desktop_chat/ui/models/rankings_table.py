"""A ranking as a table: rank, name, tokens, a bar for the share, and how it moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QObject,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate
from typing_extensions import override

from desktop_chat.core.figures import count_text, magnitude_text
from desktop_chat.core.model_statistics import OTHER_MODELS
from desktop_chat.core.rankings import Ranked
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.models.titled_table import Index, TitledTable
from desktop_chat.ui.row_painting import mirrored
from desktop_chat.ui.theme.tokens import Theme

RANK, NAME, TOKENS, SHARE, CHANGE = range(5)
SHARE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""A share from 0 to 1 of the greatest share in the table."""
# A figure keeps its unit behind it where words run from right to left.
_LEFT_TO_RIGHT, _ENDED = "\u2066", "\u2069"
_BAR = 6


class RankingsTable(TitledTable):
    """The lines of one ranking.

    Args:
        name_of: Returns how the key of a line is shown.
    """

    def __init__(self, name_of: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._ranks: Sequence[Ranked] = ()
        self._is_about_apps = False

    def show(self, ranks: Sequence[Ranked], *, is_about_apps: bool) -> None:
        """Show another ranking."""
        self.beginResetModel()
        self._ranks, self._is_about_apps = ranks, is_about_apps
        self.endResetModel()

    def ranked(self, row: int) -> Ranked:
        """Return the line of a row."""
        return self._ranks[row]

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        ranked, column = self._ranks[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = self._text(ranked, column)
                is_figure = column != NAME and bool(text)
                return f"{_LEFT_TO_RIGHT}{text}{_ENDED}" if is_figure else text
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.side(column)
            case Qt.ItemDataRole.ToolTipRole:
                return None if self._is_about_apps else plain_line(ranked.key)
            case _:
                return self._bar(ranked) if role == SHARE_ROLE and column == SHARE else None

    @override
    def row_total(self) -> int:
        return len(self._ranks)

    @override
    def titles(self) -> Sequence[str]:
        return (
            self.tr("Rank"),
            self.tr("App") if self._is_about_apps else self.tr("Model"),
            self.tr("Tokens"),
            self.tr("Share"),
            self.tr("Requests") if self._is_about_apps else self.tr("Change"),
        )

    @override
    def holds_words(self, column: int) -> bool:
        return column == NAME

    def _text(self, ranked: Ranked, column: int) -> str:
        match column:
            case 0:
                return str(ranked.rank) if ranked.rank else ""
            case 1:
                if ranked.key == OTHER_MODELS and not self._is_about_apps:
                    return self.tr("All other models")
                return plain_line(self._name_of(ranked.key))
            case 2:
                return ("≥ " if ranked.is_least else "") + magnitude_text(ranked.tokens)
            case 3:
                return f"{ranked.share * 100:.1f} %"
            case _:
                return self._moved(ranked)

    def _moved(self, ranked: Ranked) -> str:
        if ranked.requests is not None:
            return count_text(ranked.requests)
        if ranked.change is None:
            return ""
        sign = "▲" if ranked.change >= 0 else "▼"
        return f"{sign} {abs(ranked.change) * 100:.1f} %"

    def _bar(self, ranked: Ranked) -> float:
        return ranked.share / (max(each.share for each in self._ranks) or 1)


class ShareDelegate(QStyledItemDelegate):
    """Draws a bar before the figure of a share.

    Args:
        theme: The colours and sizes.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE_ROLE)
        if not isinstance(share, float):
            return
        px = self._theme.px
        room = option.rect.adjusted(px(10), 0, -px(64), 0)
        bar = room.adjusted(0, (room.height() - px(_BAR)) // 2, 0, 0)
        bar.setHeight(px(_BAR))
        bar.setWidth(max(px(2), round(share * room.width())))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.data))
        painter.drawRoundedRect(QRectF(mirrored(option, bar)), px(2), px(2))
        painter.restore()
