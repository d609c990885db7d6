"""What the tests of the real program share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import CommandLine


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    """Return the headless program on a fresh profile."""
    return CommandLine(tmp_path / "profile")
