"""What imports take of the memory: of files that ask for too much, and of a large one.

DESKTOP_CHAT_BENCH_IMPORT_MB sets how large the large one is.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from support.hostile_imports import HOSTILE, memory_of_import, write_large_export

from tests.benchmarks.figures import Figure

_LARGE_MB = int(os.environ.get("DESKTOP_CHAT_BENCH_IMPORT_MB", "300"))
_GOAL_MB = 200


def bench_import_memory() -> Iterator[Figure]:
    """Import each file in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, (kind, write) in enumerate(HOSTILE.items()):
            source = folder / "source"
            write(source)
            grown, _ = memory_of_import(folder / str(number), source)
            yield Figure("memory of a hostile import", grown, kind, _GOAL_MB, "MB")
        source = folder / "large.json"
        count = write_large_export(source, _LARGE_MB * 1_000_000)
        grown, added = memory_of_import(folder / "large", source)
        of = f"{_LARGE_MB} MB, {added} of {count} messages added"
        yield Figure("memory of a large import", grown, of, _GOAL_MB, "MB")
