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

from desktop_chat.app.export_files import write_file
from desktop_chat.app.exporting import all_ids, export_file, export_text
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


PNG = "data:image/png;base64,cG5n"


def files_below(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(folder)) for path in files)


async def pictured(archive: Archive, title: str, *images: str) -> str:
    """Keep a conversation of one answer with pictures; return its id."""
    talk = with_changes(conversation(title), active_leaf_id="")
    said = msgspec.structs.replace(message(talk.id, "See.", role=Role.ASSISTANT), images=images)
    await archive.save_conversation(with_changes(talk, active_leaf_id=said.id))
    await archive.save_message(said)
    return talk.id


async def test_pictures_lie_in_a_folder_beside_the_text_that_links_to_them(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        archive, target = opened.services.archive, tmp_path / "out" / "talk.md"
        talk = await pictured(archive, "Talk", PNG)
        for folder in ("talk files", "talk files 2"):
            await export_file(archive, [talk], EXPORTS["markdown"], target)
            assert f"![Picture 1](<{folder}/picture 1.png>)" in target.read_text()
            assert (target.parent / folder / "picture 1.png").read_bytes() == b"png"
        names = sorted(each.name for each in target.parent.iterdir())
        assert names == ["talk files", "talk files 2", "talk.md"]


async def test_of_many_each_has_a_folder_in_the_folder(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        archive, target = opened.services.archive, tmp_path / "all.md"
        ids = [await pictured(archive, "A", PNG), await pictured(archive, "B")]
        ids.append(await pictured(archive, "C", PNG))
        assert await export_file(archive, ids, EXPORTS["markdown"], target) == 3
        found = files_below(tmp_path)
        pictures = ["all files/1/picture 1.png", "all files/3/picture 1.png"]
        assert found == [*pictures, "all.md"]
        for name in pictures:
            assert f"(<{name}>)" in target.read_text()


async def test_without_pictures_there_is_no_folder_and_json_needs_none(tmp_path: Path) -> None:
    async with program(ScriptedTransport()) as opened:
        archive = opened.services.archive
        plain, seen = await pictured(archive, "A"), await pictured(archive, "B", PNG)
        await export_file(archive, [plain], EXPORTS["markdown"], tmp_path / "a.md")
        await export_file(archive, [seen], JSON, tmp_path / "b.json")
        assert files_below(tmp_path) == ["a.md", "b.json"]


async def test_an_export_that_is_stopped_leaves_no_folder(tmp_path: Path) -> None:
    def stop(_count: int) -> None:
        raise asyncio.CancelledError

    async with program(ScriptedTransport()) as opened:
        seen = await pictured(opened.services.archive, "A", PNG)
        with pytest.raises(asyncio.CancelledError):
            await export_file(
                opened.services.archive,
                [seen],
                EXPORTS["markdown"],
                tmp_path / "a.md",
                on_progress=stop,
            )
        assert not files_below(tmp_path)


async def test_where_the_file_cannot_take_its_place_no_folder_stays(tmp_path: Path) -> None:
    target = tmp_path / "out" / "talk.md"
    target.mkdir(parents=True)
    async with program(ScriptedTransport()) as opened:
        talk = await pictured(opened.services.archive, "Talk", PNG)
        with pytest.raises(ExportFailed):
            await export_file(opened.services.archive, [talk], EXPORTS["markdown"], target)
    assert list(target.parent.iterdir()) == [target]
