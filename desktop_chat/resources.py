"""Finds the program's own data files: icons, the style sheet, practice texts.

It owns where they lie and nothing of what they mean. A checkout has them in the top-level
`resources` folder, an installed wheel in `desktop_chat/_resources`. It imports nothing of the
program.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_resources"
_CHECKOUT = _PACKAGE.parent / "resources"


def resource_path(name: str) -> Path:
    """Return the path of a data file or folder.

    Args:
        name: Its path below `resources`, with forward slashes: "icons/desktop-chat.svg".

    Raises:
        FileNotFoundError: There is no such resource; the installation is incomplete.
    """
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    path = root / name
    if not path.exists():
        message = f"Resource {name!r} is missing from {root}"
        raise FileNotFoundError(message)
    return path


def read_text(name: str) -> str:
    """Return the text of a UTF-8 data file; names and `Raises:` as in `resource_path`."""
    return resource_path(name).read_text(encoding="utf-8")
