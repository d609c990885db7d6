"""The line below the conversations that tells the state of the archive.

It owns when the archive is counted again, and the words for it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop_chat.app.conversation_library import Library
from desktop_chat.app.services import Services
from desktop_chat.core.figures import count_text
from desktop_chat.core.ids import new_id
from desktop_chat.ui.sidebar.sidebar import Sidebar

ARCHIVE_DELAY_MS = 100
RETRY_AFTER_MS = 5_000


class ArchiveLine(QObject):
    """Keeps the line of a sidebar in step with the archive.

    Args:
        services: The archive, and what waits to be kept.
        library: Tells that conversations have changed.
        sidebar: Has the line, and owns this object.
    """

    def __init__(self, services: Services, library: Library, sidebar: Sidebar) -> None:
        super().__init__(sidebar)
        self._services = services
        self._sidebar = sidebar
        self._delay = QTimer(self, singleShot=True)
        self._delay.timeout.connect(self.tell)
        library.changed.connect(lambda _: self._delay.start(ARCHIVE_DELAY_MS))

    def tell(self) -> None:
        """Count now."""
        self._services.tasks.start(f"size:{new_id()}", self._count())

    def close(self) -> None:
        """Count no more."""
        self._delay.stop()

    async def _count(self) -> None:
        conversations = await self._services.archive.conversation_count()
        waiting = self._services.keeper.waiting_count
        if waiting:
            self._delay.start(RETRY_AFTER_MS)
        saved = self.tr("{0} not saved").format(waiting) if waiting else self.tr("all saved")
        if self._services.archive.is_read_only:
            saved = self.tr("read only")
        count = self.tr("{0} conversations").format(count_text(conversations))
        if conversations == 1:
            count = self.tr("1 conversation")
        self._sidebar.footer.set_text(f"{count} · {saved}", str(self._services.archive.path))
