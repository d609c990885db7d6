"""What is deleted is not counted."""

from __future__ import annotations

from pathlib import Path

from support.archives import conversation, message, new_database

from desktop_chat.archive import ArchiveSize, conversations, messages
from desktop_chat.archive.size import measure
from desktop_chat.core.conversation import with_changes


def test_only_what_is_there_is_counted(tmp_path: Path) -> None:
    database = new_database(tmp_path / "archive.db")
    kept, gone = conversation("a"), with_changes(conversation("b"), deleted_us=5)
    for head in (kept, gone):
        conversations.save(database, head)
        messages.save(database, message(head.id, "one"))
    deleted = message(kept.id, "two")
    messages.save(database, deleted)
    messages.delete(database, [deleted.id], 9)
    assert measure(database) == ArchiveSize(conversations=1, messages=1)
    database.close()
