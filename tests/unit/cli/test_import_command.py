"""`import` brings conversations in and accounts for them."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.commands import Terminal
from support.foreign_exports import usual_chatgpt
from support.scripted import ScriptedTransport


def chats(folder: Path, *values: object) -> str:
    path = folder / "export.json"
    path.write_bytes(msgspec.json.encode(values))
    return str(path)


async def test_nothing_at_the_path_is_one_sentence(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("import", str(tmp_path / "gone.zip")) == 1
    assert terminal.err.count("\n") == 1
    assert "gone.zip cannot be read" in terminal.err


async def test_a_file_without_conversations_is_no_success(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("import", chats(tmp_path, {"email": "a@b.c"})) == 1
    assert "No conversation of a known form was found." in terminal.out


async def test_an_import_is_audited_found_and_changes_nothing_twice(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    source = chats(tmp_path, usual_chatgpt())
    assert await terminal.run("import", source, "--dry-run") == 0
    assert "Would import" in terminal.out
    report = tmp_path / "audit.json"
    assert await terminal.run("import", source, "--report", str(report)) == 0
    assert "Conversations: 1, new: 1." in terminal.out
    assert "The sums add up." in terminal.out
    (audit,) = msgspec.json.decode(report.read_bytes())
    assert audit["conversations"][0]["added"] == 4
    assert await terminal.run("search", "steam") == 0
    assert "A talk" in terminal.out
    assert await terminal.run("import", source, "--json") == 0
    assert msgspec.json.decode(terminal.out)["conversations"][0]["known"] == 4
    text = tmp_path / "audit.txt"
    assert await terminal.run("import", source, "--report", str(text)) == 0
    assert "already there: 4" in text.read_text()


async def test_an_import_is_listed_and_taken_back(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    source = chats(tmp_path, usual_chatgpt())
    assert await terminal.run("import") == 2
    assert await terminal.run("import", "--undo", "gone") == 2
    assert "There is no import 'gone'" in terminal.err
    assert await terminal.run("import", source) == 0
    import_id = terminal.out.split("--undo ")[1].strip()
    assert await terminal.run("import", "--list") == 0
    assert terminal.out == f"{import_id}  {source}\n    4 messages, kept\n"
    assert await terminal.run("import", "--undo", import_id) == 0
    assert "Messages deleted: 4" in terminal.out
    assert await terminal.run("search", "steam") == 0
    assert terminal.out == ""
    assert await terminal.run("import", "--list", "--json") == 0
    listed = msgspec.json.decode(terminal.out)
    assert listed["undone_us"]
    assert listed["report"]["conversations"][0]["added"] == 4
