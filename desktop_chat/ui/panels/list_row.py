"""The shared part of rows that are lists: a button that adds, and a line for each item below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.core.sampling import Parameter
from desktop_chat.ui.panels.parameter_row import EDGE, NAME_START, ParameterRow
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.margins import set_margins

_HEIGHT = 32
_LINE_HEIGHT = 28


class ListRow(ParameterRow):
    """A row whose lines stand below its name; each kind fills them in `show_value`."""

    def __init__(self, theme: Theme, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(theme, parameter, parent)
        self.add_button = IconButton(
            theme, "plus", self.tr("Add to {}").format(parameter.title), extent=24, parent=self
        )
        self.describe(self.add_button, self.value_name)
        self.add_button.clicked.connect(self.add)
        self.head.addWidget(self.add_button)
        self._box = QWidget(self)
        self._lines = QVBoxLayout(self._box)
        self._lines.setSpacing(0)
        self.column.addWidget(self._box)
        self.set_theme(theme)

    @override
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setMinimumHeight(theme.px(_HEIGHT))
        set_margins(self._lines, self, theme.px(NAME_START), 0, theme.px(EDGE), 0)

    @override
    def set_usable(self, *, is_usable: bool) -> None:
        self.add_button.setEnabled(is_usable)
        self._box.setEnabled(is_usable)

    def add(self) -> None:
        """Begin a new item."""
        raise NotImplementedError

    def clear_lines(self) -> None:
        """Take all lines away."""
        while (item := self._lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()

    def add_line(self, *widgets: QWidget, stretched: QWidget) -> QWidget:
        """Put some widgets into a new line, one of which takes the room that is left."""
        line = QWidget(self._box)
        line.setMinimumHeight(self._theme.px(_LINE_HEIGHT))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(4))
        for widget in widgets:
            row.addWidget(widget, 1 if widget is stretched else 0)
        self._lines.addWidget(line)
        line.show()
        return line
