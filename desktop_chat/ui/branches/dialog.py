"""The map of a conversation's branches: names, going to one, comparing two."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QStyledItemDelegate,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from typing_extensions import override

from desktop_chat.app.branches import Branch, BranchMap, map_of, text_below
from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.figures import count_text
from desktop_chat.core.message import Role
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.name import NameDialog
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.row_painting import begin_row, draw_line, mirrored, paint_ground
from desktop_chat.ui.theme.fonts import caption_font, ui_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.diff_view import DiffView
from desktop_chat.ui.widgets.labels import Label, TextStyle

_SIZE = QSize(760, 560)
_DIFF_SIZE = QSize(940, 640)
_MOST_COMPARED = 100_000
"""Characters of each branch that are compared: more would hold the window up."""
_BRANCH_ROLE = Qt.ItemDataRole.UserRole


class BranchesDialog(Dialog):
    """All branches as a tree, each alternative below the fork that it belongs to.

    Args:
        theme: The colours and sizes.
        services: The archive, and what runs tasks.
        session: The conversation.
    """

    message_wanted = Signal(str)
    """The branch through a message is to be shown."""

    def __init__(
        self, theme: Theme, services: Services, session: ChatSession, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Branches"))
        self._theme = theme
        self._services = services
        self._session = session
        self.note = Label(theme, self.tr("Reading…"), TextStyle.SMALL, "text_2")
        self.note.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(self.tr("Branches"))
        self.tree.setProperty("kind", "places")
        self.tree.setHeaderHidden(True)
        self.tree.setMouseTracking(True)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setIndentation(theme.px(20))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setItemDelegate(_BranchDelegate(theme, self.tree))
        self.go = TextButton(theme, self.tr("Show branch"), ButtonKind.PRIMARY)
        self.rename = TextButton(theme, self.tr("Name…"), drawing="pencil")
        self.compare = TextButton(theme, self.tr("Compare"), drawing="git-compare")
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.rename)
        foot.addWidget(self.compare)
        foot.addStretch(1)
        foot.addWidget(self.go)
        self.content.addWidget(self.note)
        self.content.addWidget(self.tree, 1)
        self.content.addLayout(foot)
        self.tree.itemSelectionChanged.connect(self._follow)
        self.tree.itemDoubleClicked.connect(lambda *_: self._go())
        self.go.clicked.connect(self._go)
        self.rename.clicked.connect(self._ask_for_name)
        self.compare.clicked.connect(lambda: self._do(self._compare()))
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._follow()
        self._do(self._read())

    @property
    def chosen(self) -> list[Branch]:
        """The branches that are selected, from above."""
        items = [item for item in self._items() if item.isSelected()]
        return [item.data(0, _BRANCH_ROLE) for item in items]

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        start_for(self, self._services.tasks, "branches", work)

    async def _read(self) -> None:
        found = await map_of(self._services.archive, self._session.conversation)
        await asyncio.sleep(0)
        self._fill(found)

    def _fill(self, found: BranchMap) -> None:
        self.tree.clear()
        items: dict[str, QTreeWidgetItem] = {}
        parents = {part.id: branch.id for branch in found.all() for part in branch.parts}
        last: QTreeWidgetItem | None = None
        for branch in found.all():
            above = items.get(parents.get(branch.id, ""))
            item = QTreeWidgetItem(above) if above is not None else QTreeWidgetItem(self.tree)
            item.setData(0, _BRANCH_ROLE, branch)
            item.setText(0, _title(branch))
            spoken = [_title(branch), self._count(branch)]
            spoken += [self.tr("shown")] if branch.is_shown else []
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(spoken))
            items[branch.id] = item
            last = item if branch.is_shown else last
        self.tree.expandAll()
        if last is not None:
            self.tree.setCurrentItem(last)
        ends = sum(not branch.parts for branch in found.all())
        words = self.tr("{0} branches. Select two to compare them.").format(count_text(ends))
        if ends < 2:
            words = self.tr("There is one branch. Edit a message or regenerate an answer for more.")
        if found.left_out:
            words = self.tr("{0} branches are not shown.").format(count_text(found.left_out))
        self.note.setText(words)
        self._follow()

    def _count(self, branch: Branch) -> str:
        return self.tr("{0} messages").format(count_text(branch.count))

    def _items(self) -> list[QTreeWidgetItem]:
        return self.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive, 0)

    def _follow(self) -> None:
        count = len(self.chosen)
        is_writable = not self._services.archive.is_read_only
        self.go.setEnabled(count == 1)
        self.rename.setEnabled(count == 1 and is_writable)
        self.compare.setEnabled(count == 2)

    def _go(self) -> None:
        if len(self.chosen) == 1:
            branch = self.chosen[0]
            self.accept()
            self.message_wanted.emit(branch.end_id if branch.parts else branch.id)

    def _ask_for_name(self) -> None:
        branch = self.chosen[0]
        title = self.tr("Name of the branch")
        dialog = NameDialog(self._theme, title, branch.name, lambda _: "", self)
        dialog.chosen.connect(lambda name: self._name(branch, plain_line(name).strip()))
        dialog.open()

    def _name(self, branch: Branch, name: str) -> None:
        names = dict(self._session.conversation.branch_names)
        names.pop(branch.id, None)
        if name:
            names[branch.id] = name
        self._session.change(branch_names=names)
        branch.name = name
        for item in self._items():
            if item.data(0, _BRANCH_ROLE) is branch:
                item.setText(0, _title(branch))
        self.tree.viewport().update()

    async def _compare(self) -> None:
        pair = self.chosen
        ends = [_end_of(branch) for branch in pair]
        texts = await text_below(self._services.archive, self._session.id, ends)
        await asyncio.sleep(0)
        dialog = Dialog(self._theme, self.tr("Compare two branches"), self)
        view = DiffView(self._theme)
        view.set_titles(*map(_title, pair))
        view.set_texts(*(text[:_MOST_COMPARED] for text in texts))
        dialog.content.addWidget(view, 1)
        px = self._theme.px
        dialog.take_size(QSize(px(_DIFF_SIZE.width()), px(_DIFF_SIZE.height())))
        dialog.open()


def _end_of(branch: Branch) -> str:
    """Return the end of a branch: of its newest part, where it forks."""
    while branch.parts:
        branch = branch.parts[-1]
    return branch.end_id


def _title(branch: Branch) -> str:
    return branch.name or branch.snippet or "…"


class _BranchDelegate(QStyledItemDelegate):
    """Draws who speaks, what it begins with, and how many messages there are."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        least = self._theme.px(30)
        return QSize(0, max(least, QFontMetrics(ui_font(self._theme)).height() + 8))

    @override
    def paint(
        self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, px = self._theme, self._theme.px
        branch: Branch = index.data(_BRANCH_ROLE)
        begin_row(painter)
        row = QRect(option.rect)
        paint_ground(painter, option, row, theme)
        size = px(14)
        middle = row.top() + (row.height() - size) // 2
        drawing = "pencil" if branch.role is Role.USER else "git-branch"
        box = mirrored(option, QRect(row.left() + px(6), middle, size, size))
        colour = theme.accent if branch.is_shown else theme.text_2
        painter.drawPixmap(box, pixmap("check" if branch.is_shown else drawing, colour, size))
        count = count_text(branch.count)
        painter.setFont(caption_font(theme))
        painter.setPen(QColor(theme.text_2))
        width = painter.fontMetrics().horizontalAdvance(count) + 1
        end = QRect(row.right() - px(10) - width, row.top(), width, row.height())
        draw_line(painter, option, end, count)
        font = ui_font(theme)
        if branch.name:
            font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        start = row.left() + px(6) + size + px(8)
        place = QRect(start, row.top(), end.left() - px(8) - start, row.height())
        draw_line(painter, option, place, _title(branch))
        painter.restore()
