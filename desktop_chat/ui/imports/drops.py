"""What is dropped on the window to be imported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_path(data: QMimeData) -> Path | None:
    """Return the one local file or folder of a drop, None where it is anything else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
