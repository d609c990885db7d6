"""However a file is made that is imported, memory stays bounded."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.hostile_imports import (
    HOSTILE,
    memory_of_import,
    write_large_conversation,
    write_large_export,
)

MOST_MB = 200


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_file_takes_more_memory_than_it_may(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "source"
    HOSTILE[kind](source)
    assert memory_of_import(tmp_path / "profile", source)[0] <= MOST_MB


def test_a_large_file_takes_the_memory_of_one_conversation(tmp_path: Path) -> None:
    source = tmp_path / "large.json"
    count = write_large_export(source, 40_000_000)
    grown, added = memory_of_import(tmp_path / "profile", source)
    assert added == count
    assert grown <= 80


def test_a_large_conversation_of_ours_takes_the_memory_of_some_of_its_messages(
    tmp_path: Path,
) -> None:
    source = tmp_path / "large.json"
    count = write_large_conversation(source, 60_000_000)
    grown, added = memory_of_import(tmp_path / "profile", source)
    assert added == count
    assert grown <= 120
