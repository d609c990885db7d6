"""A model's providers: who offers it, sorted by any measure, and how each is used."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.figures import count_text
from desktop_chat.core.offerings import Offering, ProviderInfo
from desktop_chat.core.provider import Endpoint
from desktop_chat.core.provider_choice import ProviderUse, use_of, with_use
from desktop_chat.errors import AppError, UsageError
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.imports.audit import day_and_time
from desktop_chat.ui.models.offering_details import OfferingDetails
from desktop_chat.ui.models.offering_table import OfferingTable
from desktop_chat.ui.models.routing_warnings import RoutingWarnings
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.fonts import small_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

_ROW = 30


class OfferingsPane(QWidget):
    """Shows the offerings of a model; the buttons edit the conversation's routing.

    Args:
        theme: The colours and sizes.
        services: Tell who offers a model.
        session: The conversation.
        endpoint: Whose model.
        model_id: Which one; its name stands above the table where there is a `title`.
        title: "" where it is known from what stands around.
    """

    loaded = Signal()
    """The table is another, or it was said why not."""

    def __init__(
        self,
        theme: Theme,
        services: Services,
        session: ChatSession,
        endpoint: Endpoint,
        model_id: str,
        title: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._services = services
        self._session = session
        self._endpoint = endpoint
        self._model_id = model_id
        self._title = Label(theme, title, TextStyle.TITLE)
        self.fetched_us = 0
        """Of when the table is, 0 as long as there is none."""
        self.as_of = Label(theme, "", TextStyle.SMALL, "text_2")
        self.said = Sentence(theme)
        self.rows = OfferingTable(self._use_text, self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.details = OfferingDetails(theme)
        self.warnings = RoutingWarnings(theme, session)
        self._providers: tuple[ProviderInfo, ...] = ()
        self.only = TextButton(theme, self.tr("Use only"))
        self.never = TextButton(theme, self.tr("Never use"))
        self.first = TextButton(theme, self.tr("Ask first"))
        self.usual = TextButton(theme, self.tr("As usual"))
        self.refresh = TextButton(theme, self.tr("Refresh"), drawing="refresh-cw")
        self._build(has_head=bool(title))
        self._connect()

    @property
    def _is_own(self) -> bool:
        """Whether they are providers that this conversation could ask."""
        return self._endpoint.id == self._session.endpoint.id

    @property
    def chosen(self) -> Offering | None:
        """The offering of the row that is selected."""
        index = self.table.currentIndex()
        return self.rows.offering(index.row()) if index.isValid() else None

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # A style sheet reaches what is hidden as it is first shown, and takes the fonts set before.
        self.table.horizontalHeader().setFont(small_font(self._theme))

    def _build(self, *, has_head: bool) -> None:
        px = self._theme.px
        table = self.table
        table.setAccessibleName(self.tr("Providers"))
        table.setProperty("kind", "offerings")
        table.setSortingEnabled(True)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(_ROW))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorShown(False)
        content = QVBoxLayout(self)
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(px(8))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.as_of)
        head.addWidget(self.refresh)
        content.addLayout(head)
        for each in (self._title, self.as_of, self.refresh):
            each.setVisible(has_head)
        content.addWidget(self.said)
        content.addWidget(table, 1)
        # What is long, in large letters, scrolls by itself: the table keeps its room.
        self._below = ScrollColumn()
        set_margins(self._below.column, self, 0, 0, px(14), 0)
        self._below.column.addWidget(self.details)
        self._below.column.addStretch(1)
        content.addWidget(self._below, 1)
        content.addWidget(self.warnings)
        content.addWidget(self._new_foot())

    def _new_foot(self) -> QWidget:
        px, whole = self._theme.px, QWidget()
        foot = QHBoxLayout(whole)
        foot.setContentsMargins(0, px(8), 0, 0)
        foot.setSpacing(px(8))
        words = self.tr("In this conversation:")
        foot.addWidget(Label(self._theme, words, TextStyle.LABEL, "text_2"))
        for button in (self.only, self.first, self.never, self.usual):
            foot.addWidget(button)
        foot.addStretch(1)
        # To show it here, before it has a place, would make a window of it.
        if not self._is_own:
            whole.hide()
        return whole

    def _connect(self) -> None:
        self.refresh.clicked.connect(lambda: self.read(is_fresh=True))
        self.table.selectionModel().currentChanged.connect(lambda *_: self._follow())
        self.rows.modelReset.connect(self._follow)
        self.warnings.mended.connect(self._follow_routing)
        for button, use in (
            (self.only, ProviderUse.ONLY),
            (self.never, ProviderUse.NEVER),
            (self.first, ProviderUse.FIRST),
            (self.usual, None),
        ):
            button.clicked.connect(lambda _, use=use: self._use(use))
        self._follow()

    def read(self, *, is_fresh: bool) -> None:
        """Fill the table; `is_fresh` asks the endpoint also where what is kept is young."""
        self.refresh.setEnabled(False)
        self.said.say(self.tr("Asking who offers it…"), "", "text_3", "refresh-cw")
        start_for(self, self._services.tasks, "offerings", self._asked(is_fresh=is_fresh))

    async def _asked(self, *, is_fresh: bool) -> None:
        await self._fill(is_fresh=is_fresh)
        self.loaded.emit()

    async def _fill(self, *, is_fresh: bool) -> None:
        try:
            found = await self._services.models.offerings(
                self._endpoint, self._model_id, is_fresh=is_fresh
            )
        except UsageError as error:
            self.said.say(error.text, "", "text_2", "info")
            return
        except AppError as error:
            self.said.say_error(error)
            return
        finally:
            self.refresh.setEnabled(True)
        self.fetched_us = found.fetched_us
        self.rows.show(found.value)
        self.as_of.setText(self.tr("as of {0}").format(day_and_time(found.fetched_us)))
        if found.failure is not None:
            self.said.say_error(found.failure)
        elif not found.value:
            self.said.say(self.tr("Nobody offers this model now."), "", "text_2", "info")
        else:
            self.said.clear()
        if found.value:
            self.table.setCurrentIndex(self.rows.index(0, 0))
            await self._read_providers(is_fresh=is_fresh)
            self._follow()

    async def _read_providers(self, *, is_fresh: bool) -> None:
        # Without them the table is as useful: links and countries are missed quietly.
        with contextlib.suppress(AppError):
            found = await self._services.models.providers(self._endpoint, is_fresh=is_fresh)
            self._providers = found.value

    def _use(self, use: ProviderUse | None) -> None:
        offering = self.chosen
        if offering is None:
            return
        sampling = self._session.conversation.sampling
        provider = with_use(self._provider, offering.tag, use)
        changed = sampling.set("provider", provider) if provider else sampling.unset("provider")
        self._session.change(sampling=changed)
        self._follow_routing()

    def _follow_routing(self) -> None:
        self.rows.refresh()
        self._follow()

    @property
    def _provider(self) -> object:
        return self._session.conversation.sampling.values().get("provider")

    def _use_text(self, tag: str) -> str:
        words = {
            ProviderUse.ONLY: self.tr("only"),
            ProviderUse.NEVER: self.tr("never"),
            ProviderUse.FIRST: self.tr("first"),
        }
        use = use_of(self._provider, tag)
        return words[use] if use is not None else ""

    def _follow(self) -> None:
        offering = self.chosen
        use = use_of(self._provider, offering.tag) if offering is not None else None
        for button, own in (
            (self.only, ProviderUse.ONLY),
            (self.never, ProviderUse.NEVER),
            (self.first, ProviderUse.FIRST),
        ):
            button.setEnabled(offering is not None and use is not own)
        self.usual.setEnabled(use is not None)
        self.details.show_offering(offering, self._providers)
        self._below.setVisible(offering is not None)
        if self._is_own:
            self.warnings.follow()
        self.setAccessibleDescription(
            self.tr("{0} providers").format(count_text(self.rows.rowCount()))
        )
