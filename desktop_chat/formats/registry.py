"""The formats there are: one line each."""

from __future__ import annotations

from desktop_chat.formats import (
    chatgpt_export,
    experiment_json,
    html_export,
    json_import,
    openwebui_export,
    usage_csv,
)
from desktop_chat.formats.chatgpt_import import CHATGPT
from desktop_chat.formats.claude_import import CLAUDE
from desktop_chat.formats.document import ExportFormat
from desktop_chat.formats.experiment_csv import CSV
from desktop_chat.formats.experiment_document import ExperimentFormat
from desktop_chat.formats.experiment_html import HTML
from desktop_chat.formats.import_format import ImportFormat
from desktop_chat.formats.json_export import JSON
from desktop_chat.formats.jsonl_export import JSONL
from desktop_chat.formats.librechat_import import LIBRECHAT
from desktop_chat.formats.llm_import import LLM
from desktop_chat.formats.lmstudio_import import LM_STUDIO
from desktop_chat.formats.markdown_export import MARKDOWN
from desktop_chat.formats.messages_import import MESSAGES
from desktop_chat.formats.openrouter_import import OPENROUTER
from desktop_chat.formats.openwebui_import import OPEN_WEBUI

_EXPORTS = (
    MARKDOWN,
    html_export.HTML,
    JSON,
    JSONL,
    usage_csv.CSV,
    chatgpt_export.CHATGPT,
    openwebui_export.OPEN_WEBUI,
)
EXPORTS: dict[str, ExportFormat] = {export.id: export for export in _EXPORTS}
"""Export formats by their id, the usual one first."""

EXPERIMENT_EXPORTS: dict[str, ExperimentFormat] = {
    export.id: export for export in (HTML, CSV, experiment_json.JSON)
}
"""Export formats of experiments by their id, the usual one first."""

IMPORTS: tuple[ImportFormat, ...] = (
    json_import.JSON,
    CHATGPT,
    CLAUDE,
    OPENROUTER,
    OPEN_WEBUI,
    LIBRECHAT,
    LM_STUDIO,
    LLM,
    MESSAGES,
)
"""Import formats; a record is read by the first that recognises it."""
