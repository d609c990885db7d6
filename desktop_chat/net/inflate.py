"""Bodies that come compressed although they were asked for plain, inflated in bounded pieces."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from desktop_chat.errors import NotAnEventStream

MAX_PIECE_BYTES = 64 * 1024

_AUTOMATIC_HEADER = zlib.MAX_WBITS | 32


class Inflater:
    """Takes the content encoding off a body, piece by piece.

    Args:
        encoding: The value of the Content-Encoding header, "" where there is none.

    Raises:
        NotAnEventStream: The encoding is none that the program knows.
    """

    def __init__(self, encoding: str) -> None:
        self._inflater = None
        if encoding in ("gzip", "x-gzip", "deflate"):
            self._inflater = zlib.decompressobj(_AUTOMATIC_HEADER)
        elif encoding not in ("", "identity"):
            raise NotAnEventStream(
                f"The endpoint compresses its answer in an unknown way ({encoding})."
            )

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the plain bytes of a piece, never more than 64 KiB at once where it is compressed.

        A reader that stops at its own limit so never holds more of a gzip bomb than that.

        Raises:
            NotAnEventStream: The data do not fit the encoding.
        """
        if self._inflater is None:
            yield piece
            return
        waiting = piece
        while waiting:
            try:
                plain = self._inflater.decompress(waiting, MAX_PIECE_BYTES)
            except zlib.error as error:
                raise NotAnEventStream(
                    "The endpoint's compressed answer is damaged.", detail=str(error)
                ) from error
            waiting = self._inflater.unconsumed_tail
            if plain:
                yield plain
