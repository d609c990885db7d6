"""The tree of places over the list of conversations.

It shows what `Organising` knows and asks for acts by signals; it carries none out.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from typing_extensions import override

from desktop_chat.core.figures import count_text
from desktop_chat.core.places import Place, PlaceKind, Places, name_of, parent_of
from desktop_chat.ui.row_painting import begin_row, draw_line, mirrored, paint_ground
from desktop_chat.ui.sidebar.placing import (
    CONVERSATIONS_TYPE,
    Act,
    Placing,
    folder_dragged,
    placing_of,
)
from desktop_chat.ui.theme.fonts import caption_font, label_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme

_ROW = 28
_PLACE_ROLE = Qt.ItemDataRole.UserRole
_COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
_ICON = 14
_INDENT = 14
_DRAWINGS = {
    PlaceKind.ALL: "inbox",
    PlaceKind.FOLDER: "folder",
    PlaceKind.TAG: "tag",
    PlaceKind.ARCHIVE: "archive",
    PlaceKind.TRASH: "trash-2",
    PlaceKind.SEARCH: "search",
}


class PlaceTree(QTreeWidget):
    """All places; a click or Enter chooses one, conversations and folders can be dropped on them.

    Args:
        theme: The colours and sizes at first.
    """

    place_chosen = Signal(object)
    """A Place."""
    placing_wanted = Signal(object)
    """A Placing."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: Places | None = None
        self._shown = Place()
        self._target: QTreeWidgetItem | None = None
        self._delegate = _PlaceDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setProperty("kind", "places")
        self.setAccessibleName(self.tr("Places"))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)
        self.viewport().setAutoFillBackground(False)
        self.itemClicked.connect(lambda item, _: self._choose(item))
        self.itemExpanded.connect(lambda _: self.updateGeometry())
        self.itemCollapsed.connect(lambda _: self.updateGeometry())
        self.set_theme(theme)

    @property
    def dropped_on(self) -> Place | None:
        """The place that would take what is dragged over it, None for none."""
        return None if self._target is None else self._target.data(0, _PLACE_ROLE)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._delegate.set_theme(theme)
        self.setIndentation(theme.px(_INDENT))
        self.scheduleDelayedItemsLayout()

    def show_places(self, places: Places, shown: Place) -> None:
        """Show what places there are; the one shown is selected, folds stay as they are."""
        if places != self._known:
            self._known = places
            self._fill(places)
        self._shown = shown
        self._select_shown()
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        rows, item = 0, self.topLevelItem(0)
        # PySide gives None behind the last item, whatever its stubs say.
        while item is not None:
            rows += 1
            item = self.itemBelow(item)
        return QSize(0, rows * self._delegate.height + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), 3 * self._delegate.height))

    @override
    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        # The style would fill it where the row is selected; the row's ground is the delegate's.
        if not index.model().hasChildren(index):
            return
        size = self._theme.px(12)
        drawing = "chevron-down" if self.isExpanded(index) else "chevron-right"
        direction = self.layoutDirection()
        is_mirrored = direction is Qt.LayoutDirection.RightToLeft
        left = rect.left() if is_mirrored else rect.right() - size
        top = rect.top() + (rect.height() - size) // 2
        painter.drawPixmap(left, top, pixmap(drawing, self._theme.text_2, size, direction))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        place = item.data(0, _PLACE_ROLE) if item is not None else Place()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(item)
        elif event.key() == Qt.Key.Key_F2 and place.kind is PlaceKind.FOLDER:
            self.placing_wanted.emit(Placing(Act.RENAME_FOLDER, (), place.name))
        elif event.key() == Qt.Key.Key_Delete and place.kind is PlaceKind.FOLDER:
            self.placing_wanted.emit(Placing(Act.REMOVE_FOLDER, (), place.name))
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        item = self.currentItem() if is_by_key else self.itemAt(event.pos())
        if item is None:
            return
        place: Place = item.data(0, _PLACE_ROLE)
        where = self.visualItemRect(item).center() if is_by_key else event.pos()
        self._show_menu(place, self.viewport().mapToGlobal(where))

    # Dragging ----------------------------------------------------------------------------------

    @override
    def mimeTypes(self) -> list[str]:
        return [CONVERSATIONS_TYPE]

    @override
    def mimeData(self, items: Any) -> QMimeData:
        place: Place = items[0].data(0, _PLACE_ROLE)
        return folder_dragged(place.name)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        item = self.itemAt(event.position().toPoint())
        fits = item is not None and placing_of(event.mimeData(), item.data(0, _PLACE_ROLE))
        self._point_at(item if fits else None)
        if fits:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._point_at(None)
        super().dragLeaveEvent(event)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        placing = None if item is None else placing_of(event.mimeData(), item.data(0, _PLACE_ROLE))
        self._point_at(None)
        if placing is not None:
            # What is shown is read anew: the view must not take anything out by itself.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.placing_wanted.emit(placing)

    def _point_at(self, item: QTreeWidgetItem | None) -> None:
        if item is not self._target:
            self._target = item
            self.viewport().update()

    # How it is filled --------------------------------------------------------------------------

    def _fill(self, places: Places) -> None:
        folded = {place.name for place in self._folded()}
        self._target = None
        self.clear()
        self._add(Place(), self.tr("All conversations"), None)
        folders: dict[str, QTreeWidgetItem] = {}
        for path, count in places.folders.items():
            parent = folders.get(parent_of(path))
            place = Place(PlaceKind.FOLDER, path)
            folders[path] = self._add(place, name_of(path), count, parent)
        for path, item in folders.items():
            item.setExpanded(path not in folded)
        for tag, count in places.tags.items():
            self._add(Place(PlaceKind.TAG, tag), tag, count)
        for name in places.searches:
            self._add(Place(PlaceKind.SEARCH, name), name, None)
        self._add(Place(PlaceKind.ARCHIVE), self.tr("Archived"), places.archived)
        self._add(Place(PlaceKind.TRASH), self.tr("Trash"), places.trashed)

    def _add(
        self, place: Place, title: str, count: int | None, parent: QTreeWidgetItem | None = None
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent) if parent is not None else QTreeWidgetItem(self)
        item.setText(0, title)
        item.setData(0, _PLACE_ROLE, place)
        item.setData(0, _COUNT_ROLE, count)
        number = "" if count is None else f", {count_text(count)}"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{title}{number}")
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemIsDropEnabled
        if place.kind is PlaceKind.FOLDER:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        item.setFlags(flags)
        return item

    def _folded(self) -> list[Place]:
        return [
            item.data(0, _PLACE_ROLE)
            for item in self._items()
            if item.childCount() and not item.isExpanded()
        ]

    def _items(self) -> list[QTreeWidgetItem]:
        return self.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive, 0)

    def _select_shown(self) -> None:
        for item in self._items():
            if item.data(0, _PLACE_ROLE) == self._shown:
                self.setCurrentItem(item)
                return
        self.clearSelection()

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.place_chosen.emit(item.data(0, _PLACE_ROLE))

    def _show_menu(self, place: Place, where: QPoint) -> None:
        acts: list[tuple[str, Placing]] = []
        if place.kind in (PlaceKind.ALL, PlaceKind.FOLDER):
            acts.append((self.tr("New folder…"), Placing(Act.NEW_FOLDER, (), place.name)))
        if place.kind is PlaceKind.FOLDER:
            acts.append((self.tr("Rename…"), Placing(Act.RENAME_FOLDER, (), place.name)))
            acts.append((self.tr("Remove folder"), Placing(Act.REMOVE_FOLDER, (), place.name)))
        if place.kind is PlaceKind.TAG:
            acts.append((self.tr("Remove tag"), Placing(Act.REMOVE_TAG, (), place.name)))
        if place.kind is PlaceKind.SEARCH:
            acts.append((self.tr("Remove search"), Placing(Act.REMOVE_SEARCH, (), place.name)))
        if place.kind is PlaceKind.TRASH:
            acts.append((self.tr("Empty trash…"), Placing(Act.EMPTY_TRASH)))
        if not acts:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, placing in acts:
            action = menu.addAction(title)
            action.triggered.connect(lambda *_, act=placing: self.placing_wanted.emit(act))
        menu.popup(where)


class _PlaceDelegate(QStyledItemDelegate):
    """Draws a place: its drawing, its name, how many conversations are there."""

    def __init__(self, theme: Theme, tree: PlaceTree) -> None:
        super().__init__(tree)
        self._tree = tree
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        self._theme = theme

    @property
    def height(self) -> int:
        """The height of a row."""
        return max(self._theme.px(_ROW), QFontMetrics(label_font(self._theme)).height() + 8)

    @override
    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self.height)

    @override
    def paint(
        self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, px = self._theme, self._theme.px
        place: Place = index.data(_PLACE_ROLE)
        begin_row(painter)
        if place == self._tree.dropped_on:
            option.state |= QStyle.StateFlag.State_Selected
        row = QRect(option.rect)
        paint_ground(painter, option, row.adjusted(0, 0, -px(6), 0), theme)
        size = px(_ICON)
        middle = row.top() + (row.height() - size) // 2
        box = mirrored(option, QRect(row.left() + px(6), middle, size, size))
        painter.drawPixmap(box, pixmap(_DRAWINGS[place.kind], theme.text_2, size))
        count = index.data(_COUNT_ROLE)
        number = count_text(count) if count else ""
        painter.setFont(caption_font(theme))
        width = painter.fontMetrics().horizontalAdvance(number) + 1 if number else 0
        painter.setPen(QColor(theme.text_2))
        end = QRect(row.right() - px(12) - width, row.top(), width, row.height())
        draw_line(painter, option, end, number)
        painter.setFont(label_font(theme))
        painter.setPen(QColor(theme.text))
        start = row.left() + px(6) + size + px(8)
        name = QRect(start, row.top(), end.left() - px(8) - start, row.height())
        draw_line(painter, option, name, str(index.data()))
        painter.restore()
