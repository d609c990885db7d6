"""Which rows of the panel are shown: those that are looked for, and those the model takes.

It owns the field and the switch. It hides rows and sections; it knows no value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.ui.panels.parameter_row import ParameterRow
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.search_field import SearchField
from desktop_chat.ui.widgets.section import CollapsibleSection


class ParameterFilter(QWidget):
    """A search field over the parameters, and a switch for those that are not taken.

    Args:
        theme: The colours and sizes at first.
    """

    changed = Signal()
    """What is looked for changed."""
    unsupported_toggled = Signal(bool)
    """The user wants rows that the model does not take shown, or hidden."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: frozenset[str] = frozenset()
        self.shows_unsupported = True
        self.field = SearchField(theme, self.tr("Find a parameter"), self)
        self.field.textChanged.connect(self.changed)
        self.switch = IconButton(theme, "eye", "", extent=32, parent=self)
        self.switch.setCheckable(True)
        self.switch.clicked.connect(self.unsupported_toggled)
        self._nothing = Label(theme, "", TextStyle.SMALL, "text_2", self)
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self._row = QHBoxLayout()
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.switch)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self._nothing)
        self.show_unsupported(is_wanted=True)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        edge = theme.px(12)
        self._column.setContentsMargins(edge, theme.px(8), edge, theme.px(8))
        self._column.setSpacing(theme.px(6))
        self._row.setSpacing(theme.px(6))

    def begin(self) -> None:
        """Come into sight with the keyboard in the field."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def end(self) -> None:
        """Go away, and let everything be seen again."""
        self.field.clear()
        self.hide()

    def show_unsupported(self, *, is_wanted: bool) -> None:
        """Show whether rows that the model does not take are shown, without a signal."""
        self.shows_unsupported = is_wanted
        self.switch.setChecked(is_wanted)
        self.switch.set_drawing("eye" if is_wanted else "eye-off")
        self.switch.set_name(self.tr("Show unsupported parameters"))

    def apply(
        self, rows: Iterable[ParameterRow], sections: Mapping[str, CollapsibleSection]
    ) -> None:
        """Show the rows that are wanted, in sections that are open while something is looked for.

        Args:
            rows: All that are made.
            sections: Of the groups, by their names.
        """
        query = self.field.text()
        found: set[str] = set()
        for row in rows:
            is_wanted = row.parameter.matches(query) and (
                self.shows_unsupported or row.is_usable or row.is_set
            )
            row.setVisible(is_wanted)
            if is_wanted:
                found.add(row.parameter.group.value)
        self._open(sections, found if query.strip() else None)
        for name, section in sections.items():
            section.setVisible(name in found or (not query.strip() and not section.is_built))
        self._nothing.setText(self.tr("No parameter has “{}” in it.").format(query))
        self._nothing.setVisible(not found and bool(query.strip()))

    def open_sections(self, sections: Mapping[str, CollapsibleSection]) -> tuple[str, ...]:
        """Return the names of the sections that are open, or will be once nothing is looked for."""
        if self._opened:
            return tuple(name for name in sections if name in self._opened)
        return tuple(name for name, section in sections.items() if section.is_open)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The field empties itself first: what comes here was pressed in an empty one.
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def _open(self, sections: Mapping[str, CollapsibleSection], found: set[str] | None) -> None:
        """Open the sections where something was found; None: as they were before the search."""
        if found is None and self._opened:
            for name, section in sections.items():
                section.set_open(name in self._opened)
            self._opened = frozenset()
        elif found is not None:
            if not self._opened:
                self._opened = frozenset({"", *self.open_sections(sections)})
            for name in found:
                sections[name].set_open(True)
