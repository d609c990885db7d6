"""The legend of the tints: each class as it looks, what it means, how many tokens are in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.core.figures import count_text
from desktop_chat.ui.theme.fonts import small_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.token_tint import TintBrushes

CLASSES = 5
_ROW = 24
_SWATCH = (46, 17)


class TintLegend(QWidget):
    """Five rows, from the likely tokens to the unlikely.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.setFont(small_font(theme))
        self.updateGeometry()
        self.update()

    def set_rows(self, rows: Sequence[tuple[str, int]]) -> None:
        """Show what each class means, and how many tokens are in it."""
        self._rows = list(rows)
        said = ", ".join(f"{meaning}: {count}" for meaning, count in rows)
        self.setAccessibleName(self.tr("Legend: {0}").format(said))
        self.updateGeometry()
        self.update()

    @property
    def _row_px(self) -> int:
        return max(self._theme.px(_ROW), self.fontMetrics().height() + self._theme.px(6))

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._row_px * len(self._rows))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # Each line reads in its own direction.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        theme, px = self._theme, self._theme.px
        brushes = TintBrushes(theme)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        lead = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        trail = Qt.AlignmentFlag.AlignLeft if is_mirrored else Qt.AlignmentFlag.AlignRight
        upright = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        for step, (meaning, count) in enumerate(self._rows):
            row = QRect(0, step * self._row_px, self.width(), self._row_px)
            height = max(px(_SWATCH[1]), self.fontMetrics().height())
            swatch = QRect(0, 0, px(_SWATCH[0]), height)
            swatch.moveTop(row.center().y() - height // 2 + 1)
            words = row.adjusted(swatch.width() + px(10), 0, -px(40), 0)
            if is_mirrored:
                swatch.moveRight(self.width() - 1)
                words = row.adjusted(px(40), 0, -swatch.width() - px(10), 0)
            brushes.paint(painter, QRectF(swatch), step)
            painter.setPen(QColor(theme.text))
            painter.drawText(swatch, int(Qt.AlignmentFlag.AlignCenter), self.tr("word"))
            painter.drawText(words, int(lead | upright), meaning)
            painter.setPen(QColor(theme.text_2))
            painter.drawText(row, int(trail | upright), count_text(count))
