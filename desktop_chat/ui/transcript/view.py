"""The conversation on screen: a scroll area that lays out and paints only what is in sight.

Owns scrolling, following the end, and when to paint. Strips paint themselves; the pointer, the
keyboard and the selection have objects of their own. Must not know sessions, the archive or the
network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from desktop_chat.app.row_source import ListedRows, RowSource
from desktop_chat.app.rows import TurnRow
from desktop_chat.markup.parser import Parser
from desktop_chat.ui.theme.tokens import Theme
from desktop_chat.ui.transcript.access.tree import TranscriptAccess, interface_for
from desktop_chat.ui.transcript.arrivals import Arrivals
from desktop_chat.ui.transcript.blocks.highlight import Highlighter
from desktop_chat.ui.transcript.blocks.math_images import MathImages
from desktop_chat.ui.transcript.body import Workshop
from desktop_chat.ui.transcript.caret_blink import CaretBlink
from desktop_chat.ui.transcript.copying import Copying
from desktop_chat.ui.transcript.frames import FRAME_MS, RowFrames
from desktop_chat.ui.transcript.hits import TranscriptHits
from desktop_chat.ui.transcript.jump import JumpButton
from desktop_chat.ui.transcript.keys import TranscriptKeys
from desktop_chat.ui.transcript.layout import Anchor, Place, TranscriptLayout
from desktop_chat.ui.transcript.look import Look
from desktop_chat.ui.transcript.paint import paint_transcript
from desktop_chat.ui.transcript.parses import Parses
from desktop_chat.ui.transcript.pictures import Pictures
from desktop_chat.ui.transcript.pointer import TranscriptPointer
from desktop_chat.ui.transcript.reflow import Reflow
from desktop_chat.ui.transcript.repaint import Repainter, parts_to_paint
from desktop_chat.ui.transcript.scroll_bar import SteadyScrollBar
from desktop_chat.ui.transcript.selection import Selection
from desktop_chat.ui.transcript.token_tints import TokenTints
from desktop_chat.ui.transcript.turn import Turn

_FOLLOW_PX = 48
_MARGIN = 20
_MAX_SHIFTS, _MAX_PASSES = 6, 40
_COUNTDOWN_MS = 200


class TranscriptView(QAbstractScrollArea):
    """Shows the turns of one conversation.

    Signals:
        action_requested: A command's id and the id of the message it is about.
        link_activated: The target of a link that was clicked; http, https or mailto.
        save_requested: A text to be written to a file, and a name for the file.
    """

    action_requested = Signal(str, str)
    link_activated = Signal(str)
    save_requested = Signal(str, str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, frame_ms: int = FRAME_MS
    ) -> None:
        """Draw with a theme; rows that grow are painted at most once per `frame_ms`."""
        super().__init__(parent)
        self._set_up_area()
        self._bar = SteadyScrollBar.put_in(self)
        self.source: RowSource = ListedRows(())
        self.layout_ = TranscriptLayout()
        self.destroyed.connect(self.layout_.clear)
        self.pictures = Pictures(self)
        self.pictures.changed.connect(self._images_arrived)
        self._images = MathImages(self)
        self._images.arrived.connect(self._images_arrived)
        self._highlighter = Highlighter(self)
        self._highlighter.colored.connect(self.viewport().update)
        self._reflow = Reflow(self)
        self._parses = self._new_parses()
        self.look = Look(theme, direction=self.layoutDirection())
        self._workshop = self._new_workshop()
        self.selection, self.copying = Selection(self.layout_), Copying(self)
        self.hits, self.access = TranscriptHits(self), TranscriptAccess(self)
        QAccessible.installFactory(interface_for)
        self.pointer, self.keys = TranscriptPointer(self), TranscriptKeys(self)
        self.arrivals, self.tints = Arrivals(self), TokenTints(self)
        self.frames = RowFrames(self, frame_ms)
        self.frames.ready.connect(self._show_frame)
        self.blink = CaretBlink(self)
        self._countdown = QTimer(self, interval=_COUNTDOWN_MS)
        self._countdown.timeout.connect(self._count_down)
        self._repainter = Repainter(self)
        self._top, self._is_following, self._is_adjusting = 0, True, False
        self.jump_button = JumpButton(self)
        self.jump_button.clicked.connect(self.scroll_to_end)
        self._style_parts()

    def _set_up_area(self) -> None:
        self.setAccessibleName("Conversation")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_rows(self, rows: Sequence[TurnRow]) -> None:
        """Show these rows; strips of rows that did not change are kept."""
        self.show_source(ListedRows(rows))

    def show_source(self, source: RowSource) -> None:
        """Show the rows of a source and follow it; turns that it shares with the last one stay."""
        if source is self.source:
            return
        kept = self.layout_.turns.kept()
        is_same = any(source.index_of(turn.row.message_id) >= 0 for _, turn in kept)
        anchor = self.scroll_anchor() if is_same else None
        self.source = source
        self.arrivals.listen(source)
        self.frames.clear()
        self.layout_.show(source, self._workshop)
        self.rows_renumbered()
        self.restore_anchor(anchor)
        self._catch_up(turn for _, turn in self.layout_.turns.kept())

    def rows_renumbered(self) -> None:
        """Follow turns to where they stand now."""
        self.selection.forget_lost()
        self.keys.forget_lost()
        self.access.turns_changed()
        self._countdown.start()

    def update_row(self, row: TurnRow) -> None:
        """Show a newer state of a row; painted with the next frame, at most 30 a second."""
        self.frames.add(row)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._set_look(Look(theme, self.look.scale, self.look.family, self.layoutDirection()))

    def set_message_scale(self, scale: float) -> None:
        """Draw messages at another size; 1 is 100 %."""
        self._set_look(Look(self.look.theme, scale, self.look.family, self.layoutDirection()))

    def set_message_font(self, family: str) -> None:
        """Draw messages in another font family; "" is the system's."""
        self._set_look(Look(self.look.theme, self.look.scale, family, self.layoutDirection()))

    def scroll_to_end(self) -> None:
        """Go to the end and follow it."""
        self._is_following = True
        self.settle()
        self.viewport().update()

    def focus_message(self, message_id: str) -> None:
        """Give a message the keyboard's focus and bring it into sight."""
        number = self.layout_.number_of(message_id)
        if number >= 0:
            self.setFocus()
            self.arrivals.bring(number)
            self.keys.focus_turn(number)
            self.arrivals.hold_turn(message_id)

    def scroll_anchor(self) -> Anchor | None:
        """Return what stands at the upper edge, None where the end is followed."""
        return None if self._is_following else self.layout_.anchor_at(self._top)

    def restore_anchor(self, anchor: Anchor | None) -> None:
        """Bring an anchor back to the upper edge; None is the end."""
        top = self.layout_.top_at(anchor) if anchor is not None else None
        if anchor is None or top is None:
            self.scroll_to_end()
        else:
            self.scroll_to(top)
            self.arrivals.hold(anchor)
            self._reflow.expect(anchor)

    @property
    def top(self) -> int:
        """What height of the conversation is at the upper edge."""
        return self._top

    def show_band(self, top: int, bottom: int) -> None:
        """Scroll as little as brings a band of the conversation into sight."""
        height = self.viewport().height()
        if top < self._top or bottom > self._top + height:
            self.scroll_to(top if top < self._top else min(top, bottom - height))

    def scroll_to(self, top: int) -> None:
        """Bring a height of the conversation to the upper edge."""
        self.arrivals.let_go()
        self.move_to(top)

    def move_to(self, top: int) -> None:
        """Bring a height to the upper edge; a place that is held stays held."""
        self._top = top
        self._is_following = False
        self.settle(is_jump=True)
        self._is_following = self._distance_to_end() <= _FOLLOW_PX
        self.viewport().update()

    def scroll_by(self, distance: int) -> None:
        """Scroll, keeping what stays in sight in step; downwards is positive."""
        self.arrivals.let_go()
        standing = self.arrivals.standing() if distance < 0 else None
        self._top += distance
        self._is_following = False
        if standing is None:
            self.settle()
        else:
            # What comes in above may be higher than was thought; it must push nothing out of sight.
            self.arrivals.let_stand(standing[0], standing[1] - distance)
        self._is_following = self._distance_to_end() <= _FOLLOW_PX
        self.viewport().update()

    def turns_in_sight(self) -> tuple[int, int]:
        """Return the numbers of the first and the last turn in sight."""
        return self.layout_.turns_between(self._top, self._top + self.viewport().height() - 1)

    @property
    def column_left(self) -> int:
        """Where the column begins in the viewport; the scroll bar does not move it."""
        return (self.width() - self.layout_.width) // 2 - self.viewport().x()

    def place_at(self, point: QPoint) -> Place | None:
        """Return the strip at, or nearest to, a point of the viewport."""
        return self.layout_.place_at(point.y() + self._top)

    def rect_of(self, place: Place) -> QRect:
        """Return where a strip is in the viewport."""
        piece = self.layout_.piece(place)
        y = self.layout_.top_of(place) - self._top
        return QRect(self.column_left, y, self.layout_.width, piece.height)

    def repaint_turn(self, number: int) -> None:
        """Have a turn painted anew."""
        if 0 <= number < len(self.layout_.turns):
            top = self.layout_.top_of_turn(number) - self._top
            bottom = self.layout_.top_of_turn(number + 1) - self._top
            self.viewport().update(0, top - 8, self.viewport().width(), bottom - top + 16)

    def piece_changed(self, place: Place) -> None:
        """Lay a strip out anew that wants another height, without moving what is above it."""
        self.layout_.turns[place.turn].measure(place.piece, self.layout_.width)
        self.layout_.refresh(place.turn)
        self.settle()
        self.viewport().update()

    def render_anyway(self, place: Place) -> None:
        """Lay out, however long it takes, what a strip shows as it was written; or stop that."""
        self.layout_.turns[place.turn].render_anyway(place.piece)
        self.piece_changed(place)

    def _new_parses(self) -> Parses:
        parses = Parses(Parser(), self)
        parses.arrived.connect(self._reflow.text_parsed)
        return parses

    def _new_workshop(self) -> Workshop:
        parser, images = self._parses.parser, self._images
        colors, pictures = self._highlighter, self.pictures
        return Workshop(self.look, parser, images, colors, pictures, self._parses)

    def _style_parts(self) -> None:
        self.verticalScrollBar().setSingleStep(self.look.line_px)
        self.jump_button.set_look(self.look)

    def _set_look(self, look: Look) -> None:
        anchor = self.scroll_anchor()
        self.look = look
        self._style_parts()
        self._workshop = self._new_workshop()
        self.layout_.set_workshop(self._workshop)
        self._resized(anchor)

    def _show_frame(self, rows: list[TurnRow]) -> None:
        before = self._repainter.painted()
        changed_from: Place | None = None
        for row in rows:
            number = self.layout_.number_of(row.message_id)
            if number < 0:
                continue
            place = Place(number, self._update_turn(number, row))
            if row.notice is not None and row.notice.countdown_s:
                self._countdown.start()
            self.layout_.refresh(number)
            changed_from = place if changed_from is None else min(changed_from, place)
        if changed_from is not None:
            self.settle()
            self._repainter.repaint_from(changed_from, before)

    def _update_turn(self, number: int, row: TurnRow) -> int:
        turn = self.layout_.turns[number]
        text_from = turn.text_pieces.start
        first = turn.update(row)
        if turn.text_pieces.start != text_from:
            self.selection.forget_turn(number)
        self.access.turn_changed(number, first)
        self._catch_up([turn])
        return first

    def _catch_up(self, turns: Iterable[Turn]) -> None:
        """Show more, with the next frame, of what has come all at once."""
        for turn in filter(lambda turn: turn.is_behind, turns):
            self.frames.add(turn.row)

    def settle(self, *, is_jump: bool = False) -> None:
        """Measure what is in sight until nothing moves, and set the scroll bar.

        What was in sight before stays where it is when something above it turns out higher or
        lower than estimated, but for a jump, after which all is new.
        """
        self.layout_.margin = self.look.px(_MARGIN)
        height = self.viewport().height()
        for number in range(_MAX_PASSES):
            end = max(0, self.layout_.total - height)
            self._top = end if self._is_following else max(0, min(self._top, end))
            shift, changed = self.layout_.measure(self._top, self._top + height)
            if not self._is_following and not is_jump and number < _MAX_SHIFTS:
                self._top += shift
            if not changed:
                break
        self._is_adjusting = True
        self._bar.place(self._top, height, max(0, self.layout_.total - height))
        self._is_adjusting = False
        self.jump_button.follow(self.layout_, is_wanted=self._distance_to_end() > _FOLLOW_PX)
        self.arrivals.want()

    def _distance_to_end(self) -> int:
        return self.layout_.total - self.viewport().height() - self._top

    def _resized(self, anchor: Anchor | None) -> None:
        self.layout_.width = self.look.column_width(self.width())
        self.restore_anchor(anchor)
        self._reflow.expect(None)

    def _images_arrived(self) -> None:
        bottom = self._top + self.viewport().height()
        for place, _ in self.layout_.places_between(self._top, bottom):
            self.layout_.piece(place).refresh_formulas()
        self.settle()
        self.viewport().update()

    def _count_down(self) -> None:
        """Paint running countdowns, as long as there are any."""
        notices = (turn.row.notice for turn in self.layout_.turns[-1:])
        if not any(notice is not None and notice.countdown_s for notice in notices):
            self._countdown.stop()
        self.repaint_turn(len(self.layout_.turns) - 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._resized(self.scroll_anchor())

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._is_adjusting:
            return
        self.arrivals.let_go()
        self._is_following = False
        asked = self._top - self.verticalScrollBar().value()
        self._top -= asked
        is_jump = abs(asked) >= self.viewport().height()
        self.settle(is_jump=is_jump)
        self._is_following = self._distance_to_end() <= _FOLLOW_PX
        if not is_jump:
            self._repainter.move(asked)
        else:
            self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        # What is drawn by strips is placed by them; a text in it reads in its own direction.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        for part in parts_to_paint(event.region()):
            # What is painted over a part that is done would show through its soft edges twice.
            painter.setClipRect(part)
            paint_transcript(self, painter, part)
        painter.end()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, next_: bool) -> bool:
        return self.keys.focus_next(forward=next_) or super().focusNextPrevChild(next_)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.keys.leave(event.reason())
        super().focusOutEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.set_theme(self.look.theme)
