"""What belongs to a message beside its text: pictures, and files with what was read in them.

Knows the API's forms of both. Loads nothing: a picture that lies elsewhere is only its address.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, cast

from msgspec import Struct

from desktop_chat.core.conflict import entries
from desktop_chat.core.message import Message

_PICTURE = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,", re.IGNORECASE)


class Picture(Struct, frozen=True):
    """A picture in a message.

    Attributes:
        kind: "png", "jpeg", "gif" or "webp"; "" where it lies elsewhere, or cannot be read.
        content: Its bytes, empty then.
        address: Where it lies, "" where it is in the message.
    """

    kind: str = ""
    content: bytes = b""
    address: str = ""


class Attachment(Struct, frozen=True):
    """A file that was sent along, as the endpoint gave it back.

    Attributes:
        name: As its sender called it.
        text: What was read in it, "" where that is not kept.
    """

    name: str
    text: str = ""


def pictures_of(message: Message) -> tuple[Picture, ...]:
    """Return the pictures of a message, in their order."""
    return tuple(map(_picture, message.images))


def attachments_of(message: Message) -> tuple[Attachment, ...]:
    """Return the files of a message, in their order."""
    files = (entries(each.get("file")) for each in message.annotations if _is(each, "file"))
    return tuple(Attachment(str(file.get("name") or ""), attached_text(file)) for file in files)


def attached_text(file: dict[str, Any]) -> str:
    """Return the text that was read in a file, from the API's {"content": [{"text": ...}]}."""
    content = file.get("content")
    parts = map(entries, cast("list[object]", content) if isinstance(content, list) else ())
    return "\n".join(str(part.get("text") or "") for part in parts if _is(part, "text"))


def _is(part: dict[str, Any], kind: str) -> bool:
    return part.get("type") == kind


def _picture(url: str) -> Picture:
    found = _PICTURE.match(url)
    if found is None:
        return Picture(address=url) if url.startswith(("http://", "https://")) else Picture()
    try:
        content = base64.b64decode("".join(url[found.end() :].split()), validate=True)
    except (binascii.Error, ValueError):
        return Picture()
    kind = found[1].lower()
    return Picture("jpeg" if kind == "jpg" else kind, content)
