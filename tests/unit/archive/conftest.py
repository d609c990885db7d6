"""An empty archive for each test of this folder."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest
from support.archives import new_database

from desktop_chat.archive.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Generator[Database]:
    """Return an archive of the newest version in a file of its own, open for writing."""
    with closing(new_database(tmp_path / "archive.db")) as opened:
        yield opened
