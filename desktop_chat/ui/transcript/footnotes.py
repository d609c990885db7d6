"""The way from a footnote's mark to the footnote, and back.

Owns where a jump ends. Must not know how marks and notes look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_chat.ui.transcript.access.places import lay_out
from desktop_chat.ui.transcript.blocks.flow import leaf_text
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.piece import TO_MARK, TO_NOTE
from desktop_chat.ui.transcript.layout import Place

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.view import TranscriptView


class FootnoteJumps:
    """Leads from marks to notes in one view, and back to the mark that the reader came from."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._left: tuple[str, int, int] = ("", 0, 0)

    def jump(self, place: Place, number: int) -> None:
        """Give the focus to the other end of a target of kind TO_NOTE or TO_MARK."""
        target = self._view.pointer.target(place, number)
        if target is None:
            return
        if target.kind == TO_NOTE:
            found = self._find(self._texts(place), TO_MARK, target.value)
            if found is not None:
                message = self._view.layout_.turns[place.turn].row.message_id
                self._left = (message, place.piece, number)
        else:
            found = self._left_mark(place.turn, target.value) or self._find(
                self._texts(place), TO_NOTE, target.value
            )
        if found is not None:
            self._view.keys.focus_target(*found)

    def _texts(self, place: Place) -> list[Place]:
        """Return the strips of the text that a strip belongs to: the answer, or the reasoning."""
        texts = self._view.layout_.turns[place.turn].text_pieces
        numbers = texts if place.piece in texts else range(texts.start)
        return [Place(place.turn, number) for number in numbers]

    def _left_mark(self, turn: int, value: str) -> tuple[Place, int] | None:
        """Return the mark that was left for a note, None where it is not there any more."""
        message, piece, number = self._left
        shown = self._view.layout_.turns[turn]
        if shown.row.message_id != message or piece >= len(shown.pieces):
            return None
        place = Place(turn, piece)
        lay_out(self._view, place)
        target = self._view.pointer.target(place, number)
        is_there = target is not None and (target.kind, target.value) == (TO_NOTE, value)
        return (place, number) if is_there else None

    def _find(self, places: list[Place], kind: str, value: str) -> tuple[Place, int] | None:
        """Return the first target of a kind and value; what cannot have it is not laid out."""
        for place in places:
            piece = self._view.layout_.piece(place)
            if not isinstance(piece, LeafPiece):
                continue
            is_note = str(piece.leaf.note) == value
            if not (is_note if kind == TO_MARK else f"[{value}]" in leaf_text(piece.leaf)):
                continue
            lay_out(self._view, place)
            for number, target in enumerate(piece.targets()):
                if (target.kind, target.value) == (kind, value):
                    return place, number
        return None
