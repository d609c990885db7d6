"""How the strips of a conversation look on paper, and which of them belong there.

Owns the look of paper and what is left out of a turn. Must not know pages and printers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPixmap
from typing_extensions import override

from desktop_chat.app.rows import TurnRow
from desktop_chat.ui.theme import icons
from desktop_chat.ui.theme.tokens import LIGHT
from desktop_chat.ui.transcript.blocks.highlight import Colored, Highlighter
from desktop_chat.ui.transcript.blocks.piece import Piece
from desktop_chat.ui.transcript.body import Workshop
from desktop_chat.ui.transcript.cards.strips import ActionsPiece, CaretPiece
from desktop_chat.ui.transcript.look import Look
from desktop_chat.ui.transcript.sequence import turns_for

_TEXT_PX = 12.5
"""At 96 pixels an inch this sets messages in ten points."""
_BETWEEN_TURNS = 24
_ICON_DENSITY = 4


class PaperLook(Look):
    """The light theme at a size for reading on paper, with letters that no screen's grid moves."""

    is_paper = True

    def __init__(self, family: str, direction: Qt.LayoutDirection) -> None:
        super().__init__(replace(LIGHT, text_px=_TEXT_PX), 1.0, family, direction)

    @override
    def _font(self, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = super()._font(factor, weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        # A PDF would give "fi" as one sign to who searches or copies it.
        font.setFeature(QFont.Tag("liga"), 0)
        return font

    @override
    def _code_font(self, factor: float) -> QFont:
        font = super()._code_font(factor)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    @override
    def icon(self, name: str, token: str, size: int = 16) -> QPixmap:
        side = self.px(size) * _ICON_DENSITY
        pixmap = QPixmap(icons.pixmap(name, self.color(token), side, self.direction))
        pixmap.setDevicePixelRatio(pixmap.devicePixelRatio() * _ICON_DENSITY)
        return pixmap


class WantedColors(Highlighter):
    """Takes down which code wants colours, to be found before it is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[tuple[Colored, str, str]] = []

    @override
    def request(self, piece: Colored, language: str, code: str) -> None:
        self.wanted.append((piece, language, code))


def paper_pieces(above: TurnRow | None, rows: Sequence[TurnRow], workshop: Workshop) -> list[Piece]:
    """Return the strips of some rows without what only a screen has.

    Args:
        above: The row before them, None where they are the first.
        rows: In their order.
        workshop: What makes strips, with a look of paper.
    """
    shown = [above, *rows] if above is not None else rows
    turns = turns_for([_still(row) for row in shown], workshop)
    pieces: list[Piece] = []
    for turn in turns[len(shown) - len(rows) :]:
        found = [p for p in turn.pieces if not isinstance(p, ActionsPiece | CaretPiece)]
        found[0].gap = workshop.look.px(_BETWEEN_TURNS)
        pieces += found
    return pieces


def _still(row: TurnRow) -> TurnRow:
    """Return a row without buttons, switches and clocks that run."""
    notice = row.notice
    if notice is not None:
        notice = replace(notice, actions=(), detail="", countdown_s=None)
    return replace(row, notice=notice, branch_count=1, branch_index=0)
