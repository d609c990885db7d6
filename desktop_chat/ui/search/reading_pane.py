"""One hit in its conversation: the chat's own transcript, to read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.services import Services
from desktop_chat.archive import SearchHit
from desktop_chat.core.fields import short_text
from desktop_chat.core.figures import cost_text
from desktop_chat.core.message import Role
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.find_bridge import FindBridge
from desktop_chat.ui.links import open_link
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.picture_loader import PictureLoader
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import ButtonKind, TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle

_HEAD = 44
_FOOT = 34
_MOST_VALUES = 5


class ReadingPane(QWidget):
    """Shows the conversation of a hit at its message, with the words marked.

    Args:
        theme: The colours and sizes at first.
        services: Run what takes time.
        conversations: Opens what is to be read.
    """

    open_wanted = Signal()
    """The hit is to be opened in the window."""
    action_wanted = Signal(str, str)
    """A command and the message that it is about, in the conversation that is shown."""

    def __init__(
        self,
        theme: Theme,
        services: Services,
        conversations: Library,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._conversations = conversations
        self._hit: SearchHit | None = None
        self._returns_to: QWidget | None = None
        self.title = ElidedLabel(theme, "", TextStyle.LABEL)
        self.open = TextButton(theme, self.tr("Open"), is_dense=True)
        self.chat = ChatPane(theme)
        for part in (self.chat.header, self.chat.composer, self.chat.status):
            part.hide()
        self._bridge = SessionBridge(services, self.chat, self)
        self._find = FindBridge(services, self._bridge, self.chat)
        PictureLoader(services, self.chat.transcript.pictures, self)
        self.sent = ElidedLabel(theme, "", TextStyle.CAPTION, "text_2")
        self.replay = TextButton(theme, self.tr("Replay…"), ButtonKind.LINK, drawing="refresh-cw")
        self._head = _band(theme, _HEAD, self.title, self.open)
        self._foot = _band(theme, _FOOT, self.sent, self.replay)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.chat, 1)
        column.addWidget(self._foot)
        self._connect()
        self.clear()

    def _connect(self) -> None:
        self.open.clicked.connect(self.open_wanted)
        self.replay.clicked.connect(self._replay)
        self.chat.transcript.action_requested.connect(self.action_wanted)
        self.chat.transcript.link_activated.connect(open_link)
        self._bridge.revealed.connect(lambda _: self._give_back())

    @property
    def hit(self) -> SearchHit | None:
        """What is shown, None for nothing."""
        return self._hit

    def show_hit(self, hit: SearchHit) -> None:
        """Show a hit; the keyboard stays where it is."""
        if hit == self._hit:
            return
        self._hit = hit
        self.title.setText(plain_line(hit.title) or self.tr("New chat"))
        self._head.show()
        self.chat.show()
        start_for(self, self._services.tasks, "reading", self._read(hit))

    def clear(self) -> None:
        """Show nothing."""
        self._hit = None
        for part in (self._head, self.chat, self._foot):
            part.hide()

    def close_session(self) -> None:
        """Let go of the conversation that is shown."""
        self._bridge.close()
        self.clear()

    async def _read(self, hit: SearchHit) -> None:
        try:
            session = await self._conversations.open(hit.conversation_id)
        except AppError as error:
            self._services.notices.add_error(error)
            return
        if hit is not self._hit:
            return
        self._returns_to = QApplication.focusWidget()
        self._find.expect(hit)
        self._bridge.show(session, hit.message_id or "")
        if not hit.message_id:
            self._find.close()
            self._give_back()
        await self._show_sent(hit)

    async def _show_sent(self, hit: SearchHit) -> None:
        """Say with what an answer was made; nothing is said of other messages."""
        ids = [hit.message_id] if hit.message_id and hit.role is Role.ASSISTANT else []
        found = await self._services.archive.messages_by_id(hit.conversation_id, ids) if ids else {}
        if hit is not self._hit:
            return
        record = next((message.record for message in found.values()), None)
        self._foot.setVisible(record is not None)
        if record is None:
            return
        values = record.sampling.values().items()
        parts = [f"{name} {short_text(value)}" for name, value in values][:_MOST_VALUES]
        parts = parts or [self.tr("no parameters set")]
        cost = record.usage.cost_usd if record.usage else None
        parts += [record.provider] if record.provider else []
        parts += [cost_text(cost)] if cost is not None else []
        self.sent.setText("   ".join(parts))

    def _replay(self) -> None:
        if self._hit is not None and self._hit.message_id is not None:
            self.action_wanted.emit("message.replay", self._hit.message_id)

    def _give_back(self) -> None:
        """Give the keyboard back to the list: a hit that is read takes it."""
        back, self._returns_to = self._returns_to, None
        if back is not None and not self.isAncestorOf(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)


def _band(theme: Theme, height: int, words: QWidget, button: QWidget) -> QWidget:
    band = QWidget()
    band.setFixedHeight(theme.px(height))
    row = QHBoxLayout(band)
    row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
    row.addWidget(words, 1)
    row.addWidget(button)
    return band
