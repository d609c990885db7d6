"""Servers on this computer: looked for after a click only, or named by address."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_chat.app.services import Services
from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import AppError
from desktop_chat.net.probe import LocalServer
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel


class ServerSearch(QWidget):
    """What was found, each with a button to use it, and a field for any other address.

    Args:
        theme: The colours and sizes at first.
        services: What looks and connects.
    """

    connected = Signal(str, str)
    """An endpoint that answers was chosen, by its id, and its first model, "" where it has none."""

    def __init__(self, theme: Theme, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._services = services
        self.state = Sentence(theme)
        self._found = QVBoxLayout()
        self._found.setSpacing(theme.px(4))
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Address of a server"))
        self.field.setPlaceholderText("http://localhost:11434/v1")
        self.connect_button = TextButton(theme, self.tr("Connect"))
        self.connect_button.clicked.connect(self._connect_address)
        self.field.returnPressed.connect(self._connect_address)
        address = QHBoxLayout()
        address.setSpacing(theme.px(8))
        address.addWidget(self.field, 1)
        address.addWidget(self.connect_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.state)
        column.addLayout(self._found)
        column.addLayout(address)

    def look(self) -> None:
        """Ask the usual ports of this computer."""
        self.state.say(self.tr("Looking on this computer…"), "", "text_3", "search")
        start_for(self, self._services.tasks, "servers", self._look())

    async def _look(self) -> None:
        servers = await self._services.account.find_local_servers()
        self._show(servers)

    def _show(self, servers: tuple[LocalServer, ...]) -> None:
        while (item := self._found.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.deleteLater()
        if not servers:
            none = self.tr("No server answered at the usual ports of this computer.")
            advice = self.tr("Start one, or give its address.")
            self.state.say(none, advice, "warning", "info")
            return
        self.state.clear()
        for server in servers:
            self._found.addWidget(self._row(server))

    def _row(self, server: LocalServer) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        count = self.tr("{0} models").format(len(server.models))
        detail = self.tr("wants a key") if server.wants_key else count
        text = f"{server.endpoint.title} · {server.endpoint.base_url} · {detail}"
        line.addWidget(ElidedLabel(self._theme, text), 1)
        use = TextButton(self._theme, self.tr("Use"), is_dense=True)
        use.setAccessibleName(self.tr("Use {0}").format(server.endpoint.title))
        first = server.models[0].id if server.models else ""
        use.clicked.connect(lambda *_: self.connected.emit(server.endpoint.id, first))
        line.addWidget(use)
        return row

    def _connect_address(self) -> None:
        try:
            endpoint = self._services.account.find(self.field.text())
        except AppError as error:
            self.state.say_error(error)
            return
        words = self.tr("Asking {0} for its models…").format(endpoint.title)
        self.state.say(words, "", "text_3", "refresh-cw")
        start_for(self, self._services.tasks, "servers", self._connect(endpoint))

    async def _connect(self, endpoint: Endpoint) -> None:
        try:
            found = await self._services.catalog.refresh(endpoint)
        except AppError as error:
            self.state.say_error(error)
            return
        self._services.account.add(endpoint)
        self.state.clear()
        self.connected.emit(endpoint.id, found.models[0].id if found.models else "")
