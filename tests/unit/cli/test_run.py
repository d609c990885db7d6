"""A command opens what it needs, and every error is a sentence and an exit status."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support.commands import Terminal
from support.scripted import ScriptedTransport, says

from desktop_chat.app.opening import Archiving
from desktop_chat.errors import Offline


@pytest.mark.parametrize(
    ("arguments", "archiving"),
    [
        (("ask", "Hi"), Archiving.WRITE),
        (("ask", "Hi", "--no-save"), Archiving.NOTHING),
        (("search", "Hi"), Archiving.READ),
        (("export",), Archiving.READ),
        (("check",), Archiving.READ),
    ],
)
async def test_a_command_opens_the_archive_only_as_far_as_it_needs(
    tmp_path: Path, arguments: tuple[str, ...], archiving: Archiving
) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(says("Hello")))
    assert await terminal.run(*arguments) == 0
    assert [wanted.archiving for wanted in terminal.wanted] == [archiving]


async def test_an_error_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport(Offline("Nothing answers.")))
    assert await terminal.run("models") == 1
    assert terminal.err == f"Nothing answers. {Offline.default_advice}\n"


async def test_bad_usage_is_status_2_and_opens_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("ask") == 2
    assert terminal.wanted == []


async def test_ask_with_json_gives_an_object_for_every_error(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, ScriptedTransport())
    assert await terminal.run("ask", "Hi", "--model", "m", "--top-p", "2", "--json") == 2
    value = msgspec.json.decode(terminal.out)
    assert value["error"]["kind"] == "BadField"
    assert value["model"] == "m"
