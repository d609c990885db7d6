"""Another archive or backup, looked into in a window and a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def browse(path: Path) -> bool:
    """Open a second window over an archive or a backup, read only; return whether it started."""
    arguments = ["-m", "desktop_chat", "--browse", str(path)]
    return QProcess.startDetached(sys.executable, arguments)[0]
