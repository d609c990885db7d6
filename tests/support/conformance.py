"""Finds the public conformance data, which is read where it lies and is no part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).resolve().parents[2]
_FOLDER = Path(
    os.environ.get("DESKTOP_CHAT_CONFORMANCE", _CHECKOUT.parent / "shared" / "conformance")
)


def conformance_path(name: str) -> Path:
    """Return the path of a conformance file or folder; skip the test where it is absent.

    Args:
        name: Its path below the conformance folder: "sse/cases.json".
    """
    path = _FOLDER / name
    if not path.exists():
        pytest.skip(f"no conformance data {name!r}: set DESKTOP_CHAT_CONFORMANCE to their folder")
    return path
