"""An import merges, adds up, changes nothing the second time, and survives what is broken."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest
from support.foreign_exports import chatgpt, claude, claude_message, room_3, usual_chatgpt
from support.searches import query_of

from desktop_chat.app.exporting import export_text
from desktop_chat.app.import_report import ImportReport
from desktop_chat.app.importing import UNKNOWN_FORM, import_from
from desktop_chat.archive import Archive
from desktop_chat.core.conversation import with_changes
from desktop_chat.errors import ImportUnreadable
from desktop_chat.formats.json_export import JSON


@pytest.fixture
def archive(tmp_path: Path) -> Generator[Archive]:
    """Return an archive of its own."""
    found = asyncio.run(Archive.open(tmp_path / "profile" / "archive.db"))
    yield found
    asyncio.run(found.close())


def written(path: Path, value: Any) -> Path:
    path.write_bytes(value if isinstance(value, bytes) else msgspec.json.encode(value))
    return path


def figures(report: ImportReport) -> dict[str, int]:
    names = ("source_nodes", "added", "known", "merged", "hidden", "skipped")
    return {name: report.total(name) for name in names if report.total(name)}


def everything(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("conversations-001.json", msgspec.json.encode([usual_chatgpt()]))
        packed.writestr(
            "conversations-002.json", msgspec.json.encode([chatgpt(id=None), {"id": 1}])
        )
        packed.writestr(
            "claude.json", msgspec.json.encode([claude(claude_message("1", "human", "Hi"))])
        )
        packed.writestr("room.json", msgspec.json.encode(room_3()))
        packed.writestr("user.json", b'{"email":"a@b.c"}')
        packed.writestr("chat.html", b"<html>")
    return path


async def test_nothing_at_the_path_is_one_clear_error(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ImportUnreadable):
        await import_from(archive, tmp_path / "gone")


async def test_all_formats_of_a_zip_come_in_and_add_up(archive: Archive, tmp_path: Path) -> None:
    report = await import_from(archive, everything(tmp_path / "x.zip"))
    assert report.adds_up
    assert [c.format for c in report.conversations] == [
        "chatgpt",
        "chatgpt",
        "claude",
        "openrouter",
    ]
    assert figures(report) == {
        "source_nodes": 13,
        "added": 8,
        "merged": 1,
        "hidden": 3,
        "skipped": 1,
    }
    assert (await archive.size()).messages == 8
    assert {(left.file, left.reason) for left in report.left_out} == {
        ("x.zip: conversations-002.json", UNKNOWN_FORM),
        ("x.zip: user.json", UNKNOWN_FORM),
        ("x.zip: chat.html", "it is no JSON"),
    }
    page = await archive.searches.page(query_of("steam"))
    assert [hit.title for hit in page.hits] == ["A talk"]


async def test_importing_twice_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    source = everything(tmp_path / "x.zip")
    await import_from(archive, source)
    before = [await export_text(archive, c.id, JSON) for c in await archive.conversations(limit=9)]
    again = await import_from(archive, source)
    assert again.adds_up
    assert (again.total("added"), again.total("known")) == (0, 8)
    assert not any(conversation.is_new for conversation in again.conversations)
    after = [await export_text(archive, c.id, JSON) for c in await archive.conversations(limit=9)]
    assert after == before


async def test_what_was_changed_since_stays(archive: Archive, tmp_path: Path) -> None:
    source = written(tmp_path / "x", [claude(claude_message("1", "human", "Hi"))])
    await import_from(archive, source)
    (chat,) = await archive.conversations(limit=9)
    await archive.save_conversation(with_changes(chat, title="Mine"))
    grown = claude(claude_message("1", "human", "Hi"), claude_message("2", "assistant", "Ho"))
    report = await import_from(archive, written(source, [grown]))
    assert figures(report) == {"source_nodes": 2, "added": 1, "known": 1}
    assert [c.title for c in await archive.conversations(limit=9)] == ["Mine"]
    assert [m.text for m in await archive.messages(chat.id)] == ["Hi", "Ho"]


async def test_a_dry_run_says_the_same_and_writes_nothing(archive: Archive, tmp_path: Path) -> None:
    source = everything(tmp_path / "x.zip")
    tried = await import_from(archive, source, is_dry=True)
    assert (await archive.size()).conversations == 0
    done = await import_from(archive, source)
    assert figures(tried) == figures(done)


async def test_the_healthy_part_of_a_broken_file_comes_in(archive: Archive, tmp_path: Path) -> None:
    good = msgspec.json.encode(claude(claude_message("1", "human", "Hi \\ud800"))).replace(
        b"\\\\ud800", b"\\ud800"
    )
    text = b"[" + good + b',{"uuid":nonsense},' + b'{"x":1e999},{"chat_messages":[1]},{"uuid":"u'
    report = await import_from(archive, written(tmp_path / "x", text))
    assert [m.text for m in await archive.messages(report.conversations[0].id)] == ["Hi \ufffd"]
    assert report.conversations[1].problem == "it has no id"
    assert report.adds_up
    assert not report.is_whole
    assert [left.is_damage for left in report.left_out] == [True, False, True]


async def test_our_own_export_comes_back_byte_for_byte(archive: Archive, tmp_path: Path) -> None:
    await import_from(archive, everything(tmp_path / "x.zip"))
    texts = [await export_text(archive, c.id, JSON) for c in await archive.conversations(limit=9)]
    other = await Archive.open(tmp_path / "other" / "archive.db")
    try:
        lines = b"\n".join(text.encode() for text in texts)
        report = await import_from(other, written(tmp_path / "ours.jsonl", lines))
        assert report.is_whole
        again = [await export_text(other, c.id, JSON) for c in await other.conversations(limit=9)]
        assert sorted(again) == sorted(texts)
    finally:
        await other.close()


async def test_progress_is_told(archive: Archive, tmp_path: Path) -> None:
    told: list[int] = []
    await import_from(archive, everything(tmp_path / "x.zip"), on_progress=told.append)
    assert told == [1, 2, 3, 4]


async def test_a_database_of_another_program_comes_in_twice_without_a_change(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "webui.db"
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE user(id)")
    connection.execute("CREATE TABLE chat(id, title, chat, created_at, updated_at)")
    messages = {"q": {"id": "q", "role": "user", "content": "Hi", "parentId": None}}
    chat = msgspec.json.encode({"history": {"messages": messages, "currentId": "q"}}).decode()
    connection.execute("INSERT INTO chat VALUES('r', 'Talk', ?, 5, 6)", (chat,))
    connection.execute("INSERT INTO chat VALUES('s', 'Broken', '{', 5, 6)")
    connection.close()
    report = await import_from(archive, path)
    assert figures(report) == {"source_nodes": 1, "added": 1}
    assert [(gap.reason, gap.count) for gap in report.left_out] == [(UNKNOWN_FORM, 1)]
    assert figures(await import_from(archive, path)) == {"source_nodes": 1, "known": 1}
