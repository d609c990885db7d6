"""What tests of the program without a window share."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from pathlib import Path

import pytest

from desktop_chat.archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Generator[Archive]:
    """Return an archive of its own."""
    found = asyncio.run(Archive.open(tmp_path / "profile" / "archive.db"))
    yield found
    asyncio.run(found.close())
