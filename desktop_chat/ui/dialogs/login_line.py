"""A login in the browser: a button that begins it, then how it stands, with Cancel.

It never shows a key; what it gets goes to whoever keeps keys.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.services import Services
from desktop_chat.core.provider import Endpoint
from desktop_chat.errors import AppError
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.links import open_link
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton


class LoginLine(QWidget):
    """How a login stands; hidden before the first one. Its button is placed by its owner.

    Args:
        theme: The colours and sizes at first.
        services: What logs in.
        endpoint: Where.
    """

    logged_in = Signal(object)
    """A login gave a key: a `core.secret.Secret`."""

    def __init__(
        self, theme: Theme, services: Services, endpoint: Endpoint, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._endpoint = endpoint
        self._address = ""
        self._task = ""
        self.button = TextButton(theme, self.tr("Log in with {0}…").format(endpoint.title))
        # Without a parent it would be a window of its own until its owner places it.
        self.button.setParent(self)
        self.button.setVisible(services.account.can_log_in(endpoint))
        self.state = Sentence(theme)
        self.cancel = TextButton(theme, self.tr("Cancel login"), is_dense=True)
        self.copy = TextButton(theme, self.tr("Copy address"), is_dense=True)
        self._row = QHBoxLayout()
        self._row.addWidget(self.cancel)
        self._row.addWidget(self.copy)
        self._row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.state)
        self._column.addLayout(self._row)
        self.button.clicked.connect(self._begin)
        self.cancel.clicked.connect(self._cancel)
        self.copy.clicked.connect(self._copy)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._row.setSpacing(theme.px(8))
        self._column.setSpacing(theme.px(8))

    def stop(self) -> None:
        """Wait no more for the browser, where that is waited for."""
        if self._task:
            self._cancel()

    def _begin(self) -> None:
        self._address = ""
        self._task = start_for(self, self._services.tasks, "login", self._log_in())
        self._show_waiting(is_waiting=True)
        words = self.tr("Preparing the login…")
        self.state.say(words, "", "text_3", "refresh-cw")

    async def _log_in(self) -> None:
        try:
            secret = await self._services.account.log_in(self._endpoint, self._open)
        except AppError as error:
            self._end()
            self.state.say_error(error)
            return
        self._end()
        words = self.tr("Logged in with {0}.").format(self._endpoint.title)
        self.state.say(words, "", "success", "circle-check")
        # It is the browser that is in front now; to push it aside would take the keyboard away.
        QApplication.alert(self.window())
        self.logged_in.emit(secret)

    def _open(self, address: str) -> None:
        self._address = address
        self.copy.setEnabled(True)
        if open_link(address):
            words = self.tr("Waiting for the login in the browser…")
            self.state.say(words, "", "text_3", "refresh-cw")
        else:
            words = self.tr("No browser could be opened.")
            advice = self.tr("Copy the address and open it in a browser on this computer.")
            self.state.say(words, advice, "warning", "triangle-alert")

    def _cancel(self) -> None:
        self._services.tasks.cancel(self._task)
        self._end()
        self.state.say(self.tr("The login was cancelled."), "", "text_2", "x")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)

    def _end(self) -> None:
        self._task = ""
        self._show_waiting(is_waiting=False)

    def _show_waiting(self, *, is_waiting: bool) -> None:
        """Let the button and those of the wait take turns, and the keyboard stay with them."""
        shown, gone = (
            ((self.cancel, self.copy), (self.button,))
            if is_waiting
            else ((self.button,), (self.cancel, self.copy))
        )
        had_focus = any(each.hasFocus() for each in gone)
        self.show()
        self.cancel.setVisible(is_waiting)
        self.copy.setVisible(is_waiting)
        self.copy.setEnabled(is_waiting and bool(self._address))
        self.button.setEnabled(not is_waiting)
        if had_focus:
            shown[0].setFocus()
