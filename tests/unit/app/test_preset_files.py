"""A file of presets is read as far as it goes, and refused in a sentence where it holds none."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from support.archives import unprivileged_folder

from desktop_chat.app.preset_files import MOST_BYTES, presets_in, presets_text, read_file
from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import ImportUnreadable

CAREFUL = Preset("1", "Careful", Sampling(temperature=0.2), "Be brief.", "a/b")
WILD = Preset("2", "Wild", Sampling(temperature=1.8))


def without_ids(*presets: Preset) -> tuple[Preset, ...]:
    return tuple(msgspec.structs.replace(each, id="") for each in presets)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"17",
        b"[]",
        b"[1, 2]",
        b"{}",
        b'{"presets": 5}',
        b'{"presets": [{"name": ""}]}',
        b'{"temperature": 0.5}',
    ],
)
def test_what_holds_no_presets_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(ImportUnreadable) as caught:
        presets_in(data, "mine.json")
    assert caught.value.text == "There are no presets in mine.json."
    assert caught.value.advice


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ImportUnreadable, match=r"gone\.json cannot be read"):
        read_file(tmp_path / "gone.json")
    with pytest.raises(ImportUnreadable):
        read_file(tmp_path)


def test_a_file_that_may_not_be_read_is_refused() -> None:
    with unprivileged_folder() as home:
        path = home / "mine.json"
        path.write_text("{}")
        path.chmod(0)
        with pytest.raises(ImportUnreadable, match=r"mine\.json cannot be read"):
            read_file(path)


def test_a_file_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(ImportUnreadable, match="too large"):
        read_file(path)


def test_what_does_not_fit_is_named_and_the_rest_is_read() -> None:
    entries = [{"name": "A", "sampling": {"temperature": 9, "seed": 1}}, {"sampling": {}}, 5]
    read = presets_in(json.dumps(entries).encode(), "mine.json")
    assert read.presets == (Preset("", "A", Sampling(seed=1)),)
    assert read.left_out[0] == "Temperature of “A”"
    assert "preset 2" in read.left_out[1]
    assert "preset 3" in read.left_out[2]


def test_what_is_written_is_read_again_under_new_ids(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(presets_text([CAREFUL, WILD]), encoding="utf-8")
    assert read_file(path).presets == without_ids(CAREFUL, WILD)


def test_a_list_and_a_single_preset_are_read_too() -> None:
    whole = json.loads(presets_text([CAREFUL]))
    for part in (whole["presets"], whole["presets"][0]):
        assert presets_in(json.dumps(part).encode(), "x").presets == without_ids(CAREFUL)
