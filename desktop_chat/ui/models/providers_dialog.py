"""The window of a model's providers: who offers it, sorted by any measure, and how each is used."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView, QWidget

from desktop_chat.app.services import Services
from desktop_chat.app.session import ChatSession
from desktop_chat.core.figures import count_text
from desktop_chat.core.offerings import Offering
from desktop_chat.core.provider_choice import ProviderUse, use_of, with_use
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.imports.audit import day_and_time
from desktop_chat.ui.models.offering_table import OfferingTable
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import Label, TextStyle

_SIZE = QSize(960, 520)
_ROW = 30


class ProvidersDialog(Dialog):
    """Shows the offerings of the conversation's model; the buttons edit its routing.

    Args:
        theme: The colours and sizes.
        services: Tell who offers a model.
        session: The conversation.
    """

    def __init__(
        self, theme: Theme, services: Services, session: ChatSession, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", parent)
        self.setWindowTitle(self.tr("Providers"))
        self._theme = theme
        self._services = services
        self._session = session
        model = session.model
        title = model.title if model else session.conversation.model
        self._title = Label(theme, title, TextStyle.TITLE)
        self.as_of = Label(theme, "", TextStyle.SMALL, "text_2")
        self.said = Sentence(theme)
        self.rows = OfferingTable(self._use_text, self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.only = TextButton(theme, self.tr("Use only"))
        self.never = TextButton(theme, self.tr("Never use"))
        self.first = TextButton(theme, self.tr("Ask first"))
        self.usual = TextButton(theme, self.tr("As usual"))
        self.refresh = TextButton(theme, self.tr("Refresh"), drawing="refresh-cw")
        self._build()
        self._connect()
        self.take_size(QSize(theme.px(_SIZE.width()), theme.px(_SIZE.height())))
        self._read(is_fresh=False)

    @property
    def chosen(self) -> Offering | None:
        """The offering of the row that is selected."""
        index = self.table.currentIndex()
        return self.rows.offering(index.row()) if index.isValid() else None

    def _build(self) -> None:
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
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.as_of)
        head.addWidget(self.refresh)
        self.content.addLayout(head)
        self.content.addWidget(self.said)
        self.content.addWidget(table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, px(8), 0, 0)
        foot.setSpacing(px(8))
        words = self.tr("In this conversation:")
        foot.addWidget(Label(self._theme, words, TextStyle.LABEL, "text_2"))
        for button in (self.only, self.first, self.never, self.usual):
            foot.addWidget(button)
        foot.addStretch(1)
        self.content.addLayout(foot)

    def _connect(self) -> None:
        self.refresh.clicked.connect(lambda: self._read(is_fresh=True))
        self.table.selectionModel().currentChanged.connect(lambda *_: self._follow())
        self.rows.modelReset.connect(self._follow)
        for button, use in (
            (self.only, ProviderUse.ONLY),
            (self.never, ProviderUse.NEVER),
            (self.first, ProviderUse.FIRST),
            (self.usual, None),
        ):
            button.clicked.connect(lambda _, use=use: self._use(use))
        self._follow()

    def _read(self, *, is_fresh: bool) -> None:
        self.refresh.setEnabled(False)
        self.said.say(self.tr("Asking who offers it…"), "", "text_3", "refresh-cw")
        start_for(self, self._services.tasks, "offerings", self._asked(is_fresh=is_fresh))

    async def _asked(self, *, is_fresh: bool) -> None:
        conversation = self._session.conversation
        try:
            found = await self._services.models.offerings(
                self._session.endpoint, conversation.model, is_fresh=is_fresh
            )
        except AppError as error:
            self.said.say_error(error)
            return
        finally:
            self.refresh.setEnabled(True)
        self.rows.show(found.value)
        self.as_of.setText(self.tr("as of {0}").format(day_and_time(found.fetched_us)))
        if found.failure is not None:
            self.said.say_error(found.failure)
        elif not found.value:
            self.said.say(self.tr("Nobody offers this model now."), "", "text_2", "info")
        else:
            self.said.clear()
            self.table.setCurrentIndex(self.rows.index(0, 0))
            self.table.setFocus()

    def _use(self, use: ProviderUse | None) -> None:
        offering = self.chosen
        if offering is None:
            return
        sampling = self._session.conversation.sampling
        provider = with_use(self._provider, offering.tag, use)
        changed = sampling.set("provider", provider) if provider else sampling.unset("provider")
        self._session.change(sampling=changed)
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
        self.setAccessibleDescription(
            self.tr("{0} providers").format(count_text(self.rows.rowCount()))
        )
