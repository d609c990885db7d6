"""The archive's searches, awaited."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.archives import conversation, message
from support.searches import query_of

from desktop_chat.archive import Archive
from desktop_chat.core.conversation import with_changes
from desktop_chat.core.message import TurnRecord


async def test_pages_and_the_values_that_fields_have(tmp_path: Path) -> None:
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        talk = with_changes(conversation("title"), folder="Work/Old", tags=("todo",))
        await archive.save_conversation(talk)
        for model in ("m/rare", "m/usual", "m/usual"):
            record = TurnRecord(model=model, provider="P", finish_reason="stop")
            item = msgspec.structs.replace(message(talk.id, "word"), record=record)
            await archive.save_message(item)
        page = await archive.searches.page(query_of("word"), limit=2)
        assert (len(page.hits), page.has_more) == (2, True)
        assert await archive.searches.known_values() == {
            "model": ("m/usual", "m/rare"),
            "provider": ("P",),
            "finish": ("stop",),
            "folder": ("Work/Old",),
            "tag": ("todo",),
        }
        assert await archive.searches.experiments(query_of("word")) == []
    finally:
        await archive.close()
