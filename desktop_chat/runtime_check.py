"""Knows which pairs of Python and PySide6 work, and says so before Qt is loaded.

It reads the version out of the installed files, so that a broken Qt is never imported to find out.
It knows nothing else of the program.
"""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path

_OLDEST_PYTHON = (3, 11)
_FIRST_PYTHON_SAFE_WITH_QT_6_12 = (3, 12)


_VERSION_FILE = "_git_pyside_version.py"
_VERSION = re.compile(r'^(?:major|minor|patch)_version = "(\d+)"', re.MULTILINE)


def installed_pyside_version() -> str | None:
    """Return the installed version of PySide6, None where it is not installed."""
    package = find_spec("PySide6")
    if package is None:
        return None
    for folder in package.submodule_search_locations or ():
        # The packages' metadata tell it too, but their reader takes a quarter of the start.
        file = Path(folder) / _VERSION_FILE
        if file.exists() and (found := _VERSION.findall(file.read_text(encoding="utf-8"))):
            return ".".join(found)
    from importlib import metadata

    try:
        return metadata.version("PySide6-Essentials")
    except metadata.PackageNotFoundError:
        return None


def refusal(python_version: tuple[int, int], pyside_version: str | None) -> str | None:
    """Return why the program cannot run on this pair, one sentence with its remedy, or None.

    Args:
        python_version: Major and minor version of the running Python.
        pyside_version: As `installed_pyside_version` gives it.

    Source: PySide6 6.12.0 drops a reference to None on each void call below Python 3.12 and so
    ends the process after some thousand calls (measured; `tests/ui/test_pyside_pair.py`).
    """
    python = ".".join(map(str, python_version))
    if python_version < _OLDEST_PYTHON:
        return f"Desktop Chat needs Python 3.11 or newer; this is Python {python}."
    if pyside_version is None:
        return "PySide6 is not installed; run: pip install PySide6-Essentials"
    if python_version < _FIRST_PYTHON_SAFE_WITH_QT_6_12 and _major_minor(pyside_version) >= (6, 12):
        return (
            f"PySide6 {pyside_version} crashes on Python {python}; "
            "use Python 3.12 or newer, or run: pip install 'PySide6-Essentials<6.12'"
        )
    return None


def check_runtime() -> str | None:
    """Return why this Python and the installed PySide6 cannot run the program, or None."""
    return refusal(sys.version_info[:2], installed_pyside_version())


def _major_minor(version: str) -> tuple[int, int]:
    major, minor, *_ = version.split(".")
    return int(major), int(minor)
