"""Bodies that come compressed although they were asked for plain, inflated in bounded pieces."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from desktop_chat.errors import NotAnEventStream

MAX_PIECE_BYTES = 64 * 1024

_AUTOMATIC_HEADER = zlib.MAX_WBITS | 32


async def plain_pieces(pieces: AsyncIterator[bytes], encoding: str) -> AsyncIterator[bytes]:
    """Yield a body without its content encoding, never more than 64 KiB at once.

    A reader that stops at its own limit so never holds more of a gzip bomb than that.

    Raises:
        NotAnEventStream: The encoding is none that the program knows, or the data do not fit it.
    """
    if encoding in ("", "identity"):
        async for piece in pieces:
            yield piece
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise NotAnEventStream(
            f"The endpoint compresses its answer in an unknown way ({encoding})."
        )
    inflater = zlib.decompressobj(_AUTOMATIC_HEADER)
    async for piece in pieces:
        waiting = piece
        while waiting:
            try:
                plain = inflater.decompress(waiting, MAX_PIECE_BYTES)
            except zlib.error as error:
                raise NotAnEventStream(
                    "The endpoint's compressed answer is damaged.", detail=str(error)
                ) from error
            waiting = inflater.unconsumed_tail
            if plain:
                yield plain
