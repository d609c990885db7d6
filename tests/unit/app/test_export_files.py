"""A file or a folder is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from desktop_chat.app.export_files import encoded, folder_beside, write_file
from desktop_chat.core.conversation import Conversation
from desktop_chat.core.message import Message, Role
from desktop_chat.errors import ExportFailed
from desktop_chat.formats.document import Document

SEEN = Message("1", "c", Role.ASSISTANT, images=("data:image/png;base64,cG5n",))


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


def test_half_a_character_is_written_as_a_question_mark() -> None:
    assert encoded("a\ud83d") == b"a?"


def test_a_folder_has_its_name_only_at_the_end(tmp_path: Path) -> None:
    document = Document(Conversation("c"), (SEEN,))
    with folder_beside(tmp_path / "talk.md") as beside:
        assert beside.keep(document, "").folder == "talk files"
        assert beside.keep(document, "2").folder == "talk files/2"
        assert not (tmp_path / "talk files").exists()
    kept = {path.name: path.read_bytes() for path in (tmp_path / "talk files" / "2").iterdir()}
    assert kept == {"picture 1.png": b"png"}
    assert [path.name for path in tmp_path.iterdir()] == ["talk files"]


def test_what_fails_leaves_no_folder_and_nothing_to_keep_makes_none(tmp_path: Path) -> None:
    document = Document(Conversation("c"), (SEEN,))
    bare = Document(Conversation("c"), (msgspec.structs.replace(SEEN, images=()),))
    with folder_beside(tmp_path / "talk.md") as beside:
        assert beside.keep(bare, "") == bare
    with pytest.raises(ExportFailed):
        keep_in_vain(tmp_path / "talk.md", document)
    assert not list(tmp_path.iterdir())


def keep_in_vain(path: Path, document: Document) -> None:
    with folder_beside(path) as beside:
        beside.keep(document, "")
        raise ExportFailed("The disk is full.")
