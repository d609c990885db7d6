"""Conversations from the archive as chapters of a print."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_chat.app.exporting import document_of
from desktop_chat.app.row_maker import document_rows
from desktop_chat.app.row_source import ListedRows, RowSource
from desktop_chat.app.services import Services
from desktop_chat.formats.document import Document

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.printing.press import Chapter


def kept_chapter(
    services: Services, conversation_id: str, shape: Callable[[Document], Document]
) -> Chapter:
    """Return a conversation as a chapter, read when it is printed.

    Args:
        services: Have the archive.
        conversation_id: The conversation.
        shape: Makes of it what is to be printed of it, such as its branch alone.
    """

    async def chapter() -> tuple[str, RowSource]:
        document = await document_of(services.archive, conversation_id)
        title = document.conversation.title
        return title, ListedRows(document_rows(services, shape(document)))

    return chapter
