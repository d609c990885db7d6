"""Between the transcript's placeholders and the network: fetches a picture after a click.

Owns the tasks that fetch. Must not know how pictures look.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop_chat.app.pictures import fetch_picture
from desktop_chat.app.services import Services
from desktop_chat.errors import AppError
from desktop_chat.ui.transcript.pictures import Pictures


class PictureLoader(QObject):
    """Fetches what the reader of one view asks for; lives as long as its parent.

    Args:
        services: The network and the tasks.
        pictures: What asks, and what is given to.
    """

    def __init__(self, services: Services, pictures: Pictures, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._pictures = pictures
        pictures.wanted.connect(self._fetch)
        pictures.given_up.connect(self._cancel)

    def _fetch(self, source: str) -> None:
        name = _task(source)
        if not self._services.tasks.is_running(name):
            self._services.tasks.start(name, self._load(source))

    def _cancel(self, source: str) -> None:
        self._services.tasks.cancel(_task(source))

    async def _load(self, source: str) -> None:
        def tell(received: int, total: int | None) -> None:
            self._pictures.tell_progress(source, received, total)

        try:
            content = await fetch_picture(self._services.transports.network, source, tell)
        except AppError as error:
            # It is said in the placeholder.
            self._pictures.fail(source, error.text)
        else:
            self._pictures.take(source, content)


def _task(source: str) -> str:
    return f"picture:{source}"
