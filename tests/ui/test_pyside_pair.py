"""Proves that this pair of Python and PySide6 survives two million void calls."""

from __future__ import annotations

import subprocess
import sys

import pytest

# A void call of a broken pair drops a reference to None; the process ends when none is left.
CALLS = """
import sys
from PySide6.QtCore import QObject
target = QObject()
before = sys.getrefcount(None)
for _ in range(2_000_000):
    target.setObjectName("x")
print(before - sys.getrefcount(None))
"""


@pytest.mark.slow
def test_two_million_void_calls_take_no_reference_to_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CALLS], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1000
