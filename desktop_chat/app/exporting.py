"""Writes conversations to files the user named: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

import msgspec

from desktop_chat.archive import Archive
from desktop_chat.core.arrivals import ArrivalLog
from desktop_chat.core.message import Message
from desktop_chat.errors import ExportFailed, UsageError
from desktop_chat.formats.document import Document, ExportFormat


async def export_text(archive: Archive, conversation_id: str, export: ExportFormat) -> str:
    """Return a conversation in an export format.

    Raises:
        UsageError: There is no conversation of that id.
        ArchiveError: It cannot be read.
    """
    conversation = await archive.conversation(conversation_id)
    if conversation is None:
        raise UsageError(f"There is no conversation {conversation_id!r} in the archive.")
    messages = [
        await _with_all_that_is_kept(archive, message)
        for message in await archive.messages(conversation_id)
    ]
    return export.write(Document(conversation, tuple(messages)))


async def _with_all_that_is_kept(archive: Archive, message: Message) -> Message:
    """Return the message with the body and the tokens that the archive stores apart from it."""
    if message.logprob_count:
        tokens = await archive.token_probabilities(message.id)
        message = msgspec.structs.replace(message, logprobs=tokens)
    if message.record is None:
        return message
    body = await archive.request_body(message.id)
    log = ArrivalLog()
    for arrival in await archive.arrivals(message.id):
        log.note(*arrival)
    record = msgspec.structs.replace(message.record, request_body=body, arrivals=log.packed())
    return msgspec.structs.replace(message, record=record)


def write_file(path: Path, text: str) -> None:
    """Write a text file so that an older one of that name is replaced only by a whole new one.

    Raises:
        ExportFailed: It cannot be written; an older file is untouched.
    """
    with whole_file(path) as temporary:
        # Half a character, which a model may write, has no bytes.
        temporary.write_bytes(text.encode("utf-8", "replace"))


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
