"""Nothing of the file of presets is lost, whatever stands in it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.archives import unprivileged_folder
from support.samplings import SAMPLINGS

from desktop_chat.core.preset import Preset
from desktop_chat.core.sampling import Sampling
from desktop_chat.errors import AppError, BadField, Unwritable
from desktop_chat.settings.presets import PresetBook, PresetStore, read_preset, written

CAREFUL = Preset("1", "Careful", Sampling(temperature=0.2, stop=("END",)), "Be brief.", "a/b")
WILD = Preset("2", "Wild", Sampling(temperature=1.8))
BOOK = PresetBook((CAREFUL, WILD), {"": "1", "a/b": "2"})
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PRESETS = st.lists(
    st.builds(
        Preset,
        st.uuids().map(str),
        TEXTS.filter(str.strip),
        SAMPLINGS,
        TEXTS,
        TEXTS,
    ),
    max_size=4,
    unique_by=lambda preset: preset.id,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "presets.json"


def load(path: Path) -> tuple[PresetStore, list[AppError]]:
    notices: list[AppError] = []
    return PresetStore.load(path, notices_of=notices.append), notices


def kept_aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("presets.bad-*.json"))


def file_of(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_json_object_is_kept_aside(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    store, notices = load(path)
    assert store.book == PresetBook()
    assert [aside.read_bytes() for aside in kept_aside(path)] == [data]
    assert str(kept_aside(path)[0]) in notices[0].advice
    assert load(path)[1] == []


def test_what_does_not_fit_is_named_and_the_rest_is_taken(path: Path) -> None:
    text = json.dumps(
        {
            "presets": [
                {"id": "1", "name": "Hot", "sampling": {"temperature": "hot", "top_p": 0.5}},
                {"id": "1", "name": "Twice"},
                {"id": "3", "sampling": {}},
                {"id": "4", "name": "Odd", "system_prompt": 7},
                {"id": "5", "name": "Flat", "sampling": 3},
                {"name": "Nobody"},
                17,
            ],
            "defaults": {"": 5},
        }
    )
    path.write_text(text)
    store, notices = load(path)
    assert store.book == PresetBook((Preset("1", "Hot", Sampling(top_p=0.5)),))
    assert len(notices) == 1
    for part in (
        "Temperature of “Hot”",
        "“Twice”",
        "preset 3",
        "“Nobody”",
        "preset 7",
        "new chats",
    ):
        assert part in notices[0].text
    assert [aside.read_text() for aside in kept_aside(path)] == [text]
    assert load(path)[1] == []


@pytest.mark.parametrize("entries", [5, {"a": 1}, "x", None])
def test_a_list_that_is_none_is_kept_aside(path: Path, entries: object) -> None:
    path.write_text(json.dumps({"presets": entries, "later": 1}))
    store, notices = load(path)
    assert store.book == PresetBook()
    assert "the list of presets" in notices[0].text
    assert file_of(path)["later"] == 1


def test_fields_of_other_versions_stay(path: Path) -> None:
    entry = {
        "id": "1",
        "name": "Careful",
        "sampling": {"temperature": 0.2, "top_q": 3},
        "colour": [1],
    }
    path.write_text(json.dumps({"presets": [entry], "later": {"deep": 1}}))
    store, notices = load(path)
    assert notices == []
    changed = msgspec.structs.replace(store.book.presets[0], sampling=Sampling(top_p=0.5))
    store.update(store.book.with_presets([WILD, changed]))
    kept = file_of(path)
    assert kept["later"] == {"deep": 1}
    assert kept["presets"][1] == {
        "id": "1",
        "name": "Careful",
        "sampling": {"top_q": 3, "top_p": 0.5},
        "colour": [1],
    }


def test_a_prompt_and_a_model_that_are_taken_away_leave_the_file(path: Path) -> None:
    store, _ = load(path)
    store.update(PresetBook((CAREFUL,)))
    bare = msgspec.structs.replace(CAREFUL, system_prompt="", model="")
    store.update(PresetBook((bare,)))
    assert load(path)[0].book.presets == (bare,)
    assert "Be brief." not in path.read_text()


@given(presets=PRESETS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_presets_come_back_as_they_were(tmp_path_factory: Any, presets: list[Preset]) -> None:
    path = tmp_path_factory.mktemp("profile") / "presets.json"
    book = PresetBook(tuple(presets), {"": "x"})
    load(path)[0].update(book)
    store, notices = load(path)
    assert store.book == book
    assert notices == []


def test_listeners_hear_of_a_change_and_not_of_the_same_again(path: Path) -> None:
    store, _ = load(path)
    heard: list[PresetBook] = []
    store.changed.connect(heard.append)
    store.update(BOOK)
    store.update(PresetBook(BOOK.presets, dict(BOOK.defaults)))
    assert heard == [BOOK]


def test_a_change_that_cannot_be_written_holds_and_is_told() -> None:
    with unprivileged_folder() as home:
        path = home / "presets.json"
        home.chmod(0o500)
        store, _ = load(path)
        heard: list[PresetBook] = []
        store.changed.connect(heard.append)
        with pytest.raises(Unwritable, match="presets cannot be written"):
            store.update(BOOK)
        home.chmod(0o700)
        assert list(home.iterdir()) == []
    assert store.book == BOOK
    assert heard == [BOOK]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes to stand in")
def test_a_full_disk_leaves_the_old_file_whole(path: Path) -> None:
    import resource

    path.write_text('{"later": 1}')
    store, _ = load(path)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, most))
    try:
        with pytest.raises(Unwritable):
            store.update(BOOK)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert path.read_text() == '{"later": 1}'
    assert list(path.parent.iterdir()) == [path]


def test_a_preset_is_found_by_its_id() -> None:
    assert BOOK.get("2") is WILD
    assert BOOK.get("") is None


@pytest.mark.parametrize("values", [{}, {"name": " "}, {"name": 3}, {"name": "a", "model": 1}])
def test_a_preset_needs_a_name_and_texts(values: dict[str, Any]) -> None:
    with pytest.raises(BadField):
        read_preset(values)


def test_what_is_written_of_a_preset_is_read_again() -> None:
    assert read_preset(written(CAREFUL)) == (CAREFUL, [])
