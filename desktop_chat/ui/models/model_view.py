"""All that is known of one model, in tabs.

Owns the head, the tabs, and of when their figures are. What stands in a tab is the tab's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat.app.model_subject import ModelSubject
from desktop_chat.app.session import ChatSession
from desktop_chat.core.unseen import plain_line
from desktop_chat.ui.imports.audit import day_and_time
from desktop_chat.ui.inspect.pages import copy_text
from desktop_chat.ui.models.activity_tab import ActivityTab
from desktop_chat.ui.models.api_tab import ApiTab
from desktop_chat.ui.models.apps_tab import AppsTab
from desktop_chat.ui.models.benchmarks_tab import BenchmarksTab
from desktop_chat.ui.models.overview_tab import OverviewTab
from desktop_chat.ui.models.performance_tab import PerformanceTab
from desktop_chat.ui.models.pricing_tab import PricingTab
from desktop_chat.ui.models.providers_tab import ProvidersTab
from desktop_chat.ui.models.tab import Tab
from desktop_chat.ui.models.uptime_tab import UptimeTab
from desktop_chat.ui.row_painting import draw_glyph
from desktop_chat.ui.theme.fonts import label_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, IconButton, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle

T = TypeVar("T", bound="Tab | ProvidersTab")

_GLYPH = 40
_COPIED_MS = 1_600


class ModelView(QWidget):
    """One model: its name, and the tabs.

    Args:
        theme: The colours and sizes.
        subject: The model.
        session: The conversation whose routing and next request are meant.
        draft: Gives the text that is being written.
        tab: The place of the one to begin with.
    """

    chat_wanted = Signal(str, str)
    """The conversation is to go on with an endpoint's model, by their ids."""
    opened = Signal(str)
    """Another model of the endpoint's is to be shown, by its id."""
    compare_wanted = Signal(str, str)
    """The model is to be set beside others, by its endpoint's and its id."""
    titled = Signal(str)
    """The model has another name than before: the list came."""
    save_wanted = Signal(str, str)
    """Code is to be saved, under a name at first."""
    favourite_set = Signal(str, str, bool)
    """An endpoint and a model, by their ids, and whether it is to be a favourite."""

    def __init__(
        self,
        theme: Theme,
        subject: ModelSubject,
        session: ChatSession,
        draft: Callable[[], str],
        tab: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.subject = subject
        self._session = session
        self.tabs = QTabBar()
        self.pages = QStackedWidget()
        self.as_of = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.refresh = IconButton(theme, "refresh-cw", self.tr("Refresh"), extent=28)
        self.copy = IconButton(theme, "copy", self.tr("Copy the model's id"), extent=24)
        self.star = IconButton(theme, "star", "")
        self.compare = TextButton(theme, self.tr("Compare"), drawing="git-compare")
        self.chat = TextButton(theme, self.tr("Chat"), ButtonKind.PRIMARY)
        self._copied = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._copied.timeout.connect(lambda: self.copy.set_drawing("copy"))
        self._makers = self._new_makers(draft)
        self._made: dict[int, Tab | ProvidersTab] = {}
        self.setProperty("kind", "model")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._build()
        self.tabs.setCurrentIndex(tab)
        self._connect()
        self._show_star()
        self._turn()

    def tab(self, kind: type[T]) -> T:
        """Return the tab of a kind; it is made when it is first asked for."""
        found = self._tab_at(self._place_of(kind))
        if not isinstance(found, kind):
            raise TypeError(kind.__name__)
        return found

    def show_tab(self, kind: type[Tab | ProvidersTab]) -> None:
        """Turn to the tab of a kind."""
        self.tabs.setCurrentIndex(self._place_of(kind))

    # How it is built ---------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        self.content = QVBoxLayout(self)
        edge = theme.px(24)
        self.content.setContentsMargins(edge, theme.px(20), edge, theme.px(12))
        self.content.setSpacing(0)
        self.content.addLayout(self._new_head())
        self.content.addSpacing(theme.px(8))
        tabs = self.tabs
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setUsesScrollButtons(True)
        tabs.setFont(label_font(theme))
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tabs.setAccessibleName(self.tr("About the model"))
        for _, title, _ in self._makers:
            tabs.addTab(title)
        self.content.addWidget(tabs)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        self.content.addWidget(rule)
        self.content.addWidget(self.pages, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, theme.px(8), 0, 0)
        foot.addWidget(self.as_of)
        foot.addWidget(self.refresh)
        foot.addStretch(1)
        self.content.addLayout(foot)

    def _new_makers(
        self, draft: Callable[[], str]
    ) -> list[tuple[type, str, Callable[[], Tab | ProvidersTab]]]:
        """Return the kinds and titles of the tabs, in their order, and what makes each."""
        about = (self._theme, self.subject)
        session = self._session
        return [
            (OverviewTab, self.tr("Overview"), lambda: OverviewTab(*about)),
            (ProvidersTab, self.tr("Providers"), lambda: ProvidersTab(*about, session)),
            (PerformanceTab, self.tr("Performance"), lambda: PerformanceTab(*about)),
            (PricingTab, self.tr("Pricing"), lambda: PricingTab(*about)),
            (BenchmarksTab, self.tr("Benchmarks"), lambda: BenchmarksTab(*about)),
            (AppsTab, self.tr("Apps"), lambda: AppsTab(*about)),
            (ActivityTab, self.tr("Activity"), lambda: ActivityTab(*about)),
            (UptimeTab, self.tr("Uptime"), lambda: UptimeTab(*about)),
            (ApiTab, self.tr("API"), lambda: ApiTab(*about, session, draft)),
        ]

    def _place_of(self, kind: type) -> int:
        return next(place for place, each in enumerate(self._makers) if each[0] is kind)

    def _tab_at(self, place: int) -> Tab | ProvidersTab:
        if place not in self._made:
            tab = self._made[place] = self._makers[place][2]()
            self.pages.addWidget(tab)
            tab.loaded.connect(self._show_age)
            if isinstance(tab, OverviewTab):
                tab.loaded.connect(self._show_title)
                tab.variants.opened.connect(self.opened)
                tab.variants.wanted.connect(self._chat_with)
                tab.variants.set_can_use(not self._session.is_answering)
            if isinstance(tab, ApiTab):
                tab.save_wanted.connect(self.save_wanted)
        return self._made[place]

    def _new_head(self) -> QHBoxLayout:
        theme = self._theme
        self._title = ElidedLabel(theme, "", TextStyle.TITLE)
        font = self._title.font()
        font.setPixelSize(round(theme.text_px * 1.45))
        self._title.setFont(font)
        name = ElidedLabel(theme, plain_line(self.subject.model_id), TextStyle.CODE, "text_2")
        below = QHBoxLayout()
        below.setSpacing(theme.px(4))
        below.addWidget(name)
        below.addWidget(self.copy)
        below.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self._title)
        words.addLayout(below)
        self._glyph = _Glyph(theme)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        for button in (self.star, self.compare, self.chat):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._show_title()
        return head

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.refresh.clicked.connect(lambda: self._tab.read(is_fresh=True))
        self.copy.clicked.connect(self._copy)
        self.star.clicked.connect(self._toggle_star)
        self.chat.clicked.connect(self._chat)
        self.compare.clicked.connect(self._compare)
        disconnect = self._session.conversation_changed.connect(lambda _: self._follow())
        self.destroyed.connect(disconnect)
        self._follow()

    # What is done ------------------------------------------------------------------------------

    @property
    def _tab(self) -> Tab | ProvidersTab:
        return self._tab_at(self.tabs.currentIndex())

    def _turn(self, _index: int = 0) -> None:
        tab = self._tab
        self.pages.setCurrentWidget(tab)
        tab.begin()
        self._show_age()

    def _show_age(self) -> None:
        fetched_us = self._tab.fetched_us
        words = self.tr("as of {0}")
        self.as_of.setText(words.format(day_and_time(fetched_us)) if fetched_us else "")

    def _show_title(self) -> None:
        title = self.subject.model.title
        self._title.setText(title)
        self._glyph.set_name(title)
        self.titled.emit(title)

    def _follow(self) -> None:
        # The model of an answer that is being made stays.
        can_change = not self._session.is_answering
        self.chat.setEnabled(can_change)
        for tab in self._made.values():
            if isinstance(tab, OverviewTab):
                tab.variants.set_can_use(can_change)

    def _copy(self) -> None:
        copy_text(self.subject.model_id, self.copy, self.tr("Copied"))
        self.copy.set_drawing("check")
        self._copied.start()

    def _compare(self) -> None:
        self.compare_wanted.emit(self.subject.endpoint.id, self.subject.model_id)

    def _chat(self) -> None:
        self._chat_with(self.subject.model_id)

    def _chat_with(self, model_id: str) -> None:
        self.chat_wanted.emit(self.subject.endpoint.id, model_id)

    @property
    def _is_favourite(self) -> bool:
        shelf = self.subject.services.shelf
        return shelf.is_favourite(self.subject.endpoint.id, self.subject.model_id)

    def _toggle_star(self) -> None:
        about = (self.subject.endpoint.id, self.subject.model_id)
        self.favourite_set.emit(*about, not self._is_favourite)
        self._show_star()

    def _show_star(self) -> None:
        is_favourite = self._is_favourite
        self.star.set_name(
            self.tr("Remove from favourites") if is_favourite else self.tr("Add to favourites")
        )
        self.star.set_colour("accent" if is_favourite else "text_2")


class _Glyph(QWidget):
    """The first letter of a model's name in a square."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ""
        self.setFixedSize(theme.px(_GLYPH), theme.px(_GLYPH))

    def set_name(self, name: str) -> None:
        self._name = name
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_glyph(painter, 0, 0, self.width(), self._name, self._theme)
