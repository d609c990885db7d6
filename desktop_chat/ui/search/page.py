"""The search page: facets, the query, what was found, and one of it in its place.

It lays these out and says what a person wants; who carries it out is `ui.commands.search`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_chat.archive import Order, SearchHit, SearchPage
from desktop_chat.archive.facets import Facets
from desktop_chat.core.figures import count_text
from desktop_chat.core.search_editing import toggled, with_days, without, written_tests
from desktop_chat.ui.search.facet_panel import FacetPanel
from desktop_chat.ui.search.hit_list import HitDelegate, HitList
from desktop_chat.ui.search.reading_pane import ReadingPane
from desktop_chat.ui.sidebar.query_completion import Complete, QueryCompletion
from desktop_chat.ui.sidebar.results import HIT_ROLE, ResultModel
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import IconButton, TextButton
from desktop_chat.ui.widgets.flow_layout import FlowLayout
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.search_field import SearchField
from desktop_chat.ui.widgets.segmented import SegmentedControl

SEARCH_DELAY_MS = 120
FACETS_DELAY_MS = 350
READ_DELAY_MS = 120
READING_FROM = 1_000
"""From this width on a hit is read beside the list."""
FACETS_FROM = 720
_READING = 452


class EverythingPage(QWidget):
    """Searches everything.

    Args:
        theme: The colours and sizes at first.
        today: Gives the current date.
        complete: Completes fields of the query.
        reading: Shows one hit.
    """

    search_wanted = Signal(str, object)
    """A query, and the place after which its hits are wanted or None."""
    facets_wanted = Signal(str)
    save_wanted = Signal(str)
    export_wanted = Signal(tuple)
    """Ids of conversations."""
    open_wanted = Signal(object)
    """A SearchHit."""
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        today: Callable[[], date],
        complete: Complete,
        reading: ReadingPane,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.facets = FacetPanel(theme)
        self.reading = reading
        self.field = SearchField(theme, self.tr("Search everything"))
        self.completion = QueryCompletion(self.field, complete)
        self._results = ResultModel(self)
        self._delegate = HitDelegate(theme, today, self)
        self.list = HitList(self._results, self._delegate, self.tr("Search results"))
        orders = (
            (Order.NEWEST.value, self.tr("Newest")),
            (Order.RELEVANCE.value, self.tr("Relevance")),
        )
        self._order = SegmentedControl(theme, self.tr("Order"), orders)
        self.back = IconButton(theme, "chevron-left", self.tr("Back"))
        self.filter = IconButton(theme, "sliders-horizontal", self.tr("Filters"))
        self.save = IconButton(theme, "save", self.tr("Save this search"))
        self.export = TextButton(theme, self.tr("Export…"), drawing="download", is_dense=True)
        self.count = Label(theme, "", TextStyle.LABEL)
        self.time = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.nothing = Label(theme, "", TextStyle.BODY, "text_2")
        self.clear_filters = TextButton(theme, self.tr("Clear filters"))
        self._search_delay = QTimer(self, interval=SEARCH_DELAY_MS, singleShot=True)
        self._facets_delay = QTimer(self, interval=FACETS_DELAY_MS, singleShot=True)
        self._read_delay = QTimer(self, interval=READ_DELAY_MS, singleShot=True)
        self._facets: Facets | None = None
        self._is_filter_wanted = False
        self._build()
        self._connect()
        self._show_nothing("")

    @property
    def query(self) -> str:
        """What is searched for, "" for nothing; a space at its end says that a word is whole."""
        text = self.field.text().lstrip()
        return text if text.strip() else ""

    @property
    def order(self) -> Order:
        """The order that is chosen."""
        return Order(self._order.current)

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to ask for something."""
        delays = (self._search_delay, self._facets_delay, self._read_delay)
        return any(delay.isActive() for delay in delays)

    def ask(self, text: str) -> None:
        """Put the keyboard into the field; search for a text, or go on with what is there."""
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_page(self, query: str, page: SearchPage, spent_s: float, *, is_more: bool) -> None:
        """Show what was found, unless something else is asked for by now."""
        if query != self.query:
            return
        if is_more:
            self._results.add_page(page)
            return
        self._results.show_page(page)
        self.list.scrollToTop()
        self.reading.clear()
        if not page.hits:
            self._show_nothing(self.tr("Nothing found for “{0}”.").format(query.strip()))
            self.clear_filters.setVisible(bool(written_tests(query)))
            return
        self.time.setText(self.tr("{0} ms").format(count_text(max(1, round(spent_s * 1_000)))))
        self._say_count(None)
        self._pages.setCurrentWidget(self.list)
        self.list.setCurrentIndex(self._results.index(0))
        self._arrange()

    def show_problem(self, query: str, sentence: str) -> None:
        """Say why a search failed, unless something else is asked for by now."""
        if query == self.query:
            self._results.show_page(SearchPage())
            self._show_nothing(sentence)

    def show_facets(self, query: str, facets: Facets | None) -> None:
        """Show the counts of a query, unless something else is asked for by now."""
        if query != self.query:
            return
        self._facets = facets
        self.facets.show_facets(query, facets)
        if self._results.rowCount():
            self._say_count(facets)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._theme.bg_content))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Down if self.field.hasFocus():
                self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case Qt.Key.Key_Return if self.field.hasFocus():
                self._open()
            case _:
                super().keyPressEvent(event)

    def _build(self) -> None:
        px = self._theme.px
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, px(6), is_pushed_to_end=False)
        self._chips.hide()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top())
        column.addWidget(self._padded(self._chips))
        column.addLayout(self._band())
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty())
        column.addWidget(self._pages, 1)
        self._halves = QSplitter(Qt.Orientation.Horizontal)
        self._halves.addWidget(middle)
        self._halves.addWidget(self.reading)
        self._halves.setChildrenCollapsible(False)
        self._halves.setHandleWidth(1)
        self._halves.setStretchFactor(0, 1)
        self._halves.setStretchFactor(1, 0)
        self.reading.setMinimumWidth(px(320))
        self._halves.setSizes([px(564), px(_READING)])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.facets)
        row.addWidget(self._halves, 1)

    def _top(self) -> QHBoxLayout:
        px = self._theme.px
        row = QHBoxLayout()
        row.setContentsMargins(px(16), px(9), px(16), px(6))
        row.setSpacing(px(4))
        self.field.setMinimumHeight(px(32))
        for widget in (self.back, self.filter):
            row.addWidget(widget)
        row.addWidget(self.field, 1)
        row.addWidget(self.save)
        return row

    def _band(self) -> QHBoxLayout:
        px = self._theme.px
        row = QHBoxLayout()
        row.setContentsMargins(px(16), px(2), px(16), px(8))
        row.setSpacing(px(10))
        row.addWidget(self.count)
        row.addWidget(self.time)
        row.addStretch(1)
        row.addWidget(self._order)
        row.addWidget(self.export)
        return row

    def _empty(self) -> QWidget:
        px = self._theme.px
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setContentsMargins(px(24), px(48), px(24), px(24))
        column.setSpacing(px(12))
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.nothing)
        column.addWidget(self.clear_filters, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return empty

    def _padded(self, widget: QWidget) -> QWidget:
        outer = QWidget()
        edge = self._theme.px(16)
        row = QHBoxLayout(outer)
        row.setContentsMargins(edge, 0, edge, 0)
        row.addWidget(widget)
        return outer

    def _connect(self) -> None:
        self.field.textChanged.connect(self._follow_field)
        self._search_delay.timeout.connect(lambda: self.search_wanted.emit(self.query, None))
        self._facets_delay.timeout.connect(lambda: self.facets_wanted.emit(self.query))
        self._read_delay.timeout.connect(self._read)
        self._results.more_wanted.connect(lambda place: self.search_wanted.emit(self.query, place))
        self.list.chosen.connect(lambda _: self._open())
        self.list.clicked.connect(lambda _: self._open_if_alone())
        self.list.left.connect(self.field.setFocus)
        self.list.left_upwards.connect(self.field.setFocus)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._read_delay.start())
        self._order.chosen.connect(lambda _: self.search_wanted.emit(self.query, None))
        self.facets.toggled.connect(
            lambda name, value: self.field.setText(toggled(self.query, name, value))
        )
        self.facets.days_chosen.connect(
            lambda after, before: self.field.setText(with_days(self.query, after, before))
        )
        for button in (self.back, self.facets.back):
            button.clicked.connect(self.left)
        self.filter.clicked.connect(self._toggle_filter)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.query.strip()))
        self.export.clicked.connect(lambda: self.export_wanted.emit(self._conversation_ids()))
        self.clear_filters.clicked.connect(self._clear_filters)
        self.reading.open_wanted.connect(self._open)

    def _follow_field(self) -> None:
        self._show_chips()
        self.facets.show_facets(self.query, self._facets)
        if self.query:
            self._search_delay.start()
            self._facets_delay.start()
            return
        self._search_delay.stop()
        self._facets_delay.stop()
        self._facets = None
        self.facets.show_facets("", None)
        self._results.show_page(SearchPage())
        self._show_nothing("")

    def _show_chips(self) -> None:
        for chip in self._chips.findChildren(TextButton):
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        tests = written_tests(self.query)
        for test in tests:
            sign = "-" if test.is_not else ""
            chip = TextButton(
                self._theme, f"{sign}{test.name}: {test.value}", drawing="x", is_dense=True
            )
            chip.setAccessibleName(self.tr("Remove {0}").format(f"{test.name}:{test.value}"))
            chip.clicked.connect(lambda _, test=test: self.field.setText(without(self.query, test)))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(tests))

    def _clear_filters(self) -> None:
        text = self.query
        while tests := written_tests(text):
            text = without(text, tests[-1])
        self.field.setText(text)
        self.field.setFocus()

    def _show_nothing(self, sentence: str) -> None:
        if not sentence:
            sentence = self.tr(
                "Words, “phrases”, begin*, -not, OR, NEAR(a b), and fields such as "
                "model: role: has:code cost:>0.01 after:2025-03"
            )
        self.nothing.setText(sentence)
        self.clear_filters.hide()
        self._pages.setCurrentIndex(1)
        self.count.setText("")
        self.time.setText("")
        self.reading.clear()
        self._arrange()

    def _say_count(self, facets: Facets | None) -> None:
        shown = self._results.rowCount()
        if facets is None or facets.hits < shown:
            more = "+" if self._results.canFetchMore(QModelIndex()) else ""
            self.count.setText(self.tr("{0} hits").format(count_text(shown) + more))
            return
        hits = count_text(facets.hits) + ("+" if facets.is_capped else "")
        words = self.tr("{0} hits in {1} conversations")
        self.count.setText(words.format(hits, count_text(facets.conversations)))

    def _hit(self) -> SearchHit | None:
        index = self.list.currentIndex()
        return index.data(HIT_ROLE) if index.isValid() else None

    def _read(self) -> None:
        hit = self._hit()
        if hit is not None and not self.reading.isHidden():
            self.reading.show_hit(hit)

    def _open(self) -> None:
        hit = self._hit()
        if hit is not None:
            self.open_wanted.emit(hit)

    def _open_if_alone(self) -> None:
        """A click opens a hit where there is no room to read it beside the list."""
        if self.reading.isHidden():
            self._open()

    def _conversation_ids(self) -> tuple[str, ...]:
        rows = range(self._results.rowCount())
        hits = (self._results.index(row).data(HIT_ROLE) for row in rows)
        return tuple(dict.fromkeys(hit.conversation_id for hit in hits))

    def _toggle_filter(self) -> None:
        self._is_filter_wanted = not self._is_filter_wanted
        self._arrange()

    def _arrange(self) -> None:
        width, px = self.width(), self._theme.px
        is_narrow = width < px(FACETS_FROM)
        self.facets.setVisible(not is_narrow or self._is_filter_wanted)
        self.filter.setVisible(is_narrow)
        self.back.setVisible(is_narrow)
        self.facets.back.setVisible(not is_narrow)
        self.reading.setVisible(width >= px(READING_FROM))
        self.export.setEnabled(bool(self._results.rowCount()))
