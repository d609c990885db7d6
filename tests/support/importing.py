"""Sources of imports as files, and the sums of their audits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from desktop_chat.app.import_report import ImportReport

_FIGURES = ("source_nodes", "added", "known", "merged", "hidden", "skipped")


def written(path: Path, value: Any) -> Path:
    """Write a value as JSON, or bytes as they are; return the path."""
    path.write_bytes(value if isinstance(value, bytes) else msgspec.json.encode(value))
    return path


def figures(report: ImportReport) -> dict[str, int]:
    """Return the sums of an audit that are not 0."""
    return {name: report.total(name) for name in _FIGURES if report.total(name)}
