"""A picture of an experiment as a file: SVG with lines and texts, PNG at twice the size.

Files are light, whatever the window is: they go into documents. They name the measure and both
axes in full, because nothing else stands around them.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from desktop_chat.ui.experiment.canvas import Canvas
from desktop_chat.ui.experiment.figure import Figure
from desktop_chat.ui.experiment.heat_painting import HeatLayout, paint_heat_map
from desktop_chat.ui.experiment.line_painting import paint_lines
from desktop_chat.ui.theme.fonts import label_font
from desktop_chat.ui.theme.tokens import LIGHT

WIDTH = 640
_LINES_HEIGHT = 320
_EDGE = 16
_HEAD = 28
PNG_SCALE = 2


def svg_of(figure: Figure, *, is_lines: bool, row: int, running_text: str) -> bytes:
    """Return the picture as SVG; arguments as of `png_of`."""
    size = _size(figure, is_lines=is_lines)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setResolution(96)
    generator.setTitle(_heading(figure))
    generator.setDescription("")
    painter = QPainter(generator)
    _paint(painter, size, figure, is_lines=is_lines, row=row, running_text=running_text)
    painter.end()
    return bytes(buffer.data().data())


def png_of(figure: Figure, *, is_lines: bool, row: int, running_text: str) -> bytes:
    """Return the picture as PNG.

    Args:
        figure: What it shows.
        is_lines: Whether it is a line plot, not a heat map.
        row: The row in front of a line plot.
        running_text: What "*" stands for in a heat map.
    """
    size = _size(figure, is_lines=is_lines)
    image = QImage(size * PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(LIGHT.bg_content))
    painter = QPainter(image)
    painter.scale(PNG_SCALE, PNG_SCALE)
    _paint(painter, size, figure, is_lines=is_lines, row=row, running_text=running_text)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _size(figure: Figure, *, is_lines: bool) -> QSize:
    inner = _LINES_HEIGHT
    if not is_lines:
        inner = round(HeatLayout.of(figure, WIDTH - 2 * _EDGE, LIGHT).height)
    return QSize(WIDTH, inner + _HEAD + 2 * _EDGE)


def _paint(
    painter: QPainter, size: QSize, figure: Figure, *, is_lines: bool, row: int, running_text: str
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(LIGHT.bg_content))
    inner = QRectF(0, 0, size.width(), size.height()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
    head = QRectF(inner.left(), inner.top(), inner.width(), 20)
    left = Qt.AlignmentFlag.AlignLeft
    whole = Canvas(painter, LIGHT, inner)
    whole.write(head, _heading(figure), LIGHT.text, left, label_font(LIGHT))
    canvas = Canvas(painter, LIGHT, inner.adjusted(0, _HEAD, 0, 0))
    if is_lines:
        paint_lines(canvas, figure, row)
    else:
        paint_heat_map(canvas, figure, running_text=running_text)


def _heading(figure: Figure) -> str:
    axes = " × ".join(title for title in (figure.row_title, figure.column_title) if title)
    return f"{figure.title}: {axes}" if axes else figure.title
