"""What goes from the conversation to the clipboard: as text, as Markdown and as HTML at once.

Whole blocks are copied as the source they were written in, parts of one as they are seen. The HTML
holds nothing that would be loaded. Owns these forms. Must not know pointers and keys.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QObject, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from shiboken6 import isValid

from desktop_chat.app.rows import TurnRow
from desktop_chat.core.message import Role
from desktop_chat.markup.blocks import Block, CodeBlock
from desktop_chat.markup.html import html_of
from desktop_chat.markup.parser import Parser, normalised
from desktop_chat.ui.transcript.blocks.flow import BULLETS, QUOTE, Gap, Leaf
from desktop_chat.ui.transcript.blocks.leaf import LeafPiece
from desktop_chat.ui.transcript.layout import Place
from desktop_chat.ui.transcript.selection import Position
from desktop_chat.ui.transcript.worker import Worker

if TYPE_CHECKING:
    from desktop_chat.ui.transcript.turn import Turn
    from desktop_chat.ui.transcript.view import TranscriptView

_LATER_CHARACTERS = 50_000
"""HTML of a longer text is made beside the window and follows."""


@dataclass(slots=True)
class _Part:
    """A stretch that is copied: its Markdown, and its HTML or what the HTML is made from."""

    markdown: str
    html: str = ""
    row: TurnRow | None = None
    is_tight: bool = False


class Copying(QObject):
    """Copies from one view.

    Attributes:
        worker: Makes what takes long.

    Signals:
        copied: A text has gone to the clipboard.
        rows_wanted: Numbers of the first and last row of a selection of which some are not in
            memory; who can read them calls `copy_rows`.
    """

    copied = Signal(str)
    rows_wanted = Signal(int, int)

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._parser = Parser()
        self.worker = Worker("copying", self)

    def copy_selection(self) -> None:
        """Put what is selected on the clipboard."""
        bounds = self._view.selection.bounds()
        if bounds is None:
            return
        first, last = bounds[0].place.turn, bounds[1].place.turn
        inner = self._rows_between(first, last)
        is_there = len(inner) == max(0, last - first - 1)
        if not is_there or self._is_waiting(first) or self._is_waiting(last):
            self.rows_wanted.emit(first, last)
        else:
            self._put(self._parts(bounds, inner))

    def copy_rows(self, rows: Sequence[TurnRow]) -> None:
        """Put what is selected on the clipboard, with these rows for all of its turns."""
        bounds = self._view.selection.bounds()
        if bounds is None:
            return
        first, last = bounds[0].place.turn, bounds[1].place.turn
        parts = self._parts(bounds, rows[1:-1])
        # Turns far from the screen have no strips to tell what of them is selected.
        if self._is_waiting(first):
            parts.insert(0, _Part(rows[0].text, row=rows[0]))
        if last > first and self._is_waiting(last):
            parts.append(_Part(rows[-1].text, row=rows[-1]))
        self._put(parts)

    def _is_waiting(self, number: int) -> bool:
        return self._view.source.row(number) is None

    def copy_message(self, message_id: str) -> None:
        """Put a message on the clipboard."""
        number = self._view.layout_.number_of(message_id)
        if number >= 0:
            row = self._view.layout_.turns[number].row
            self._put([_Part(row.text, row=row)])

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard as it is."""
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def offer_primary(self) -> None:
        """Let a middle click elsewhere paste what is selected, where the desktop knows that."""
        clipboard, bounds = QGuiApplication.clipboard(), self._view.selection.bounds()
        if bounds is None or not clipboard.supportsSelection():
            return
        inner = self._rows_between(bounds[0].place.turn, bounds[1].place.turn)
        clipboard.setText(_joined(self._parts(bounds, inner)), QClipboard.Mode.Selection)

    def _rows_between(self, first: int, last: int) -> list[TurnRow]:
        """Return the rows between two turns that are in memory."""
        view = self._view
        numbers = range(first + 1, last)
        return [view.layout_.turns[n].row for n in numbers if view.source.row(n) is not None]

    def _parts(self, bounds: tuple[Position, Position], inner: Sequence[TurnRow]) -> list[_Part]:
        first, last = bounds[0].place.turn, bounds[1].place.turn
        parts = list(self._parts_of(first))
        parts += [_Part(row.text, row=row) for row in inner]
        if last > first:
            parts += self._parts_of(last)
        return [part for part in parts if part.markdown]

    def _parts_of(self, number: int) -> Iterator[_Part]:
        """Give what is selected of a turn, block by block."""
        turn = self._view.layout_.turns[number]
        ranges = self._ranges(number)
        whole = {n for n, (start, end) in ranges.items() if (start, end) == (0, _length(turn, n))}
        if _is_all(turn, whole):
            yield _Part(turn.row.text, row=turn.row)
            return
        source = normalised(turn.row.text)
        blocks = self._whole_blocks(turn, ranges, whole)
        passed = -1
        for piece_number, (start, end) in ranges.items():
            piece = turn.pieces[piece_number]
            if piece_number <= passed:
                continue
            block = blocks.get(piece_number)
            if block is not None:
                passed = block[1]
                yield _Part(source[block[0].start : block[0].end], html_of((block[0],)))
            elif isinstance(piece, LeafPiece):
                is_whole = piece_number in whole and piece_number in turn.text_pieces
                text = piece.text_between(start, end)
                yield _leaf_part(piece.leaf, source if is_whole else "", text, turn, piece_number)
            else:
                text = piece.text_between(start, end)
                yield _Part(text, _paragraph(text))

    def _ranges(self, number: int) -> dict[int, tuple[int, int]]:
        """Return the selected stretch of each strip of a turn that has one."""
        found: dict[int, tuple[int, int]] = {}
        for index, piece in enumerate(self._view.layout_.turns[number].pieces):
            selected = self._view.selection.range_in(Place(number, index), piece)
            if selected is not None:
                found[index] = selected
        return found

    def _whole_blocks(
        self, turn: Turn, ranges: dict[int, tuple[int, int]], whole: set[int]
    ) -> dict[int, tuple[Block, int]]:
        """Return the top-level blocks all of whose text is selected, by their first strip.

        Each comes with the number of its last strip.
        """
        numbers = [n for n in turn.text_pieces if n in ranges]
        if len(numbers) < 2 and not whole:
            return {}
        by_start: dict[int, list[int]] = {}
        blocks = self._parser.parse(turn.row.text)
        starts = sorted(block.start for block in blocks)
        for number in turn.text_pieces:
            piece = turn.pieces[number]
            if isinstance(piece, LeafPiece):
                at = bisect_right(starts, piece.leaf.block.start) - 1
                by_start.setdefault(starts[at] if at >= 0 else -1, []).append(number)
        found: dict[int, tuple[Block, int]] = {}
        for block in blocks:
            inside = by_start.get(block.start, [])
            spoken = [n for n in inside if _length(turn, n)]
            if spoken and all(n in whole for n in spoken):
                found[spoken[0]] = (block, inside[-1])
        return found

    def _put(self, parts: list[_Part]) -> None:
        text = _joined(parts)
        if sum(len(part.markdown) for part in parts) <= _LATER_CHARACTERS:
            _to_clipboard(text, _html(parts, self._parser))
        else:
            data = _to_clipboard(text, "")

            def add_html(html: str) -> None:
                # Qt deletes what another copy has taken the place of.
                if isValid(data):
                    _to_clipboard(text, html)

            self.worker.submit(lambda: _html(parts, Parser()), add_html)
        self.copied.emit(text)


def _length(turn: Turn, number: int) -> int:
    return turn.pieces[number].length if turn.pieces[number].is_text else 0


def _is_all(turn: Turn, whole: set[int]) -> bool:
    """Tell whether all of a turn's own text is selected."""
    numbers = turn.text_pieces
    if turn.row.role is Role.USER:
        numbers = range(len(turn.pieces))
    spoken = [n for n in numbers if _length(turn, n)]
    return bool(spoken) and all(number in whole for number in spoken) and not _above(turn, whole)


def _above(turn: Turn, whole: set[int]) -> bool:
    """Tell whether anything above the text is selected: reasoning, arguments of tools."""
    return turn.row.role is not Role.USER and any(n < turn.text_pieces.start for n in whole)


def _leaf_part(leaf: Leaf, source: str, text: str, turn: Turn, number: int) -> _Part:
    """Return a leaf, from its source where it is whole, else as the text that is seen of it.

    Its source begins with its line, and so with the marks of the lists and quotes around it.
    """
    block, markdown, html = leaf.block, text, _paragraph(text)
    if source:
        markdown = source[block.start : block.end] or text
        html = html_of((block,))
    elif isinstance(block, CodeBlock):
        html = f"<pre><code>{escape(text)}</code></pre>"
    if leaf.marker and source:
        tag = "ul" if leaf.marker in BULLETS else f'ol start="{leaf.marker.rstrip(".")}"'
        html = f"<{tag}><li>{html}</li></{tag[:2]}>"
    elif any(level.kind == QUOTE for level in leaf.indents) and source:
        html = f"<blockquote>{html}</blockquote>"
    return _Part(markdown, html, is_tight=leaf.gap is Gap.ITEM and number > turn.text_pieces.start)


def _paragraph(text: str) -> str:
    return "<p>" + escape(text).replace("\n", "<br>") + "</p>"


def _joined(parts: Sequence[_Part]) -> str:
    text = ""
    for part in parts:
        text += (("\n" if part.is_tight else "\n\n") if text else "") + part.markdown
    return text


def _html(parts: Sequence[_Part], parser: Parser) -> str:
    found = "\n".join(
        row_html(part.row, parser) if part.row is not None else part.html for part in parts
    )
    # Items that stand one by one become one list.
    return found.replace("</ul>\n<ul>", "")


def row_html(row: TurnRow, parser: Parser) -> str:
    """Return a row's text as HTML that loads nothing."""
    if row.role in (Role.USER, Role.TOOL):
        return _paragraph(row.text)
    return html_of(parser.parse(row.text))


def _to_clipboard(markdown: str, html: str) -> QMimeData:
    data = QMimeData()
    data.setText(markdown)
    if html:
        data.setHtml(html)
    data.setData("text/markdown", QByteArray(markdown.encode("utf-8", "replace")))
    QGuiApplication.clipboard().setMimeData(data)
    return data
