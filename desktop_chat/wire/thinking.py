"""Reasoning left in the content as `<think>...</think>`, split off as the content streams."""

from __future__ import annotations

from desktop_chat.core import events as ev

_OPEN, _CLOSE = "<think>", "</think>"


class ThinkingSplitter:
    """Splits content that begins with `<think>`; anywhere else the tag is text like any other."""

    def __init__(self) -> None:
        self._waiting = ""
        self._awaits: str | None = _OPEN

    def add(self, text: str) -> list[ev.TurnEvent]:
        """Return the reasoning and text that are certain so far; a piece of a tag waits."""
        if self._awaits is None:
            return [ev.TextAdded(text)]
        self._waiting += text
        if self._awaits == _OPEN:
            return self._before_opening()
        return self._inside()

    def close(self) -> list[ev.TurnEvent]:
        """Return what waits at the end of the stream."""
        rest, self._waiting = self._waiting, ""
        if not rest:
            return []
        return [ev.ReasoningAdded(rest) if self._awaits == _CLOSE else ev.TextAdded(rest)]

    def _before_opening(self) -> list[ev.TurnEvent]:
        start = self._waiting.lstrip()
        if start.startswith(_OPEN):
            self._awaits = _CLOSE
            self._waiting = start.removeprefix(_OPEN)
            return self._inside()
        if _OPEN.startswith(start):
            return []
        self._awaits = None
        return self.close()

    def _inside(self) -> list[ev.TurnEvent]:
        reasoning, tag, after = self._waiting.partition(_CLOSE)
        if not tag:
            certain = len(reasoning) - _length_of_begun(reasoning, _CLOSE)
            self._waiting = reasoning[certain:]
            return [ev.ReasoningAdded(reasoning[:certain])] if certain else []
        self._awaits = None
        self._waiting = ""
        found: list[ev.TurnEvent] = [ev.ReasoningAdded(reasoning)] if reasoning else []
        if after := after.lstrip("\n"):
            found.append(ev.TextAdded(after))
        return found


def _length_of_begun(text: str, tag: str) -> int:
    """Return how many characters at the end of the text may be the start of the tag."""
    for length in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:length]):
            return length
    return 0
