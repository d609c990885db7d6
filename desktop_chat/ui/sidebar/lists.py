"""The list views of the sidebar: what keys and clicks do; how rows look is a delegate's."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from desktop_chat.ui.sidebar.delegate import ConversationDelegate
from desktop_chat.ui.sidebar.model import ENTRY_ROLE, Heading, Item

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowList(QListView):
    """A list of painted rows, one of which may be selected; a click or Enter chooses one."""

    chosen = Signal(QModelIndex)
    """A row was clicked, or Enter pressed on it."""
    left = Signal()
    """Escape was pressed."""
    left_upwards = Signal()
    """Up was pressed on the first row."""

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
        self.clicked.connect(self.choose)

    @property
    def is_choosing_many(self) -> bool:
        """Whether a click adds to a selection, and so opens nothing."""
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS and not event.modifiers():
            self.choose(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() == 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def choose(self, index: QModelIndex) -> None:
        """Choose a row, as a click on it does."""
        if self.is_choosing_many:
            return
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.chosen.emit(index)


class ConversationList(RowList):
    """The list of conversations: Delete deletes, a right click or the menu key opens a menu.

    The heading of the group at the upper edge stays there while its rows pass below it.
    """

    delete_requested = Signal(object)
    """Conversations, by their ids."""
    menu_requested = Signal(str, QPoint)
    """A conversation, by its id, and where on the screen its menu goes."""

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: ConversationDelegate,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, delegate, name, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self._delegate = delegate
        self.verticalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    @property
    def selected_ids(self) -> tuple[str, ...]:
        """The conversations that are selected, from above."""
        rows = sorted(self.selectedIndexes(), key=lambda index: index.row())
        entries = [index.data(ENTRY_ROLE) for index in rows]
        return tuple(entry.conversation_id for entry in entries if isinstance(entry, Item))

    def ids_with(self, conversation_id: str) -> tuple[str, ...]:
        """Return what an act on a row is about: the whole selection where the row is in it."""
        chosen = self.selected_ids
        return chosen if conversation_id in chosen else (conversation_id,)

    @property
    @override
    def is_choosing_many(self) -> bool:
        many = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        return bool(QApplication.keyboardModifiers() & many)

    @property
    def pinned_heading(self) -> tuple[str, int]:
        """The heading that stays at the upper edge, and its y, negative where the next pushes."""
        top = self.indexAt(QPoint(self.viewport().width() // 2, 0))
        heading = top
        while heading.isValid() and not isinstance(heading.data(ENTRY_ROLE), Heading):
            heading = heading.siblingAtRow(heading.row() - 1)
        if not heading.isValid() or self.visualRect(heading).top() >= 0:
            return "", 0
        below = top.siblingAtRow(top.row() + 1)
        is_pushed = top != heading and isinstance(below.data(ENTRY_ROLE), Heading)
        room = self.visualRect(below).top() - self._delegate.heading_height if is_pushed else 0
        return heading.data(ENTRY_ROLE).text, min(0, room)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        text, top = self.pinned_heading
        if text:
            option = QStyleOptionViewItem()
            option.initFrom(self.viewport())
            self._delegate.paint_pinned_heading(QPainter(self.viewport()), option, text, top)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = self.currentIndex().data(ENTRY_ROLE)
        if event.key() == Qt.Key.Key_Delete and isinstance(entry, Item):
            self.delete_requested.emit(self.ids_with(entry.conversation_id))
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
