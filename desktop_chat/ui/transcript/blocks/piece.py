"""What all strips of the transcript have in common: height, painting, text and targets.

Owns the contract between the view and what it shows. Must not know any kind of strip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop_chat.ui.transcript.look import Look

LINK = "link"
COPY_CODE = "copy_code"
SAVE_CODE = "save_code"
TOGGLE = "toggle"
COMMAND = "command"
RENDER = "render"
TO_NOTE = "to_note"
TO_MARK = "to_mark"
IN_TEXT = frozenset((LINK, TO_NOTE, TO_MARK))
"""Targets that are words of the text, and no buttons beside it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something in a strip that acts when it is clicked or activated by key.

    Attributes:
        kind: LINK, COPY_CODE, SAVE_CODE, TOGGLE (a matter of the strip itself), COMMAND,
            RENDER (lay out after all what is shown as it was written, or stop that),
            TO_NOTE (from its mark to a footnote), or TO_MARK (back).
        value: The link's target, the command's id, the footnote's number, or what is toggled.
        rect: Its place in the strip.
        name: What it is called aloud; plain text.
        tip: What the tooltip says; plain text.
    """

    kind: str
    value: str
    rect: QRectF
    name: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class HitRange:
    """Positions of a search hit from and to; `is_current` is the one the reader is led to."""

    start: int
    end: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class TintRange:
    """Positions from and to of a tinted stretch, and which class of tint it is, from 1."""

    start: int
    end: int
    step: int


@dataclass(slots=True)
class PaintState:
    """How a strip looks at the moment, beyond what it is.

    Attributes:
        selection: Positions of the selected text from and to, None for none.
        hovered: Number of the target under the pointer, -1 for none.
        focused: Number of the target with the keyboard's focus, -1 for none.
        is_active: Whether the pointer or the focus is in this turn, or it is the last one.
        clip: What needs painting, in the strip's coordinates.
        view_top: Where the view's upper edge is, in the strip's coordinates.
        has_caret: Whether the growing end of an answer is here.
        hits: What a search found in the text.
        tints: Stretches with another ground, one after the other; none that is seen may be left
            out, others may.
        token: Positions of the token that the reader has chosen, None for none.
    """

    selection: tuple[int, int] | None = None
    hovered: int = -1
    focused: int = -1
    is_active: bool = False
    clip: QRectF = field(default_factory=QRectF)
    view_top: float = 0.0
    has_caret: bool = False
    hits: tuple[HitRange, ...] = ()
    tints: Sequence[TintRange] = ()
    token: tuple[int, int] | None = None


class Piece:
    """A strip across the column, measured when it first comes into sight at a width.

    Attributes:
        gap: Distance to the strip above, in pixels; not part of `height`.
        height: As measured last, or as estimated.
        is_text: Whether the pointer selects in it.
        sticky_px: Height of what stays at the view's upper edge while the strip passes it.
        changed_from: Height in the strip above which its last growth changed nothing.
        is_kept_with_next: Whether no page ends under the strip.
        repeated_px: Height of what stands again at the top of each further page.
    """

    is_text = False
    is_kept_with_next = False
    repeated_px = 0

    def __init__(self, look: Look, gap: int = 0) -> None:
        self.look = look
        self.gap = gap
        self.height = look.line_px
        self.width = 0
        self.sticky_px = 0
        self.changed_from = 0
        self._measured_width = -1

    @property
    def is_rtl(self) -> bool:
        """Whether the strip is read from right to left."""
        return self.look.is_rtl

    def is_measured(self, width: int) -> bool:
        """Tell whether `height` holds at this width."""
        return self._measured_width == width

    def measure(self, width: int) -> None:
        """Lay the strip out at a width and set `height`."""
        self.width = width
        self.height = self.laid_out(width)
        self._measured_width = width

    def invalidate(self) -> None:
        """Make the strip be laid out anew before it is next painted."""
        self._measured_width = -1

    def laid_out(self, width: int) -> int:
        """Lay the content out at a width and return the height."""
        raise NotImplementedError

    def paint(self, painter: QPainter, state: PaintState) -> None:
        """Paint the strip with its upper left corner at the origin."""
        raise NotImplementedError

    def targets(self) -> list[Target]:
        """Return what can be activated in the strip, in reading order; measured strips only."""
        return []

    def refresh_formulas(self) -> None:
        """Show formulas whose pictures have arrived; the strip may ask to be measured again."""

    def toggle(self, value: str) -> None:
        """Switch a matter of the strip itself; the strip may ask to be measured again."""

    @property
    def length(self) -> int:
        """Number of text positions, in UTF-16 units."""
        return 0

    @property
    def shown_text(self) -> str:
        """The text in which positions count: a picture is U+FFFC, a new line may be U+2029."""
        return ""

    def text_between(self, start: int, end: int) -> str:
        """Return the text between two positions as it is copied."""
        return ""

    def position_at(self, point: QPointF) -> int:
        """Return the text position nearest to a point."""
        return 0

    def word_at(self, position: int) -> tuple[int, int]:
        """Return where the word at a position begins and ends."""
        return position, position

    def position_rect(self, position: int) -> QRectF:
        """Return where a text position is: a thin upright rectangle."""
        return QRectF(0, 0, 1, self.height)

    def reveal(self, position: int) -> None:
        """Show a position that the strip itself hides; it may ask to be measured again."""

    def breaks(self) -> list[float]:
        """Return the heights at which a page may end in the strip, from above."""
        return []

    def is_arrow(self, point: QPointF) -> bool:
        """Tell whether the pointer is no text cursor at a point."""
        return not self.is_text


def breaks_between(bottoms: Sequence[float]) -> list[float]:
    """Return where a page may end in a text whose lines end at these heights.

    No line stands alone at the end of a page, or at the top of one.
    """
    return list(bottoms[1:-2])


def paint_focus(painter: QPainter, look: Look, rect: QRectF, radius: int = 4) -> None:
    """Paint the ring around what has the keyboard's focus."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("focus"), look.theme.focus_px))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), radius, radius)
    painter.restore()


def paint_card(
    painter: QPainter, rect: QRectF, fill: QColor, border: QColor | None, radius: int
) -> None:
    """Paint a filled rounded rectangle, with a frame one pixel wide where a colour is given."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(QPen(border, 1))
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def paint_hit(painter: QPainter, look: Look, rect: QRectF, *, is_current: bool) -> None:
    """Paint the ground of what a search found, and a frame around the one the reader is led to."""
    paint_card(painter, rect, look.color("mark"), None, 2)
    if is_current:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 3, 3)
        painter.restore()
