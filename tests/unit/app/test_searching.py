"""What a person types is searched for."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.archives import conversation, message

from desktop_chat.app.searching import Searching
from desktop_chat.archive import Archive
from desktop_chat.core.search_query import QueryError

NOON_US = 1_773_489_600_000_000  # 2026-03-14, noon in Greenwich


async def test_a_text_is_searched_and_completed(tmp_path: Path) -> None:
    archive = await Archive.open(tmp_path / "archive.db")
    try:
        talk = conversation("title")
        await archive.save_conversation(talk)
        await archive.save_message(message(talk.id, "some words"))
        searching = Searching(archive, lambda: NOON_US)
        assert [hit.snippet for hit in (await searching.find("wor")).hits] == ["some words"]
        assert not (await searching.find("wor ")).hits
        assert await searching.experiments("wor") == []
        with pytest.raises(QueryError):
            await searching.find("cost:much")
        await searching.learn_values()
        (completion,) = searching.completions("rol", 3)
        assert completion.text == "role:"
    finally:
        await archive.close()
