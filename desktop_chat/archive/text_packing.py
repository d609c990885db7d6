"""Long texts of rows, compressed: half of an archive's size would be text as it is.

A packed text is a byte that begins no UTF-8, how many bytes the text has, in digits, a line feed,
and raw DEFLATE (RFC 1951). A text that gains little stays text; rows of files before version 4 are
text until they are saved again. The form is part of the file's format.
"""

from __future__ import annotations

import zlib
from contextlib import suppress

_MARK = b"\xff"
_LEAST_BYTES = 128
_LEAST_GAIN = 0.9
_SHORT_BYTES = 4_096
_MOST_DIGITS = 12
_ANY_WINDOW = -15
# A short text fits a small window, which takes less time to set up; longer ones gain by more.
_SHORT = (1, zlib.DEFLATED, -12, 5)
_LONG = (6, zlib.DEFLATED, _ANY_WINDOW, 8)
_PIECE = 16


def packed(text: str) -> str | bytes:
    """Return a well-formed text as it is stored."""
    raw = text.encode()
    if len(raw) < _LEAST_BYTES:
        return text
    compressor = zlib.compressobj(*(_SHORT if len(raw) <= _SHORT_BYTES else _LONG))
    content = b"%b%d\n%b%b" % (_MARK, len(raw), compressor.compress(raw), compressor.flush())
    return content if len(content) < _LEAST_GAIN * len(raw) else text


def unpacked(stored: object) -> str:
    """Return the text of a column, which was read as it is stored or as bytes.

    Of a damaged one it is what can be read: what comes before the damage at least.
    """
    if not isinstance(stored, bytes):
        return str(stored or "")
    if not stored.startswith(_MARK):
        return stored.decode(errors="replace")
    head = stored[1 : _MOST_DIGITS + 2].partition(b"\n")[0]
    content = stored[len(head) + 2 :]
    try:
        raw = zlib.decompress(content, _ANY_WINDOW)
    except zlib.error:
        raw = _before_damage(content)
    return raw.decode(errors="replace")


def size_of(column: str) -> str:
    """Return the SQL of how many bytes the text of a column has, however it is stored."""
    digits = f"CAST(CAST(substr({column}, 2, {_MOST_DIGITS}) AS TEXT) AS INTEGER)"
    return f"CASE typeof({column}) WHEN 'blob' THEN {digits} ELSE octet_length({column}) END"


def _before_damage(content: bytes) -> bytes:
    reader = zlib.decompressobj(_ANY_WINDOW)
    found = bytearray()
    with suppress(zlib.error):
        for place in range(0, len(content), _PIECE):
            found += reader.decompress(content[place : place + _PIECE])
    return bytes(found)
