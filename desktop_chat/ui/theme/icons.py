"""The program's icons: bundled Lucide drawings, coloured and scaled when they are asked for.

It owns the way from a drawing's name to a sharp pixmap. It knows no widget. The drawings lie in
`resources/icons/lucide` with their licence; only those that the program shows are there.
"""

from __future__ import annotations

from functools import cache
from math import ceil

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop_chat.resources import read_text

_DIRECTIONAL = frozenset(
    {"chevron-left", "chevron-right", "panel-left", "panel-right", "rotate-ccw", "undo-2"}
)
"""Drawings that point forward or back, and so turn around where text runs from right to left."""


def icon(
    name: str,
    color: QColor | str,
    size: int = 16,
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
) -> QIcon:
    """Return a drawing as an icon; arguments and `Raises:` as in `pixmap`."""
    return QIcon(pixmap(name, color, size, direction))


def pixmap(
    name: str,
    color: QColor | str,
    size: int = 16,
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
) -> QPixmap:
    """Return a drawing in one colour, sharp on the densest screen.

    Args:
        name: The drawing's Lucide name: "chevron-right".
        color: Of its lines.
        size: Width and height in device-independent pixels.
        direction: Of the text beside it; arrows and panels turn around with it.

    Raises:
        FileNotFoundError: There is no such drawing.
    """
    ratio = ceil(_application_ratio())
    is_mirrored = direction is Qt.LayoutDirection.RightToLeft and name in _DIRECTIONAL
    key = f"lucide/{name}/{QColor(color).rgba()}/{size}/{ratio}/{is_mirrored}"
    image = QPixmap()
    if not QPixmapCache.find(key, image):
        image = _drawn(name, QColor(color), size, ratio, is_mirrored=is_mirrored)
        QPixmapCache.insert(key, image)
    return image


def _drawn(name: str, color: QColor, size: int, ratio: int, *, is_mirrored: bool) -> QPixmap:
    drawing = QSvgRenderer(_coloured(name, color.name(), size))
    image = QPixmap(size * ratio, size * ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    if is_mirrored:
        painter.translate(image.width(), 0)
        painter.scale(-1, 1)
    painter.setOpacity(color.alphaF())
    drawing.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _coloured(name: str, color: str, size: int) -> QByteArray:
    # Thinner lines as the drawing grows keep one weight beside text; Lucide draws on a grid of 24.
    width = 2.0 if size <= 12 else 1.75 if size <= 16 else 1.6
    svg = _drawing(name).replace("currentColor", color)
    return QByteArray(svg.replace('stroke-width="2"', f'stroke-width="{width}"').encode())


@cache
def _drawing(name: str) -> str:
    return read_text(f"icons/lucide/{name}.svg")


def _application_ratio() -> float:
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
