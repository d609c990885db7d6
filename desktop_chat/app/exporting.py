"""Writes conversations to files the user named: whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_chat.app.export_files import FolderBeside, encoded, folder_beside, whole_file
from desktop_chat.archive import Archive
from desktop_chat.core.places import Place, PlaceKind
from desktop_chat.errors import UsageError
from desktop_chat.formats.document import Document, ExportFormat

if TYPE_CHECKING:
    from desktop_chat.app.services import Services

PAGE = 500
PDF = "pdf"
"""The one form of an export that is no text: it is drawn, by what the program hands in."""


@dataclass(frozen=True, slots=True)
class PdfExport:
    """What is to be written into one PDF: the branch that each conversation shows.

    Attributes:
        ids: Of the conversations.
        path: The file.
        title: Of the document.
        shape: Makes of each what is to be written of it, such as one message alone.
    """

    ids: Sequence[str]
    path: Path
    title: str
    shape: Callable[[Document], Document]


WritePdf = Callable[["Services", PdfExport, Callable[[float], None]], Awaitable[None]]
"""Writes a PDF, whole or not at all, and tells how much is done, from 0 to 1.

Raises ExportFailed where it cannot be written, ArchiveError where a conversation cannot be read.
"""


async def export_text(archive: Archive, conversation_id: str, export: ExportFormat) -> str:
    """Return a conversation in an export format.

    Raises:
        UsageError: There is no conversation of that id.
        ArchiveError: It cannot be read.
    """
    return export.whole(await document_of(archive, conversation_id))


async def document_of(archive: Archive, conversation_id: str) -> Document:
    """Return a conversation with all its messages, each with all that is kept of it.

    Raises:
        UsageError: There is no conversation of that id.
        ArchiveError: It cannot be read.
    """
    conversation = await archive.conversation(conversation_id)
    if conversation is None:
        raise UsageError(f"There is no conversation {conversation_id!r} in the archive.")
    messages = await archive.backups.whole_messages(conversation_id)
    return Document(conversation, tuple(messages))


async def export_file(
    archive: Archive,
    ids: Sequence[str],
    export: ExportFormat,
    path: Path,
    *,
    shape: Callable[[Document], Document] = lambda document: document,
    on_progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Write conversations into one file, one of them in memory at a time; return how many.

    Cancelling it leaves nothing behind, and an older file of that name untouched. Pictures and
    attached texts go into a new folder beside the file, where the format cannot hold them.

    Args:
        archive: Has them.
        ids: Of the conversations; those that are not there any more are left out.
        export: The format.
        path: The file.
        shape: Makes of each what is to be written of it, such as its branch alone.
        on_progress: Is told how many are written.

    Raises:
        ExportFailed: It cannot be written.
        ArchiveError: A conversation cannot be read.
    """
    count = 0
    with folder_beside(path) as beside, whole_file(path) as new, new.open("wb") as file:
        pieces = export_pieces(archive, ids, export, shape=shape, beside=beside)
        async for piece in pieces:
            await asyncio.to_thread(file.write, encoded(piece.text))
            if piece.count > count:
                count = piece.count
                on_progress(count)
        beside.finish()
    return count


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an export, and how many conversations are written with it."""

    text: str
    count: int


async def export_pieces(
    archive: Archive,
    ids: Sequence[str],
    export: ExportFormat,
    *,
    shape: Callable[[Document], Document] = lambda document: document,
    beside: FolderBeside | None = None,
) -> AsyncIterator[Piece]:
    """Give one document of conversations in its parts, one conversation in memory at a time.

    Args:
        archive: Has them.
        ids: Of the conversations; those that are not there any more are left out.
        export: The format.
        shape: Makes of each what is to be written of it, such as its branch alone.
        beside: Takes what the format cannot hold, None for nothing.

    Raises:
        ArchiveError: A conversation cannot be read.
    """
    count, is_list = 0, export.is_list or len(ids) > 1
    if is_list:
        yield Piece(export.begin, count)
    async for document in _documents(archive, ids):
        place = str(count + 1) if len(ids) > 1 else ""
        text = await asyncio.to_thread(_text, shape(document), export, beside, place)
        count += 1
        yield Piece((export.between if count > 1 else "") + text, count)
    if is_list:
        yield Piece(export.end, count)


def _text(document: Document, export: ExportFormat, beside: FolderBeside | None, place: str) -> str:
    """Return what is written of a conversation, once what it cannot hold lies beside it."""
    if beside is not None and export.has_folder:
        document = beside.keep(document, place)
    return export.write(document)


async def _documents(archive: Archive, ids: Sequence[str]) -> AsyncIterator[Document]:
    """Give conversations one by one; those that are not there any more are left out."""
    for conversation_id in ids:
        with contextlib.suppress(UsageError):
            yield await document_of(archive, conversation_id)


async def all_ids(archive: Archive) -> list[str]:
    """Return the ids of all conversations but those in the trash."""
    found: list[str] = []
    for kind in (PlaceKind.ALL, PlaceKind.ARCHIVE):
        offset = 0
        while page := await archive.places.page(Place(kind), limit=PAGE, offset=offset):
            found += [head.id for head in page]
            offset += len(page)
    return found
