"""Puts a recovery code on one sheet of paper."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QPagedPaintDevice, QPainter, QTextDocument

from desktop_chat.errors import ExportFailed

_POINTS = 14


def print_text(text: str, device: QPagedPaintDevice) -> None:
    """Put a short text on a page.

    Raises:
        ExportFailed: The printer does not take it.
    """
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSize(_POINTS)
    painter = QPainter()
    if not painter.begin(device):
        raise ExportFailed("The printer cannot be used.", advice="Look at the printer.")
    try:
        _document(text, font, device).drawContents(painter)
    finally:
        painter.end()


def _document(text: str, font: QFont, device: QPagedPaintDevice) -> QTextDocument:
    document = QTextDocument()
    # Lengths are the printer's from here on: a point of its paper, not of the screen.
    document.documentLayout().setPaintDevice(device)
    document.setDefaultFont(font)
    document.setPlainText(text)
    document.setPageSize(device.pageLayout().paintRectPixels(device.logicalDpiX()).size().toSizeF())
    return document
