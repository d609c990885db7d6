"""How likely the tokens of the answers on screen were, in their places: which strips hold which.

Owns the way from tokens to strips and positions, and which token the reader has chosen. What is
known of the tokens is told to it, and asked for when an answer that has some is painted. Must not
know where it is kept, nor how a tint looks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF

from desktop_chat.app.token_report import UNKNOWN, TokenReport
from desktop_chat.core.message import MessageState
from desktop_chat.core.signal import Signal
from desktop_chat.markup.parser import normalised
from desktop_chat.ui.transcript.access.places import lay_out, show_part
from desktop_chat.ui.transcript.alignment import Alignment
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.piece import Piece, TintRange
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.seen import seen_text
from desktop_chat.ui.transcript.source_map import SourceMap
from desktop_chat.ui.transcript.turn import Turn

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_KEPT_REPORTS = 16
_RING = 4


class TintMode(StrEnum):
    """What the colour of a token says."""

    PROBABILITY = "probability"
    ENTROPY = "entropy"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class _Token:
    """Positions of a token in its strip, and its index in the answer."""

    start: int
    end: int
    index: int


@dataclass(slots=True)
class _Known:
    """What is known of one answer: `row_text` as it was when it was compared with the report's."""

    report: TokenReport
    placed: list[int]
    starts: list[int]
    row_text: str | None = None


@dataclass(slots=True)
class _Strip:
    """The tokens in one strip, as long as its turn does not change.

    It does not hold the strip: that is the turn's, and goes with it.
    """

    version: int
    report: TokenReport
    tokens: list[_Token]
    tints: dict[TintMode, Sequence[TintRange]] = field(
        default_factory=dict[TintMode, Sequence[TintRange]]
    )


class TokenTints:
    """Knows the tokens of one view's answers."""

    def __init__(self, view: TranscriptView) -> None:
        self.wanted: Signal[str] = Signal()
        """The tokens of this message are to be shown and are not known."""
        self.mode = TintMode.OFF
        self._view = view
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asked: set[str] = set()
        self._strips: WeakKeyDictionary[Piece, _Strip] = WeakKeyDictionary()
        self._chosen: tuple[str, int] | None = None

    # What is told ------------------------------------------------------------------------------

    def set_mode(self, mode: TintMode) -> None:
        """Show another figure of the tokens, or none."""
        self.mode = mode
        self._view.viewport().update()

    def take(self, report: TokenReport) -> None:
        """Take what is known of an answer's tokens."""
        placed = [index for index, span in enumerate(report.spans) if span is not None]
        starts = [span[0] for span in report.spans if span is not None]
        self._asked.discard(report.message_id)
        self._known[report.message_id] = _Known(report, placed, starts)
        while len(self._known) > _KEPT_REPORTS:
            self._known.popitem(last=False)
        self._strips.clear()
        self._view.viewport().update()

    def forget(self) -> None:
        """Forget all that is known: another conversation is shown."""
        self._known.clear()
        self._asked.clear()
        self._strips.clear()
        self._chosen = None

    def choose(self, chosen: tuple[str, int] | None) -> None:
        """Put the ring around a token, by its message and index."""
        self._chosen = chosen
        self._view.viewport().update()

    # What is asked -----------------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[str, int] | None:
        """The token with the ring."""
        return self._chosen

    def report(self, message_id: str) -> TokenReport | None:
        """Return what is known of an answer's tokens."""
        known = self._known.get(message_id)
        return known.report if known is not None else None

    def ranges_in(self, place: Place) -> Sequence[TintRange]:
        """Return the tints of a strip."""
        if self.mode is TintMode.OFF:
            return ()
        strip = self._strip(place)
        if strip is None:
            return ()
        if self.mode not in strip.tints:
            report = strip.report
            is_entropy = self.mode is TintMode.ENTROPY
            steps = report.entropy_steps if is_entropy else report.probability_steps
            strip.tints[self.mode] = [
                TintRange(token.start, token.end, steps[token.index])
                for token in strip.tokens
                if steps[token.index] not in (0, UNKNOWN)
            ]
        return strip.tints[self.mode]

    def chosen_in(self, place: Place) -> tuple[int, int] | None:
        """Return the positions of the chosen token in a strip."""
        chosen = self._chosen
        if chosen is None or self._turn(place).row.message_id != chosen[0]:
            return None
        strip = self._strip(place)
        found = (t for t in strip.tokens if t.index == chosen[1]) if strip is not None else ()
        return next(((token.start, token.end) for token in found), None)

    def token_at(self, point: QPoint) -> tuple[str, int] | None:
        """Return the token under a point of the viewport, by its message and index."""
        place = self._view.place_at(point)
        strip = self._strip(place) if place is not None else None
        if place is None or strip is None:
            return None
        local = QPointF(point - self._view.rect_of(place).topLeft())
        piece = self._view.layout_.piece(place)
        position = piece.position_at(local)
        number = bisect_right(strip.tokens, position, key=lambda token: token.start)
        for token in strip.tokens[max(0, number - 2) : number + 1]:
            if any(rect.contains(local) for rect in _rects(piece, token)):
                return self._turn(place).row.message_id, token.index
        return None

    def rect_of(self, message_id: str, index: int) -> QRect | None:
        """Return where the first line of a token is in the viewport, None where it is not shown."""
        found = self._place_of(message_id, index)
        if found is None:
            return None
        place, token = found
        piece = self._view.layout_.piece(place)
        rect = _rects(piece, token)[0]
        return rect.toAlignedRect().translated(self._view.rect_of(place).topLeft())

    def is_rtl(self, message_id: str, index: int) -> bool:
        """Tell whether a token stands in a text that is read from right to left."""
        found = self._place_of(message_id, index)
        return found is not None and self._view.layout_.piece(found[0]).is_rtl

    def reveal(self, message_id: str, index: int) -> None:
        """Bring a token into sight."""
        found = self._place_of(message_id, index)
        if found is None:
            return
        place, token = found
        lay_out(self._view, place)
        piece = self._view.layout_.piece(place)
        piece.reveal(token.start)
        rect = _rects(piece, token)[0]
        show_part(self._view, place, round(rect.top()) - _RING, round(rect.bottom()) + _RING)

    def beside(self, message_id: str, index: int, step: int) -> int | None:
        """Return the index of the next token that is shown, before or behind; None at the end."""
        known = self._known.get(message_id)
        if known is None:
            return None
        number = bisect_left(known.placed, index)
        if step > 0:
            number = bisect_right(known.placed, index)
        else:
            number -= 1
        while 0 <= number < len(known.placed):
            if self._place_of(message_id, known.placed[number]) is not None:
                return known.placed[number]
            number += step
        return None

    # How it is found ---------------------------------------------------------------------------

    def _turn(self, place: Place) -> Turn:
        return self._view.layout_.turns[place.turn]

    def _known_of(self, turn: Turn) -> _Known | None:
        row = turn.row
        if not row.logprob_count or row.state is MessageState.STREAMING:
            return None
        known = self._known.get(row.message_id)
        if known is not None and known.row_text is not row.text:
            if normalised(row.text) == known.report.text:
                known.row_text = row.text
            else:
                del self._known[row.message_id]
                known = None
        if known is None and row.message_id not in self._asked:
            self._asked.add(row.message_id)
            self.wanted.emit(row.message_id)
        return known

    def _strip(self, place: Place) -> _Strip | None:
        turn = self._turn(place)
        if place.piece not in turn.text_pieces:
            return None
        known = self._known_of(turn)
        piece = turn.pieces[place.piece]
        if known is None or not isinstance(piece, LeafPiece) or not piece.is_text:
            return None
        strip = self._strips.get(piece)
        if strip is None or strip.version != turn.version or strip.report is not known.report:
            strip = _Strip(turn.version, known.report, _tokens_in(piece, known))
            self._strips[piece] = strip
        return strip

    def _place_of(self, message_id: str, index: int) -> tuple[Place, _Token] | None:
        known = self._known.get(message_id)
        spans = known.report.spans if known is not None else ()
        span = spans[index] if 0 <= index < len(spans) else None
        number = self._view.layout_.number_of(message_id)
        if known is None or span is None or number < 0:
            return None
        turn = self._view.layout_.turns[number]
        for piece_number in turn.text_pieces:
            piece = turn.pieces[piece_number]
            if not isinstance(piece, LeafPiece) or piece.leaf.block.end <= span[0]:
                continue
            strip = self._strip(Place(number, piece_number))
            for token in strip.tokens if strip is not None else ():
                if token.index == index:
                    return Place(number, piece_number), token
            if piece.leaf.block.start >= span[1]:
                break
        return None


def _tokens_in(piece: LeafPiece, known: _Known) -> list[_Token]:
    """Return the tokens that a strip shows."""
    report, block = known.report, piece.leaf.block
    places = SourceMap(piece.leaf, report.text)
    seen, formulas = seen_text(piece.leaf)
    alignment = Alignment(seen, piece.shown_text, formulas)
    first = max(0, bisect_right(known.starts, block.start) - 1)
    found: list[_Token] = []
    for index in known.placed[first : bisect_left(known.starts, block.end)]:
        span = report.spans[index]
        word = report.text[span[0] : span[1]] if span is not None else ""
        if span is None or not word.strip():
            continue
        lead, trail = len(word) - len(word.lstrip()), len(word) - len(word.rstrip())
        read = places.span(span[0] + lead, span[1] - trail)
        # A formula is a picture, and stands for many tokens.
        if read is None or any(start < read[1] and end > read[0] for start, end in formulas):
            continue
        start, end = alignment.span(*read)
        if end > start:
            found.append(_Token(start, end, index))
    return found


def _rects(piece: Piece, token: _Token) -> list[QRectF]:
    """Return where a token stands in its strip, line by line."""
    rects: list[QRectF] = []
    for position in range(token.start, token.end):
        here, there = piece.position_rect(position), piece.position_rect(position + 1)
        rect = QRectF(here)
        if there.top() == here.top():
            left, right = sorted((here.left(), there.left()))
            rect = QRectF(left, here.top(), max(1.0, right - left), here.height())
        if rects and rects[-1].top() == rect.top():
            rects[-1] = rects[-1].united(rect)
        else:
            rects.append(rect)
    return rects
