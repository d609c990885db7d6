"""The blocks of complete texts: found at once where that is quick, by a worker where it is not.

Owns which parses are under way and the last results. Must not know strips.
"""

from __future__ import annotations

from functools import partial
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_chat.markup.blocks import Block
from desktop_chat.markup.effort import ParsingCancelled
from desktop_chat.markup.parser import Parser
from desktop_chat.ui.transcript.worker import Worker

_MAX_KEPT = 4
_PAINTED_MS = 30
# What takes longer than a frame is waited for.
_CHARACTERS_AT_ONCE = 12_000

Blocks = tuple[Block, ...]
_Request = tuple[str, frozenset[int]]


class Parses(QObject):
    """Finds the blocks of texts.

    Attributes:
        parser: For this thread.

    Signals:
        arrived: A text whose blocks were not found at once, and now are.
    """

    arrived = Signal(str)

    def __init__(self, parser: Parser, parent: QObject | None = None) -> None:
        """Take the parser for what is quick."""
        super().__init__(parent)
        self.parser = parser
        self._late = _LateParser()
        self._worker = Worker("parser", self)
        self._under_way: dict[_Request, Event] = {}
        self._found: dict[_Request, Blocks] = {}
        self.destroyed.connect(self._late.cancelled.set)

    def blocks(self, text: str, patient_at: frozenset[int] = frozenset()) -> Blocks | None:
        """Return the blocks of a text, None where they follow later, with `arrived`.

        Args:
            text: As a message has it.
            patient_at: As of `Parser.parse`.
        """
        request = (text, patient_at)
        found = self._found.get(request)
        if found is None and not patient_at and len(text) <= _CHARACTERS_AT_ONCE:
            found = self.parser.parse_at_once(text)
        if found is None and request not in self._under_way:
            cancelled = self._under_way[request] = Event()
            # What is shown meanwhile is painted first: the worker would hold that up.
            QTimer.singleShot(_PAINTED_MS, self, partial(self._submit, request, cancelled))
        return found

    def cancel(self, text: str, patient_at: frozenset[int]) -> None:
        """Stop finding the blocks of a text with this patience; they do not follow."""
        cancelled = self._under_way.pop((text, patient_at), None)
        if cancelled is not None:
            cancelled.set()

    def _submit(self, request: _Request, cancelled: Event) -> None:
        if not cancelled.is_set():
            job = partial(self._late.parse, *request, cancelled)
            self._worker.submit(job, partial(self._keep, request, cancelled))

    def _keep(self, request: _Request, cancelled: Event, found: Blocks | None) -> None:
        if cancelled.is_set():
            return
        self._under_way.pop(request, None)
        if found is None:
            return
        self._found[request] = found
        while len(self._found) > _MAX_KEPT:
            del self._found[next(iter(self._found))]
        self.arrived.emit(request[0])


class _LateParser:
    """What the worker's thread uses: a parser of its own, and the sign to stop."""

    def __init__(self) -> None:
        self.cancelled = Event()
        self._parser: Parser | None = None

    def parse(self, text: str, patient_at: frozenset[int], cancelled: Event) -> Blocks | None:
        """Return the blocks of a text, None once it or all were cancelled."""
        if self._parser is None:
            self._parser = Parser()
        try:
            return self._parser.parse(
                text,
                patient_at=patient_at,
                is_cancelled=lambda: cancelled.is_set() or self.cancelled.is_set(),
            )
        except ParsingCancelled:
            return None
