"""When the uptimes of the chosen models are sampled: at once, then every five minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_chat.core.ids import new_id

if TYPE_CHECKING:
    from desktop_chat.app.services import Services

EVERY_MS = 5 * 60_000
"""The router's shortest span."""


class UptimeTimer(QTimer):
    """Has samples taken until it is stopped; asks nobody while no model was chosen for it."""

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent, interval=EVERY_MS)
        self._services = services
        self.timeout.connect(self.take)
        self.start()

    def take(self) -> None:
        """Take a sample now."""
        if self._services.shelf.sampled:
            self._services.tasks.start(f"uptime:{new_id()}", self._services.uptime.take())
