"""The conversations as rows of a list: headings between them, and of each what the sidebar shows.

It follows the library and knows no widget. Its rows change by insertion and removal, so that the
view keeps its place and its selection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from desktop_chat.app.conversation_library import Library
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.unseen import in_own_direction, plain_line
from desktop_chat.ui.sidebar.grouping import heading, time_text
from desktop_chat.ui.sidebar.placing import CONVERSATIONS_TYPE, conversations_dragged

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
"""The whole Entry of a row."""


class Mark(Enum):
    """What the dot before a title says."""

    NONE = ""
    ANSWERING = "answering"
    DRAFT = "draft"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that names the group below it."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A row that stands for a conversation.

    Attributes:
        title: Never empty: a conversation without a title is called a new chat.
        detail: The second line: its model, then the draft or the newest words.
        time: When it last changed, as short as it stays clear.
    """

    conversation_id: str
    title: str
    detail: str
    time: str
    mark: Mark
    is_pinned: bool


Entry = Heading | Item


@dataclass(frozen=True, slots=True)
class _Row:
    """What was made of a conversation, and of what: it is made anew only when that changes."""

    conversation: Conversation
    mark: Mark
    model_title: str
    group: str
    item: Item


class ConversationModel(QAbstractListModel):
    """Shows the library's conversations, and asks by signals for what changes them.

    Args:
        model_title: Gives the short name of a conversation's model.
        today: Gives the current date.
    """

    more_wanted = Signal()
    """The end of the loaded conversations has come into view."""
    rename_requested = Signal(str, str)
    """A conversation, by its id, is to have a title."""

    def __init__(
        self,
        library: Library,
        model_title: Callable[[Conversation], str],
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._model_title = model_title
        self._today = today
        self._entries: list[Entry] = []
        self._rows: dict[str, _Row] = {}
        self._rows_of: tuple[date, str] | None = None
        self.refresh()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index)
        if entry is None:
            return None
        if role == ENTRY_ROLE:
            return entry
        if isinstance(entry, Heading):
            return entry.text if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return entry.title
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            parts = (self._mark_text(entry.mark), entry.time, entry.detail)
            return ", ".join(part for part in parts if part)
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        match self.entry(index):
            case Item():
                return (
                    Qt.ItemFlag.ItemIsEnabled
                    | Qt.ItemFlag.ItemIsSelectable
                    | Qt.ItemFlag.ItemIsEditable
                    | Qt.ItemFlag.ItemIsDragEnabled
                    | Qt.ItemFlag.ItemNeverHasChildren
                )
            case Heading():
                return Qt.ItemFlag.ItemNeverHasChildren
            case None:
                return Qt.ItemFlag.NoItemFlags

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        entry = self.entry(index)
        title = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not isinstance(entry, Item) or not title:
            return False
        if title != entry.title:
            self.rename_requested.emit(entry.conversation_id, title)
        return True

    @override
    def mimeTypes(self) -> list[str]:
        return [CONVERSATIONS_TYPE]

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entries = [self.entry(index) for index in indexes]
        return conversations_dragged(
            [entry.conversation_id for entry in entries if isinstance(entry, Item)]
        )

    @override
    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._library.has_more

    @override
    def fetchMore(self, parent: Index) -> None:
        self.more_wanted.emit()

    def entry(self, index: Index) -> Entry | None:
        """Return what stands at an index, None outside the list."""
        row = index.row()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def index_of(self, conversation_id: str) -> QModelIndex:
        """Return where a conversation stands, an invalid index where it is not in the list."""
        for row, entry in enumerate(self._entries):
            if isinstance(entry, Item) and entry.conversation_id == conversation_id:
                return self.index(row)
        return QModelIndex()

    def neighbour(self, conversation_id: str, step: int) -> str | None:
        """Return the conversation `step` places below one, None past either end.

        Below a conversation that is not listed, such as a new chat, stands the first.
        """
        ids = [entry.conversation_id for entry in self._entries if isinstance(entry, Item)]
        place = ids.index(conversation_id) if conversation_id in ids else -1
        return ids[place + step] if 0 <= place + step < len(ids) else None

    def refresh(self) -> None:
        """Take the library's conversations as they are now, and today's date."""
        self._replace(self._wanted())

    def note(self, conversation: Conversation) -> None:
        """Show a conversation's row as it is now, in its place."""
        index = self.index_of(conversation.id)
        if index.isValid():
            title = self._model_title(conversation)
            row = self._row(conversation, title, self._today(), QLocale())
            self._rows[conversation.id] = row
            if row.item != self._entries[index.row()]:
                self._entries[index.row()] = row.item
                self.dataChanged.emit(index, index)

    def _wanted(self) -> list[Entry]:
        today, locale = self._today(), QLocale()
        if self._rows_of != (today, locale.name()):
            self._rows.clear()
            self._rows_of = (today, locale.name())
        rows: dict[str, _Row] = {}
        titles: dict[tuple[str, str], str] = {}
        entries: list[Entry] = []
        group = ""
        for conversation in self._library.listed:
            asked = (conversation.endpoint_id, conversation.model)
            if asked not in titles:
                titles[asked] = self._model_title(conversation)
            row = self._row(conversation, titles[asked], today, locale)
            rows[conversation.id] = row
            if row.group != group:
                group = row.group
                entries.append(Heading(group))
            entries.append(row.item)
        self._rows = rows
        return entries

    def _row(
        self, conversation: Conversation, model_title: str, today: date, locale: QLocale
    ) -> _Row:
        """Return a conversation's row: the one it has while nothing of it has changed."""
        mark = self._mark(conversation)
        known = self._rows.get(conversation.id)
        if (
            known is not None
            and known.conversation is conversation
            and known.mark is mark
            and known.model_title == model_title
        ):
            return known
        item = self._item(conversation, mark, model_title, today, locale)
        return _Row(conversation, mark, model_title, heading(conversation, today, locale), item)

    def _item(
        self,
        conversation: Conversation,
        mark: Mark,
        model_title: str,
        today: date,
        locale: QLocale,
    ) -> Item:
        snippet = conversation.snippet
        if mark is Mark.DRAFT:
            draft = " ".join(conversation.draft[:200].split())
            snippet = self.tr("Draft: {text}").format(text=draft)
        parts = (model_title, plain_line(snippet))
        return Item(
            conversation_id=conversation.id,
            title=plain_line(conversation.title) or self.tr("New chat"),
            detail=" · ".join(in_own_direction(part) for part in parts if part),
            time=time_text(conversation.updated_us, today, locale),
            mark=mark,
            is_pinned=conversation.is_pinned,
        )

    def _mark(self, conversation: Conversation) -> Mark:
        if self._library.is_answering(conversation.id):
            return Mark.ANSWERING
        if conversation.draft.strip():
            return Mark.DRAFT
        return Mark.FAILED if conversation.state else Mark.NONE

    def _mark_text(self, mark: Mark) -> str:
        return {
            Mark.NONE: "",
            Mark.ANSWERING: self.tr("answering"),
            Mark.DRAFT: self.tr("has a draft"),
            Mark.FAILED: self.tr("failed"),
        }[mark]

    def _replace(self, wanted: list[Entry]) -> None:
        """Put other rows in the place of those that differ, one block between equal ends."""
        old = self._entries
        start = _common_length(old, wanted)
        end = _common_length(old[start:][::-1], wanted[start:][::-1])
        gone, new = old[start : len(old) - end], wanted[start : len(wanted) - end]
        if len(gone) == len(new) and all(map(_is_same_row, gone, new)):
            self._entries = wanted
            if new:
                self.dataChanged.emit(self.index(start), self.index(start + len(new) - 1))
            return
        if gone:
            self.beginRemoveRows(_ROOT, start, start + len(gone) - 1)
            self._entries = old[:start] + old[len(old) - end :]
            self.endRemoveRows()
        if new:
            self.beginInsertRows(_ROOT, start, start + len(new) - 1)
            self._entries = wanted
            self.endInsertRows()


def _common_length(first: Sequence[Entry], second: Sequence[Entry]) -> int:
    length = 0
    for one, other in zip(first, second, strict=False):
        # Rows that did not change are the same objects: comparing what is in them costs more.
        if one is not other and one != other:
            break
        length += 1
    return length


def _is_same_row(one: Entry, other: Entry) -> bool:
    """Return whether only what a row shows has changed."""
    if isinstance(one, Item) and isinstance(other, Item):
        return one.conversation_id == other.conversation_id
    return one == other
