"""The window that sets models side by side: add some, take some away, see where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QWidget,
)
from typing_extensions import override

from desktop_chat.app.catalog import ModelList
from desktop_chat.app.model_comparison import Statistics, listed_models, read_statistics
from desktop_chat.app.model_search import ModelSearch
from desktop_chat.app.services import Services
from desktop_chat.core.catalog import Model
from desktop_chat.core.figures import count_text
from desktop_chat.core.model_comparison import MOST_COMPARED, comparison_rows
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.imports.audit import day_and_time
from desktop_chat.ui.models.comparison_table import ComparisonTable, SectionGrounds
from desktop_chat.ui.models.model_strip import ModelStrip
from desktop_chat.ui.models.two_line_header import TwoLineHeader
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.picker.rows import CHOICE_ROLE, Choice, ChoiceDelegate, ChoiceModel
from desktop_chat.ui.sidebar.lists import RowList
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.search_field import SearchField

_SIZE = QSize(1120, 680)
_FIELD = 300
_COLUMN = 132
_TITLES, _WIDEST_TITLES = 210, 240
_MOST_HITS = 50
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CompareDialog(Dialog):
    """Compares up to six models of an endpoint.

    Args:
        theme: The colours and sizes.
        services: Know the models.
        endpoint: Whose models.
        model_ids: Those that are compared at first.
    """

    models_changed = Signal(object)
    """Others are compared; carries their ids (tuple of str)."""
    chat_wanted = Signal(object)
    """All of them are to be asked beside each other; carries their ids (tuple of str)."""

    def __init__(
        self,
        theme: Theme,
        services: Services,
        endpoint: Endpoint,
        model_ids: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Compare models"))
        self._theme = theme
        self._services = services
        self._endpoint = endpoint
        self._wanted = tuple(model_ids)[:MOST_COMPARED]
        self._models: tuple[Model, ...] = ()
        self._statistics = Statistics()
        self._is_listed = False
        self._search = ModelSearch(())
        self._make_parts()
        self._build()
        self._connect()
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._show_list(services.catalog.models(endpoint.id))
        start_for(self, services.tasks, "comparison", self._read())

    @property
    def model_ids(self) -> tuple[str, ...]:
        """The models that are compared."""
        return tuple(model.id for model in self._models)

    def add(self, model_id: str) -> None:
        """Add a model, if there is room and it is not there."""
        if len(self._wanted) < MOST_COMPARED and model_id not in self._wanted:
            self._take((*self._wanted, model_id))

    def remove(self, model_id: str) -> None:
        """Take a model away."""
        self._take(tuple(each for each in self._wanted if each != model_id))
        if not self.strip.buttons:
            self.field.setFocus()

    # How it is built ---------------------------------------------------------------------------

    def _make_parts(self) -> None:
        theme = self._theme
        self.as_of = Label(theme, "", TextStyle.SMALL, "text_2")
        self.said = Sentence(theme)
        self.strip = ModelStrip(theme)
        self.field = SearchField(theme, self.tr("Add a model"))
        self.field.setFixedWidth(theme.px(_FIELD))
        self.only_differences = QCheckBox(self.tr("Only differences"))
        self.rows = ComparisonTable(theme, self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self._hits = ChoiceModel(self)
        self.hits = RowList(self._hits, ChoiceDelegate(theme, self), self.tr("Models to add"))
        self.hits.setUniformItemSizes(True)
        self._empty = Label(theme, "", TextStyle.BODY, "text_2")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._pages = QStackedWidget()
        self.legend = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.legend.setWordWrap(True)
        self.chat = TextButton(
            theme, self.tr("Chat with all…"), ButtonKind.PRIMARY, drawing="flask-conical"
        )

    def _build(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self.field)
        head.addWidget(self.only_differences)
        head.addStretch(1)
        head.addWidget(self.as_of)
        self._set_up_table()
        for page in (self.table, self.hits, self._empty):
            self._pages.addWidget(page)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, px(8), 0, 0)
        foot.setSpacing(px(16))
        foot.addWidget(self.legend, 1)
        foot.addWidget(self.chat)
        self.content.addLayout(head)
        self.content.addWidget(self.strip)
        self.content.addWidget(self.said)
        self.content.addWidget(self._pages, 1)
        self.content.addLayout(foot)

    def _set_up_table(self) -> None:
        px, table = self._theme.px, self.table
        table.setAccessibleName(self.tr("Comparison"))
        table.setProperty("kind", "comparison")
        table.setItemDelegate(SectionGrounds(table))
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        columns = TwoLineHeader(self._theme, Qt.Orientation.Horizontal, table)
        columns.setMinimumSectionSize(px(_COLUMN))
        titles = TwoLineHeader(self._theme, Qt.Orientation.Vertical, table)
        titles.setMinimumWidth(px(_TITLES))
        titles.setMaximumWidth(px(_WIDEST_TITLES))
        table.setHorizontalHeader(columns)
        table.setVerticalHeader(titles)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        titles.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def _connect(self) -> None:
        self.field.installEventFilter(self)
        self.field.textChanged.connect(lambda _: self._follow())
        self.field.returnPressed.connect(lambda: self.hits.chosen.emit(self.hits.currentIndex()))
        self.hits.chosen.connect(self._add_hit)
        self.hits.left.connect(self.field.clear)
        self.strip.removed.connect(self.remove)
        self.only_differences.toggled.connect(self._narrow)
        self.chat.clicked.connect(self._chat)

    # What is compared --------------------------------------------------------------------------

    async def _read(self) -> None:
        catalog = self._services.catalog
        try:
            found = await catalog.load(self._endpoint)
            if not found.models:
                found = await catalog.refresh(self._endpoint)
        except AppError as error:
            self._is_listed = True
            self.said.say_error(error)
            self._follow()
            return
        self._show_list(found)
        self._tell_vanished()
        self.as_of.setText(self.tr("{0} · asking for rankings…").format(self._dated(found)))
        self._statistics = await read_statistics(self._services.models, self._endpoint)
        self.as_of.setText(self._dated(found))
        for failure in self._statistics.failures:
            words = self.tr("Some figures are missing or old.")
            self.said.say(words, f"{failure.text} {failure.advice}", "warning", "triangle-alert")
        self._show()

    def _show_list(self, found: ModelList) -> None:
        self._search = ModelSearch(found.models)
        self._is_listed = bool(found.models)
        self.as_of.setText(self._dated(found))
        self._models = listed_models(self._services.catalog, self._endpoint, self._wanted)
        self._show()

    def _tell_vanished(self) -> None:
        """Say which of the models are not listed, and go on without them."""
        gone = [each for each in self._wanted if each not in self.model_ids]
        if gone:
            names = ", ".join(map(plain_line, gone))
            words = self.tr("Not listed by {0}: {1}.").format(self._endpoint.title, names)
            self.said.say(words, "", "warning", "triangle-alert")
            self._wanted = self.model_ids

    def _dated(self, found: ModelList) -> str:
        when = found.fetched_us
        return self.tr("as of {0}").format(day_and_time(when)) if when else ""

    def _take(self, model_ids: tuple[str, ...]) -> None:
        self._wanted = model_ids
        self._models = listed_models(self._services.catalog, self._endpoint, model_ids)
        self.models_changed.emit(model_ids)
        self._show()

    def _show(self) -> None:
        self.strip.show_models(self._models)
        rows = comparison_rows([self._statistics.of(model) for model in self._models])
        self.rows.show(self._models, rows)
        self._follow()

    def _narrow(self, is_narrowed: bool) -> None:
        self.rows.narrow(is_narrowed=is_narrowed)
        self._follow()

    def _follow(self) -> None:
        """Show what there is to be seen: hits while something is searched for, else the table."""
        count = len(self._models)
        self.only_differences.setEnabled(count > 1)
        self.chat.setEnabled(count > 1)
        self.legend.setText(self._legend())
        query = self.field.text().strip()
        is_full = count >= MOST_COMPARED
        self.field.setEnabled(not is_full)
        words = self.tr("Six are the most") if is_full else self.tr("Add a model")
        self.field.setPlaceholderText(words)
        if query and not is_full:
            self._show_hits(query)
        elif self.rows.rowCount():
            self._pages.setCurrentWidget(self.table)
        elif not self._is_listed:
            self._say_empty(self.tr("Asking for the models…"))
        elif count > 1:
            self._say_empty(self.tr("They differ in nothing that is known of them."))
        else:
            self._say_empty(self.tr("Search for models to compare them, up to six."))

    def _show_hits(self, query: str) -> None:
        found = self._search.find(query)
        there = self.model_ids
        hits = [model for model in found if model.id not in there][:_MOST_HITS]
        self._hits.show_models(hits)
        if not hits:
            self._say_empty(self.tr("No other model fits."))
            return
        self.hits.setCurrentIndex(self._hits.index(0))
        self._pages.setCurrentWidget(self.hits)

    def _say_empty(self, text: str) -> None:
        self._empty.setText(text)
        self._pages.setCurrentWidget(self._empty)

    def _legend(self) -> str:
        parts: list[str] = []
        if len(self._models) > 1:
            count = count_text(self.rows.difference_count)
            parts.append(self.tr("≠ they differ, in {0} rows · – not stated").format(count))
        parts.extend(self._statistics.citations)
        return "\n".join(parts)

    def _add_hit(self) -> None:
        choice = self.hits.currentIndex().data(CHOICE_ROLE)
        if isinstance(choice, Choice) and self._pages.currentWidget() is self.hits:
            self.field.clear()
            self.add(choice.model.id)

    def _chat(self) -> None:
        self.chat_wanted.emit(self.model_ids)
        self.accept()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The hits are moved in from the field, which keeps the keyboard.
        if watched is self.field and isinstance(event, QKeyEvent):
            is_press = event.type() is QEvent.Type.KeyPress
            if is_press and event.key() in _LIST_KEYS and self.field.text():
                self.hits.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)
