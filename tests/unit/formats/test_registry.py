"""Every export format is complete."""

from __future__ import annotations

from desktop_chat.core.conversation import Conversation
from desktop_chat.formats.document import Document
from desktop_chat.formats.registry import EXPORTS


def test_every_format_writes_an_empty_conversation() -> None:
    for export_id, export in EXPORTS.items():
        assert export.id == export_id
        assert export.title
        assert export.suffix.startswith(".")
        text = export.whole(Document(Conversation("c"), ()))
        assert text.endswith("\n") or (export_id, text) == ("jsonl", "")
