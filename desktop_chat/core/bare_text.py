"""A few words of Markdown as they are read on one line of a list, without its commonest marks.

Owns which marks go. Links stay as they are written: their address may be what is looked for. Must
not know what Markdown makes of a text.
"""

from __future__ import annotations

import re

# What has been matched is never given back (`*+`): a long run of blanks would take half a minute.
_MARKS = re.compile(
    r"^[ ]*+(?:#{1,6} |(?:> ?)++|[-*+] (?:\[[ xX]\] )?|(?:`{3,}|~{3,})\S*+"
    r"|(?=[|: -]*+$)(?=[|: -]*?---)[|: -]*+)"
    r"|\*\*|__|~~|`",
    re.MULTILINE,
)
# One star or underscore is as often no mark: it counts where a near one closes it.
_SLANTED = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]{1,100})(?<=\S)\1(?![\w*_])")


def without_marks(text: str) -> str:
    """Return a text without the marks of Markdown in it; its lines stay lines."""
    return _SLANTED.sub(r"\2", _MARKS.sub("", text))
