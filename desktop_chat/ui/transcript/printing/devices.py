"""What is printed on: PDF files in memory, and the system's printers.

Owns margins, paper sizes and what a document says of itself. Must not know what is printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QIODevice, QLocale, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_MARGINS_MM = QMarginsF(20, 15, 20, 18)


def pdf_writer(device: QIODevice, title: str) -> QPdfWriter:
    """Return what writes a PDF to an open device, on the paper that is usual here."""
    writer = QPdfWriter(device)
    writer.setTitle(title)
    writer.setCreator("Desktop Chat")
    is_us = QLocale.system().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    size = QPageSize.PageSizeId.Letter if is_us else QPageSize.PageSizeId.A4
    writer.setPageSize(QPageSize(size))
    _set_margins(writer)
    return writer


def new_printer(title: str) -> QPrinter:
    """Return the system's usual printer with a job of this name; loads Qt's printing library."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCreator("Desktop Chat")
    _set_margins(printer)
    return printer


def _set_margins(device: QPagedPaintDevice) -> None:
    device.setPageMargins(_MARGINS_MM, QPageLayout.Unit.Millimeter)
