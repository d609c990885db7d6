"""Where strips go on pages: cut between lines and rows, headings with what follows them.

Owns the arithmetic of pages. Must not know how anything is painted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_chat.ui.transcript.blocks.piece import Piece

_MOST_KEPT = 0.5
"""Of a page's height: a longer run of headings is not kept together."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a strip, and where on the page it stands.

    Attributes:
        top: Where the part begins in the strip.
        bottom: Where it ends.
        y: Where its beginning stands on the page.
        above: Free room above it on the page, for bars that reach up.
    """

    piece: Piece
    top: float
    bottom: float
    y: float
    above: float = 0.0


class Pages:
    """Places strips one under another.

    Args:
        draw: Called with each slice in order.
        turn_page: Called between pages; gives where the next one's content begins and ends.
        top: Where the first page's content begins.
        bottom: Where it ends.
    """

    def __init__(
        self,
        draw: Callable[[Slice], None],
        turn_page: Callable[[], tuple[float, float]],
        top: float,
        bottom: float,
    ) -> None:
        self._draw = draw
        self._turn_page = turn_page
        self._y = top
        self._bottom = bottom
        self._is_fresh = True
        self._page_height = bottom - top
        self._kept: list[Piece] = []

    def add(self, piece: Piece) -> None:
        """Take the next strip, which has been measured."""
        self._kept.append(piece)
        kept_height = sum(each.gap + each.height for each in self._kept)
        if piece.is_kept_with_next and kept_height < self._page_height * _MOST_KEPT:
            return
        self.finish()

    def finish(self) -> None:
        """Place what was kept back for what would follow."""
        kept, self._kept = self._kept, []
        if not kept:
            return
        needed = sum(each.gap + each.height for each in kept[:-1])
        needed += kept[-1].gap + self._least(kept[-1])
        if not self._is_fresh and self._y + needed > self._bottom:
            self._next_page()
        for piece in kept:
            self._place(piece)

    def turn(self) -> None:
        """Go on at the head of the next page."""
        self.finish()
        self._next_page()

    def _least(self, piece: Piece) -> float:
        """Return how much of a strip has to stand under what is above it."""
        return min([*piece.breaks(), piece.height])

    def _next_page(self) -> None:
        self._y, self._bottom = self._turn_page()
        self._page_height = self._bottom - self._y
        self._is_fresh = True

    def _place(self, piece: Piece) -> None:
        gap = 0 if self._is_fresh else piece.gap
        self._y += gap
        top, breaks = 0.0, piece.breaks()
        while piece.height - top > self._bottom - self._y:
            ends = [end for end in breaks if top < end <= top + self._bottom - self._y]
            if ends:
                top = self._put(piece, top, ends[-1], gap)
            elif self._is_fresh:
                # Nothing allows a cut, and no page is large enough.
                top = self._put(piece, top, top + self._bottom - self._y, gap)
            self._next_page()
            gap = 0
            if top:
                self._repeat(piece)
        self._put(piece, top, piece.height, gap)

    def _put(self, piece: Piece, top: float, bottom: float, above: float) -> float:
        self._draw(Slice(piece, top, bottom, self._y, above))
        self._y += bottom - top
        self._is_fresh = False
        return bottom

    def _repeat(self, piece: Piece) -> None:
        """Put a table's header over the rows that follow."""
        height = piece.repeated_px
        if 0 < height < self._page_height * _MOST_KEPT:
            self._put(piece, 0, height, 0)
            self._is_fresh = True
