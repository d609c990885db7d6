"""What a file is called at first after a title: readable, and taken by every system.

Owns which characters no file's name may hold. Knows nothing of the files that are there.
"""

from __future__ import annotations

import re
import unicodedata

MAX_STEM = 60
"""Characters, and at most twice as many bytes: with an id and a suffix a name stays below the 255
bytes of common file systems."""

# Windows refuses these and the names of its devices, "/" is a folder's end everywhere.
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_REFUSED = frozenset('<>:"/\\|?*')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
# Persian and Hindi are written with these, and emoji; other signs without a picture are not kept.
_JOINERS = frozenset("\u200c\u200d")


def file_stem(title: str, untitled: str) -> str:
    """Return a file's name for a title, without suffix: 1 to `MAX_STEM` characters.

    Args:
        title: Anything. What a system refuses becomes "_", white space one space; signs that
            nobody sees, and the dots at the ends that hide a file or are cut off, are left out.
        untitled: The name where nothing of the title is left.
    """
    shown = "".join(map(_kept, " ".join(title.split())))
    cut = shown[:MAX_STEM].encode("utf-8", "ignore")[: 2 * MAX_STEM].decode("utf-8", "ignore")
    stem = cut.strip(" .") or untitled
    return f"{stem}_"[-MAX_STEM:] if _DEVICE.fullmatch(stem) else stem


def _kept(character: str) -> str:
    if character in _REFUSED:
        return "_"
    is_seen = unicodedata.category(character)[0] != "C" or character in _JOINERS
    return character if is_seen else ""
