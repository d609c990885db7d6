"""Draws a heat map: cells in six steps with their value, labels along two sides, a legend.

It owns the measures of the map (mock-ups, NOTES.md) and where each of its parts stands. The widget
and the files are drawn by the same functions.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen

from desktop_chat.ui.experiment.canvas import Canvas, hatch
from desktop_chat.ui.experiment.figure import Figure, step_of
from desktop_chat.ui.theme.fonts import caption_font
from desktop_chat.ui.theme.tokens import Theme

CELL = 34
GAP = 2
_LABELS = 20
_LEGEND = 24
_LEAST_CELL = 16
_LEAST_TEXT = 14
_MOST_HEIGHT = 320
_LEAST_LABEL = 34
_MOST_LABEL = 88


@dataclass(frozen=True, slots=True)
class HeatLayout:
    """Where the parts of a map stand, from left to right, in pixels from its own corner.

    Attributes:
        lead: Width of the labels before the rows.
        cell_width, cell_height: Of one cell with the gap after it.
        width, height: Of the whole.
    """

    lead: float
    cell_width: float
    cell_height: float
    columns: int
    rows: int
    width: float
    height: float
    theme: Theme

    @classmethod
    def of(cls, figure: Figure, width: float, theme: Theme) -> HeatLayout:
        """Return the layout of a figure in a width."""
        px = theme.px
        metrics = QFontMetricsF(caption_font(theme))
        words = max((metrics.horizontalAdvance(row) for row in figure.rows), default=0)
        lead = min(max(px(_LEAST_LABEL), words + px(8)), px(_MOST_LABEL))
        rows, columns = max(1, len(figure.rows)), max(1, len(figure.columns))
        room = px(_MOST_HEIGHT) / rows
        cell_height = round(min(px(CELL + GAP), max(px(_LEAST_CELL), room)))
        height = cell_height * rows + px(_LABELS + _LEGEND)
        cell_width = (width - lead) / columns
        return cls(lead, cell_width, cell_height, columns, rows, width, height, theme)

    @property
    def plane(self) -> QRectF:
        """The cells together."""
        return QRectF(self.lead, 0, self.width - self.lead, self.cell_height * self.rows)

    def label_of_row(self, row: int) -> QRectF:
        """The box of a row's label."""
        height = self.cell_height - GAP
        return QRectF(0, row * self.cell_height, self.lead - self.theme.px(8), height)

    def label_of_column(self, column: int) -> QRectF:
        """The box of a column's label, below the cells."""
        left = self.lead + column * self.cell_width
        return QRectF(left, self.plane.bottom(), self.cell_width, self.theme.px(_LABELS))

    @property
    def legend(self) -> QRectF:
        """The line of the legend."""
        top = self.plane.bottom() + self.theme.px(_LABELS)
        return QRectF(0, top, self.width, self.theme.px(_LEGEND))


def paint_heat_map(canvas: Canvas, figure: Figure, *, running_text: str) -> None:
    """Draw a whole map into the canvas's area.

    Args:
        canvas: Its area is as wide as the map is to be, and as high as its layout says.
        figure: What it shows.
        running_text: What "*" stands for: "still running".
    """
    layout = HeatLayout.of(figure, canvas.area.width(), canvas.theme)
    corner, span = canvas.area.topLeft(), figure.span
    for number in range(len(figure.spots)):
        row, column = divmod(number, layout.columns)
        box = QRectF(
            layout.lead + column * layout.cell_width,
            row * layout.cell_height,
            layout.cell_width - GAP,
            layout.cell_height - GAP,
        )
        paint_cell(canvas, canvas.placed(box.translated(corner)), figure, number, span)
    paint_frame(canvas, figure, layout, running_text=running_text)


def paint_cell(
    canvas: Canvas,
    box: QRectF,
    figure: Figure,
    number: int,
    span: tuple[float, float] | None,
) -> None:
    """Draw one cell: its step with the value on it, or hatching where nothing was measured.

    `span` is the figure's, worked out once for all its cells.
    """
    theme, spot = canvas.theme, figure.spots[number]
    if spot.value is None or span is None:
        hatch(canvas.painter, box, theme)
        canvas.painter.setPen(QPen(QColor(theme.border), 1))
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        return
    ground, ink = theme.ramp[step_of(spot.value, span)]
    canvas.fill(box, ground)
    if box.width() < theme.px(_LEAST_TEXT):
        return
    text = figure.text_of(number) + ("*" if spot.is_running else "")
    # A number that is cut would be another number.
    if QFontMetricsF(canvas.font).horizontalAdvance(text) <= box.width() + 1:
        canvas.write(box.adjusted(-2, 0, 2, 0), text, ink)


def paint_frame(canvas: Canvas, figure: Figure, layout: HeatLayout, *, running_text: str) -> None:
    """Draw what stands around the cells: labels, names of the axes, legend."""
    theme, corner = canvas.theme, canvas.area.topLeft()
    for row, label in enumerate(figure.rows):
        box = canvas.placed(layout.label_of_row(row).translated(corner))
        canvas.write(box, label, theme.text_2, canvas.trailing)
    for column in shown_labels(figure.columns, layout.cell_width, canvas):
        box = canvas.placed(layout.label_of_column(column).translated(corner))
        canvas.write(box, figure.columns[column], theme.text_2)
    axes = QRectF(0, layout.plane.bottom(), layout.lead - theme.px(4), theme.px(_LABELS))
    canvas.write(
        canvas.placed(axes.translated(corner)),
        axes_text(figure),
        theme.text_2,
        canvas.leading,
    )
    if figure.span is not None:
        _paint_legend(canvas, figure, layout.legend.translated(corner), running_text)


def shown_labels(labels: tuple[str, ...], room: float, canvas: Canvas) -> range:
    """Return which labels are written where each has some room: all, or every so manieth."""
    metrics = QFontMetricsF(canvas.font)
    widest = max((metrics.horizontalAdvance(label) for label in labels), default=0)
    widest = min(widest, canvas.theme.px(72))
    step = max(1, -int(-(widest + canvas.theme.px(4)) // max(1.0, room)))
    return range(0, len(labels), step)


def axes_text(figure: Figure) -> str:
    """Return the names of both axes in little room: "P / T" for Top P over Temperature."""
    row, column = _initial(figure.row_title), _initial(figure.column_title)
    if not row or row == column:
        return ""
    return f"{row} / {column}"


def _initial(title: str) -> str:
    words = title.split()
    return words[-1][:1].upper() if words else ""


def _paint_legend(canvas: Canvas, figure: Figure, line: QRectF, running_text: str) -> None:
    theme, px, span = canvas.theme, canvas.theme.px, figure.span
    if span is None:
        return
    metrics = QFontMetricsF(canvas.font)
    low, high = (figure.write(end) for end in span)
    box, gap, height = px(22), px(6), px(8)
    left = line.left()
    width = metrics.horizontalAdvance(low) + 1
    words = QRectF(left, line.top(), width, line.height())
    canvas.write(canvas.placed(words), low, theme.text_2)
    left += width + px(6)
    for ground, _ in theme.ramp:
        step = QRectF(left, line.center().y() - height / 2, box, height)
        canvas.fill(canvas.placed(step), ground)
        left += box + gap
    width = metrics.horizontalAdvance(high) + 1
    words = QRectF(left, line.top(), width, line.height())
    canvas.write(canvas.placed(words), high, theme.text_2)
    if figure.is_running:
        left += width + px(8)
        rest = QRectF(left, line.top(), max(0.0, line.right() - left), line.height())
        canvas.write(canvas.placed(rest), f"* {running_text}", theme.text_2, canvas.trailing)
