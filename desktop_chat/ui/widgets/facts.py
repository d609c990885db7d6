"""A list of facts: what, and beside it how much; both are shown as they are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.labels import Label, TextStyle

_NAME_WIDTH = 108


class FactList(QWidget):
    """Two columns of text; the second wraps, and can be selected and copied.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[tuple[str, str], ...] = ()
        self._labels: list[Label] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.set_theme(theme)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return self._rows

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(8))

    def set_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show these facts in place of those before."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        for label in self._labels:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._labels = []
        for index, (name, value) in enumerate(self._rows):
            self._add(index, name, value)

    def _add(self, index: int, name: str, value: str) -> None:
        what = Label(self._theme, name, TextStyle.SMALL, "text_2", self)
        what.setWordWrap(True)
        what.setFixedWidth(self._theme.px(_NAME_WIDTH))
        how_much = Label(self._theme, value, TextStyle.SMALL, parent=self)
        how_much.setWordWrap(True)
        how_much.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        how_much.setAccessibleName(f"{name}: {value}")
        for column, label in enumerate((what, how_much)):
            self._grid.addWidget(label, index, column, Qt.AlignmentFlag.AlignTop)
            self._labels.append(label)
