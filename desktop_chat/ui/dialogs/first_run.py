"""The first page: where answers come from, with what each choice costs and sends.

It leaves by `done` once something answers, or the choice was put off; it can all be changed later.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_chat import __version__
from desktop_chat.app.services import Services
from desktop_chat.core.ids import new_id
from desktop_chat.core.provider import PRACTICE, Endpoint
from desktop_chat.ui.dialogs.key_form import KeyForm
from desktop_chat.ui.dialogs.server_search import ServerSearch
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, Label, TextStyle
from desktop_chat.ui.widgets.scroll_column import ScrollColumn

_COLUMN = 680
_TOP = 84
_WIDEST = 10_000
_LEAST_WORDS = 240
OPENROUTER_ID = "openrouter"


class FirstRunPage(QWidget):
    """Three choices in one card, and a bar that says what was sent so far.

    Args:
        theme: The colours and sizes at first.
        services: What checks keys and finds servers.
    """

    done = Signal()
    """A choice was made and kept."""

    def __init__(self, theme: Theme, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._heading = Label(theme, self.tr("Where should answers come from?"), TextStyle.DISPLAY)
        later = self.tr("You can choose more than one, and change all of it later.")
        self._note = Label(theme, later, TextStyle.BODY, "text_2")
        for label in (self._heading, self._note):
            label.setWordWrap(True)
        self.start = TextButton(theme, self.tr("Start"))
        self.look = TextButton(theme, self.tr("Look for servers"))
        self.skip = TextButton(theme, self.tr("Skip"), ButtonKind.FLAT)
        self.key_form = KeyForm(theme, services, services.account.endpoint(OPENROUTER_ID))
        self.servers = ServerSearch(theme, services)
        self.servers.hide()
        self._bar = _SentBar(theme, services)
        self._build(theme)
        self._connect()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._middle.setMaximumWidth(theme.px(_COLUMN))
        self._keep_top()
        self._column.setSpacing(0)
        self._centred.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._note.setContentsMargins(0, theme.px(10), 0, theme.px(22))
        self._foot.setContentsMargins(0, theme.px(14), 0, 0)
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_top()

    def _keep_top(self) -> None:
        """Leave less room above the heading where the page is low."""
        px = self._theme.px
        self._column.setContentsMargins(0, min(px(_TOP), self.height() // 8), 0, px(24))

    @property
    def sent_text(self) -> str:
        """What the bar says of requests."""
        return self._bar.text

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._theme.bg_content))

    def _build(self, theme: Theme) -> None:
        self._middle = QWidget()
        self._column = QVBoxLayout(self._middle)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._note)
        self._column.addWidget(_Card(theme, self._rows(theme)))
        self._foot = QHBoxLayout()
        self._foot.addStretch(1)
        self._foot.addWidget(self.skip)
        self._column.addLayout(self._foot)
        self._column.addStretch(1)
        scroll = ScrollColumn()
        self._centred = QHBoxLayout()
        self._centred.addStretch(1)
        # It takes all there is, up to its greatest width; what is left goes to both sides.
        self._centred.addWidget(self._middle, _WIDEST)
        self._centred.addStretch(1)
        scroll.column.addLayout(self._centred)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._bar)

    def _rows(self, theme: Theme) -> list[QWidget]:
        return [
            _Row(
                theme,
                "cpu",
                self.tr("Try the practice model"),
                self.tr(
                    "A small Markov chain that shows what parameters do. Works now: no key, "
                    "no network, no cost. Not an assistant."
                ),
                self.start,
            ),
            _Row(
                theme,
                "key-round",
                self.tr("Use an OpenRouter key"),
                self.tr(
                    "Several hundred models with one key. Log in with the browser to get one, or "
                    "paste it: it is checked with one request at once."
                ),
                self.key_form.login.button,
                self.key_form,
            ),
            _Row(
                theme,
                "server",
                self.tr("Connect a local server"),
                self.tr(
                    "Ollama, LM Studio, llama.cpp, vLLM or any OpenAI-compatible address. "
                    "Nothing is probed until you ask."
                ),
                self.look,
                self.servers,
            ),
        ]

    def _connect(self) -> None:
        self.start.clicked.connect(self._start_practice)
        self.skip.clicked.connect(self._start_practice)
        self.key_form.kept.connect(self._use_openrouter)
        self.look.clicked.connect(self._look)
        self.servers.connected.connect(self._use_server)

    def _start_practice(self) -> None:
        self._choose(PRACTICE, PRACTICE.default_model)

    def _use_openrouter(self) -> None:
        endpoint = self._services.account.endpoint(OPENROUTER_ID)
        self._services.tasks.start(f"models:{new_id()}", self._fetch_models(endpoint))
        self._choose(endpoint, endpoint.default_model)

    def _use_server(self, endpoint_id: str, model: str) -> None:
        self._choose(self._services.account.endpoint(endpoint_id), model)

    def _look(self) -> None:
        self.servers.show()
        self.servers.look()

    def _choose(self, endpoint: Endpoint, model: str) -> None:
        account = self._services.account
        # Another choice was made: what comes back from the browser must not change it later.
        self.key_form.login.stop()
        # A choice that cannot be written holds all the same until the program ends.
        self._services.notices.attempt(lambda: account.choose(endpoint, model))
        self.done.emit()

    async def _fetch_models(self, endpoint: Endpoint) -> None:
        await self._services.catalog.refresh(endpoint)


class _Card(QFrame):
    """A frame around rows with rules between them."""

    def __init__(self, theme: Theme, rows: list[QWidget]) -> None:
        super().__init__()
        self._theme = theme
        self._rows = rows
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(1)
        for row in rows:
            column.addWidget(row)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for row in self._rows[1:]:
            painter.fillRect(0, row.y() - 1, self.width(), 1, QColor(self._theme.border))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.border), 1))
        radius = self._theme.px(10)
        frame = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, radius, radius)


class _Row(QWidget):
    """A drawing, a title with its sentence, a button, and below them what the choice needs."""

    def __init__(
        self,
        theme: Theme,
        drawing: str,
        title: str,
        sentence: str,
        button: QWidget | None = None,
        content: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._drawing = drawing
        self._box = QLabel()
        self._box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = QVBoxLayout()
        self._button = button
        for words, style, colour in (
            (title, TextStyle.TITLE, "text"),
            (sentence, TextStyle.BODY, "text_2"),
        ):
            label = Label(theme, words, style, colour)
            label.setWordWrap(True)
            self._words.addWidget(label)
        self._head = QHBoxLayout()
        self._head.addLayout(self._words, 1)
        if button is not None:
            top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading
            self._head.addWidget(button, 0, top)
        self._body = QVBoxLayout()
        self._body.addLayout(self._head)
        if content is not None:
            self._body.addWidget(content)
        self._whole = QHBoxLayout(self)
        self._whole.addWidget(self._box, 0, Qt.AlignmentFlag.AlignTop)
        self._whole.addLayout(self._body, 1)
        self.set_theme(theme)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def _place_button(self) -> None:
        """Let the button stand beside the words, or below where they would be too narrow."""
        if self._button is None:
            return
        edges = self._whole.contentsMargins()
        beside = edges.left() + edges.right() + self._box.width() + self._whole.spacing()
        room = self.width() - beside - self._button.sizeHint().width() - self._head.spacing()
        is_narrow = room < self._theme.px(_LEAST_WORDS)
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._box.setPixmap(pixmap(self._drawing, theme.text_2, theme.px(20)))
        self._box.setFixedSize(theme.px(36), theme.px(36))
        self._box.setStyleSheet(
            f"background: {theme.bg_window}; border: 1px solid {theme.border};"
            f" border-radius: {theme.px(6)}px;"
        )
        self._words.setSpacing(theme.px(4))
        self._body.setSpacing(theme.px(12))
        self._whole.setSpacing(theme.px(16))
        edge, top = theme.px(20), theme.px(18)
        self._whole.setContentsMargins(edge, top, edge, top)
        self._head.setSpacing(theme.px(8))
        self._place_button()


class _SentBar(QWidget):
    """Which requests were sent so far, and where conversations stay."""

    def __init__(self, theme: Theme, services: Services) -> None:
        super().__init__()
        self._sent = services.transports.sent
        self._archive = services.archive.path
        self._sign = QLabel()
        self._text = ElidedLabel(theme, "", TextStyle.CAPTION, "text_2")
        version = Label(theme, f"Desktop Chat {__version__}", TextStyle.CAPTION, "text_2")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(version)
        self._sent.changed.connect(lambda _: self._tell())
        self.set_theme(theme)
        self._tell()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._sign.setPixmap(pixmap("shield-check", theme.text_2, theme.px(16)))
        self._row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._row.setSpacing(theme.px(8))
        self.setFixedHeight(theme.px(36))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.bg_window))
        painter.fillRect(0, 0, self.width(), 1, QColor(self._theme.border))

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def _tell(self) -> None:
        sent = self.tr("No request was sent so far.")
        if self._sent.count:
            sent = self.tr("Requests sent so far: {0} ({1}).").format(
                self._sent.count, self._sent.newest
            )
        kept = self.tr("Conversations stay in {0}").format(self._archive)
        self._text.setText(f"{sent} {kept}")
