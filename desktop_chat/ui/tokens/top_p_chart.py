"""A place's distribution as bars: those that Top P would keep in full colour, the others pale."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop_chat.core.token_probabilities import TokenProbability, kept_by_top_p
from desktop_chat.ui.theme.tokens import Theme

_HEIGHT = 84
_LEAST_BARS = 12
_GAP = 3


class TopPChart(QWidget):
    """The outcomes of one place, the most likely first.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._probabilities: list[float] = []
        self._kept: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_place(self, token: TokenProbability, top_p: float) -> str:
        """Show a place under a Top P from 0 to 1; return what can be said of it."""
        self._probabilities = [outcome.probability for outcome in token.outcomes]
        self._kept = kept_by_top_p(token, top_p)
        if self._kept is None:
            said = self.tr("Top P {0} keeps more than these").format(f"{top_p:.2f}")
        elif self._kept == 1:
            said = self.tr("Top P {0} keeps 1 token").format(f"{top_p:.2f}")
        else:
            said = self.tr("Top P {0} keeps {1} tokens").format(f"{top_p:.2f}", self._kept)
        self.setAccessibleName(said)
        self.update()
        return said

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        count = len(self._probabilities)
        highest = max(self._probabilities, default=0.0)
        if not highest:
            return
        step = self.width() / max(count, _LEAST_BARS)
        width = max(1.0, step - theme.px(_GAP))
        room = self.height() - 1
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for number, probability in enumerate(self._probabilities):
            is_kept = self._kept is None or number < self._kept
            height = max(1.0, room * probability / highest)
            x = number * step
            if is_mirrored:
                x = self.width() - x - width
            colour = QColor(theme.data if is_kept else theme.stroke)
            painter.fillRect(QRectF(x, room - height, width, height), colour)
        painter.fillRect(0, room, self.width(), 1, QColor(theme.border_control))
