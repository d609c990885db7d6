"""Tokens as people read them: blanks, line breaks and what cannot be seen as signs."""

from __future__ import annotations

from desktop_chat.core.unseen import deceptive_spans

_SIGNS = str.maketrans({" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍", "\u00a0": "⍽"})
_MOST_SHOWN = 40


def token_label(data: bytes) -> str:
    r"""Return a token on one line, from its bytes: " wall" is "␣wall", half a character "\xe2".

    It holds no blank and nothing that reorders or hides; one that is long is cut.
    """
    text = data.decode("utf-8", "backslashreplace")
    if len(text) > _MOST_SHOWN:
        text = text[: _MOST_SHOWN - 1] + "…"
    parts: list[str] = []
    position = 0
    for start, end in deceptive_spans(text, is_code=True):
        parts.append(text[position:start])
        parts += [f"⟨U+{ord(sign):04X}⟩" for sign in text[start:end]]
        position = end
    return "".join([*parts, text[position:]]).translate(_SIGNS)
