"""`backup` and `restore`: written, listed, put back, and refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import msgspec
from support.commands import Terminal
from support.foreign_exports import usual_chatgpt
from support.scripted import ScriptedTransport


async def filled(folder: Path) -> Terminal:
    terminal = Terminal(folder, ScriptedTransport())
    path = folder / "export.json"
    path.write_bytes(msgspec.json.encode([usual_chatgpt()]))
    assert await terminal.run("import", str(path)) == 0
    return terminal


async def test_a_backup_is_written_listed_and_put_back(tmp_path: Path) -> None:
    terminal = await filled(tmp_path)
    folder = str(tmp_path / "kept")
    assert await terminal.run("backup", "--list", "--to", folder) == 0
    assert "There is no backup in" in terminal.out
    assert await terminal.run("backup", "--to", folder, "--json") == 0
    written = msgspec.json.decode(terminal.out)["path"]
    assert await terminal.run("backup", "--list", "--to", folder) == 0
    assert written in terminal.out
    assert await terminal.run("import", "--list", "--json") == 0
    undo = msgspec.json.decode(terminal.out)["id"]
    assert await terminal.run("import", "--undo", undo) == 0
    assert await terminal.run("search", "steam") == 0
    assert "A talk" not in terminal.out
    assert await terminal.run("restore", written, "--whole") == 0
    assert "What was there before is kept in" in terminal.out
    assert await terminal.run("search", "steam") == 0
    assert "A talk" in terminal.out


async def test_a_merge_says_what_it_added_and_how_to_take_it_back(tmp_path: Path) -> None:
    terminal = await filled(tmp_path)
    assert await terminal.run("backup", "--to", str(tmp_path / "kept"), "--json") == 0
    written = msgspec.json.decode(terminal.out)["path"]
    other = Terminal(tmp_path / "other", ScriptedTransport())
    assert await other.run("restore", written, "--merge") == 0
    assert "Messages added: 4, already there: 0." in other.out
    assert await other.run("restore", written, "--merge", "--json") == 0
    report = msgspec.json.decode(other.out)["report"]
    assert report["conversations"][0]["known"] == 4


async def test_what_is_no_backup_is_refused_in_one_sentence(tmp_path: Path) -> None:
    terminal = await filled(tmp_path)
    assert await terminal.run("restore", str(tmp_path / "gone.db"), "--whole") == 2
    assert "There is no file" in terminal.err
    (tmp_path / "text.db").write_text("hello " * 999)
    assert await terminal.run("restore", str(tmp_path / "text.db"), "--whole") == 1
    assert terminal.err.count("\n") == 1
    assert await terminal.run("restore", str(tmp_path / "text.db")) == 2
    assert await terminal.run("search", "steam") == 0
    assert "A talk" in terminal.out


async def test_what_is_left_of_a_damaged_archive_is_read_into_a_new_one(tmp_path: Path) -> None:
    terminal = await filled(tmp_path)
    new = tmp_path / "new.db"
    assert await terminal.run("salvage", str(tmp_path / "archive.db"), "--to", str(new)) == 0
    assert "Read: 1 conversations, 4 messages." in terminal.out
    assert await terminal.run("salvage", str(tmp_path / "archive.db"), "--to", str(new)) == 2
    assert "There is a file" in terminal.err
    (tmp_path / "x.db").write_bytes(b"hello" * 999)
    there = str(tmp_path / "there.db")
    assert await terminal.run("salvage", str(tmp_path / "x.db"), "--to", there) == 1
    assert not (tmp_path / "there.db").exists()
