"""A list of entries of two lines, a title and a detail, in the look of the window's other lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QWidget
from typing_extensions import override

from desktop_chat.ui.row_painting import begin_row, draw_line, paint_ground
from desktop_chat.ui.theme.fonts import caption_font, ui_font
from desktop_chat.ui.theme.tokens import Theme

_ENTRY_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list; its id is "" where it stands for nothing that is kept."""

    id: str
    title: str
    detail: str


class EntryList(QListWidget):
    """Entries, one of them chosen.

    Args:
        theme: The colours and sizes.
        name: What the entries are; the list's accessible name.
    """

    opened = Signal()
    """The chosen entry is to be opened: Return, or a double click."""
    delete_wanted = Signal()
    """The chosen entry is to be deleted."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setItemDelegate(_EntryDelegate(theme, self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.itemDoubleClicked.connect(lambda _: self.opened.emit())

    @property
    def chosen(self) -> Entry | None:
        """The entry that is chosen, None where there is none."""
        item = self.currentItem()
        # PySide gives None here, whatever its stubs say.
        entry = item.data(_ENTRY_ROLE) if item is not None else None
        return entry if isinstance(entry, Entry) else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed."""
        return tuple(self.item(row).data(_ENTRY_ROLE) for row in range(self.count()))

    def add(self, entry: Entry, *, is_chosen: bool = False) -> None:
        """Add an entry at the end."""
        item = QListWidgetItem(self)
        self._put(item, entry)
        if is_chosen:
            self.setCurrentItem(item)

    def change(self, row: int, entry: Entry) -> None:
        """Put an entry in the place of another."""
        if self.item(row).data(_ENTRY_ROLE) != entry:
            self._put(self.item(row), entry)

    def choose(self, entry_id: str) -> None:
        """Choose an entry by its id; nothing happens where there is none."""
        for row, entry in enumerate(self.entries):
            if entry.id == entry_id:
                self.setCurrentRow(row)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        is_own = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete
        if event.type() is QEvent.Type.ShortcutOverride and is_own:
            # The window has a meaning for this key of its own.
            event.accept()
            return True
        return super().event(event)

    def _put(self, item: QListWidgetItem, entry: Entry) -> None:
        item.setData(_ENTRY_ROLE, entry)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.title}, {entry.detail}")


class _EntryDelegate(QStyledItemDelegate):
    """Paints title, and below it the detail."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        lines = QFontMetrics(ui_font(self._theme)).height()
        lines += QFontMetrics(caption_font(self._theme)).height()
        return QSize(0, max(self._theme.px(52), lines + self._theme.px(18)))

    @override
    def paint(
        self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, px = self._theme, self._theme.px
        entry: Entry = index.data(_ENTRY_ROLE)
        begin_row(painter)
        row: QRect = option.rect.adjusted(px(2), 0, -px(2), 0)
        paint_ground(painter, option, row, theme)
        inner = row.adjusted(px(10), px(8), -px(10), -px(8))
        title = QRect(inner)
        title.setHeight(QFontMetrics(ui_font(theme)).height())
        painter.setFont(ui_font(theme))
        painter.setPen(QColor(theme.text))
        draw_line(painter, option, title, entry.title)
        detail = QRect(inner)
        detail.setTop(title.bottom() + 1 + px(2))
        painter.setFont(caption_font(theme))
        painter.setPen(QColor(theme.text_2))
        draw_line(painter, option, detail, entry.detail)
        painter.restore()
