"""`search`, `export` and `check` give what is in the archive."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from support.commands import Terminal
from support.scripted import ScriptedTransport, says

from desktop_chat.app.exporting import PAGE
from desktop_chat.archive import Archive
from desktop_chat.core.conversation import Conversation


async def asked(folder: Path, *prompts: str) -> Terminal:
    terminal = Terminal(folder, ScriptedTransport(*(says("Hello") for _ in prompts)))
    for prompt in prompts:
        assert await terminal.run("ask", prompt) == 0
    return terminal


async def test_search_finds_what_was_said(tmp_path: Path) -> None:
    terminal = await asked(tmp_path, "a cloud", "a tree")
    assert await terminal.run("search", "cloud", "--json") == 0
    hits = [msgspec.json.decode(line) for line in terminal.out.splitlines()]
    assert {hit["title"] for hit in hits} == {"a cloud"}
    assert await terminal.run("search", "tree") == 0
    assert "a tree" in terminal.out


async def test_search_that_finds_nothing_is_no_error(tmp_path: Path) -> None:
    terminal = await asked(tmp_path)
    assert await terminal.run("search", "nothing at all") == 0
    assert terminal.out == ""


async def test_every_conversation_is_exported_to_a_folder_or_to_standard_output(
    tmp_path: Path,
) -> None:
    terminal = await asked(tmp_path, "a cloud", "../../tree: a/b")
    folder = tmp_path / "exported"
    assert await terminal.run("export", "--output", str(folder)) == 0
    assert terminal.err == f"Conversations written to {folder}: 2.\n"
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 2
    assert all(name.endswith(".md") and "/" not in name for name in names)
    assert await terminal.run("export") == 0
    assert terminal.out.count("## Assistant") == 2


async def test_check_says_that_a_sound_archive_is_sound(tmp_path: Path) -> None:
    terminal = await asked(tmp_path, "a cloud")
    assert await terminal.run("check") == 0
    assert terminal.out == "The archive is sound. Conversations: 1, messages: 2.\n"


async def test_an_archive_of_many_pages_is_exported_whole(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    archive = await Archive.open(tmp_path / "archive.db")
    for number in range(PAGE + 1):
        await archive.save_conversation(Conversation(f"c-{number}", f"number {number}"))
    await archive.close()
    assert await terminal.run("export") == 0
    assert len(set(re.findall(r"^# number \d+$", terminal.out, re.MULTILINE))) == PAGE + 1


async def test_chosen_ones_or_all_go_into_one_file_by_its_suffix(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(says("one"), says("two"), says("three")))
    for prompt in ("first", "second", "third"):
        assert await terminal.run("ask", prompt) == 0
    assert await terminal.run("export", "--format", "json") == 0
    ids = [each["conversation"]["id"] for each in msgspec.json.decode(terminal.out)]
    assert len(ids) == 3
    out = tmp_path / "out.json"
    assert await terminal.run("export", *ids[:2], "--format", "json", "--output", str(out)) == 0
    assert len(msgspec.json.decode(out.read_bytes())) == 2
    assert await terminal.run("export", "--format", "json", "--output", str(out)) == 0
    assert len(msgspec.json.decode(out.read_bytes())) == 3
    assert await terminal.run("export", "no-such", "--output", str(tmp_path / "x.md")) == 2
    assert not (tmp_path / "x.md").exists()


async def test_an_id_from_elsewhere_leads_nowhere_outside_the_folder(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    archive = await Archive.open(tmp_path / "archive.db")
    await archive.save_conversation(Conversation("../../out", "Talk " + "🚀" * 70))
    await archive.close()
    folder = tmp_path / "exported"
    assert await terminal.run("export", "--output", str(folder)) == 0
    (only,) = folder.iterdir()
    assert len(only.name.encode()) < 255


async def test_a_pdf_is_one_file_or_one_for_each(tmp_path: Path) -> None:
    terminal = await asked(tmp_path, "a cloud", "a tree")
    folder, whole = tmp_path / "exported", tmp_path / "all.pdf"
    assert await terminal.run("export", "--format", "pdf", "--output", str(folder)) == 0
    assert terminal.err == f"Conversations written to {folder}: 2.\n"
    assert [path.suffix for path in folder.iterdir()] == [".pdf", ".pdf"]
    assert await terminal.run("export", "--format", "pdf", "--output", str(whole)) == 0
    assert sorted(whole.read_text().splitlines()) == ["Hello", "Hello", "a cloud", "a tree", "all"]


async def test_a_pdf_needs_a_file(tmp_path: Path) -> None:
    terminal = await asked(tmp_path, "a cloud")
    assert await terminal.run("export", "--format", "pdf") == 2
    assert "A PDF goes to a file. Name one with --output." in terminal.err
