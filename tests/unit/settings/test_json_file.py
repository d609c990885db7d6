"""A file is written at once or not at all, and what cannot be used is kept beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.archives import unprivileged_folder

from desktop_chat.errors import BadField, Unwritable
from desktop_chat.settings.json_file import JsonFile


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused_and_left_alone(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "things.json"
    path.write_bytes(data)
    file = JsonFile(path, "things")
    with pytest.raises(BadField, match="file of the things"):
        file.read()
    assert file.document == {}
    assert path.read_bytes() == data


def test_a_file_that_is_set_aside_keeps_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "things.json"
    path.write_bytes(b"{broken")
    file = JsonFile(path, "things")
    file.document = {"a": 1}
    said = file.set_aside("Broken.")
    (aside,) = tmp_path.glob("things.bad-*.json")
    assert aside.read_bytes() == b"{broken"
    assert str(aside) in said.advice
    assert json.loads(path.read_text()) == {"a": 1}


def test_what_cannot_be_written_is_called_by_its_name() -> None:
    with unprivileged_folder() as home:
        home.chmod(0o500)
        file = JsonFile(home / "things.json", "things")
        with pytest.raises(Unwritable, match=r"The things cannot be written\."):
            file.write()
        assert list(home.iterdir()) == []


def test_a_file_that_is_not_there_is_an_empty_object(tmp_path: Path) -> None:
    file = JsonFile(tmp_path / "things.json", "things")
    file.read()
    assert file.document == {}
