"""A few figures side by side in one frame, each with what it is below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle
from desktop_chat.ui.widgets.margins import set_margins

_LARGE = 1.3


class FigureStrip(QFrame):
    """Figures in the order of reading; each can be read as one by assistive programs.

    Args:
        theme: The colours and sizes.
        is_large: Whether they are what the page is about: equal parts with rules between.
    """

    def __init__(
        self, theme: Theme, *, is_large: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_large = is_large
        self._figures: tuple[tuple[str, str], ...] = ()
        self._shown = QWidget()
        self.setProperty("kind", "card")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._shown, 1)

    @property
    def figures(self) -> tuple[tuple[str, str], ...]:
        """What is shown: figures, and what they are."""
        return self._figures

    def add_end(self, widget: QWidget) -> None:
        """Put a widget at the end of the figures."""
        self._row.addWidget(widget)
        self._row.addSpacing(self._theme.px(16))

    def show_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """Show these figures in place of those before."""
        if tuple(figures) == self._figures:
            return
        self._figures = tuple(figures)
        old, self._shown = self._shown, QWidget()
        row = QHBoxLayout(self._shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0 if self._is_large else self._theme.px(8))
        for place, (figure, what) in enumerate(figures):
            if place and self._is_large:
                rule = QFrame()
                rule.setProperty("kind", "rule")
                rule.setFixedWidth(1)
                row.addWidget(rule)
            row.addWidget(self._part(figure, what), 1 if self._is_large else 0)
        if not self._is_large:
            row.addStretch(1)
        self._row.replaceWidget(old, self._shown)
        old.deleteLater()

    def _part(self, figure: str, what: str) -> QWidget:
        theme = self._theme
        part = QWidget()
        part.setAccessibleName(f"{what}: {figure}")
        column = QVBoxLayout(part)
        edge = theme.px(16 if self._is_large else 12)
        set_margins(column, self, edge, theme.px(10), theme.px(8), theme.px(10))
        column.setSpacing(theme.px(2))
        value = ElidedLabel(theme, figure, TextStyle.LABEL)
        font = value.font()
        if self._is_large:
            font.setPixelSize(round(theme.text_px * _LARGE))
        font.setWeight(QFont.Weight.DemiBold)
        value.setFont(font)
        column.addWidget(value)
        # What is cut is told by the tooltip; a figure of the small strip is never cut.
        small = ElidedLabel if self._is_large else Label
        column.addWidget(small(theme, what, TextStyle.CAPTION, "text_2"))
        return part
