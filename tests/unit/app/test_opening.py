"""What is wanted of a program can be said before the program is loaded."""

from __future__ import annotations

import subprocess
import sys

_CODE = """
import sys
import desktop_chat.app.opening
print(*sorted(name for name in sys.modules if name.startswith("desktop_chat.")))
"""


def test_saying_what_is_wanted_loads_nothing_of_the_program() -> None:
    run = subprocess.run([sys.executable, "-c", _CODE], check=True, capture_output=True, text=True)
    assert run.stdout.split() == ["desktop_chat.app", "desktop_chat.app.opening"]
