"""Pictures that a conversation of a source only points to: they lie in files beside it.

A file is found by the beginning of its name and known by what it holds. Owns the limits on what is
taken. Must not know a format.
"""

from __future__ import annotations

import base64
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice

import msgspec

from desktop_chat.core.message import Message
from desktop_chat.formats.import_content import MOST_PICTURE_CHARACTERS
from desktop_chat.formats.import_format import Brought, Fate, FilePicture, NodeFate

MISSING = "a picture of it is not in the source, or cannot be read"
MOST_PICTURE_BYTES = MOST_PICTURE_CHARACTERS // 4 * 3 - 64
_MOST_HELD = 16 << 20
_MOST_SHOWN = 4 << 30
_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"))
_PART_CHARACTERS = 4 << 20

SourceFile = tuple[str, Callable[[], bytes]]
"""A file's name without its folders, and what reads it, to a byte more than is taken of one.

Reading raises OSError or ValueError.
"""


class SourceFiles:
    """The files of a folder or ZIP.

    Args:
        files: Gives them; called where a picture is asked for, and once.
    """

    def __init__(self, files: Callable[[], Iterable[SourceFile]]) -> None:
        self._files = files
        self._left = _MOST_SHOWN

    def may_show(self, characters: int) -> bool:
        """Return whether so much more may be shown: a file that many messages point to is small."""
        self._left -= characters
        return self._left >= 0

    def picture(self, name: str) -> str | None:
        """Return a picture as a data: URL; None where there is none, or none that can be shown.

        Args:
            name: That of its file, or what its name begins with before a sign that is no letter.
        """
        place = bisect_left(self._names, name)
        for found, read in islice(self._sorted, place, None):
            if not name or not found.startswith(name):
                break
            if not found[len(name) : len(name) + 1].isalnum():
                return _picture(read)
        return None

    @cached_property
    def _sorted(self) -> list[SourceFile]:
        return sorted(self._files(), key=lambda file: file[0])

    @cached_property
    def _names(self) -> list[str]:
        return [name for name, _ in self._sorted]


def _picture(read: Callable[[], bytes]) -> str | None:
    try:
        content = read()
    except (OSError, ValueError):
        return None
    kind = next((kind for begins, kind in _KINDS if content.startswith(begins)), "")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "webp"
    if not kind or len(content) > MOST_PICTURE_BYTES:
        return None
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def illustrated(brought: Brought, files: SourceFiles | None) -> Brought:
    """Return a conversation with the pictures that it points to.

    Where they are too many to be held its messages come in parts. What is not found keeps its sign,
    and its node says so.

    Args:
        brought: As its format gives it.
        files: Where the pictures are, None for nowhere.
    """
    if not brought.pictures:
        return brought
    wanted = {each.message_id: each.pictures for each in brought.pictures}
    found: dict[str, str | None] = {}
    held = 0
    for name, uses in Counter(p.name for each in wanted.values() for p in each).items():
        url = None if files is None else files.picture(name)
        if url is not None and files is not None and not files.may_show(uses * len(url)):
            url = None
        held += len(url or "")
        found[name] = url if held <= _MOST_HELD else url and ""
    lacking = {
        each.node_id
        for each in brought.pictures
        if any(found[picture.name] is None for picture in each.pictures)
    }
    nodes = tuple(_noted(node) if node.id in lacking else node for node in brought.nodes)
    whole = msgspec.structs.replace(brought, nodes=nodes, pictures=())
    if held <= _MOST_HELD:
        shown = tuple(_shown(each, wanted.get(each.id, ()), found.get) for each in brought.messages)
        return msgspec.structs.replace(whole, messages=shown)

    def again(name: str) -> str | None:
        return files.picture(name) if files is not None and found[name] is not None else None

    messages = (_shown(each, wanted.get(each.id, ()), again) for each in brought.messages)
    return msgspec.structs.replace(whole, messages=(), later=_parts(messages))


def _noted(node: NodeFate) -> NodeFate:
    is_silent = node.fate is Fate.IMPORTED and not node.reason
    return msgspec.structs.replace(node, reason=MISSING) if is_silent else node


def _shown(
    message: Message, pictures: tuple[FilePicture, ...], get: Callable[[str], str | None]
) -> Message:
    text, urls = message.text, list[str]()
    for picture in pictures:
        if url := get(picture.name):
            urls.append(url)
            for sign in picture.signs:
                text = _without(text, sign)
    if not urls:
        return message
    return msgspec.structs.replace(message, text=text, images=(*message.images, *urls))


def _without(text: str, sign: str) -> str:
    """Return a text of paragraphs without one of them."""
    paragraphs = text.split("\n\n")
    if sign in paragraphs:
        paragraphs.remove(sign)
    return "\n\n".join(paragraphs)


def _parts(messages: Iterable[Message]) -> Iterator[tuple[Message, ...]]:
    part: list[Message] = []
    weight = 0
    for message in messages:
        part.append(message)
        weight += len(message.text) + sum(map(len, message.images))
        if weight >= _PART_CHARACTERS:
            yield tuple(part)
            part, weight = [], 0
    yield tuple(part)
