"""Endpoints and their keys: which there are, whether each has a key and where, other servers."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_chat.app.services import Services
from desktop_chat.core.ids import new_id
from desktop_chat.core.provider import (
    PRACTICE,
    Endpoint,
    further_account,
    is_further_account,
)
from desktop_chat.errors import BadField, SecretError
from desktop_chat.settings.secrets import Keeping, Kept
from desktop_chat.ui.dialogs.dialog import Dialog
from desktop_chat.ui.dialogs.key_facts import KeyFacts
from desktop_chat.ui.dialogs.key_form import KeyForm
from desktop_chat.ui.dialogs.name import NameDialog
from desktop_chat.ui.dialogs.page_list import PageList
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.dialogs.server_search import ServerSearch
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle
from desktop_chat.ui.widgets.margins import set_margins
from desktop_chat.ui.widgets.scroll_column import ScrollColumn


class EndpointsDialog(Dialog):
    """A list of endpoints, and beside it what there is to know and do about one.

    Args:
        theme: The colours and sizes.
        services: What keeps keys and finds servers.
        endpoint_id: The endpoint that is shown first.
    """

    def __init__(
        self, theme: Theme, services: Services, endpoint_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, self.tr("Endpoints and keys"), parent)
        self._theme = theme
        self._services = services
        self.take_size(QSize(theme.px(760), theme.px(560)))
        self.list = PageList(theme, self.tr("Endpoints"))
        self._pages = QStackedWidget()
        row = QHBoxLayout()
        row.setSpacing(theme.px(24))
        row.addWidget(self.list)
        row.addWidget(self._pages, 1)
        self.content.addLayout(row, 1)
        self.list.currentRowChanged.connect(self._show_page)
        self._fill(endpoint_id)

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._pages.currentWidget()

    def _fill(self, shown_id: str) -> None:
        for endpoint in self._services.account.endpoints:
            page = EndpointPage(self._theme, self._services, endpoint)
            page.accounts_changed.connect(self._fill_anew)
            self._add(endpoint.title, page, is_shown=endpoint.id == shown_id)
        self._add(self.tr("Another server…"), self._search_page(), is_shown=False)

    def _fill_anew(self, shown_id: str) -> None:
        """Show the endpoints that there are now."""
        with QSignalBlocker(self.list):
            self.list.clear()
            while (page := self._pages.widget(0)) is not None:
                self._pages.removeWidget(page)
                page.deleteLater()
        self._fill(shown_id)

    def _add(self, title: str, page: QWidget, *, is_shown: bool) -> None:
        self.list.addItem(title)
        self._pages.addWidget(page)
        if is_shown:
            self.list.setCurrentRow(self.list.count() - 1)

    def _show_page(self, number: int) -> None:
        self._pages.setCurrentIndex(number)
        if isinstance(self.page, EndpointPage):
            self.page.look_up()

    def _search_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(12))
        column.addWidget(Label(self._theme, self.tr("Another server"), TextStyle.TITLE))
        says = Label(
            self._theme,
            self.tr("Ollama, LM Studio, llama.cpp, vLLM or any OpenAI-compatible address."),
            TextStyle.BODY,
            "text_2",
        )
        says.setWordWrap(True)
        column.addWidget(says)
        look = TextButton(self._theme, self.tr("Look for servers"))
        search = ServerSearch(self._theme, self._services)
        search.connected.connect(self._take)
        look.clicked.connect(search.look)
        column.addWidget(look, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(search)
        column.addStretch(1)
        return page

    def _take(self, endpoint_id: str, model: str) -> None:
        endpoint = self._services.account.endpoint(endpoint_id)
        account = self._services.account
        self._services.notices.attempt(lambda: account.choose(endpoint, model))
        self.accept()


class EndpointPage(QWidget):
    """Address, where the key is and what is told of it, and a form for another.

    Args:
        theme: The colours and sizes.
        services: What keeps keys.
        endpoint: What it is about.
    """

    accounts_changed = Signal(str)
    """There is one endpoint more or less; the id of the one to show."""

    def __init__(self, theme: Theme, services: Services, endpoint: Endpoint) -> None:
        super().__init__()
        self._theme = theme
        self._services = services
        self._endpoint = endpoint
        self.state = Sentence(theme)
        self.remove = TextButton(theme, self.tr("Remove key"), is_dense=True)
        self.remove.hide()
        self.remove.clicked.connect(self._remove)
        self.use = TextButton(theme, "")
        self.use.clicked.connect(self._use)
        self.account = TextButton(theme, "", is_dense=True)
        self._lay_out(theme, endpoint)
        self._offer_account()

    def _lay_out(self, theme: Theme, endpoint: Endpoint) -> None:
        scroll = ScrollColumn()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        column = scroll.column
        column.setSpacing(theme.px(12))
        # The bar lies over the column's edge, and must not lie over its buttons.
        set_margins(column, self, 0, 0, theme.px(12), 0)
        column.addWidget(ElidedLabel(theme, endpoint.title, TextStyle.TITLE))
        column.addWidget(ElidedLabel(theme, endpoint.base_url, TextStyle.CODE, "text_2"))
        line = QHBoxLayout()
        line.setSpacing(theme.px(12))
        line.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(line)
        if endpoint.id == PRACTICE.id:
            words = self.tr("It runs inside the program: no key, no network, no cost.")
            self.state.say(words, "", "text_2", "cpu")
        else:
            self.form = KeyForm(theme, self._services, endpoint)
            self.form.kept.connect(self._take_key)
            column.addWidget(self.form.login.button, 0, Qt.AlignmentFlag.AlignLeading)
            column.addWidget(self.form)
            self.facts = KeyFacts(theme, self._services, endpoint)
            column.addWidget(self.facts)
        column.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.account, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)

    def _offer_account(self) -> None:
        """Offer one more account where a key is needed, and to remove one that is such."""
        if is_further_account(self._endpoint):
            self.account.setText(self.tr("Remove this account"))
            self.account.clicked.connect(self._remove_account)
        else:
            self.account.setText(self.tr("Add another account…"))
            self.account.clicked.connect(self._ask_for_account)
            can_log_in = self._services.account.can_log_in(self._endpoint)
            self.account.setVisible(self._endpoint.needs_key or can_log_in)

    def _ask_for_account(self) -> None:
        title = self.tr("Another account at {0}").format(self._endpoint.title)
        dialog = NameDialog(self._theme, title, "", self._problem_of, self)
        dialog.chosen.connect(self._add_account)
        dialog.open()

    def _problem_of(self, name: str) -> str:
        try:
            account = further_account(self._endpoint, name)
        except BadField as error:
            return error.text
        if any(known.id == account.id for known in self._services.account.endpoints):
            return self.tr("There is an account of this name.")
        return ""

    def _add_account(self, name: str) -> None:
        account = further_account(self._endpoint, name)
        self._services.notices.attempt(lambda: self._services.account.add(account))
        self.accounts_changed.emit(account.id)

    def _remove_account(self) -> None:
        start_for(self, self._services.tasks, "key", self._leave_account())

    async def _leave_account(self) -> None:
        try:
            await self._services.account.remove(self._endpoint)
        except SecretError as error:
            self.state.say_error(error)
            return
        self.accounts_changed.emit(self._services.account.chosen[0].id)

    def look_up(self) -> None:
        """Show how things stand; a keyring that is asked for the key may want its passphrase."""
        self._show_use()
        if self._endpoint.id != PRACTICE.id:
            start_for(self, self._services.tasks, "key", self._tell_place())

    async def _tell_place(self) -> None:
        try:
            kept = await self._services.account.key_place(self._endpoint)
        except SecretError as error:
            self.state.say_error(error)
            return
        self._show(kept)
        self.facts.look_up()

    def _show(self, kept: Kept | None) -> None:
        self.remove.setVisible(kept is not None and kept.keeping is not Keeping.VARIABLE)
        if kept is not None:
            words = self.tr("A key is kept: {0}.").format(kept.place)
            self.state.say(words, "", "success", "lock")
        elif self._endpoint.needs_key:
            self.state.say(self.tr("It needs a key, and none is kept."), "", "warning", "key-round")
        else:
            self.state.say(self.tr("It answers without a key."), "", "text_2", "info")

    def _take_key(self) -> None:
        self.look_up()
        # With the key the names and prices of the models can be had: not to wait for here.
        work = self._refresh_models()
        self._services.tasks.start(f"models:{new_id()}", work)

    async def _refresh_models(self) -> None:
        await self._services.catalog.refresh(self._endpoint)

    def _show_use(self) -> None:
        is_used = self._services.account.chosen[0].id == self._endpoint.id
        words = self.tr("New chats ask it") if is_used else self.tr("Use for new chats")
        self.use.setText(words)
        self.use.setEnabled(not is_used)

    def _use(self) -> None:
        account, endpoint = self._services.account, self._endpoint
        self._services.notices.attempt(lambda: account.choose(endpoint, endpoint.default_model))
        self._show_use()

    def _remove(self) -> None:
        start_for(self, self._services.tasks, "key", self._forget())

    async def _forget(self) -> None:
        await self._services.account.forget_key(self._endpoint)
        await self._tell_place()
