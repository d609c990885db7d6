"""Asks which printer takes something, in the system's own window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter


def ask_for_printer(title: str, parent: QWidget, then: Callable[[QPrinter], None]) -> None:
    """Ask which printer takes a job of this title, and hand it on; loads Qt's printing library."""
    from PySide6.QtPrintSupport import QPrintDialog

    from desktop_chat.ui.transcript.printing.devices import new_printer

    printer = new_printer(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintSelection, False)
    dialog.accepted.connect(lambda: then(printer))
    # The class has an open() of its own that wants a slot by name.
    QDialog.open(dialog)
