"""Exports leave nothing out, and a file is replaced only by a whole one."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support.program import program
from support.scripted import ScriptedReply, ScriptedTransport, ending, says, scored

from desktop_chat.app.exporting import export_text, write_file
from desktop_chat.core.arrivals import arrivals
from desktop_chat.core.message import Message
from desktop_chat.errors import ExportFailed, UsageError
from desktop_chat.formats.json_export import JSON, JsonDocument


async def test_the_json_holds_every_message_with_the_exact_request() -> None:
    async with program(ScriptedTransport(says("Hello"))) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        await opened.settled()
        text = await export_text(opened.services.archive, session.id, JSON)
        read = msgspec.json.decode(text, type=JsonDocument)
        messages = tuple(msgspec.convert(item, Message) for item in read.messages)
        exported = messages[-1].record
        assert exported is not None
        pieces = arrivals(exported.arrivals) or ()
        assert [piece.size for piece in pieces] == [len("Hello")]
        bare = msgspec.structs.replace(exported, arrivals=b"")
        last = msgspec.structs.replace(messages[-1], record=bare)
        assert (*messages[:-1], last) == session.messages()


async def test_the_json_holds_the_probabilities_that_are_kept_apart() -> None:
    async with program(ScriptedTransport(ScriptedReply([scored("a", -1.0), ending()]))) as opened:
        session = opened.session()
        session.send("Hi")
        await opened.ended(session)
        await opened.settled()
        text = await export_text(opened.services.archive, session.id, JSON)
        answer = msgspec.json.decode(text, type=JsonDocument).messages[-1]
        assert [item["token"] for item in answer["logprobs"]] == ["a"]


async def test_an_unknown_conversation_is_said_to_be_unknown() -> None:
    async with program(ScriptedTransport()) as opened:
        with pytest.raises(UsageError):
            await export_text(opened.services.archive, "no such id", JSON)


def test_a_file_is_written_whole_and_makes_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "new" / "out.md"
    write_file(file, "Grüße\n")
    assert file.read_bytes() == "Grüße\n".encode()
    assert list(file.parent.iterdir()) == [file]


def test_a_failed_export_leaves_the_older_file_and_says_where_it_failed(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("old", encoding="utf-8")
    with pytest.raises(ExportFailed) as caught:
        write_file(in_the_way / "out.md", "new")
    assert "out.md" in caught.value.text
    assert in_the_way.read_text(encoding="utf-8") == "old"


def test_a_failed_export_leaves_no_half_file_behind(tmp_path: Path) -> None:
    (tmp_path / "out.md").mkdir()
    with pytest.raises(ExportFailed):
        write_file(tmp_path / "out.md", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["out.md"]
