"""The list views of the sidebar: what keys and clicks do; how rows look is a delegate's."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QWidget
from typing_extensions import override

from desktop_chat.ui.sidebar.model import ENTRY_ROLE, Item

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowList(QListView):
    """A list of painted rows, one of which may be selected; a click or Enter chooses one."""

    chosen = Signal(QModelIndex)
    """A row was clicked, or Enter pressed on it."""
    left = Signal()
    """Escape was pressed."""

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: QStyledItemDelegate,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._choose)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER_KEYS and not event.modifiers():
            self._choose(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.chosen.emit(index)


class ConversationList(RowList):
    """The list of conversations: Delete deletes, a right click or the menu key opens a menu."""

    delete_requested = Signal(str)
    """A conversation, by its id."""
    menu_requested = Signal(str, QPoint)
    """A conversation, by its id, and where on the screen its menu goes."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.currentIndex().data(ENTRY_ROLE)
        if event.key() == Qt.Key.Key_Delete and isinstance(entry, Item):
            self.delete_requested.emit(entry.conversation_id)
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_by_key else self.indexAt(event.pos())
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Item):
            place = self.visualRect(index).center() if is_by_key else event.pos()
            self.menu_requested.emit(entry.conversation_id, self.viewport().mapToGlobal(place))
