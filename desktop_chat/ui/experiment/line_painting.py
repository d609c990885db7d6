"""Draws a line plot: a measure along one axis, with the band of its interval.

One line is in the foreground, with its points and its band; the lines of the other rows stand grey
behind it, named at their ends. It owns where a value stands on the plot.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from desktop_chat.ui.experiment.canvas import Canvas, hatch
from desktop_chat.ui.experiment.figure import Figure, Spot, tick_labels, ticks
from desktop_chat.ui.experiment.heat_painting import shown_labels
from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.tokens import Theme

HEIGHT = 196
_TOP = 8
_LABELS = 20
_TITLE = 18
_POINT = 3
_MOST_END = 64
_BAND_ALPHA = 0.18


@dataclass(frozen=True, slots=True)
class LineLayout:
    """Where the plot's parts stand, in pixels from its own corner; numbers run left to right."""

    plot: QRectF
    marks: tuple[float, ...]
    positions: tuple[float, ...]

    @classmethod
    def of(cls, figure: Figure, width: float, height: float, theme: Theme) -> LineLayout:
        """Return the layout of a figure in a size; without values the marks are empty."""
        px = theme.px
        metrics = QFontMetricsF(caption_font(theme))
        marks = ticks(*_ends(figure)) if figure.span is not None else ()
        lead = max((metrics.horizontalAdvance(figure.write(mark)) for mark in marks), default=0)
        ends = max((metrics.horizontalAdvance(row) for row in figure.rows), default=0)
        end = min(ends, px(_MOST_END)) + px(6) if len(figure.rows) > 1 else 0
        bottom = height - px(_LABELS + _TITLE)
        plot = QRectF(lead + px(8), px(_TOP), width - lead - px(8 + 8) - end, bottom - px(_TOP))
        positions = figure.positions or tuple(float(n) for n in range(len(figure.columns)))
        return cls(plot, marks, positions)

    def x_of(self, column: int) -> float:
        """Return where a column stands."""
        low, high = self.positions[0], self.positions[-1]
        if high <= low:
            return self.plot.center().x()
        inset = min(12.0, self.plot.width() / 8)
        share = (self.positions[column] - low) / (high - low)
        return self.plot.left() + inset + share * (self.plot.width() - 2 * inset)

    def y_of(self, value: float) -> float:
        """Return where a value stands; there must be marks."""
        low, high = self.marks[0], self.marks[-1]
        share = (value - low) / (high - low)
        return self.plot.bottom() - share * self.plot.height()

    def column_at(self, x: float) -> int:
        """Return the column nearest to an x."""
        columns = range(len(self.positions))
        return min(columns, key=lambda column: abs(self.x_of(column) - x))

    def point(self, spot: Spot, column: int) -> QPointF | None:
        """Return where a spot stands, None for one without a value."""
        if spot.value is None or not self.marks:
            return None
        return QPointF(self.x_of(column), self.y_of(spot.value))


def paint_lines(canvas: Canvas, figure: Figure, row: int, column: int = -1) -> None:
    """Draw a whole plot into the canvas's area, the line of `row` in front.

    Args:
        canvas: Where.
        figure: What it shows.
        row: The row whose line has points and band.
        column: Which of its points is chosen, -1 for none.
    """
    painter = canvas.painter
    painter.save()
    painter.translate(canvas.area.topLeft())
    layout = LineLayout.of(figure, canvas.area.width(), canvas.area.height(), canvas.theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_axes(canvas, figure, layout)
    if layout.marks:
        for other in range(len(figure.rows)):
            if other != row:
                _paint_line(canvas, figure, layout, other, is_front=False)
        _paint_band(canvas, figure, layout, row)
        _paint_line(canvas, figure, layout, row, is_front=True)
        _paint_points(canvas, figure, layout, row, column)
        _paint_ends(canvas, figure, layout, row)
    else:
        hatch(painter, layout.plot, canvas.theme)
    painter.restore()


def _ends(figure: Figure) -> tuple[float, float]:
    lows = [end for spot in figure.spots for end in (spot.value, spot.low) if end is not None]
    highs = [end for spot in figure.spots for end in (spot.value, spot.high) if end is not None]
    return min(lows), max(highs)


def _paint_axes(canvas: Canvas, figure: Figure, layout: LineLayout) -> None:
    theme, px, plot = canvas.theme, canvas.theme.px, layout.plot
    canvas.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for mark, said in zip(layout.marks, tick_labels(figure, layout.marks), strict=True):
        y = round(layout.y_of(mark)) + 0.5
        canvas.line(QLineF(plot.left(), y, plot.right(), y), theme.border)
        label = QRectF(0, y - px(8), plot.left() - px(6), px(16))
        canvas.write(label, said, theme.text_2, Qt.AlignmentFlag.AlignRight)
    base = round(plot.bottom()) + 0.5
    canvas.line(QLineF(plot.left(), base, plot.right(), base), theme.border_control)
    room = plot.width() / max(1, len(figure.columns))
    for column in shown_labels(figure.columns, room, canvas):
        x = layout.x_of(column)
        canvas.line(QLineF(x, base, x, base + px(3)), theme.border_control)
        said = figure.columns[column]
        # As wide as it is, so that one at an end is moved in no further than it must.
        wanted = QFontMetricsF(canvas.font).horizontalAdvance(said) + 1
        width = min(wanted, max(room, px(20)) + px(16))
        left = min(max(canvas.area.left(), x - width / 2), canvas.area.right() - width)
        label = QRectF(left, base + px(3), width, px(_LABELS - 3))
        canvas.write(label, said, theme.text_2)
    title = QRectF(plot.left(), base + px(_LABELS), plot.width(), px(_TITLE))
    canvas.write(title, figure.column_title, theme.text_2)
    if len(figure.rows) > 1:
        # The names at the ends of the lines are values of this axis.
        rows = QRectF(plot.right(), title.top(), canvas.area.width() - plot.right(), px(_TITLE))
        canvas.write(rows, figure.row_title, theme.text_2, Qt.AlignmentFlag.AlignRight)
    canvas.painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _paint_line(
    canvas: Canvas, figure: Figure, layout: LineLayout, row: int, *, is_front: bool
) -> None:
    """Draw a row's line; where a value is missing the line has a gap."""
    path, is_drawing = QPainterPath(), False
    for column in range(len(figure.columns)):
        point = layout.point(figure.spot(row, column), column)
        if point is None:
            is_drawing = False
        elif is_drawing:
            path.lineTo(point)
        else:
            path.moveTo(point)
            is_drawing = True
    theme = canvas.theme
    colour, width = (theme.data, 2.0) if is_front else (theme.border_control, 1.0)
    canvas.painter.strokePath(path, QPen(QColor(colour), width * theme.scale))


def _paint_band(canvas: Canvas, figure: Figure, layout: LineLayout, row: int) -> None:
    for run in _runs(figure, row):
        upper = [QPointF(layout.x_of(c), layout.y_of(high)) for c, _, high in run]
        lower = [QPointF(layout.x_of(c), layout.y_of(low)) for c, low, _ in run]
        if len(run) == 1:
            # One point has no width: its interval is a bar.
            canvas.line(QLineF(upper[0], lower[0]), canvas.theme.data)
            continue
        shade = QColor(canvas.theme.data)
        shade.setAlphaF(_BAND_ALPHA)
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(shade)
        canvas.painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))


def _runs(figure: Figure, row: int) -> list[list[tuple[int, float, float]]]:
    """Return the stretches of neighbouring columns that have an interval."""
    runs: list[list[tuple[int, float, float]]] = [[]]
    for column in range(len(figure.columns)):
        spot = figure.spot(row, column)
        if spot.low is None or spot.high is None:
            runs.append([])
        else:
            runs[-1].append((column, spot.low, spot.high))
    return [run for run in runs if run]


def _paint_points(
    canvas: Canvas, figure: Figure, layout: LineLayout, row: int, chosen: int
) -> None:
    theme, painter = canvas.theme, canvas.painter
    radius = _POINT * theme.scale
    for column in range(len(figure.columns)):
        spot = figure.spot(row, column)
        point = layout.point(spot, column)
        if point is None:
            continue
        painter.setPen(QPen(QColor(theme.data), 1.5 * theme.scale))
        painter.setBrush(QColor(theme.bg_content if spot.is_running else theme.data))
        painter.drawEllipse(point, radius, radius)
        if column == chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.focus), theme.focus_px))
            painter.drawEllipse(point, radius + 4 * theme.scale, radius + 4 * theme.scale)


def _paint_ends(canvas: Canvas, figure: Figure, layout: LineLayout, front: int) -> None:
    """Name the lines at their ends, the front one first; a name that finds no room is left out."""
    if len(figure.rows) < 2:
        return
    theme, px = canvas.theme, canvas.theme.px
    height, taken = px(13), list[float]()
    for row in sorted(range(len(figure.rows)), key=lambda row: row != front):
        points = [
            point
            for column in range(len(figure.columns))
            if (point := layout.point(figure.spot(row, column), column)) is not None
        ]
        if not points or any(abs(points[-1].y() - y) < height for y in taken):
            continue
        taken.append(points[-1].y())
        left = layout.plot.right() + px(4)
        box = QRectF(left, points[-1].y() - height / 2, canvas.area.width() - left, height)
        colour = theme.data if row == front else theme.text_2
        canvas.write(box, figure.rows[row], colour, Qt.AlignmentFlag.AlignLeft)
