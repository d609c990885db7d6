"""Long texts that have been parsed, put on screen in short steps and without moving what is read.

Owns the steps, and how a place in a text is found again after its strips are others. Must not know
how texts are parsed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.layout import Anchor
from desktop_chat.ui.transcript.turn import Turn

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_STEPS_MS = 4
_ENDED = object()


class Reflow(QObject):
    """Changes the turns of a view whose texts arrive."""

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._expected: tuple[Anchor, int] | None = None
        self._under_way: deque[tuple[Turn, Iterator[None]]] = deque()
        self._steps = QTimer(self, interval=0)
        self._steps.timeout.connect(self._go_on)

    def expect(self, anchor: Anchor | None) -> None:
        """Remember where the reader was: a long text has its strips only when it arrives."""
        self._expected = None if anchor is None else (anchor, self._view.top)

    def text_parsed(self, text: str) -> None:
        """Show the blocks of a text for which turns have waited."""
        for _, turn in self._view.layout_.turns.kept():
            steps = turn.taking(text)
            if steps is not None:
                self._under_way.append((turn, steps))
                self._steps.start()

    def _go_on(self) -> None:
        """Take steps for some milliseconds; what else waits on this thread comes between."""
        clock = QElapsedTimer()
        clock.start()
        while self._under_way and clock.elapsed() < _STEPS_MS:
            turn, steps = self._under_way[0]
            if next(steps, _ENDED) is _ENDED:
                self._under_way.popleft()
                self._show(turn)
        if not self._under_way:
            self._steps.stop()

    def _show(self, turn: Turn) -> None:
        """Put the strips of a turn in their places."""
        view, layout = self._view, self._view.layout_
        number = layout.number_of(turn.row.message_id)
        if number < 0 or layout.turns[number] is not turn:
            return
        anchor = view.scroll_anchor()
        at_top = None if anchor is None else self._at_top(number)
        first = turn.take()
        if first < 0:
            return
        layout.refresh(number)
        view.selection.forget_turn(number)
        view.access.turn_changed(number, first)
        view.restore_anchor(self._expected_in(turn) or self._anchor_at(number, at_top) or anchor)
        self.expect(None)

    def _expected_in(self, turn: Turn) -> Anchor | None:
        """Return the remembered place, if it is in a turn and nobody has scrolled since."""
        if self._expected is None or self._expected[1] != self._view.top:
            return None
        anchor = self._expected[0]
        return anchor if anchor.message_id == turn.row.message_id else None

    def _at_top(self, number: int) -> tuple[float, int] | None:
        """Return what is at the upper edge, None where that is not in a turn's text.

        Returns:
            A character, and how many pixels above its block the edge is, at most 0.
        """
        view, layout = self._view, self._view.layout_
        place = layout.place_at(view.top)
        if place is None or place.turn != number:
            return None
        piece = layout.piece(place)
        if place.piece not in layout.turns[number].text_pieces or not isinstance(piece, LeafPiece):
            return None
        block, below = piece.leaf.block, view.top - layout.top_of(place)
        share = max(0, below) / max(1, piece.height)
        return block.start + share * (block.end - block.start), min(0, below)

    def _anchor_at(self, number: int, at_top: tuple[float, int] | None) -> Anchor | None:
        """Return where a character stands now."""
        turn = self._view.layout_.turns[number]
        if at_top is None or not turn.text_pieces:
            return None
        offset, above = at_top
        found, share = turn.text_pieces.start, 0.0
        for index in turn.text_pieces:
            piece = turn.pieces[index]
            if not isinstance(piece, LeafPiece) or piece.leaf.block.start > offset:
                break
            block = piece.leaf.block
            found, share = index, (offset - block.start) / max(1, block.end - block.start)
        turn.measure(found, self._view.layout_.width)
        height = max(1, turn.pieces[found].height)
        return Anchor(turn.row.message_id, found, min(1.0, share) + above / height)
