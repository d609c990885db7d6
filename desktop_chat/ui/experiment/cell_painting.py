"""Draws the cells of the grid: an answer's beginning, its foot, and how far it is.

It owns the measures of a cell (mock-ups, NOTES.md). The lines of a text are laid out once and kept
until the text or the width changes, and the ground of each sort of cell is a picture: of 64 cells
that stream, each is painted several times a second.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate
from typing_extensions import override

from desktop_chat.ui.experiment.canvas import hatch
from desktop_chat.ui.experiment.cell_text import LINES, Laid, laid_out
from desktop_chat.ui.experiment.face import Face, FaceKind
from desktop_chat.ui.experiment.plane import Index, PlaneModel
from desktop_chat.ui.theme.fonts import caption_font, label_font, small_font
from desktop_chat.ui.theme.icons import pixmap
from desktop_chat.ui.theme.tokens import Theme

GAP = 6
LEAST_WIDTH = 170
LEAST_HEIGHT = 88
_EDGE = 10
_TOP = 8
_BOTTOM = 8
_LINE = 17
_FOOT = 16
_CARET = 8
_DOT = 6
_BAD = (FaceKind.FAILED, FaceKind.WAITING)


class CellDelegate(QStyledItemDelegate):
    """Paints the faces of a PlaneModel.

    Args:
        theme: The colours and sizes at first.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._laid: dict[tuple[int, bool], Laid] = {}
        self._grounds: dict[tuple[object, ...], QPixmap] = {}
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of a theme."""
        self._theme = theme
        self._font = small_font(theme)
        self._foot_font = caption_font(theme)
        self._heading_font = label_font(theme)
        self._metrics = QFontMetrics(self._font)
        self._foot_metrics = QFontMetrics(self._foot_font)
        self._line_height = max(theme.px(_LINE), self._metrics.height())
        self._foot_height = max(theme.px(_FOOT), self._foot_metrics.height())
        names = ("text", "text_2", "text_3", "accent", "danger")
        self._colours = {name: QColor(getattr(theme, name)) for name in names}
        self._laid.clear()
        self._grounds.clear()

    @property
    def height(self) -> int:
        """The height of a cell; a script with tall letters makes it grow."""
        px = self._theme.px
        needed = px(_TOP + _BOTTOM) + LINES * self._line_height + self._foot_height
        return max(px(LEAST_HEIGHT), needed)

    def text_limit(self, width: int) -> int:
        """Return how many characters a cell of a width shows at most."""
        narrow = max(1, self._metrics.horizontalAdvance("i"))
        return max(40, LINES * width // narrow)

    @override
    def sizeHint(self, option: Any, index: Index) -> QSize:
        px = self._theme.px
        return QSize(px(LEAST_WIDTH + GAP), self.height + px(GAP))

    @override
    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        model = index.model()
        if not isinstance(model, PlaneModel):
            return
        number = model.number_of(index)
        face: Face = model.value(number)
        is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        gap = self._theme.px(GAP)
        whole: QRect = option.rect
        box = whole.adjusted(gap if is_mirrored else 0, 0, 0 if is_mirrored else -gap, -gap)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        # Each line finds its own direction.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawPixmap(box.topLeft(), self._ground(painter, box, face.kind, is_chosen))
        cell = _Cell(painter, box, self._theme, is_mirrored)
        if face.kind in _BAD:
            self._paint_failure(cell, face, number)
        else:
            self._paint_answer(cell, face, number)
        if face.kind is not FaceKind.WAITING:
            self._paint_foot(cell, face)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, kind: FaceKind, is_chosen: bool) -> QPixmap:
        """Return the ground of a sort of cell, sharp on the screen that is painted on."""
        ratio = painter.device().devicePixelRatio()
        sort = kind if kind in _BAD or kind is FaceKind.QUEUED else FaceKind.DONE
        key = (box.width(), box.height(), ratio, sort, is_chosen)
        ground = self._grounds.get(key)
        if ground is None:
            ground = self._grounds[key] = self._drawn_ground(box, ratio, sort, is_chosen)
        return ground

    def _drawn_ground(self, box: QRect, ratio: float, kind: FaceKind, is_chosen: bool) -> QPixmap:
        theme = self._theme
        image = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, radius = QRectF(0, 0, box.width(), box.height()), theme.px(6)
        painter.setBrush(QColor(theme.danger_bg if kind in _BAD else theme.bg_content))
        if kind is FaceKind.QUEUED:
            # The hatching keeps clear of the rounded corners.
            hatch(painter, area.adjusted(2, 2, -2, -2), theme)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        width = theme.focus_px if is_chosen else 1
        painter.setPen(QPen(QColor(theme.focus if is_chosen else theme.border), width))
        inset = width / 2
        painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), radius, radius)
        painter.end()
        return image

    def _paint_answer(self, cell: _Cell, face: Face, number: int) -> None:
        is_quiet = face.is_repeated or face.kind is FaceKind.STOPPED
        # An end that was cut must not lie under the caret.
        caret = self._theme.px(_CARET + 1) if face.kind is FaceKind.RUNNING else 0
        laid = self._lines(number, face.text, cell.inner.width(), is_small=False, end_room=caret)
        cell.use(self._font, self._colours["text_2" if is_quiet else "text"])
        base = cell.inner.top() + self._base(self._metrics, self._line_height)
        for line in laid.lines:
            cell.draw(line.text, line.width, base, is_mirrored=line.is_mirrored)
            base += self._line_height
        if face.kind is FaceKind.RUNNING:
            self._paint_caret(cell, laid)

    def _paint_caret(self, cell: _Cell, laid: Laid) -> None:
        """Put the block where the answer goes on: behind its last line."""
        px = self._theme.px
        last = laid.lines[-1] if laid.lines else None
        row = max(0, len(laid.lines) - 1)
        top = cell.inner.top() + row * self._line_height
        height, width = self._metrics.ascent(), px(_CARET)
        start = min(last.width + px(1) if last else 0, cell.inner.width() - width)
        is_mirrored = last.is_mirrored if last else cell.is_mirrored
        left = cell.inner.right() + 1 - start - width if is_mirrored else cell.inner.left() + start
        top += (self._line_height - height) // 2
        cell.painter.fillRect(left, top, width, height, self._colours["accent"])

    def _paint_failure(self, cell: _Cell, face: Face, number: int) -> None:
        px, inner = self._theme.px, cell.inner
        size, gap = px(16), px(6)
        left = inner.right() + 1 - size if cell.is_mirrored else inner.left()
        top = inner.top() + (self._line_height - size) // 2
        cell.painter.drawPixmap(left, top, pixmap("triangle-alert", self._theme.danger, size))
        cell.use(self._heading_font, self._colours["danger"])
        base = inner.top() + self._base(self._metrics, self._line_height)
        room = inner.width() - size - gap
        cell.write(face.heading, base, start=size + gap, room=room)
        cell.use(self._foot_font, self._colours["text_2"])
        base = inner.top() + self._line_height + px(2)
        base += self._base(self._foot_metrics, self._foot_height)
        for line in self._lines(number, face.text, inner.width(), is_small=True).lines:
            cell.draw(line.text, line.width, base, is_mirrored=line.is_mirrored)
            base += self._foot_height

    def _paint_foot(self, cell: _Cell, face: Face) -> None:
        px, inner = self._theme.px, cell.inner
        base = inner.bottom() + 1 - self._foot_height
        base += self._base(self._foot_metrics, self._foot_height)
        is_failed = face.kind is FaceKind.FAILED
        cell.use(self._foot_font, self._colours["text_2" if is_failed else "text_3"])
        room, start = inner.width(), 0
        if face.figure and not is_failed:
            width = self._foot_metrics.horizontalAdvance(face.figure)
            cell.draw(face.figure, width, base, is_at_end=True)
            room -= width + px(6)
        if face.kind is FaceKind.RUNNING:
            self._paint_dot(cell)
            start = px(_DOT + 5)
        cell.write(face.foot, base, start=start, room=room - start)

    def _paint_dot(self, cell: _Cell) -> None:
        size, inner = self._theme.px(_DOT), cell.inner
        left = inner.right() + 1 - size if cell.is_mirrored else inner.left()
        top = inner.bottom() + 1 - (self._foot_height + size) // 2
        cell.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell.painter.setBrush(self._colours["accent"])
        pen = cell.painter.pen()
        cell.painter.setPen(Qt.PenStyle.NoPen)
        cell.painter.drawEllipse(left, top, size, size)
        cell.painter.setPen(pen)

    @staticmethod
    def _base(metrics: QFontMetrics, height: int) -> int:
        """Return how far below its top the letters of a line of a height stand."""
        return (height - metrics.height()) // 2 + metrics.ascent()

    def _lines(
        self, number: int, text: str, width: int, *, is_small: bool, end_room: int = 0
    ) -> Laid:
        kept = self._laid.get((number, is_small))
        if kept is None or (kept.text, kept.room, kept.end_room) != (text, width, end_room):
            font = self._foot_font if is_small else self._font
            kept = laid_out(text, width, font, end_room=end_room)
            self._laid[number, is_small] = kept
        return kept


class _Cell:
    """A cell while it is painted: the painter, the room inside, and where lines begin."""

    __slots__ = ("inner", "is_mirrored", "painter")

    def __init__(self, painter: QPainter, box: QRect, theme: Theme, is_mirrored: bool) -> None:
        px = theme.px
        self.painter = painter
        self.is_mirrored = is_mirrored
        self.inner = box.adjusted(px(_EDGE), px(_TOP), -px(_EDGE), -px(_BOTTOM))

    def use(self, font: QFont, colour: QColor) -> None:
        self.painter.setFont(font)
        self.painter.setPen(colour)

    def draw(
        self,
        text: str,
        width: int,
        base: int,
        *,
        is_mirrored: bool | None = None,
        is_at_end: bool = False,
    ) -> None:
        """Draw a line of a known width on its base line, from the side where it begins."""
        is_right = self.is_mirrored if is_mirrored is None else is_mirrored
        begin, end = self.inner.left(), self.inner.right() + 1 - width
        left = end if is_right is not is_at_end else begin
        self.painter.drawText(QPointF(left, base), text)

    def write(self, text: str, base: int, *, start: int, room: int) -> None:
        """Write words of the program from `start` on, cut with "…" where they find no room."""
        if not text:
            return
        metrics = self.painter.fontMetrics()
        width = metrics.horizontalAdvance(text)
        if width > room:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            width = metrics.horizontalAdvance(text)
        right = self.inner.right() + 1 - start - width
        left = right if self.is_mirrored else self.inner.left() + start
        self.painter.drawText(QPointF(left, base), text)
