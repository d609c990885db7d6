"""What is painted already: moved where the conversation moves, painted anew only where it changed.

Owns which pixels a frame touches. Must not know how anything is laid out or painted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView

_JOINED_WASTE = 1.25


@dataclass(frozen=True, slots=True)
class Painted:
    """What was on screen before a frame: the view's place, the total height, the last strip."""

    top: int
    total: int
    last: Piece | None


class Repainter:
    """Asks for as little painting as leaves the view as if it were painted afresh."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._sticking_px = 0

    def painted(self) -> Painted:
        """Return what is on screen, to compare with after a change."""
        layout = self._view.layout_
        last = layout.turns[-1] if layout.turns else None
        strips = last.pieces if last is not None and last.is_built else None
        return Painted(self._view.top, layout.total, strips[-1] if strips else None)

    def repaint_from(self, place: Place, before: Painted) -> None:
        """Have painted what a frame changed from a strip on, and move what it did not."""
        view = self._view
        port = view.viewport().rect()
        moved = before.top - view.top
        first = max(0, self._changed_from(place))
        end = self._changed_to(place, before, port.height())
        if moved and abs(moved) < port.height():
            self.move(moved, first + max(0, -moved))
        elif moved:
            first, end = 0, port.height()
        view.viewport().update(0, first, port.width(), end - first)

    def move(self, moved: int, end: int | None = None) -> None:
        """Move what is painted above a height, but for what sticks to the upper edge."""
        view = self._view
        port = view.viewport().rect()
        height = port.height() if end is None else min(end, port.height())
        view.viewport().scroll(0, moved, QRect(0, 0, port.width(), height))
        place = view.layout_.place_at(view.top)
        sticking = view.layout_.piece(place).sticky_px if place is not None else 0
        height = max(sticking, self._sticking_px)
        self._sticking_px = sticking
        if height:
            view.viewport().update(0, 0, port.width(), height + max(0, moved))

    def _changed_from(self, place: Place) -> int:
        """Return above which height of the viewport nothing looks different."""
        view, layout = self._view, self._view.layout_
        line_px = view.look.line_px
        turn = layout.turns[place.turn]
        if place.piece >= len(turn.pieces):
            y = layout.top_of_turn(place.turn) + turn.height
        else:
            piece = turn.pieces[place.piece]
            y = layout.top_of(place)
            changed_from, piece.changed_from = piece.changed_from, 0
            if changed_from:
                # A change may decide anew how the line above it breaks.
                return y + changed_from - line_px - view.top
            y -= piece.gap
        # The caret was at most two lines above what is new.
        return y - 2 * line_px - view.top

    def _changed_to(self, place: Place, before: Painted, height: int) -> int:
        """Return below which height of the viewport nothing looks different."""
        view, layout = self._view, self._view.layout_
        number = len(layout.turns) - 1
        last = layout.turns[number].pieces[-1]
        has_stayed = layout.total - view.top == before.total - before.top
        if not has_stayed or place.turn != number or last is not before.last:
            return height
        end = layout.top_of_turn(number + 1) - last.height - view.top
        return max(0, min(height, end))


def parts_to_paint(region: QRegion) -> list[QRect]:
    """Return the rectangles of a region, or the one around them where that is hardly larger."""
    bounds = region.boundingRect()
    # The binding can be iterated, which its stubs do not say.
    parts = list(cast("Iterable[QRect]", region))
    area = sum(part.width() * part.height() for part in parts)
    if bounds.width() * bounds.height() <= area * _JOINED_WASTE:
        return [bounds]
    return parts
