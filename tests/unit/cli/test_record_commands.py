"""`code` and `inspect` give what is kept of an answer, by its id or its conversation's."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support.commands import Terminal
from support.scripted import ScriptedTransport, says

from desktop_chat.cli.run import EXIT_USAGE


async def asked(folder: Path) -> tuple[Terminal, str, str]:
    """Ask something; return the ids of the answer and of its conversation too."""
    terminal = Terminal(folder, ScriptedTransport(says("a cloud")))
    assert await terminal.run("ask", "What is up there?") == 0
    assert await terminal.run("search", "cloud", "--json") == 0
    hits = [msgspec.json.decode(line) for line in terminal.out.splitlines()]
    hit = next(hit for hit in hits if hit.get("message_id"))
    return terminal, hit["message_id"], hit["conversation_id"]


@pytest.mark.parametrize("command", ["code", "inspect"])
async def test_an_unknown_id_is_told_of(tmp_path: Path, command: str) -> None:
    terminal, _, _ = await asked(tmp_path)
    assert await terminal.run(command, "nothing") == EXIT_USAGE
    assert "'nothing'" in terminal.err


async def test_a_message_without_a_request_has_no_code(tmp_path: Path) -> None:
    terminal, _, conversation_id = await asked(tmp_path)
    assert await terminal.run("inspect", conversation_id, "--json") == 0
    question_id = msgspec.json.decode(terminal.out)["message"]["parent_id"]
    assert await terminal.run("code", question_id) == EXIT_USAGE
    assert "No request is kept" in terminal.err
    assert await terminal.run("inspect", question_id) == 0
    assert "text: What is up there?" in terminal.out


async def test_the_request_is_given_in_the_language_asked_for(tmp_path: Path) -> None:
    terminal, message_id, conversation_id = await asked(tmp_path)
    assert await terminal.run("code", message_id) == 0
    assert "curl --no-buffer" in terminal.out
    assert await terminal.run("code", conversation_id, "--as", "python-httpx") == 0
    assert "import httpx" in terminal.out
    assert "What is up there?" in terminal.out


async def test_everything_is_given_for_scripts_and_for_people(tmp_path: Path) -> None:
    terminal, message_id, conversation_id = await asked(tmp_path)
    assert await terminal.run("inspect", message_id, "--json") == 0
    whole = msgspec.json.decode(terminal.out)
    assert whole["message"]["conversation_id"] == conversation_id
    assert whole["record"]["request"]["messages"][0]["content"] == "What is up there?"
    assert whole["arrivals"]
    assert await terminal.run("inspect", message_id) == 0
    assert "text: a cloud" in terminal.out
    assert "pieces: 1" in terminal.out
