"""Opens links: http, https and mailto only, only after a click, never by the program itself."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})


def is_allowed(address: str) -> bool:
    """Return whether an address may be handed to the desktop: allowed scheme, and a host."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme() not in ALLOWED_SCHEMES:
        return False
    return bool(url.host()) or url.scheme() == "mailto"


def open_link(address: str) -> bool:
    """Hand an allowed address to the desktop; return whether that was done."""
    return is_allowed(address) and QDesktopServices.openUrl(QUrl(address))
