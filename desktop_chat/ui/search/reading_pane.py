"""One hit in its conversation: the chat's own transcript, to read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.services import Services
from desktop_chat.archive import SearchHit
from desktop_chat.core.unseen import plain_line
from desktop_chat.errors import AppError
from desktop_chat.ui.bridge import SessionBridge
from desktop_chat.ui.chat.chat_pane import ChatPane
from desktop_chat.ui.find_bridge import FindBridge
from desktop_chat.ui.links import open_link
from desktop_chat.ui.owned_tasks import start_for
from desktop_chat.ui.picture_loader import PictureLoader
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.widgets.buttons import TextButton
from desktop_chat.ui.widgets.labels import ElidedLabel, TextStyle

_HEAD = 44


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
        head = QHBoxLayout()
        edge = theme.px(16)
        head.setContentsMargins(edge, 0, edge, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.open)
        self._head = QWidget()
        self._head.setFixedHeight(theme.px(_HEAD))
        self._head.setLayout(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.chat, 1)
        self.open.clicked.connect(self.open_wanted)
        self.chat.transcript.action_requested.connect(self.action_wanted)
        self.chat.transcript.link_activated.connect(open_link)
        self._bridge.revealed.connect(lambda _: self._give_back())
        self.clear()

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
        self._head.hide()
        self.chat.hide()

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

    def _give_back(self) -> None:
        """Give the keyboard back to the list: a hit that is read takes it."""
        back, self._returns_to = self._returns_to, None
        if back is not None and not self.isAncestorOf(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
