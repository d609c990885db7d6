"""Exports leave nothing out, and a file is replaced only by a whole one."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archives import any_conversation, any_message, conversation, message
from support.program import program
from support.scripted import ScriptedReply, ScriptedTransport, ending, says, scored

from desktop_chat.app.exporting import all_ids, export_file, export_text, write_file
from desktop_chat.app.importing import import_from
from desktop_chat.archive import Archive
from desktop_chat.core.arrivals import arrivals
from desktop_chat.core.conversation import with_changes
from desktop_chat.core.ids import new_id
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import ExportFailed, UsageError
from desktop_chat.formats.document import Document, ExportFormat
from desktop_chat.formats.json_export import JSON, JsonDocument
from desktop_chat.formats.registry import EXPORTS


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


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def fill(archive: Archive, count: int) -> list[str]:
    """Save conversations of a message each; return their ids."""
    ids: list[str] = []
    for number in range(count):
        head = conversation(f"Talk {number}")
        await archive.save_conversation(head)
        await archive.save_message(message(head.id, f"text {number}"))
        ids.append(head.id)
    return ids


@pytest.mark.parametrize("export", EXPORTS.values(), ids=lambda export: export.id)
async def test_many_are_one_file_of_every_format(tmp_path: Path, export: ExportFormat) -> None:
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        ids = await fill(archive, 3)
        done: list[int] = []
        file = tmp_path / f"out{export.suffix}"
        count = await export_file(archive, [*ids, "gone"], export, file, on_progress=done.append)
        assert (count, done) == (3, [1, 2, 3])
        text = file.read_bytes().decode()
        if export.suffix == ".json":
            assert len(msgspec.json.decode(text)) == 3
        elif export.id in ("markdown", "html"):
            assert [f"text {number}" in text for number in range(3)] == [True] * 3
        assert text.startswith(export.begin) or not export.is_list


async def test_all_are_those_of_the_archive_too_but_not_of_the_trash() -> None:
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        ids = await fill(archive, 3)
        await archive.places.change(ids[:1], lambda head: with_changes(head, archived_us=1))
        await archive.places.change(ids[1:2], lambda head: with_changes(head, deleted_us=1))
        assert set(await all_ids(archive)) == {ids[0], ids[2]}


async def test_a_failure_half_way_leaves_the_older_file(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        ids = await fill(archive, 3)
        file = tmp_path / "out.json"
        file.write_text("old")

        def fail(count: int) -> None:
            if count == 2:
                raise OSError(28, "No space left on device")

        with pytest.raises(ExportFailed, match="No space left"):
            await export_file(archive, ids, JSON, file, on_progress=fail)
        assert file.read_text() == "old"
        assert names_in(tmp_path) == ["out.json"]


async def test_a_branch_alone_is_a_conversation(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        (only,) = await fill(archive, 1)
        asked = (await archive.messages(only))[0]
        for text in ("one", "two"):
            await archive.save_message(message(only, text, parent_id=asked.id, role=Role.ASSISTANT))
        shape = Document.only_branch
        await export_file(archive, [only], JSON, tmp_path / "out.json", shape=shape)
        written = msgspec.json.decode((tmp_path / "out.json").read_bytes(), type=JsonDocument)
        assert [item["text"] for item in written.messages] == ["text 0", "two"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_export_import_export_is_byte_equal(data: st.DataObject) -> None:
    async def there_and_back() -> None:
        with tempfile.TemporaryDirectory() as folder:
            first = await Archive.open(Path(folder) / "a.db")
            second = await Archive.open(Path(folder) / "b.db")
            try:
                head = data.draw(any_conversation)
                await first.save_conversation(head)
                parents: list[str | None] = [None]
                for drawn in data.draw(st.lists(any_message, max_size=5)):
                    parent_id = data.draw(st.sampled_from(parents))
                    made = msgspec.structs.replace(
                        drawn, id=new_id(), conversation_id=head.id, parent_id=parent_id
                    )
                    await first.save_message(made)
                    parents.append(made.id)
                text = await export_text(first, head.id, JSON)
                file = Path(folder) / "out.json"
                write_file(file, text)
                report = await import_from(second, file)
                assert report.adds_up
                assert report.is_whole
                assert await export_text(second, head.id, JSON) == text
            finally:
                await first.close()
                await second.close()

    asyncio.run(there_and_back())
