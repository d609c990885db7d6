"""The demonstration tool call: whether one is made, of which function, with what of the message.

There is no understanding here: a function is called because the request demands it, or because a
word of its name stands in the message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop_chat.practice.body import Function
from desktop_chat.practice.request import AUTO, REQUIRED
from desktop_chat.practice.tokens import words

# Words of many functions' names, which say nothing of what a message is about.
_VERBS = frozenset(
    {"get", "set", "do", "run", "fetch", "find", "make", "current", "the", "a", "to"}
)
_WORD_BREAK = re.compile(r"[_\-.\s]+|(?<=[a-z])(?=[A-Z])")
_QUOTED = re.compile(r"[\"“«„]([^\"”»“]+)[\"”»“]")
_CAPITAL = "[A-ZÀ-ÖØ-ÞА-ЯЁ]"
_NAME = re.compile(rf"(?<=[^\s.!?:]\s){_CAPITAL}\w+(?:\s{_CAPITAL}\w+)*")


def choose_function(functions: Sequence[Function], called: str, message: str) -> Function | None:
    """Return the function to call, None for an answer in words.

    Args:
        functions: Those the request offers.
        called: A name, REQUIRED or AUTO.
        message: The user's last message.
    """
    if called not in {AUTO, REQUIRED}:
        return next(function for function in functions if function.name == called)
    said = set(words(message))
    for function in functions:
        if function.name in message or not said.isdisjoint(_telling_words(function.name)):
            return function
    return functions[0] if called == REQUIRED else None


def phrases(message: str) -> tuple[str, ...]:
    """Return what a message puts in quotation marks, then its capitalised names."""
    quoted = _QUOTED.findall(message)
    names = _NAME.findall(_QUOTED.sub(" ", message))
    return tuple(dict.fromkeys([*quoted, *names]))


def _telling_words(name: str) -> set[str]:
    parts = {part.casefold() for part in _WORD_BREAK.split(name)}
    return parts - _VERBS - {""}
