"""Writes conversations to files the user named: whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from desktop_chat.archive import Archive
from desktop_chat.core.places import Place, PlaceKind
from desktop_chat.errors import ExportFailed, UsageError
from desktop_chat.formats.document import Document, ExportFormat

PAGE = 500


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

    Cancelling it leaves nothing behind, and an older file of that name untouched.

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
    count, is_list = 0, export.is_list or len(ids) > 1
    with whole_file(path) as temporary, temporary.open("wb") as file:
        if is_list:
            file.write(_encoded(export.begin))
        for conversation_id in ids:
            with contextlib.suppress(UsageError):
                document = shape(await document_of(archive, conversation_id))
                text = await asyncio.to_thread(export.write, document)
                piece = _encoded((export.between if count else "") + text)
                await asyncio.to_thread(file.write, piece)
                count += 1
                on_progress(count)
        if is_list:
            file.write(_encoded(export.end))
    return count


async def all_ids(archive: Archive) -> list[str]:
    """Return the ids of all conversations but those in the trash."""
    found: list[str] = []
    for kind in (PlaceKind.ALL, PlaceKind.ARCHIVE):
        offset = 0
        while page := await archive.places.page(Place(kind), limit=PAGE, offset=offset):
            found += [head.id for head in page]
            offset += len(page)
    return found


def _encoded(text: str) -> bytes:
    # Half a character, which a model may write, has no bytes.
    return text.encode("utf-8", "replace")


def _flush(path: Path) -> None:
    """Wait until the disk has a file: its new name must not come before its content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_file(path: Path, text: str) -> None:
    """Write a text file so that an older one of that name is replaced only by a whole new one.

    Raises:
        ExportFailed: It cannot be written; an older file is untouched.
    """
    with whole_file(path) as temporary:
        temporary.write_bytes(_encoded(text))


@contextlib.contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """Give a new file beside a path to write to; it takes the path's place at the end.

    Raises:
        ExportFailed: It cannot be written; an older file is untouched, and nothing is left behind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            _flush(temporary)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise ExportFailed(
            f"{path} cannot be written: {error.strerror or error}.",
            advice="Choose another folder, or free some space.",
        ) from error
