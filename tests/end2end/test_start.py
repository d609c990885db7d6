"""A start loads no library before its first use: each costs the user tenths of a second."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATE = {"httpx", "keyring", "pygments", "regex", "truststore", "ziafont", "ziamath"}
WINDOW = {"PySide6", "linkify_it", "markdown_it", "mdit_py_plugins", "qasync", "rapidfuzz"}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [("desktop_chat.cli.__main__", LATE | WINDOW), ("desktop_chat.ui.application", LATE)],
    ids=["headless", "window"],
)
def test_a_start_loads_only_what_it_needs(module: str, unwanted: set[str]) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(result.stdout.split())
    assert module.rpartition(".")[0] in loaded
    assert not loaded & unwanted
