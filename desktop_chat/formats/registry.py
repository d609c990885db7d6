"""The formats there are: one line each."""

from __future__ import annotations

from desktop_chat.formats.document import ExportFormat
from desktop_chat.formats.json_export import JSON
from desktop_chat.formats.markdown_export import MARKDOWN

EXPORTS: dict[str, ExportFormat] = {export.id: export for export in (MARKDOWN, JSON)}
"""Export formats by their id, the usual one first."""
