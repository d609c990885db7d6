"""Conversations too large to be held are read in parts, and pictures from the files beside them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.foreign_exports import usual_chatgpt
from support.importing import figures, written

from desktop_chat.app.exporting import export_text
from desktop_chat.app.import_reading import TOO_LARGE
from desktop_chat.app.importing import STOPPED, import_from
from desktop_chat.archive import Archive
from desktop_chat.archive.imports import Undone
from desktop_chat.formats import json_import
from desktop_chat.formats.document import Document
from desktop_chat.formats.import_files import MISSING
from desktop_chat.formats.import_source import Limits
from desktop_chat.formats.json_export import JSON

SMALL = Limits(record_bytes=600)


def large(*ids: str, count: int = 40, **more: Any) -> dict[str, Any]:
    """Return a conversation of ours, each message after the one before."""
    ids = ids or tuple(f"m{number}" for number in range(count))
    fields = [
        {"id": each, "conversation_id": "big", "role": "user", "text": f"text of {each}"}
        | ({"parent_id": before} if before else {})
        for before, each in zip(("", *ids), ids, strict=False)
    ]
    head = {"id": "big", "title": "Large", "active_leaf_id": ids[-1]}
    return {"format": "desktop-chat/1", "conversation": head, "messages": fields} | more


async def test_a_conversation_too_large_to_be_held_comes_back_byte_for_byte(
    archive: Archive, tmp_path: Path
) -> None:
    whole = json_import.read(large())
    text = JSON.write(Document(whole.conversation, whole.messages))
    source = written(tmp_path / "large.json", text.encode())
    tried = await import_from(archive, source, limits=SMALL, is_dry=True)
    assert figures(tried) == {"source_nodes": 40, "added": 40}
    first = await import_from(archive, source, limits=SMALL)
    again = await import_from(archive, source, limits=SMALL)
    assert figures(first) == {"source_nodes": 40, "added": 40}
    assert figures(again) == {"source_nodes": 40, "known": 40}
    assert first.is_whole
    assert again.is_whole
    assert await export_text(archive, "big", JSON) == text


async def test_large_and_small_ones_of_one_file_are_all_read(
    archive: Archive, tmp_path: Path
) -> None:
    small = large("s1", "s2") | {"conversation": {"id": "small"}}
    source = written(tmp_path / "many.json", [large(), small, large(count=50), usual_chatgpt()])
    report = await import_from(archive, source, limits=SMALL)
    assert [each.source_nodes for each in report.conversations] == [40, 2, 50]
    assert figures(report) == {"source_nodes": 92, "added": 52, "known": 40}
    assert [each.reason for each in report.left_out] == ["it is larger than 0 MiB"]


async def test_what_is_wrong_in_a_large_one_does_not_take_the_rest(
    archive: Archive, tmp_path: Path
) -> None:
    value = large()
    value["messages"][3] = {"id": "m3", "role": 5}
    value["messages"][20] = value["messages"][19]
    value["messages"][30]["text"] = "x" * 700
    report = await import_from(archive, written(tmp_path / "a.json", value), limits=SMALL)
    assert figures(report) == {"source_nodes": 40, "added": 38, "skipped": 2}
    assert report.adds_up
    found = {message.id: message.parent_id for message in await archive.messages("big")}
    assert (found["m4"], found["m21"], found["m31"]) == (None, None, "m30")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (large("b", "a", *(f"m{n}" for n in range(20))), "before the one that it follows"),
        (large(format="desktop-chat/9"), "newer version"),
        (large(conversation={"title": "no id"}), "conversation is damaged"),
    ],
)
async def test_a_large_one_that_cannot_be_read_is_told_with_its_messages(
    archive: Archive, tmp_path: Path, value: dict[str, Any], reason: str
) -> None:
    value["messages"][0].setdefault("parent_id", value["messages"][1]["id"])
    report = await import_from(archive, written(tmp_path / "a.json", value), limits=SMALL)
    (told,) = report.conversations
    assert reason in told.problem
    assert figures(report) == {"source_nodes": told.skipped, "skipped": len(value["messages"])}
    assert await archive.conversation("big") is None


async def test_a_large_one_that_is_cut_is_left_out(archive: Archive, tmp_path: Path) -> None:
    content = msgspec.json.encode([large(), large() | {"conversation": {"id": "cut"}}])[:-900]
    report = await import_from(archive, written(tmp_path / "a.json", content), limits=SMALL)
    assert figures(report) == {"source_nodes": 40, "added": 40}
    assert "the file ends within it" in [each.reason for each in report.left_out]


async def test_a_large_one_can_be_stopped_and_gone_on_with(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_import, "_PART_MESSAGES", 10)
    source = written(tmp_path / "a.json", large())
    asked = iter([False, False, False, True])
    stopped = await import_from(archive, source, limits=SMALL, is_stopped=lambda: next(asked, True))
    assert figures(stopped) == {"source_nodes": 40, "added": 20, "skipped": 20}
    assert stopped.conversations[0].reasons == {STOPPED: 20}
    assert stopped.adds_up
    assert stopped.was_stopped
    report = await import_from(archive, source, limits=SMALL)
    assert figures(report) == {"source_nodes": 40, "added": 20, "known": 20}
    undone = await archive.imports.undo(stopped.import_id, 5)
    assert undone == Undone(0, 20)


async def test_a_large_one_of_another_shape_is_told(archive: Archive, tmp_path: Path) -> None:
    value = {"format": "desktop-chat/1", "other": "x" * 700}
    report = await import_from(archive, written(tmp_path / "a.json", value), limits=SMALL)
    assert [(each.reason, each.is_damage) for each in report.left_out] == [(TOO_LARGE, True)]


PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


@pytest.mark.parametrize("is_zip", [True, False])
async def test_pictures_beside_the_conversations_come_with_them(
    archive: Archive, tmp_path: Path, *, is_zip: bool
) -> None:
    content = msgspec.json.encode([usual_chatgpt()])
    if is_zip:
        source = tmp_path / "export.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("export/conversations.json", content)
            packed.writestr("export/user-1/file_1-sky.png", PNG)
    else:
        source = tmp_path / "export"
        (source / "user-1").mkdir(parents=True)
        (source / "conversations.json").write_bytes(content)
        (source / "user-1" / "file_1-sky.png").write_bytes(PNG)
    report = await import_from(archive, source)
    assert report.is_whole
    assert report.conversations[0].lacking == {}
    (shown,) = [each for each in await archive.messages(report.conversations[0].id) if each.images]
    assert shown.images[0].startswith("data:image/png;base64,")
    assert shown.text.startswith("And this?")


async def test_a_picture_outside_is_not_taken(archive: Archive, tmp_path: Path) -> None:
    outside = tmp_path / "file_1.png"
    outside.write_bytes(PNG)
    source = tmp_path / "export"
    source.mkdir()
    (source / "conversations.json").write_bytes(msgspec.json.encode([usual_chatgpt()]))
    (source / "file_1.png").symlink_to(outside)
    report = await import_from(archive, source)
    assert report.conversations[0].lacking == {MISSING: 1}
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as packed:
        packed.writestr(
            "conversations.json",
            msgspec.json.encode([usual_chatgpt() | {"conversation_id": "c-2"}]),
        )
        link = zipfile.ZipInfo("file_1.png")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, str(outside))
    linked = await import_from(archive, tmp_path / "link.zip")
    assert linked.conversations[0].lacking == {MISSING: 1}
    assert not [
        each
        for found in (report, linked)
        for each in await archive.messages(found.conversations[0].id)
        if each.images
    ]
