"""A JSON object too large to be held: put aside in a file, and read from there by its parts.

What stands before its long list is read as a whole, the list element by element. Owns that file,
which has no name and is gone with the program. Must not know what the parts mean.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from desktop_chat.core.conflict import entries
from desktop_chat.formats.json_splitting import CHUNK_BYTES, Piece, Splitter, decoded, pieces_of

_MOST_HEAD_BYTES = 4 << 20
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]', re.DOTALL)


class LargeRecord:
    """One object of a source, read from a file as often as it is asked for.

    Raises:
        OSError: There is no room for the file.
    """

    def __init__(self) -> None:
        file = tempfile.TemporaryFile(prefix="desktop-chat-import-")  # noqa: SIM115 - `close` does
        self._file = cast("BinaryIO", file)

    def write(self, content: bytes) -> None:
        """Add what comes next of it; raises OSError where there is no room."""
        self._file.write(content)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def head(self, list_name: str) -> dict[str, Any] | None:
        """Return what stands before the list of a name, None where it is no such object.

        The list itself is there, too, and empty.
        """
        found = self._before(list_name)
        return None if found is None else found[0] | {list_name: []}

    def elements(self, list_name: str) -> Iterator[Piece]:
        """Give the elements of the list, one in memory at a time, and nothing where there is none.

        What follows the list is not looked at.
        """
        found = self._before(list_name)
        if found is None:
            return
        self._file.seek(found[1])
        splitter = Splitter()
        while not splitter.has_ended and (chunk := self._file.read(CHUNK_BYTES)):
            for piece in splitter.feed(chunk):
                yield piece
                if splitter.has_ended:
                    return

    def _before(self, list_name: str) -> tuple[dict[str, Any], int] | None:
        """Return the members before the list, and where the list begins."""
        self._file.seek(0)
        raw = self._file.read(_MOST_HEAD_BYTES)
        place = _place_of(raw, f'"{list_name}"'.encode())
        if place is None:
            return None
        name, begin = place
        head = raw[:name].rstrip().removesuffix(b",") + b"}"
        for piece in pieces_of(io.BytesIO(head)):
            if not piece.problem:
                try:
                    return entries(decoded(piece.content)), begin
                except ValueError:
                    return None
        return None


def _place_of(raw: bytes, wanted: bytes) -> tuple[int, int] | None:
    """Return where the name of a list stands that is a member of the first object, and the list."""
    depth = 0
    name: re.Match[bytes] | None = None
    before: re.Match[bytes] | None = None
    for token in _TOKEN.finditer(raw):
        sign = token.group()
        if sign in (b"{", b"["):
            is_list = depth == 1 and sign == b"["
            if is_list and name is not None and name.group() == wanted:
                return name.start(), token.start()
            depth += 1
        elif sign in (b"}", b"]"):
            depth -= 1
            if depth <= 0:
                return None
        elif depth == 1:
            name = before if sign == b":" else None
        before = token
    return None
