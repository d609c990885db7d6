"""Stands in the place of the desktop's browser: it takes the addresses that the window opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices


class Browser(QObject):
    """Notes what it is to open, and opens nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Take an address."""
        self.addresses.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    @property
    def callback(self) -> str:
        """Where the login that was opened last wants the browser back, without a code."""
        return parse_qs(urlsplit(self.addresses[-1]).query)["callback_url"][0]


@contextmanager
def browser() -> Iterator[Browser]:
    """Take the place of the desktop's browser until the block ends."""
    found = Browser()
    schemes = ("http", "https")
    for scheme in schemes:
        # The stubs want bytes, which the method itself refuses.
        QDesktopServices.setUrlHandler(scheme, found, "open")  # type: ignore[arg-type]
    try:
        yield found
    finally:
        for scheme in schemes:
            QDesktopServices.unsetUrlHandler(scheme)
