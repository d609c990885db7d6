"""What was found, by sort, with its number; what is ticked is asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.rows import author_title
from desktop_chat.archive.facets import Counts, Facets
from desktop_chat.core.figures import count_text
from desktop_chat.core.search_editing import has_test, written_tests
from desktop_chat.core.search_fields import FIELDS
from desktop_chat.ui.search.months import Months
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

WIDTH = 264
_ROW = 26
_MOST_MODELS = 6
_MOST_WORD = 28


class FacetPanel(QWidget):
    """A column of groups: who speaks, models, contents, months.

    Args:
        theme: The colours and sizes at first.
    """

    toggled = Signal(str, str)
    """A field and its value, such as "role" and "user"."""
    days_chosen = Signal(str, str)
    """See `Months.chosen`."""
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedWidth(theme.px(WIDTH))
        self.back = IconButton(theme, "chevron-left", self.tr("Back"))
        self.months = Months(theme)
        self._titles = {
            "role": self.tr("Role"),
            "model": self.tr("Model"),
            "has": self.tr("Contains"),
        }
        self._groups: dict[str, _Group] = {}
        self._build()
        self.back.clicked.connect(self.left)
        self.months.chosen.connect(self.days_chosen)
        self.show_facets("", None)

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self.setFixedWidth(theme.px(WIDTH))

    def show_facets(self, text: str, facets: Facets | None) -> None:
        """Show the counts of a query; None where they are not known."""
        found = facets or Facets()
        parts = {"role": found.roles, "model": found.models[:_MOST_MODELS], "has": found.has}
        for name, counts in parts.items():
            self._groups[name].show_counts(text, _with_chosen(text, name, counts))
        days = {test.name: test.value for test in written_tests(text) if not test.is_not}
        self._dates.setVisible(bool(found.months))
        self.months.setVisible(bool(found.months))
        self.months.show_counts(found.months, days.get("after", ""), days.get("before", ""))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.bg_window))

    def _build(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setContentsMargins(px(8), px(8), px(8), px(4))
        head.setSpacing(px(8))
        head.addWidget(self.back)
        title = Label(self._theme, self.tr("Search everything"), TextStyle.TITLE)
        head.addWidget(title, 1)
        scroll = ScrollColumn()
        scroll.column.setContentsMargins(px(16), px(4), px(16), px(16))
        for name, words in self._titles.items():
            group = _Group(self._theme, name, words)
            group.toggled.connect(self.toggled)
            self._groups[name] = group
            scroll.column.addWidget(group)
        self._dates = Label(self._theme, self.tr("Date"), TextStyle.LABEL, "text_2")
        self._dates.setContentsMargins(0, px(10), 0, px(8))
        scroll.column.addWidget(self._dates)
        scroll.column.addWidget(self.months)
        scroll.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scroll, 1)


class _Group(QWidget):
    """The values of one field; hidden while there are none."""

    toggled = Signal(str, str)

    def __init__(self, theme: Theme, name: str, title: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._title = title
        self._rows: list[tuple[str, QCheckBox, Label]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.px(10), 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Label(theme, title, TextStyle.LABEL, "text_2"))

    def show_counts(self, text: str, counts: Counts) -> None:
        if [value for value, _ in counts] != [value for value, _, _ in self._rows]:
            self._rebuild([value for value, _ in counts])
        for (value, box, label), (_, number) in zip(self._rows, counts, strict=True):
            box.setChecked(has_test(text, self._name, value))
            label.setText(count_text(number) if number else "")
            box.setAccessibleDescription(self.tr("{0} hits").format(count_text(number)))
        self.setVisible(bool(counts))

    def _rebuild(self, values: list[str]) -> None:
        focused = next((value for value, box, _ in self._rows if box.hasFocus()), None)
        for _, box, _ in self._rows:
            row = box.parentWidget()
            if row is not None:
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
        self._rows = []
        for value in values:
            row = QWidget()
            row.setFixedHeight(self._theme.px(_ROW))
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            box = QCheckBox(self._words(value))
            box.setAccessibleName(f"{self._title}: {self._words(value)}")
            if self._name == "model":
                box.setToolTip(value)
            label = Label(self._theme, "", TextStyle.CAPTION, "text_2")
            line.addWidget(box, 1)
            line.addWidget(label)
            self._column.addWidget(row)
            self._rows.append((value, box, label))
            box.clicked.connect(lambda _, value=value: self.toggled.emit(self._name, value))
            if value == focused:
                box.setFocus()

    def _words(self, value: str) -> str:
        if self._name == "model":
            title = author_title(value)
            return title if len(title) <= _MOST_WORD else f"{title[: _MOST_WORD - 1]}…"
        return next((help_ for name, help_ in FIELDS[self._name].choices if name == value), value)


def _with_chosen(text: str, name: str, counts: Counts) -> Counts:
    """Return the counts with the values that are asked for and were not found."""
    known = {value.lower() for value, _ in counts}
    asked = [test.value for test in written_tests(text) if test.name == name and not test.is_not]
    return (*counts, *((value, 0) for value in asked if value.lower() not in known))
