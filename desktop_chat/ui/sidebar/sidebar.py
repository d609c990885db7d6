"""The sidebar: new chat, search, the conversations or what was found, the state of the archive.

It shows the library's conversations and asks for acts by signals; it carries none out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QLocale, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_chat.app.conversation_library import Library
from desktop_chat.archive import SearchHit, SearchPage
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.places import Place, PlaceKind
from desktop_chat.ui.actions import shortcut_text
from desktop_chat.ui.sidebar.bands import Footer, HitsBand, NewChatButton
from desktop_chat.ui.sidebar.conversation_menu import ConversationMenu
from desktop_chat.ui.sidebar.delegate import ConversationDelegate
from desktop_chat.ui.sidebar.lists import ConversationList, RowList
from desktop_chat.ui.sidebar.model import ENTRY_ROLE, ConversationModel, Item
from desktop_chat.ui.sidebar.place_band import PlaceBand
from desktop_chat.ui.sidebar.place_tree import PlaceTree
from desktop_chat.ui.sidebar.placing import Act, Placing
from desktop_chat.ui.sidebar.query_completion import QueryCompletion
from desktop_chat.ui.sidebar.results import HIT_ROLE, ResultDelegate, ResultModel
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.search_field import SearchField

SEARCH_DELAY_MS = 120
_MOST_OF_PLACES = 0.45


class Sidebar(QWidget):
    """The leading pane of the window.

    Args:
        theme: The colours and sizes at first.
        library: Whose conversations it lists.
        model_title: Gives the short name of a conversation's model.
        today: Gives the current date.
        menu: What the button beside New chat offers.
    """

    new_requested = Signal()
    open_requested = Signal(str, str)
    """A conversation by its id, and the message to show in it, "" for none."""
    hit_chosen = Signal(object)
    """A SearchHit whose place is asked for next by `open_requested`."""
    rename_requested = Signal(str, str)
    """A conversation by its id, and its new title."""
    pin_requested = Signal(str)
    """Pin a conversation, by its id, or no longer."""
    placing_wanted = Signal(object)
    """A Placing."""
    place_chosen = Signal(object)
    """A Place whose conversations are to be shown."""
    export_requested = Signal(object)
    """Conversations, by their ids."""
    search_requested = Signal(str, object)
    """Find this, from after a place on or None.

    The answer comes through `show_results` or `show_search_problem`.
    """
    more_wanted = Signal()
    settings_requested = Signal()
    left = Signal()
    """Escape was pressed where there was nothing left to close."""

    def __init__(
        self,
        theme: Theme,
        library: Library,
        model_title: Callable[[Conversation], str],
        today: Callable[[], date],
        menu: QMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._current_id = ""
        self.model = ConversationModel(library, model_title, today, self)
        self._delegate = ConversationDelegate(theme, self)
        self.list = ConversationList(self.model, self._delegate, self.tr("Conversations"))
        self._results = ResultModel(self)
        self._result_delegate = ResultDelegate(theme, today, self)
        self.result_list = RowList(self._results, self._result_delegate, self.tr("Search results"))
        self.field = SearchField(theme, self.tr("Search conversations"))
        self.field.setPlaceholderText(self.tr("Search conversations"))
        self.completion = QueryCompletion(self.field, library.searching.completions)
        self._new = NewChatButton(theme, shortcut_text("conversation.new"))
        self._more = IconButton(theme, "ellipsis", self.tr("More"))
        self._nothing = Label(theme, "", TextStyle.BODY, "text_2")
        self.hits_band = HitsBand(theme)
        self.place_band = PlaceBand(theme)
        self.places = PlaceTree(theme)
        self.footer = Footer(theme)
        self._delay = QTimer(self, interval=SEARCH_DELAY_MS, singleShot=True)
        self._menu = menu
        self._build()
        self._connect()
        self.set_theme(theme)
        self._show_conversations()

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme, for the rows too."""
        self._delegate.set_theme(theme)
        self._result_delegate.set_theme(theme)
        for view in (self.list, self.result_list):
            view.scheduleDelayedItemsLayout()
        gap = theme.px(8)
        self._top.setContentsMargins(gap, gap, gap, gap)
        self._top.setSpacing(gap)
        self._find.setContentsMargins(gap, 0, gap, theme.px(4))
        self.hits_band.set_theme(theme)
        self.place_band.set_theme(theme)
        self.places.set_theme(theme)
        set_margins(self._tree_row, self, theme.px(12), 0, theme.px(6), theme.px(4))
        self._nothing.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), 0)

    def set_current(self, conversation_id: str) -> None:
        """Show which conversation is open; "" for a new one."""
        self._current_id = conversation_id
        self._select_current()

    def show_results(self, query: str, page: SearchPage, *, is_more: bool = False) -> None:
        """Show what was found, unless something else is asked for by now.

        Args:
            query: What these are the hits of.
            page: Without a hit "Nothing found" is said.
            is_more: Whether it follows the hits that are shown.
        """
        if query != self.query:
            return
        if is_more:
            self._results.add_page(page)
        else:
            self._results.show_page(page)
            self.result_list.scrollToTop()
        if not self._results.rowCount():
            self._tell(self.tr("Nothing found for “{0}”.").format(query.strip()))
            return
        shown = self._results.rowCount()
        number = QLocale().toString(shown) + ("+" if page.has_more else "")
        is_one = shown == 1 and not page.has_more
        count = self.tr("1 hit") if is_one else self.tr("{0} hits").format(number)
        self.hits_band.set_text(count)
        self._stack.setCurrentWidget(self.result_list)
        self._announce(count)

    def show_search_problem(self, query: str, sentence: str) -> None:
        """Say why a search failed, unless something else is asked for by now."""
        if query == self.query:
            self._results.show_page(SearchPage())
            self._tell(sentence)

    @property
    def lists(self) -> QWidget:
        """What stands below the search field: the conversations, or what was found."""
        return self._stack

    @property
    def nothing_text(self) -> str:
        """What stands in the place of the rows, "" while there are some."""
        return "" if self._nothing.isHidden() else self._nothing.text()

    @property
    def count_text(self) -> str:
        """What is said of the number of hits, "" while none are shown."""
        return self.hits_band.text

    @property
    def query(self) -> str:
        """What is searched for, "" for nothing; a space at its end says that a word is whole."""
        text = self.field.text().lstrip()
        return text if text.strip() else ""

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def focus_list(self) -> None:
        """Put the keyboard into the list that is shown."""
        is_found = self._stack.currentWidget() is self.result_list
        view = self.result_list if is_found else self.list
        view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not view.currentIndex().isValid():
            view.setCurrentIndex(self.model.index_of(self._current_id))

    def edit_title(self, conversation_id: str) -> None:
        """Let the title of a conversation be edited in its row."""
        self.field.clear()
        index = self.model.index_of(conversation_id)
        if index.isValid():
            self.list.scrollTo(index)
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.list.edit(index)

    def refresh(self) -> None:
        """Show the library's conversations as they are now."""
        self.model.refresh()
        self._select_current()
        if not self.query:
            self._show_conversations()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.places.setMaximumHeight(round(self.height() * _MOST_OF_PLACES))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A field of one line leaves this key to what it stands in.
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.focus_list()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self._top = QHBoxLayout()
        self._top.addWidget(self._new, 1)
        self._top.addWidget(self._more)
        self._find = QHBoxLayout()
        self._find.addWidget(self.field)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._nothing.setWordWrap(True)
        self.hits_band.hide()
        self._stack = QStackedWidget()
        for page in (self.list, self.result_list, self._nothing):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top)
        column.addLayout(self._find)
        self._tree_row = QHBoxLayout()
        self._tree_row.addWidget(self.places)
        self.places.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.places.hide()
        self.place_band.hide()
        column.addWidget(self.place_band)
        column.addLayout(self._tree_row)
        column.addWidget(self.hits_band)
        column.addWidget(self._stack, 1)
        column.addWidget(self.footer)

    def _connect(self) -> None:
        self.hits_band.order_chosen.connect(lambda _: self.search_requested.emit(self.query, None))
        self.hits_band.save_clicked.connect(
            lambda: self.placing_wanted.emit(Placing(Act.SAVE_SEARCH, (), self.query))
        )
        self._library.changed.connect(lambda _: self.refresh())
        self._library.conversation_changed.connect(self.model.note)
        self._new.clicked.connect(self.new_requested)
        self._more.clicked.connect(self._show_more)
        self.field.textChanged.connect(self._follow_field)
        self.field.returnPressed.connect(self._choose_first_result)
        self._delay.timeout.connect(lambda: self.search_requested.emit(self.query, None))
        self._results.more_wanted.connect(
            lambda place: self.search_requested.emit(self.query, place)
        )
        self.list.chosen.connect(self._open)
        self.list.left.connect(self.left)
        self.list.delete_requested.connect(self._delete)
        self.list.menu_requested.connect(self._show_menu)
        self.result_list.chosen.connect(self._open_result)
        self.result_list.left.connect(self.field.clear)
        self.result_list.left_upwards.connect(self.focus_search)
        self.model.more_wanted.connect(self.more_wanted)
        self.model.rename_requested.connect(self.rename_requested)
        self._delegate.pin_clicked.connect(self.pin_requested)
        self._delegate.menu_clicked.connect(self._show_menu)
        self.footer.settings_clicked.connect(self.settings_requested)
        self._library.organising.changed.connect(lambda _: self._follow_places())
        self.place_band.toggled.connect(lambda _: self._follow_places())
        self.place_band.dragged_over.connect(lambda: self.place_band.setChecked(True))
        self.places.place_chosen.connect(self.place_chosen)
        self.places.placing_wanted.connect(self.placing_wanted)

    def _follow_field(self) -> None:
        if self.query:
            self._delay.start()
            self._follow_places()
        else:
            self._delay.stop()
            self._show_conversations()

    def _show_conversations(self) -> None:
        self.hits_band.set_text("")
        is_empty = self.model.rowCount() == 0
        is_all = self._library.place == Place()
        empty = self.tr("No conversations yet.") if is_all else self.tr("Nothing here.")
        self._nothing.setText(empty)
        self._stack.setCurrentWidget(self._nothing if is_empty else self.list)
        self._follow_places()

    def _tell(self, sentence: str) -> None:
        """Say in the place of the hits why there are none."""
        self.hits_band.set_text("")
        self._nothing.setText(sentence)
        self._stack.setCurrentWidget(self._nothing)
        self._announce(sentence)

    def _announce(self, text: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, text))

    def _select_current(self) -> None:
        if len(self.list.selected_ids) > 1:
            return
        index = self.model.index_of(self._current_id)
        if index != self.list.currentIndex():
            self.list.setCurrentIndex(index)
        if not index.isValid():
            self.list.clearSelection()

    def _open(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Item):
            self.open_requested.emit(entry.conversation_id, "")

    def _open_result(self, index: QModelIndex) -> None:
        hit: SearchHit = index.data(HIT_ROLE)
        self.hit_chosen.emit(hit)
        self.open_requested.emit(hit.conversation_id, hit.message_id or "")

    def _choose_first_result(self) -> None:
        if self._stack.currentWidget() is self.result_list:
            self.result_list.setCurrentIndex(self._results.index(0))
            self._open_result(self._results.index(0))

    def _show_more(self) -> None:
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _show_menu(self, conversation_id: str, place: QPoint) -> None:
        ids = self.list.ids_with(conversation_id)
        heads = [head for head in self._library.listed if head.id in ids]
        if not heads:
            return
        menu = ConversationMenu(
            heads,
            self._library.place,
            self._library.organising.places,
            self.placing_wanted.emit,
            lambda: self.edit_title(conversation_id),
            lambda: self.export_requested.emit(ids),
            self,
        )
        menu.popup(place)

    def _delete(self, ids: tuple[str, ...]) -> None:
        is_trash = self._library.place.kind is PlaceKind.TRASH
        self.placing_wanted.emit(Placing(Act.DELETE if is_trash else Act.TRASH, ids))

    def _follow_places(self) -> None:
        """Show the band once something is organised, and the tree below it while it is open."""
        place, places = self._library.place, self._library.organising.places
        is_shown = not self.query and not (places.is_plain and place == Place())
        self.place_band.setVisible(is_shown)
        self.places.setVisible(is_shown and self.place_band.isChecked())
        self.place_band.set_place(self._place_title(place))
        self.places.show_places(places, place)

    def _place_title(self, place: Place) -> str:
        match place.kind:
            case PlaceKind.ALL:
                return self.tr("All conversations")
            case PlaceKind.ARCHIVE:
                return self.tr("Archived")
            case PlaceKind.TRASH:
                return self.tr("Trash")
            case PlaceKind.FOLDER | PlaceKind.TAG | PlaceKind.SEARCH:
                return place.name.replace("/", " / ")
