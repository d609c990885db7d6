"""An import merges, adds up, changes nothing the second time, and survives what is broken."""

from __future__ import annotations

import zipfile
from pathlib import Path

import msgspec
import pytest
from support.foreign_databases import (
    LLM_NEW_SCHEMA,
    LLM_OLD_SCHEMA,
    WEBUI_SCHEMA,
    filled,
    made,
)
from support.foreign_exports import chatgpt, claude, claude_message, room_3, usual_chatgpt
from support.importing import figures, written
from support.searches import query_of

from desktop_chat.app.exporting import export_text
from desktop_chat.app.import_reading import UNKNOWN_FORM
from desktop_chat.app.importing import import_from
from desktop_chat.archive import Archive
from desktop_chat.core.conversation import with_changes
from desktop_chat.errors import ImportUnreadable
from desktop_chat.formats.json_export import JSON


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
    assert (await archive.check()).messages == 8
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
    assert await archive.conversation_count() == 0
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


def webui(path: Path, *texts: str) -> Path:
    messages = {
        f"m{number}": {"id": f"m{number}", "role": "user", "content": text}
        for number, text in enumerate(texts)
    }
    chat = msgspec.json.encode({"history": {"messages": messages}}).decode()
    rows = [{"id": "c-1", "title": "Mine", "chat": chat}, {"id": "c-2", "chat": "{broken"}]
    return filled(path, WEBUI_SCHEMA, chat=rows)


async def test_a_database_in_a_folder_comes_in_once_and_adds_up(
    archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    webui(folder / "webui.db", "Hi", "Ho")
    made(folder / "vectors.db", "CREATE TABLE vectors(a)")
    report = await import_from(archive, folder)
    assert report.adds_up
    assert not report.is_whole
    assert figures(report) == {"source_nodes": 2, "added": 2}
    assert {left.file: left.is_damage for left in report.left_out} == {
        "webui.db": True,
        "vectors.db": False,
    }
    again = await import_from(archive, folder)
    assert figures(again) == {"source_nodes": 2, "known": 2}


async def test_a_database_and_an_export_of_it_are_the_same_conversations(
    archive: Archive, tmp_path: Path
) -> None:
    await import_from(archive, webui(tmp_path / "webui.db", "Hi"))
    message = {"id": "m0", "role": "user", "content": "Hi"}
    row = {"id": "c-1", "title": "Mine", "chat": {"history": {"messages": {"m0": message}}}}
    report = await import_from(archive, written(tmp_path / "x.json", [row]))
    assert figures(report) == {"source_nodes": 1, "known": 1}


async def test_logs_of_both_generations_come_in_once(archive: Archive, tmp_path: Path) -> None:
    path = filled(
        tmp_path / "logs.db",
        LLM_OLD_SCHEMA + LLM_NEW_SCHEMA,
        conversations=[{"id": "c", "name": "Old"}],
        responses=[
            {"id": "1", "conversation_id": "c", "prompt": "Hi", "response": "Ho", "model": "m"},
            {"id": "2", "conversation_id": None, "prompt": "Alone", "response": "Yes"},
        ],
        threads=[{"id": "t", "name": "New", "tip_message_hash": "b"}],
        turns=[
            {"id": "3", "thread_id": "t", "parent_message_hash": "a", "tip_message_hash": "b"},
        ],
        messages=[
            {"hash": "a", "role": "user"},
            {"hash": "b", "parent_hash": "a", "role": "assistant"},
        ],
        parts=[
            {"message_hash": "a", "position": 0, "type": "text", "text": "What?"},
            {"message_hash": "b", "position": 0, "type": "text", "text": "That."},
        ],
    )
    report = await import_from(archive, path)
    assert report.is_whole
    assert figures(report) == {"source_nodes": 6, "added": 6}
    again = await import_from(archive, path)
    assert figures(again) == {"source_nodes": 6, "known": 6}
    page = await archive.searches.page(query_of("that"))
    assert [hit.title for hit in page.hits] == ["New"]


async def test_what_a_message_lacks_is_in_the_audit(archive: Archive, tmp_path: Path) -> None:
    parts = [{"type": "text", "text": "See"}, {"type": "input_audio"}]
    source = written(tmp_path / "x.json", {"messages": [{"role": "user", "content": parts}]})
    (found,) = (await import_from(archive, source)).conversations
    assert found.lacking == {"its content 'input_audio' is unknown": 1}
    assert found.adds_up


async def test_a_conversation_without_a_time_stands_where_it_was_imported(
    archive: Archive, tmp_path: Path
) -> None:
    source = written(tmp_path / "x.json", {"messages": [{"role": "user", "content": "Hi"}]})
    await import_from(archive, source, clock=lambda: 1_700_000_000_000_000)
    await import_from(archive, source, clock=lambda: 1_800_000_000_000_000)
    (chat,) = await archive.conversations(limit=9)
    assert (chat.created_us, chat.updated_us) == (1_700_000_000_000_000,) * 2
