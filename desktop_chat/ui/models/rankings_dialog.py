"""The window of the rankings: which models and apps were used most, of which days, by whom told."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView, QWidget

from desktop_chat.app.model_library import Kept
from desktop_chat.app.services import Services
from desktop_chat.core.catalog import Model
from desktop_chat.core.model_statistics import AppRankings, Rankings, Source
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.rankings import Ranked, period_of, ranked_apps, ranked_models
from desktop_chat.core.unseen import in_own_direction
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.imports.audit import day_and_time
from desktop_chat.ui.models.figure_text import day_text
from desktop_chat.ui.models.rankings_table import (
    CHANGE,
    NAME,
    RANK,
    SHARE,
    TOKENS,
    RankingsTable,
    ShareDelegate,
)
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.segmented import SegmentedControl

_SIZE = QSize(860, 620)
_ROW = 30
_WIDTHS = {RANK: 56, TOKENS: 96, SHARE: 220, CHANGE: 110}
MODELS, APPS = "models", "apps"


class RankingsDialog(Dialog):
    """Shows the rankings that a router tells.

    Args:
        theme: The colours and sizes.
        services: Know the rankings, and the titles of models.
        endpoint: The router.
        open_link: Opens an address on the web.
    """

    compare_wanted = Signal(str)
    """A model is to be compared, by its id."""

    def __init__(
        self,
        theme: Theme,
        services: Services,
        endpoint: Endpoint,
        open_link: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Rankings"))
        self._theme = theme
        self._services = services
        self._endpoint = endpoint
        self._open_link = open_link
        self._models: Kept[Rankings] | None = None
        self._apps: Kept[AppRankings] | None = None
        self._by_slug: dict[str, Model] = {}
        self._make_parts()
        self._build()
        self._connect()
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._read(is_fresh=False)

    @property
    def chosen(self) -> Model | None:
        """The listed model of the row that is selected."""
        index = self.table.currentIndex()
        if not index.isValid() or self.subject.current == APPS:
            return None
        return self._by_slug.get(self.rows.ranked(index.row()).key)

    # How it is built ---------------------------------------------------------------------------

    def _make_parts(self) -> None:
        theme = self._theme
        subjects = ((MODELS, self.tr("Models")), (APPS, self.tr("Apps")))
        self.subject = SegmentedControl(theme, self.tr("Ranking of"), subjects)
        days = (("1", self.tr("1 day")), ("7", self.tr("7 days")), ("30", self.tr("30 days")))
        self.days = SegmentedControl(theme, self.tr("Days"), days)
        self.days.set_current("7")
        self.as_of = Label(theme, "", TextStyle.SMALL, "text_2")
        self.refresh = TextButton(theme, self.tr("Refresh"), drawing="refresh-cw")
        self.said = Sentence(theme)
        self.rows = RankingsTable(self._name_of, self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.note = Label(theme, "", TextStyle.CAPTION, "text_2")
        self.citation = Label(theme, "", TextStyle.CAPTION, "text_2")
        for label in (self.note, self.citation):
            label.setWordWrap(True)
        self.source = TextButton(theme, "openrouter.ai/rankings", ButtonKind.LINK, is_dense=True)
        self.compare = TextButton(theme, self.tr("Compare…"))

    def _build(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setSpacing(px(12))
        for control in (self.subject, self.days):
            head.addWidget(control)
        head.addStretch(1)
        head.addWidget(self.as_of)
        head.addWidget(self.refresh)
        self._set_up_table()
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.citation, 1)
        foot.addWidget(self.source)
        foot.addWidget(self.compare)
        self.content.addLayout(head)
        self.content.addWidget(self.said)
        self.content.addWidget(self.table, 1)
        self.content.addWidget(self.note)
        self.content.addLayout(foot)

    def _set_up_table(self) -> None:
        px, table = self._theme.px, self.table
        table.setAccessibleName(self.tr("Rankings"))
        table.setProperty("kind", "comparison")
        table.setItemDelegateForColumn(SHARE, ShareDelegate(self._theme, table))
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(_ROW))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, px(width))

    def _connect(self) -> None:
        self.refresh.clicked.connect(lambda: self._read(is_fresh=True))
        self.subject.chosen.connect(lambda _: self._choose_subject())
        self.days.chosen.connect(lambda _: self._show())
        self.table.selectionModel().currentChanged.connect(lambda *_: self._follow())
        self.rows.modelReset.connect(self._follow)
        self.compare.clicked.connect(self._compare)
        self.source.clicked.connect(lambda: self._open_link(self._source.url))
        self._show()

    # What is shown -----------------------------------------------------------------------------

    def _choose_subject(self) -> None:
        self._show()
        known = self._apps if self.subject.current == APPS else self._models
        if known is None:
            self._read(is_fresh=False)

    def _read(self, *, is_fresh: bool) -> None:
        self.refresh.setEnabled(False)
        self.said.say(self.tr("Asking for the rankings…"), "", "text_3", "refresh-cw")
        start_for(self, self._services.tasks, "rankings", self._asked(is_fresh=is_fresh))

    async def _asked(self, *, is_fresh: bool) -> None:
        library, endpoint = self._services.models, self._endpoint
        try:
            if self.subject.current == APPS:
                self._apps = found = await library.app_rankings(endpoint, is_fresh=is_fresh)
            else:
                await self._read_titles()
                self._models = found = await library.rankings(endpoint, is_fresh=is_fresh)
        except AppError as error:
            self.said.say_error(error)
            return
        finally:
            self.refresh.setEnabled(True)
        self._show()
        if found.failure is not None:
            self.said.say_error(found.failure)
        elif not found.value.rows:
            self.said.say(self.tr("The router ranks nothing now."), "", "text_2", "info")
        else:
            self.said.clear()

    async def _read_titles(self) -> None:
        """Read the list that is kept: a ranking names models by slugs alone."""
        found = await self._services.catalog.load(self._endpoint)
        for model in found.models:
            # The plain model comes before its variants, which share its slug.
            if model.canonical_slug and (":" not in model.id or model.id == model.canonical_slug):
                self._by_slug.setdefault(model.canonical_slug, model)
        for model in found.models:
            self._by_slug.setdefault(model.canonical_slug or model.id, model)

    def _show(self) -> None:
        is_about_apps = self.subject.current == APPS
        self.days.setEnabled(not is_about_apps)
        self.rows.show(self._ranks(), is_about_apps=is_about_apps)
        kept = self._apps if is_about_apps else self._models
        when = self.tr("as of {0}").format(day_and_time(kept.fetched_us)) if kept else ""
        self.as_of.setText(when)
        self.note.setText(self._note())
        self.citation.setText(self._source.citation)
        self.source.setVisible(bool(self._source.url))
        if self.rows.rowCount():
            self.table.setCurrentIndex(self.rows.index(0, NAME))

    def _ranks(self) -> tuple[Ranked, ...]:
        if self.subject.current == APPS:
            return ranked_apps(self._apps.value.rows) if self._apps else ()
        return ranked_models(self._models.value.rows, self._day_count) if self._models else ()

    @property
    def _day_count(self) -> int:
        return int(self.days.current)

    @property
    def _source(self) -> Source:
        kept = self._apps if self.subject.current == APPS else self._models
        return kept.value.source if kept else Source()

    def _note(self) -> str:
        if self.subject.current == APPS:
            return self.tr(
                "Apps are ranked over all models: which of them an app uses is not told. "
                "Shares are of the apps listed here."
            )
        period = period_of(self._models.value.rows, self._day_count) if self._models else None
        if period is None or not period.first:
            return ""
        words = self.tr(
            "{0} to {1}, by UTC. Told are the 50 most used models of each day, and all others as "
            "one sum; ≥ where a model was not among them every day. Changes are against as many "
            "days before."
        )
        return words.format(
            *(in_own_direction(day_text(day)) for day in (period.first, period.last))
        )

    def _name_of(self, key: str) -> str:
        model = self._by_slug.get(key)
        return model.title if model is not None and self.subject.current == MODELS else key

    def _follow(self) -> None:
        self.compare.setVisible(self.subject.current == MODELS)
        self.compare.setEnabled(self.chosen is not None)

    def _compare(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self.compare_wanted.emit(chosen.id)
            self.accept()
