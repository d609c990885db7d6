"""Reasoning left in the content as `<think>...</think>`, split off as the content streams."""

from __future__ import annotations

from enum import Enum

from desktop_chat.core import events as ev

_OPEN, _CLOSE = "<think>", "</think>"


class _Place(Enum):
    """Where in the content the splitter is."""

    START = "start"
    REASONING = "reasoning"
    GAP = "gap"
    TEXT = "text"


class ThinkingSplitter:
    """Splits content that begins with `<think>`; anywhere else the tag is text like any other."""

    def __init__(self) -> None:
        self._place = _Place.START
        self._waiting = ""

    def add(self, text: str) -> list[ev.TurnEvent]:
        """Return the reasoning and the text that are certain so far; a piece of a tag waits."""
        found: list[ev.TurnEvent] = []
        self._waiting += text
        if self._place is _Place.START:
            self._pass_opening()
        if self._place is _Place.REASONING:
            self._take_reasoning(found)
        if self._place is _Place.GAP:
            # The blank lines between reasoning and answer belong to neither.
            self._waiting = self._waiting.lstrip("\n")
            self._place = _Place.TEXT if self._waiting else _Place.GAP
        if self._place is _Place.TEXT:
            found.extend(self.close())
        return found

    def close(self) -> list[ev.TurnEvent]:
        """Return what waits at the end of the stream."""
        rest, self._waiting = self._waiting, ""
        if not rest:
            return []
        is_reasoning = self._place is _Place.REASONING
        return [ev.ReasoningAdded(rest) if is_reasoning else ev.TextAdded(rest)]

    def _pass_opening(self) -> None:
        start = self._waiting.lstrip()
        if start.startswith(_OPEN):
            self._place = _Place.REASONING
            self._waiting = start.removeprefix(_OPEN)
        elif not _OPEN.startswith(start):
            self._place = _Place.TEXT

    def _take_reasoning(self, found: list[ev.TurnEvent]) -> None:
        reasoning, tag, after = self._waiting.partition(_CLOSE)
        if tag:
            self._place = _Place.GAP
            self._waiting = after
        else:
            certain = len(reasoning) - _length_of_begun_tag(reasoning)
            reasoning, self._waiting = reasoning[:certain], reasoning[certain:]
        if reasoning:
            found.append(ev.ReasoningAdded(reasoning))


def _length_of_begun_tag(text: str) -> int:
    """Return how many characters at the end of the text may be the start of the closing tag."""
    for length in range(min(len(_CLOSE) - 1, len(text)), 0, -1):
        if text.endswith(_CLOSE[:length]):
            return length
    return 0
