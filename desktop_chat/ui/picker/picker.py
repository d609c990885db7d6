"""The model picker: search over a list of models, with what each takes and costs.

It shows what it is given and tells what was chosen; who fetches lists is a command's affair. A name
that no list has may be typed and used as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.catalog import ModelList
from desktop_chat.app.model_search import ModelSearch
from desktop_chat.core.catalog import NO_GAPS, Model, free_text_model
from desktop_chat.core.model_filter import ModelFilter, traits_of
from desktop_chat.core.model_marks import Mark, marks_of
from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import AppError, NoKey
from desktop_chat.ui.picker.as_of import as_of_text
from desktop_chat.ui.picker.choice_list import ChoiceList
from desktop_chat.ui.picker.foot import ChoiceMenu, PickerFoot
from desktop_chat.ui.picker.message import PickerMessage
from desktop_chat.ui.picker.narrowing import Narrowing, with_first
from desktop_chat.ui.picker.rail import Rail
from desktop_chat.ui.picker.rows import CHOICE_ROLE, Choice, ChoiceDelegate, ChoiceModel
from desktop_chat.ui.picker.variant_line import VariantLine
from desktop_chat.ui.theme.themed import spread_theme
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.popover import Popover
from desktop_chat.ui.widgets.search_field import SearchField

SIZE = QSize(640, 520)
_DAY_S = 86_400
_PREPARE_MS = 30
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ModelPicker(Popover):
    """A popover over the window.

    Args:
        theme: The colours and sizes at first.
        window: What it opens over.
    """

    chosen = Signal(str, str)
    """An endpoint and a model, by their ids."""
    endpoint_chosen = Signal(str)
    """Another endpoint's models are wanted."""
    refresh_requested = Signal(str)
    """The list of an endpoint is to be fetched anew."""
    favourite_set = Signal(str, str, bool)
    """An endpoint and a model, by their ids, and whether it is to be a favourite."""
    page_requested = Signal(str, str)
    """All of an endpoint's model is to be shown, by their ids."""
    compare_toggled = Signal(str, str)
    """A model is to be set beside others, or not any more, by its endpoint's and its id."""
    compare_requested = Signal(str)
    """The models of an endpoint that are set beside each other are to be shown."""
    key_requested = Signal(str)
    """An endpoint is to get a key."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self._endpoint_id = ""
        self._current_model = ""
        self._search = ModelSearch(())
        self._marks: dict[str, tuple[Mark, ...]] = {}
        self._now_s = 0
        self._fetched_us = self._total = 0
        self._gaps = NO_GAPS
        self._models: Sequence[Model] = ()
        self._shown: tuple[object, ...] = ()
        self._ids: frozenset[str] = frozenset()
        self._act = self._ask_for_models
        self._compared: dict[str, Sequence[str]] = {}
        self._favourites: Sequence[str] = ()
        self._recent: Sequence[str] = ()
        self.setAccessibleName(self.tr("Models"))
        self.field = SearchField(theme, self.tr("Search models, or type a name"))
        self.field.installEventFilter(self)
        self.narrowing = Narrowing(theme, self)
        self.rail = Rail(theme)
        self._choices = ChoiceModel(self)
        self._delegate = ChoiceDelegate(theme, self)
        self.list = ChoiceList(self._choices, self._delegate, self.tr("Models"))
        self.list.setUniformItemSizes(True)
        self._message = PickerMessage(theme)
        self.variant_line = VariantLine(theme)
        self.foot = PickerFoot(theme)
        self._build()
        self._connect()
        self.set_theme(theme)

    @override
    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().set_theme(theme)
        self._is_dressed = False
        self._delegate.set_theme(theme)
        gap = theme.px(8)
        self._head.setContentsMargins(gap, gap, gap, gap)
        self._head.setSpacing(gap)
        self._body.setContentsMargins(0, 0, 0, gap)
        self._pages.setContentsMargins(0, theme.px(6), 0, 0)
        self.foot.set_theme(theme)
        self.list.scheduleDelayedItemsLayout()

    @property
    def endpoint_id(self) -> str:
        """The endpoint whose models are shown."""
        return self._endpoint_id

    @property
    def as_of_text(self) -> str:
        """What stands below the list: how many models, and of when."""
        return self.foot.text

    @property
    def message_text(self) -> str:
        """What stands in the place of the list, "" while it is shown."""
        is_shown = self._pages.currentWidget() is self._message
        return self._message.text if is_shown else ""

    def show_endpoints(
        self, endpoints: Sequence[Endpoint], endpoint_id: str, current_model: str
    ) -> None:
        """Begin anew: offer these endpoints, one of them taken, and mark the model that answers."""
        self._endpoint_id = endpoint_id
        self._current_model = current_model
        self.variant_line.take_endpoints(endpoints)
        if self.rail.show_endpoints(endpoints, endpoint_id):
            self._is_dressed = False
        self.field.clear()

    def show_models(self, found: ModelList, vanished: Sequence[str], now_s: int) -> None:
        """Show the models of the endpoint that is taken.

        Args:
            found: Its list.
            vanished: Ids of favourites and models used last that are not on it any more.
            now_s: Unix time.
        """
        self._now_s = now_s
        shown = (found.fetched_us, tuple(vanished), now_s // _DAY_S)
        # Opened again over the same list, everything that is made of it is there.
        if found.models is not self._models or shown != self._shown:
            self._models, self._shown = found.models, shown
            self._ids = frozenset(model.id for model in found.models)
            gone = tuple(free_text_model(each) for each in vanished)
            self._search = ModelSearch((*found.models, *gone))
            self._marks = marks_of(found.models, found.change, now_s)
            self._marks |= dict.fromkeys(vanished, (Mark.VANISHED,))
            self.rail.offer_traits(traits_of(found.models))
            # Between the list and the first letter there is time.
            QTimer.singleShot(_PREPARE_MS, self, self._prepare)
        self._fetched_us, self._total = found.fetched_us, len(found.models)
        self._gaps = found.gaps
        self.foot.refresh.show()
        self.narrowing.take_models(found.models)
        self._fill()

    def take_shelf(self, favourites: Sequence[str], recent: Sequence[str]) -> None:
        """Take the ids of favourites and of models used last: without a query they come first."""
        self._favourites, self._recent = favourites, recent
        self.rail.offer_favourites(has_any=bool(favourites))

    def show_shelf(self, favourites: Sequence[str], recent: Sequence[str]) -> None:
        """Take them while the list is shown, and stay on the model that it stands on."""
        choice = self.list.currentIndex().data(CHOICE_ROLE)
        self.take_shelf(favourites, recent)
        self._fill()
        if isinstance(choice, Choice):
            row = self._choices.row_of(choice.model.id)
            self.list.setCurrentIndex(self._choices.index(max(0, row)))

    def toggle_favourite(self) -> None:
        """Make the model that the list stands on a favourite, or make it none."""
        choice = self._current
        if choice is not None:
            self.favourite_set.emit(self._endpoint_id, choice.model.id, not choice.is_favourite)

    def show_page(self) -> None:
        """Ask for all of the model that the list stands on."""
        choice = self._current
        if choice is not None:
            self.close_popover()
            self.page_requested.emit(self._endpoint_id, choice.model.id)

    def show_compared(self, endpoint_id: str, model_ids: Sequence[str]) -> None:
        """Mark the models of an endpoint that are compared, by their ids."""
        self._compared[endpoint_id] = model_ids
        self._mark_compared()

    def toggle_compared(self) -> None:
        """Set the model that the list stands on beside others, or take it away from them."""
        choice = self._current
        if choice is not None:
            self.compare_toggled.emit(self._endpoint_id, choice.model.id)

    def show_loading(self) -> None:
        """Say that the list is on its way."""
        self.foot.refresh.hide()
        self._fetched_us = 0
        self.foot.say("")
        self._say(self.tr("Asking for the models…"), "", "", self._ask_for_models)

    def show_error(self, error: AppError) -> None:
        """Say why there is no list, over the list that is there, if one is."""
        self.foot.refresh.show()
        if self._choices.rowCount():
            self.foot.say(error.text)
            return
        if isinstance(error, NoKey):
            self._say(error.text, error.advice, self.tr("Add a key…"), self._ask_for_key)
        else:
            self._say(error.text, error.advice, self.tr("Try again"), self._ask_for_models)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A style sheet reaches what is hidden as it is first shown, and takes the fonts set before.
        if not self._is_dressed:
            spread_theme(self, self._theme)
            self._is_dressed = True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The list is moved in from the field, which keeps the keyboard.
        if watched is self.field and isinstance(event, QKeyEvent):
            if self.list.takes_key(event):
                return True
            is_press = event.type() is QEvent.Type.KeyPress
            if is_press and event.key() in _LIST_KEYS:
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._message)
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addWidget(self._pages, 1)
        side.addWidget(self.variant_line)
        side.addWidget(self.foot)
        self._body = QHBoxLayout()
        self._body.setSpacing(0)
        self._body.addWidget(self.rail)
        self._body.addLayout(side, 1)
        self._head = QHBoxLayout()
        self._head.addWidget(self.field, 1)
        self._head.addWidget(self.narrowing.order)
        self._head.addWidget(self.narrowing.button)
        self.column.addLayout(self._head)
        self.column.addWidget(self.narrowing.panel)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        self.column.addWidget(rule)
        self.column.addLayout(self._body, 1)
        self.setFocusProxy(self.field)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(lambda: self._choose(self.list.currentIndex()))
        self.rail.traits_changed.connect(self._fill)
        self.narrowing.changed.connect(self._fill)
        self.rail.endpoint_chosen.connect(self._take_endpoint)
        self.list.chosen.connect(self._choose)
        self.list.compared.connect(lambda _: self.toggle_compared())
        self.list.menu_requested.connect(self._show_menu)
        self.foot.compare.clicked.connect(lambda *_: self._compare())
        self.list.left.connect(self.close_popover)
        self.foot.refresh.clicked.connect(lambda *_: self.refresh_requested.emit(self._endpoint_id))
        self.foot.star.clicked.connect(lambda *_: self.toggle_favourite())
        self.foot.about.clicked.connect(lambda *_: self.show_page())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_star())
        self._message.acted.connect(self.act)

    def _take_endpoint(self, endpoint_id: str) -> None:
        self._endpoint_id = endpoint_id
        self._search = ModelSearch(())
        self._shown, self._ids = (), frozenset()
        self._choices.show_models(())
        self.endpoint_chosen.emit(endpoint_id)

    def _fill(self) -> None:
        query = self.field.text().strip()
        favourites = frozenset(self._favourites)
        ids = favourites if self.rail.only_favourites else None
        wanted = ModelFilter(traits=self.rail.traits, ids=ids)
        models = self.narrowing.find(self._search, query, wanted, self._now_s)
        failure = self.narrowing.failure
        as_of = as_of_text(self._fetched_us, self._total, len(models or ()), self._gaps)
        self.foot.say(failure.text if failure and models is not None else as_of)
        if models is None:
            self._choices.show_models(())
            self._say_unanswered(failure)
            return
        if not query and self.narrowing.order.order is None:
            models = with_first(models, (*self._favourites, *self._recent))
        is_new = query and " " not in query and self._is_unknown(query, models)
        typed = free_text_model(query) if is_new else None
        is_first = self.variant_line.is_variant(query, self._endpoint_id, self._ids)
        self._mark_compared()
        self._choices.show_models(models, favourites, self._marks, typed, is_typed_first=is_first)
        if not self._choices.rowCount():
            self._say_nothing_fits()
            return
        row = 0 if query else max(0, self._choices.row_of(self._current_model))
        self.list.setCurrentIndex(self._choices.index(row))
        self._pages.setCurrentWidget(self.list)
        self._show_star()

    def _is_unknown(self, model_id: str, models: Sequence[Model]) -> bool:
        """Return whether none of the models has this id; what no list has is looked for nowhere."""
        return model_id not in self._ids or all(model.id != model_id for model in models)

    def _mark_compared(self) -> None:
        compared = self._compared.get(self._endpoint_id, ())
        self._choices.mark_compared(frozenset(compared))
        self.foot.show_compared(len(compared))

    def _compare(self) -> None:
        self.close_popover()
        self.compare_requested.emit(self._endpoint_id)

    def _show_menu(self, index: QModelIndex, place: QPoint) -> None:
        choice = self._current
        if choice is not None:
            acts = (lambda: self._choose(index), self.show_page)
            more = (self.toggle_compared, self.toggle_favourite)
            ChoiceMenu(choice, *acts, *more, self).popup(place)

    def _prepare(self) -> None:
        self._search.prepare()

    def _say_nothing_fits(self) -> None:
        advice = self.tr("Type the name of a model to use it as it is.")
        button = self.tr("Clear filters") if self.narrowing.is_active else ""
        self._say(self.tr("No model fits."), advice, button, self.narrowing.panel.clear)

    def _say_unanswered(self, failure: AppError | None) -> None:
        if failure is None:
            self._say(self.tr("Asking which models fit…"), "", "", self.narrowing.ask)
        else:
            again = self.tr("Try again")
            self._say(failure.text, failure.advice, again, self._ask_again)

    def _ask_again(self) -> None:
        self.narrowing.ask()
        self._fill()

    def _say(self, text: str, advice: str, button: str, act: Callable[[], None]) -> None:
        self._message.say(text, advice, button)
        self._act = act
        self._show_message()

    def _show_message(self) -> None:
        self._pages.setCurrentWidget(self._message)
        self._show_star()

    @property
    def _current(self) -> Choice | None:
        """The listed model that the list stands on."""
        choice = self.list.currentIndex().data(CHOICE_ROLE)
        is_there = self._pages.currentWidget() is self.list
        return choice if is_there and isinstance(choice, Choice) and choice.is_listed else None

    def _show_star(self) -> None:
        choice = self._current
        here = self.list.currentIndex().data(CHOICE_ROLE) if self._message.isHidden() else None
        self.variant_line.explain(here and here.model.id, self._endpoint_id, self._ids)
        self.foot.show_choice(choice)

    def _choose(self, index: QModelIndex) -> None:
        choice = index.data(CHOICE_ROLE)
        if isinstance(choice, Choice) and self._pages.currentWidget() is self.list:
            self.close_popover()
            self.chosen.emit(self._endpoint_id, choice.model.id)

    def act(self) -> None:
        """Do what the message in the place of the list offers."""
        self._act()

    def _ask_for_key(self) -> None:
        self.close_popover()
        self.key_requested.emit(self._endpoint_id)

    def _ask_for_models(self) -> None:
        self.refresh_requested.emit(self._endpoint_id)
