"""A secret text that no log, repr, traceback or encoder shows.

It knows nothing of where it is kept.
"""

from __future__ import annotations

from typing import NoReturn

from desktop_chat.core.redaction import MASK
from desktop_chat.errors import BadField

VISIBLE_ASCII = frozenset(chr(code) for code in range(0x21, 0x7F))

SHORTEST_HIDDEN = 6
"""A shorter text is no secret, such as the "none" given to a server that asks for any key."""


class Secret:
    """An API key in memory.

    The text is reachable only by `reveal()`; `repr`, `str`, `format`, pickling and msgspec never
    give it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def from_input(cls, text: str) -> Secret:
        """Return the secret a person typed or pasted, without surrounding white space.

        Raises:
            BadField: It is empty, or has characters that no HTTP header may carry.
        """
        stripped = text.strip()
        if not stripped:
            raise BadField("The key is empty.", advice="Paste the key and try again.")
        if not VISIBLE_ASCII.issuperset(stripped):
            raise BadField(
                "The key has spaces or characters that no key has.",
                advice="Copy the key again, as one word without spaces.",
            )
        return cls(stripped)

    def reveal(self) -> str:
        """Return the text itself; for the request header and the keyring only."""
        return self._text

    def hidden_in(self, text: str) -> str:
        """Return a text with this secret masked in it, for what a server says in return."""
        return text.replace(self._text, MASK) if len(self._text) >= SHORTEST_HIDDEN else text

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")
