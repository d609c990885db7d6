"""What is written beside a text export: the pictures and attached texts that a text cannot hold."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from desktop_chat.core.attached import attachments_of, pictures_of
from desktop_chat.core.file_names import file_stem
from desktop_chat.core.message import Message

_SUFFIXES = {"png": ".png", "jpeg": ".jpg", "gif": ".gif", "webp": ".webp"}


class FileBeside(Struct, frozen=True):
    """A file beside an export.

    Attributes:
        name: Its name in the folder; no other file of the conversation has it.
        content: Its bytes.
    """

    name: str
    content: bytes


def files_beside(messages: tuple[Message, ...]) -> Mapping[tuple[str, str, int], FileBeside]:
    """Return the files of a conversation.

    Returns:
        Each by the id of its message, "picture" or "attachment", and its number there from 0.
    """
    found: dict[tuple[str, str, int], FileBeside] = {}
    for message in messages:
        for place, picture in enumerate(pictures_of(message)):
            if picture.content:
                name = f"picture {len(found) + 1}{_SUFFIXES[picture.kind]}"
                found[message.id, "picture", place] = FileBeside(name, picture.content)
        for place, attached in enumerate(attachments_of(message)):
            if attached.text:
                stem = file_stem(attached.name, "attachment")
                # A lone half of a character, which a model may write, has no bytes.
                content = attached.text.encode("utf-8", "replace")
                name = f"{len(found) + 1} {stem}.txt"
                found[message.id, "attachment", place] = FileBeside(name, content)
    return found
