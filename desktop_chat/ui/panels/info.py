"""The information tab: facts about the conversation, which others put together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.facts import FactList
from desktop_chat.ui.widgets.scroll_column import ScrollColumn


class InfoPanel(QWidget):
    """A list of facts.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = FactList(theme)
        self._scroll = ScrollColumn(self)
        self._scroll.column.addWidget(self.facts)
        self._scroll.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        edge = theme.px(12)
        self._scroll.column.setContentsMargins(edge, edge, edge, edge)

    def set_info(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show facts: what, and how much."""
        self.facts.set_rows(rows)
