"""The menu of one conversation or many in the sidebar's list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop_chat.core.conversation import Conversation
from desktop_chat.core.places import Place, PlaceKind, Places
from desktop_chat.ui.sidebar.placing import Act, Placing

_MOST_LISTED = 40


def _words(text: str) -> str:
    return QCoreApplication.translate("ConversationMenu", text)


class ConversationMenu(QMenu):
    """Offers what makes sense in a place for conversations that are chosen there.

    Args:
        heads: Of the conversations, at least one.
        place: Where they are shown.
        places: What places there are.
        place_them: Is told what is to be done.
        rename: Begins to edit the title; offered for one conversation.
        export: Asks how to export them.
    """

    def __init__(
        self,
        heads: Sequence[Conversation],
        place: Place,
        places: Places,
        place_them: Callable[[Placing], None],
        rename: Callable[[], None],
        export: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._heads = heads
        self._ids = tuple(head.id for head in heads)
        self._place_them = place_them
        if place.kind is PlaceKind.TRASH:
            self._add(_words("Restore"), Act.RESTORE)
            self._add(_words("Delete for good…"), Act.DELETE)
            return
        is_one = len(heads) == 1
        if is_one:
            self.addAction(_words("Rename…")).triggered.connect(lambda *_: rename())
        is_pinned = all(head.is_pinned for head in heads)
        self._add(
            _words("Unpin") if is_pinned else _words("Pin"), Act.UNPIN if is_pinned else Act.PIN
        )
        if is_one:
            self._add(_words("Duplicate"), Act.DUPLICATE)
        self.addSeparator()
        self._add_folders(places)
        self._add_tags(places)
        is_archived = all(head.archived_us is not None for head in heads)
        words = _words("Take out of the archive") if is_archived else _words("Archive")
        self._add(words, Act.UNARCHIVE if is_archived else Act.ARCHIVE)
        self.addSeparator()
        self.addAction(_words("Export…")).triggered.connect(lambda *_: export())
        self._add(_words("Delete"), Act.TRASH)

    def _add(self, title: str, act: Act, value: str = "", menu: QMenu | None = None) -> None:
        placing = Placing(act, self._ids, value)
        action = (menu or self).addAction(title)
        action.triggered.connect(lambda *_: self._place_them(placing))

    def _add_folders(self, places: Places) -> None:
        menu = self.addMenu(_words("Move to folder"))
        inside = {head.folder for head in self._heads}
        for path in list(places.folders)[:_MOST_LISTED]:
            self._add(path.replace("&", "&&"), Act.MOVE, path, menu)
            menu.actions()[-1].setEnabled(inside != {path})
        if places.folders:
            menu.addSeparator()
        if any(inside):
            self._add(_words("Out of its folder"), Act.MOVE, "", menu)
        self._add(_words("New folder…"), Act.MOVE_TO_NEW, "", menu)

    def _add_tags(self, places: Places) -> None:
        menu = self.addMenu(_words("Tags"))
        for tag in list(places.tags)[:_MOST_LISTED]:
            has_all = all(tag in head.tags for head in self._heads)
            self._add(tag.replace("&", "&&"), Act.UNTAG if has_all else Act.TAG, tag, menu)
            action = menu.actions()[-1]
            action.setCheckable(True)
            action.setChecked(has_all)
        if places.tags:
            menu.addSeparator()
        self._add(_words("New tag…"), Act.TAG_NEW, "", menu)
