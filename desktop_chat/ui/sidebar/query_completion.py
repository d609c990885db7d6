"""Offers names of fields and their values below the search field as a query is typed.

Owns when the list is shown. What is offered is `core.search_parsing`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QListView

from desktop_chat.core.search_parsing import Completion
from desktop_chat.ui.widgets.search_field import SearchField

Complete = Callable[[str, int], tuple[Completion, ...]]

_COMPLETION_ROLE = int(Qt.ItemDataRole.UserRole)
_LEAST_LETTERS = 2
_ROW_HEIGHT = 1.6
"""In heights of a line."""
_GAP = 4


class QueryCompletion(QObject):
    """The list below a search field; Down goes into it, Enter or a click takes a row.

    Args:
        field: Where the query is typed.
        complete: Gives what the word before a place of a text may become.
    """

    def __init__(self, field: SearchField, complete: Complete) -> None:
        super().__init__(field)
        self._field = field
        self._complete = complete
        self._rows = QStandardItemModel(self)
        self._completer = QCompleter(self._rows, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(field)
        self.list = QListView()
        self._completer.setPopup(self.list)
        self.list.setAccessibleName(self.tr("Fields of a search"))
        self.list.clicked.connect(self._take)
        # Any: the library's annotations do not know that the signal has two forms.
        activated: Any = self._completer.activated
        activated[QModelIndex].connect(self._take_chosen)
        field.textEdited.connect(lambda _: self._follow())

    @property
    def offered(self) -> tuple[str, ...]:
        """What the list shows, () while it is hidden."""
        if not self.list.isVisible():
            return ()
        rows = range(self._rows.rowCount())
        return tuple(self._rows.item(row).data(_COMPLETION_ROLE).text for row in rows)

    def _follow(self) -> None:
        caret = self._field.cursorPosition()
        found = self._complete(self._field.text(), caret)
        # A single letter begins too many words that are no fields.
        if not found or caret - found[0].start < _LEAST_LETTERS:
            self.list.hide()
            return
        self._rows.clear()
        for completion in found:
            words = (completion.text.strip(), completion.help)
            row = QStandardItem("  ".join(filter(None, words)))
            row.setData(completion, _COMPLETION_ROLE)
            row.setSizeHint(QSize(0, round(self._field.fontMetrics().height() * _ROW_HEIGHT)))
            self._rows.appendRow(row)
        # Below the ring that shows where the keyboard is.
        self._completer.complete(self._field.rect().adjusted(0, 0, 0, _GAP))
        self.list.setCurrentIndex(QModelIndex())

    def _take_chosen(self, index: QModelIndex) -> None:
        # Qt makes the first row the current one as the list appears, but selects it only when Down
        # leads there: until then Enter is the field's.
        if self.list.selectionModel().isSelected(self.list.currentIndex()):
            self._take(index)

    def _take(self, index: QModelIndex) -> None:
        completion = index.data(_COMPLETION_ROLE)
        if not isinstance(completion, Completion):
            return
        self.list.hide()
        text = self._field.text()
        self._field.setText(text[: completion.start] + completion.text + text[completion.end :])
        self._field.setCursorPosition(completion.start + len(completion.text))
        # A field's name wants a value next.
        self._follow()
