"""The selected part of the conversation, and what of it goes to the clipboard.

Owns positions and copying. The clipboard gets Markdown source as plain text and as Markdown, and
HTML without anything that would be loaded. Must not know pointers and keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from desktop_chat.core.message import Role
from desktop_chat.markup.html import html_of
from desktop_chat.markup.parser import Parser, normalised
from desktop_chat.ui.transcript.blocks.flow import Gap
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.layout import Place, TranscriptLayout
from desktop_chat.ui.transcript.turn import Turn


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters: which strip, and how many UTF-16 units into its text."""

    place: Place
    offset: int


class Selection:
    """What is selected: from `anchor` to `head`, in either order; None for nothing.

    Positions hold while answers grow, because text only grows at its end.
    """

    def __init__(self, layout: TranscriptLayout) -> None:
        self._layout = layout
        self._messages: tuple[str, str] = ("", "")
        self.anchor: Position | None = None
        self.head: Position | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor is None or self.head is None or self.anchor == self.head

    def begin(self, position: Position) -> None:
        """Start a selection."""
        self.anchor = self.head = position
        self._note_messages()

    def extend(self, position: Position) -> None:
        """Move the selection's head."""
        if self.anchor is None:
            self.anchor = position
        self.head = position
        self._note_messages()

    def select(self, start: Position, end: Position) -> None:
        """Select from one position to another."""
        self.anchor, self.head = start, end
        self._note_messages()

    def select_all(self) -> None:
        """Select the whole conversation."""
        turns = self._layout.turns
        if turns:
            last = Place(len(turns) - 1, len(turns[-1].pieces) - 1)
            end = Position(last, self._layout.piece(last).length)
            self.select(Position(Place(0, 0), 0), end)

    def clear(self) -> None:
        """Select nothing."""
        self.anchor = self.head = None

    def forget_turn(self, number: int) -> None:
        """Select nothing if an end is in a turn whose strips are numbered anew."""
        if any(end is not None and end.place.turn == number for end in (self.anchor, self.head)):
            self.clear()

    def shift(self, above: int) -> None:
        """Take over that so many turns came in above the first."""
        if self.anchor is not None and self.head is not None:
            self.anchor, self.head = _shifted(self.anchor, above), _shifted(self.head, above)

    def forget_lost(self) -> None:
        """Select nothing if the turns at its ends are gone or stand elsewhere."""
        if self.anchor is None or self.head is None:
            return
        numbers = (self.anchor.place.turn, self.head.place.turn)
        if any(
            self._layout.number_of(m) != n for m, n in zip(self._messages, numbers, strict=True)
        ):
            self.clear()

    def _note_messages(self) -> None:
        if self.anchor is not None and self.head is not None:
            turns = self._layout.turns
            ends = (turns[self.anchor.place.turn], turns[self.head.place.turn])
            self._messages = (ends[0].row.message_id, ends[1].row.message_id)

    def bounds(self) -> tuple[Position, Position] | None:
        """Return the earlier and the later end, None where nothing is selected."""
        if self.anchor is None or self.head is None or self.anchor == self.head:
            return None
        return min(self.anchor, self.head), max(self.anchor, self.head)

    def range_in(self, place: Place, piece: Piece) -> tuple[int, int] | None:
        """Return which part of a strip's text is selected."""
        bounds = self.bounds()
        if bounds is None or not piece.is_text:
            return None
        start, end = bounds
        if not start.place <= place <= end.place:
            return None
        first = start.offset if place == start.place else 0
        last = end.offset if place == end.place else piece.length
        return (first, last) if last > first else None

    def text(self) -> str:
        """Return what is selected as it is seen, "" where nothing is or it spans strips."""
        bounds = self.bounds()
        if bounds is None or bounds[0].place != bounds[1].place:
            return ""
        piece = self._layout.piece(bounds[0].place)
        return piece.text_between(bounds[0].offset, bounds[1].offset)

    def copy(self, parser: Parser) -> None:
        """Put what is selected on the clipboard."""
        bounds = self.bounds()
        if bounds is None:
            return
        start, end = bounds
        markdown: list[str] = []
        html: list[str] = []
        for number in range(start.place.turn, end.place.turn + 1):
            turn = self._layout.turns[number]
            if start.place.turn < number < end.place.turn:
                markdown.append(turn.row.text)
                html.append(turn_html(turn, parser))
            else:
                part = self._part_of(number)
                markdown.append(part[0])
                html.append(part[1])
        _to_clipboard("\n\n".join(filter(None, markdown)), "\n".join(html))

    def _part_of(self, number: int) -> tuple[str, str]:
        """Return Markdown and HTML of the selected part of a turn."""
        turn = self._layout.turns[number]
        source = normalised(turn.row.text)
        markdown = ""
        html: list[str] = []
        for index, piece in enumerate(turn.pieces):
            selected = self.range_in(Place(number, index), piece)
            if selected is None:
                continue
            is_whole = selected == (0, piece.length)
            text = piece.text_between(*selected)
            if is_whole and isinstance(piece, LeafPiece) and index in turn.text_pieces:
                block = piece.leaf.block
                text = source[block.start : block.end] or text
                html.append(html_of((block,)))
            else:
                html.append(f"<p>{escape(text)}</p>")
            tight = isinstance(piece, LeafPiece) and piece.leaf.gap is Gap.ITEM
            markdown += (("\n" if tight else "\n\n") if markdown else "") + text
        return markdown, "\n".join(html)


def _shifted(position: Position, above: int) -> Position:
    place = position.place
    return Position(Place(place.turn + above, place.piece), position.offset)


def clipboard_data(layout: TranscriptLayout, parser: Parser, number: int) -> None:
    """Put a whole turn on the clipboard."""
    turn = layout.turns[number]
    _to_clipboard(turn.row.text, turn_html(turn, parser))


def turn_html(turn: Turn, parser: Parser) -> str:
    """Return a turn's text as HTML that loads nothing."""
    if turn.row.role in (Role.USER, Role.TOOL):
        return f"<p>{escape(turn.row.text)}</p>".replace("\n", "<br>")
    return html_of(parser.parse(turn.row.text))


def _to_clipboard(markdown: str, html: str) -> None:
    data = QMimeData()
    data.setText(markdown)
    data.setHtml(html)
    data.setData("text/markdown", QByteArray(markdown.encode("utf-8", "replace")))
    QGuiApplication.clipboard().setMimeData(data)
