"""The form for an API key: checked with one request when it is pasted, then kept, saying where.

Where the endpoint knows a login in the browser, its key comes into the same field, and is kept
alike.

It never shows more of a key than its end, unless the user asks, and keeps none itself.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.services import Services
from desktop_chat.core.account import KeyInfo
from desktop_chat.core.figures import cost_text
from desktop_chat.core.provider import Endpoint, is_management_endpoint
from desktop_chat.core.secret import Secret
from desktop_chat.errors import AppError, BadField, SecretError
from desktop_chat.settings.secrets import BackendInfo
from desktop_chat.ui.dialogs.login_line import LoginLine
from desktop_chat.ui.dialogs.sentence import Sentence
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.theme.fonts import code_font
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.secret_field import SecretField

CHECK_DELAY_MS = 500
SHORTEST_KEY = 16
"""A shorter text is still being typed, and asks for no request."""


class KeyForm(QWidget):
    """A field, a button, and two sentences: whether the key works, and where it will be kept.

    The button of the login, `login.button`, may be placed elsewhere by the owner.

    Args:
        theme: The colours and sizes at first.
        services: What checks and keeps keys.
        endpoint: Whose key it is.
    """

    kept = Signal()
    """The key is kept, in the keyring or for this session."""

    def __init__(
        self, theme: Theme, services: Services, endpoint: Endpoint, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._endpoint = endpoint
        name = self.tr("{0} key").format(endpoint.title)
        self.field = SecretField(theme, name, self.tr("Show the key"))
        self.field.setPlaceholderText(self.tr("Paste the key here"))
        self.save = TextButton(theme, self.tr("Save key"), ButtonKind.PRIMARY)
        self.save.setEnabled(False)
        self.keep_here = TextButton(theme, self.tr("Keep for this session only"), is_dense=True)
        self.keep_here.hide()
        self.login = LoginLine(theme, services, endpoint)
        self.check_line = Sentence(theme)
        self.place_line = Sentence(theme)
        self._delay = QTimer(self, interval=CHECK_DELAY_MS, singleShot=True)
        self._build()
        self._connect()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the font and sizes of a theme."""
        self.field.setFont(code_font(theme))
        self._row.setSpacing(theme.px(8))
        self._column.setSpacing(theme.px(8))

    def _build(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.save)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.login)
        self._column.addWidget(self.check_line)
        self._column.addWidget(self.place_line)
        keep_row = QHBoxLayout()
        keep_row.addWidget(self.keep_here)
        keep_row.addStretch(1)
        self._column.addLayout(keep_row)

    def _connect(self) -> None:
        self.login.logged_in.connect(self._take)
        self.field.textChanged.connect(self._follow_text)
        self.field.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.keep_here.clicked.connect(self._keep_here)
        self._delay.timeout.connect(self._check)

    def _follow_text(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))
        self.check_line.clear()
        if len(text.strip()) >= SHORTEST_KEY:
            self._delay.start()
        else:
            self._delay.stop()

    def _secret(self) -> Secret | None:
        """Return what is typed as a key, or say why it cannot be one."""
        try:
            return Secret.from_input(self.field.text())
        except BadField as error:
            self.check_line.say_error(error)
            return None

    def _check(self) -> None:
        secret = self._secret()
        if secret is None:
            return
        self.check_line.say(self.tr("Checking the key…"), "", "text_3", "refresh-cw")
        start_for(self, self._services.tasks, "key", self._ask(secret))

    async def _ask(self, secret: Secret) -> None:
        account = self._services.account
        try:
            info = await account.check_key(self._endpoint, secret)
        except AppError as error:
            if self._is_shown(secret):
                self.check_line.say_error(error)
            return
        if self._is_shown(secret):
            self._say_works(info)
            self._say_place(await account.describe_keyring())

    def _is_shown(self, secret: Secret) -> bool:
        return self.field.text().strip() == secret.reveal()

    def _say_works(self, info: KeyInfo) -> None:
        is_management = is_management_endpoint(self._endpoint)
        if info.is_management is not None and info.is_management is not is_management:
            words = self.tr("This is a management key: it looks and cannot chat.")
            if is_management:
                words = self.tr("This is a key for chats, not a management key.")
            self.check_line.say(words, "", "warning", "key-round")
            return
        works = self.tr("The key works.")
        if info.label:
            works = self.tr("Key “{0}” works.").format(info.label)
        self.check_line.say(works, self._credit(info), "success", "circle-check")

    def _credit(self, info: KeyInfo) -> str:
        left = ""
        if info.limit_usd is not None and info.limit_remaining_usd is not None:
            left = self.tr("{0} of its {1} limit is left.").format(
                cost_text(info.limit_remaining_usd), cost_text(info.limit_usd)
            )
        tier = self.tr("No credit was bought yet: free tier.") if info.is_free_tier else ""
        return " ".join(part for part in (left, tier) if part)

    def _say_place(self, backend: BackendInfo) -> None:
        if backend.usable:
            words = self.tr("It will be kept in the {0}, never in a file.").format(backend.name)
            self.place_line.say(words, "", "text_2", "lock")
            return
        advice = self.tr("It can be kept in memory until the program ends.")
        self.place_line.say(backend.reason, advice, "warning", "lock-open")
        self.keep_here.show()

    def _save(self) -> None:
        secret = self._secret()
        if secret is not None:
            self.save.setEnabled(False)
            start_for(self, self._services.tasks, "key", self._keep(secret))

    async def _keep(self, secret: Secret) -> None:
        try:
            kept = await self._services.account.keep_key(self._endpoint, secret)
        except SecretError as error:
            self.place_line.say_error(error)
            self.keep_here.show()
            self.save.setEnabled(True)
            return
        self._end(self.tr("Kept in the {0}.").format(kept.place))

    def _take(self, secret: Secret) -> None:
        """Keep the key of a login; where that fails it stands in the field, for another try."""
        self.field.setText(secret.reveal())
        self._save()

    def _keep_here(self) -> None:
        secret = self._secret()
        if secret is not None:
            self._services.account.keep_key_for_session(self._endpoint, secret)
            self._end(self.tr("Kept until the program ends."))

    def _end(self, words: str) -> None:
        self.field.clear()
        self.keep_here.hide()
        self.place_line.say(words, "", "success", "lock")
        self.kept.emit()
